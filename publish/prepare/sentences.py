"""Divide text into sentences, the unit that narration, highlighting and page lists share.

``sentencex`` (Wikimedia) finds their ends; it knows the abbreviations of many languages.
"""

from __future__ import annotations

import re
from typing import assert_never

from msgspec.structs import replace

from publish.language.scripts import abbreviations
from publish.model import (
    UNTITLED,
    Article,
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    List,
    MathBlock,
    Note,
    Paragraph,
    Quotation,
    Section,
    Sentence,
    Speech,
    Table,
    Text,
    ThematicBreak,
)
from publish.model.ids import attribution_id, caption_id, credit_id, sentence_id, term_id, title_id
from publish.model.rewrite import map_in_language, map_runs, with_content
from publish.model.walk import content_in, text_of

#: A text without any sign that could end a sentence, as in most cells of tables.
_UNDIVIDED = re.compile("[A-Za-z0-9](?:[A-Za-z0-9 ,%-]*[A-Za-z0-9%])?")


def split_sentences(article: Article) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the blocks and notes of ``article`` with each run of text as sentences.

    Their ids begin with the id of the block or of its part (:mod:`publish.model.ids`): ``p-1-s1``,
    ``ID-caption-s1``.  A heading is one sentence, and so is each line of verse.  White space
    between sentences belongs to none.
    """
    language = article.metadata.language
    return (
        map_in_language(article.blocks, language, _block),
        tuple(
            replace(note, blocks=map_in_language(note.blocks, note.language or language, _block))
            for note in article.notes
        ),
    )


def _block(block: Block, language: str) -> Block:
    match block:
        case Section(kind=kind) if kind in UNTITLED:
            return block
        case Section():
            whole = _wrap(block.title, sentence_id(title_id(block.id), 1))
            return replace(block, title=whole)
        case DefinitionList():
            return replace(
                block,
                items=tuple(
                    replace(
                        item,
                        terms=tuple(
                            cut(term, language, term_id(item.id, place))
                            for place, term in enumerate(item.terms, start=1)
                        ),
                    )
                    for item in block.items
                ),
            )
        case Paragraph(verse=True):
            return replace(block, content=_lines(block.content, block.id))
        case Paragraph():
            prefix = block.id
        case Quotation():
            prefix = attribution_id(block.id)
        case Table():
            prefix = caption_id(block.id)
        case Aside() | Speech():
            prefix = title_id(block.id)
        case Figure():
            prefix = credit_id(block.id)
        case List() | CodeBlock() | MathBlock() | ThematicBreak():
            return block
        case _:
            assert_never(block)
    return map_runs(block, lambda run: cut(run, language, prefix))


def _lines(run: tuple[Inline, ...], prefix: str) -> tuple[Inline, ...]:
    """Return ``run`` with each of its lines as a sentence, with its indent and line break."""
    if any(isinstance(inline, Sentence) for inline in run):
        return run
    out: list[Inline] = []
    number, rest = 0, run
    for line in re.findall("[^\n]*\n|[^\n]+", text_of(run)):
        piece, rest = split_at(rest, len(line))
        if line.strip():
            number += 1
            out.append(Sentence(piece, sentence_id(prefix, number)))
        else:  # between two stanzas
            out += piece
    return (*out, *rest)


def cut(run: tuple[Inline, ...], language: str, prefix: str) -> tuple[Inline, ...]:
    """Return ``run`` as sentences ``PREFIX-s1`` ...; a run with sentences stays as it is."""
    if len(run) == 1 and isinstance(run[0], Text) and _UNDIVIDED.fullmatch(run[0].text):
        return (Sentence(run, sentence_id(prefix, 1)),)
    if any(isinstance(inline, Sentence) for inline in run):
        return run
    text = text_of(run)
    if not text.strip():
        return _wrap(run, sentence_id(prefix, 1)) if _holds_more_than_text(run) else run
    out: list[Inline] = []
    lengths = _lengths(text, language)
    if len(run) == 1 and isinstance(run[0], Text):  # as most are
        return _plain(text, lengths, prefix)
    rest, number = run, 0
    for length in lengths:
        piece, rest = split_at(rest, length)
        head, words, tail = _trim(piece)
        if text_of(words).strip() or _holds_more_than_text(words):
            number += 1
            out += [*head, Sentence(words, sentence_id(prefix, number)), *tail]
        else:
            out += piece
    if rest:  # inlines without text, such as a note call at the very end
        last = next((i for i in reversed(range(len(out))) if isinstance(out[i], Sentence)), None)
        if last is None:
            return _wrap(run, sentence_id(prefix, 1))
        sentence = out[last]
        assert isinstance(sentence, Sentence)  # noqa: S101 - narrows the type; `last` says so
        out[last] = replace(sentence, content=(*sentence.content, *rest))
    return tuple(out)


def _plain(text: str, lengths: list[int], prefix: str) -> tuple[Inline, ...]:
    """Return what :func:`cut` does for a run of nothing but ``text``."""
    out: list[Inline] = []
    begin = number = 0
    for length in lengths:
        piece = text[begin : begin + length]
        begin += length
        words = piece.strip()
        if not words:
            out.append(Text(piece))
            continue
        number += 1
        first = piece.index(words)
        last = first + len(words)
        if first:
            out.append(Text(piece[:first]))
        out.append(Sentence((Text(words),), sentence_id(prefix, number)))
        if last < len(piece):
            out.append(Text(piece[last:]))
    return tuple(out)


def _lengths(text: str, language: str) -> list[int]:
    """Return the length of each sentence of ``text`` with the white space after it (characters)."""
    from sentencex import segment

    primary = language.split("-")[0].lower()
    pieces = list(segment(primary, text))
    if "".join(pieces) != text:  # the library must keep every character
        return [len(text)]
    lengths: list[int] = []
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if before and _goes_on(before, piece, primary):
            lengths[-1] += len(piece)
        else:
            lengths.append(len(piece))
    return lengths


def _goes_on(before: str, piece: str, primary: str) -> bool:
    """Return whether ``piece`` continues the sentence ``before``, after a full stop.

    It does in lower case, after an abbreviation, and inside one such as "J.-C.".
    """
    end = before.rstrip()
    if not end.endswith("."):
        return False
    found = re.search(r"(?<!\w)\w+(?=\.$)", end)
    word = found[0] if found else ""
    plain, names_after = abbreviations(primary)
    if word in names_after or (word[1:] and word.lower() in names_after):
        return True
    if not piece[:1].isupper() and word.lower() in plain:
        return True
    return piece[:1].islower() or (len(word) == 1 and word.isalpha() and end == before)


def _wrap(run: tuple[Inline, ...], sentence_id: str) -> tuple[Inline, ...]:
    if not run or any(isinstance(inline, Sentence) for inline in run):
        return run
    return (Sentence(run, sentence_id),)


def _holds_more_than_text(run: tuple[Inline, ...]) -> bool:
    return any(not isinstance(inline, Text) for inline in run)


def split_at(run: tuple[Inline, ...], length: int) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Return ``run`` in two parts, the first with ``length`` characters of plain text.

    An inline that holds others (emphasis, a link) is divided into two of its kind; any other
    (code, a formula) is in the part where it begins.  Inlines without text that follow the first
    part belong to it, so the call of a note stays with its sentence.
    """
    end = 0
    for place, inline in enumerate(run):
        keep = length - end  # of this inline
        end += len(text_of((inline,)))
        if end < length or (end == length and _next_is_empty(run, place)):
            continue
        if end == length:
            return run[: place + 1], run[place + 1 :]
        first: tuple[Inline, ...]
        second: tuple[Inline, ...]
        inner = content_in(inline)
        if keep <= 0:
            first, second = (), (inline,)
        elif isinstance(inline, Text):
            first, second = (Text(inline.text[:keep]),), (Text(inline.text[keep:]),)
        elif inner is None:
            first, second = (inline,), ()
        else:
            left, right = split_at(inner, keep)
            first = (with_content(inline, left),) if left else ()
            second = (with_content(inline, right),) if right else ()
        return (*run[:place], *first), (*second, *run[place + 1 :])
    return run, ()


def _next_is_empty(run: tuple[Inline, ...], place: int) -> bool:
    return place + 1 < len(run) and not text_of(run[place + 1 : place + 2])


def _trim(
    piece: tuple[Inline, ...],
) -> tuple[tuple[Inline, ...], tuple[Inline, ...], tuple[Inline, ...]]:
    """Return the white space before, the words, and the white space after."""
    head: tuple[Inline, ...] = ()
    tail: tuple[Inline, ...] = ()
    if piece and isinstance(first := piece[0], Text):
        words = first.text.lstrip()
        if words != first.text:
            head = (Text(first.text[: len(first.text) - len(words)]),)
            piece = (*((Text(words),) if words else ()), *piece[1:])
    if piece and isinstance(last := piece[-1], Text):
        words = last.text.rstrip()
        if words != last.text:
            tail = (Text(last.text[len(words) :]),)
            piece = (*piece[:-1], *((Text(words),) if words else ()))
    return head, piece, tail
