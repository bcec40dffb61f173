"""Find captions, quotations, code and definitions that are paragraphs with a style."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from publish.importing.reading.context import Context
from publish.language.tables import languages_with, table
from publish.model import (
    Block,
    CodeBlock,
    Definition,
    DefinitionList,
    Emphasis,
    Figure,
    Inline,
    LineBreak,
    Paragraph,
    Phrase,
    Place,
    Quotation,
    Strong,
    Table,
    Text,
)
from publish.model.rewrite import Heading, split_attribution
from publish.model.walk import text_of


class CaptionWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``captions`` of a language.

    ``labels`` are the words before the number of a caption.  The others are patterns: ``credits``
    and optional ``credit_words`` precede the colon of a credit; ``credit_phrases`` need no colon.
    """

    labels: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    credit_words: tuple[str, ...] = ()
    credit_phrases: tuple[str, ...] = ()


@cache
def _caption_words(kind: str) -> str:
    """Return the alternatives of one kind in all languages, as a pattern."""
    tables = (table(language, "captions", CaptionWords) for language in languages_with("captions"))
    return "|".join(
        dict.fromkeys(word for words in tables if words for word in getattr(words, kind))
    )


@cache
def _label() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_caption_words('labels')})\.?[ \u00a0]\d{{1,3}}(?:[.-]\d{{1,3}})*[ \u00a0]?"
        r"(?:(?P<end>[.:–—|-])\s*|\s+|$)(?P<next>.?)",
        re.I,
    )


@cache
def _credit() -> re.Pattern[str]:
    """Return a pattern for a credit at the end of a caption."""
    before_colon = (
        rf"(?:{_caption_words('credits')})(?:\s(?:{_caption_words('credit_words')}))?\s?:"
    )
    return re.compile(
        r"(?:(?<=[.!?…])|(?<=[.!?…][”»\"])|^)\s*\(?"
        rf"((?:{before_colon}|{_caption_words('credit_phrases')}|©)\s?\S.{{1,200}}?)\)?$"
    )


def without_label(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a caption without its number: editions number figures and tables themselves.

    Without a full stop or the like, a number is a label only if no word in lower case follows:
    “Figure 1 shows that” is the subject of a sentence.
    """
    if run and isinstance(run[0], Strong | Emphasis):  # often only the number is in bold
        label = _label().match(text_of((run[0],)))
        following = run[1:2]
        if label and not text_of((run[0],))[label.start("next") :] and following:
            rest = text_of(following) if isinstance(following[0], Text) else ""
            shorter = rest.lstrip(" \u00a0.:–—|-")
            if label["end"] or not shorter[:1].islower():
                return (*((Text(shorter),) if shorter else ()), *run[2 if rest else 1 :]) or run
    if run and isinstance(run[0], Text):
        label = _label().match(run[0].text)
        if label and (label["end"] or not label["next"].islower()):
            rest = run[0].text[label.start("next") :]
            following = run[1:]
            while not rest and following and isinstance(following[0], LineBreak):
                following = following[1:]
            return (*((Text(rest),) if rest else ()), *following) or run
    return run


def split_credit(caption: Sequence[Block]) -> tuple[list[Block], tuple[Inline, ...]]:
    """Return a caption without the credit at its end, and the credit."""
    blocks = list(caption)
    last = blocks[-1] if blocks else None
    if not isinstance(last, Paragraph) or not last.content:
        return blocks, ()
    for index in range(len(last.content) - 1, -1, -1):  # a name in the credit may be a link
        inline = last.content[index]
        if not isinstance(inline, Text):
            continue
        tail = last.content[index + 1 :]
        found = _credit().search(inline.text + ("xx" if tail else ""))
        if found:
            words = inline.text[found.start(1) : len(inline.text) if tail else found.end(1)]
            before = inline.text[: found.start()].rstrip()
            content = last.content[:index] + ((Text(before),) if before else ())
            blocks[-1:] = [replace(last, content=content)] if content else []
            return blocks, (Text(words), *tail)
    return blocks, ()


def with_captions(context: Context, blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """Return ``blocks`` with captions joined to the picture or table before or after them."""
    found: list[Block | Heading] = []
    rest = deque(blocks)
    while rest:
        block = rest.popleft()
        following = rest[0] if rest else None
        if isinstance(block, Figure) and not block.caption:
            after = rest[1] if len(rest) > 1 else None
            ornament = block.image.decorative and isinstance(after, Table)
            if (
                not ornament
                and isinstance(following, Paragraph)
                and _is_caption(context, following)
            ):
                block = replace(block, image=replace(block.image, decorative=False))
                rest.popleft()
                below = replace(following, content=without_label(following.content), id="")
                caption, credit = split_credit([below])
                credit, name = block.credit or credit, block.id or following.id
                block = replace(block, caption=tuple(caption), credit=credit, id=name)
        elif isinstance(block, Paragraph) and _is_caption(context, block):
            if isinstance(following, Table) and not following.caption:
                words, name = without_label(block.content), following.id or block.id
                rest[0] = replace(following, caption=words, id=name)
                continue
            before = found[-1] if found else None
            if isinstance(before, Table) and not before.caption:
                words, name = without_label(block.content), before.id or block.id
                found[-1] = replace(before, caption=words, id=name)
                continue
            if isinstance(following, Figure) and not (
                following.caption or following.image.decorative
            ):
                caption, credit = split_credit(
                    [replace(block, content=without_label(block.content), id="")]
                )
                credit = following.credit or credit
                name = following.id or block.id
                rest[0] = replace(following, caption=tuple(caption), credit=credit, id=name)
                continue
        found.append(block)
    return found


def _is_caption(context: Context, block: Paragraph) -> bool:
    """Return whether a paragraph has the style of a caption, or begins like “Figure 1:”.

    “Figure 1 shows the dam” is a sentence.
    """
    if context.styles.get(block.line) == "caption":
        return True
    label = _label().match(text_of(block.content))
    return bool(label and label["end"])


_DASHES = "—–―-"


def quotation(
    blocks: Sequence[Block], place: Place, *, pull: bool = False, named: tuple[Inline, ...] = ()
) -> Quotation | None:
    """Return ``blocks`` as a quotation; ``None`` if nothing is quoted.

    ``named`` is the attribution, by default the last paragraph if it begins with a dash.
    """
    inside, attribution = (tuple(blocks), named) if named else split_attribution(_dashed(blocks))
    if not inside:
        return None
    inside, attribution, language = _in_one_language(inside, attribution)
    if language and not place["language"]:
        place = {**place, "language": language}
    return Quotation(blocks=inside, attribution=without_dash(attribution), pull=pull, **place)


def _in_one_language(
    blocks: tuple[Block, ...], attribution: tuple[Inline, ...]
) -> tuple[tuple[Block, ...], tuple[Inline, ...], str | None]:
    """Return blocks, attribution and the language of the quotation, if all of it has one."""
    languages = {block.language for block in blocks}
    language = languages.pop() if len(languages) == 1 else None
    if language is None:
        return blocks, attribution, None
    if attribution:
        only = attribution[0]
        if len(attribution) > 1 or not isinstance(only, Phrase) or only.language != language:
            return blocks, attribution, None
        attribution = only.content
    return tuple(replace(block, language=None) for block in blocks), attribution, language


def _dashed(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return ``blocks`` with a bar or en dash before the attribution replaced by an em dash."""
    last = blocks[-1] if len(blocks) > 1 else None
    if isinstance(last, Paragraph) and last.content and isinstance(last.content[0], Text):
        words = last.content[0].text
        if words[:1] in "–―" and len(words) < 200:
            first = Text("—" + words[1:])
            paragraph = Paragraph(
                content=(first, *last.content[1:]), line=last.line, language=last.language
            )
            return [*blocks[:-1], paragraph]
    return blocks


def without_dash(attribution: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return an attribution without a dash at its start."""
    if attribution and isinstance(attribution[0], Text):
        first = attribution[0].text.lstrip(_DASHES + " \u00a0")
        return ((Text(first),) if first else ()) + attribution[1:]
    return attribution


def join_styled(context: Context, blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """Return ``blocks`` with neighbours of one style joined to one block."""
    found: list[Block | Heading] = []
    for block in blocks:
        role = _role(context, block)
        last = found[-1] if found else None
        if role == "code" and isinstance(block, CodeBlock):
            if isinstance(last, CodeBlock) and _follows(last, block):
                found[-1] = replace(last, text=f"{last.text}\n{block.text}")
            else:
                found.append(block)
        elif role == "term" and isinstance(block, Paragraph):
            item = Definition(terms=(block.content,), meanings=(), line=block.line)
            if isinstance(last, DefinitionList):
                found[-1] = replace(last, items=(*last.items, item))
            else:
                found.append(DefinitionList(items=(item,), line=block.line, id=block.id))
        elif role == "meaning" and isinstance(last, DefinitionList):
            inside = block.blocks if isinstance(block, Quotation) else (block,)
            found[-1] = _with_meaning(last, inside)
        else:
            found.append(block)
    return found


def _role(context: Context, block: Block | Heading) -> str:
    if isinstance(block, Quotation) and block.blocks:  # pandoc's result for indented paragraphs
        block = block.blocks[0]
    return context.styles.get(block.line, "")


def _follows(last: CodeBlock, block: CodeBlock) -> bool:
    """Return whether ``block`` is the line of code directly after ``last``."""
    return block.line - last.line <= last.text.count("\n") + 1


def _with_meaning(last: DefinitionList, blocks: Sequence[Block | Heading]) -> DefinitionList:
    item = last.items[-1]
    inside = tuple(block for block in blocks if not isinstance(block, Heading))
    meaning = (*(item.meanings[0] if item.meanings else ()), *inside)
    return replace(last, items=(*last.items[:-1], replace(item, meanings=(meaning,))))
