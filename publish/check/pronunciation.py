"""Foreign names that no entry says how to pronounce: a voice would guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import assert_never

from publish.article import (
    Abbreviation,
    Article,
    Block,
    Deletion,
    Emphasis,
    Figure,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    NoteReference,
    Phrase,
    Pronounced,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from publish.check.alphabets import ALPHABETS
from publish.check.finding import finding, line_of
from publish.errors import Problem, Severity
from publish.walk import children_of, content_of

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")


def name_unpronounced(article: Article) -> Iterator[Problem]:
    """Each name with letters that its language does not have, once, with how often it stands.

    A name is known by an entry of the front matter or of the lexicon, by a pronunciation in the
    text, or by being marked as words of another language.
    """
    settings = article.metadata.narration
    entries = [spelling for spelling, _ in settings.pronunciations]
    known = {
        unicodedata.normalize("NFC", word)
        for spelling in (*entries, *settings.lexicon_words)
        for word in _WORD.findall(spelling)
    }
    found: dict[str, list[int]] = {}
    for line, language, text in _texts(article):
        alphabet = ALPHABETS.get(language.split("-")[0].lower())
        for word in _WORD.findall(_ADDRESS.sub(" ", text)) if alphabet else ():
            name = unicodedata.normalize("NFC", _POSSESSIVE.sub("", word))
            if name[0].isupper() and name not in known and _foreign(name, alphabet or frozenset()):
                found.setdefault(name, []).append(line)
    for name, lines in found.items():
        times = f", {len(lines)} times" if len(lines) > 1 else ""
        yield finding(
            article,
            lines[0],
            "name-unpronounced",
            f"no entry says how “{name}” is pronounced{times}.",
            f"Add it to the front matter: narration: pronunciations: {{{name}: ...}}.",
            severity=Severity.INFO,
        )


def _foreign(name: str, alphabet: frozenset[str]) -> bool:
    return any(char.isalpha() and char not in alphabet for char in name.lower())


def _texts(article: Article) -> Iterator[tuple[int, str, str]]:
    """Every text that is spoken, with its line and language."""
    about = article.metadata
    for field in ("title", "subtitle", "standfirst", "dateline"):
        yield line_of(article, field), about.language, getattr(about, field)
    for field, people in (("authors", about.authors), ("contributors", about.contributors)):
        for person in people:
            yield line_of(article, field), about.language, person.name
    yield from _in_blocks(article.blocks, about.language)
    for note in article.notes:
        yield from _in_blocks(note.blocks, note.language or about.language)


def _in_blocks(blocks: Iterable[Block], around: str) -> Iterator[tuple[int, str, str]]:
    for block in blocks:
        language = block.language or around
        if isinstance(block, Figure):
            yield block.line, language, block.image.alt or ""
        for run in content_of(block):
            for tongue, text in _in_inlines(run, language):
                yield block.line, tongue, text
        yield from _in_blocks(children_of(block), language)


def _in_inlines(content: Iterable[Inline], around: str) -> Iterator[tuple[str, str]]:
    """The texts of ``content``, without those that say how they are read."""
    for inline in content:
        match inline:
            case Text(text):
                yield around, text
            case Phrase(inner, language):
                yield from _in_inlines(inner, language)
            case (
                Emphasis(inner)
                | Strong(inner)
                | Deletion(inner)
                | Superscript(inner)
                | Subscript(inner)
                | Link(inner)
                | Sentence(inner)
            ):
                yield from _in_inlines(inner, around)
            case (
                Pronounced()
                | Abbreviation()
                | InlineCode()
                | InlineMath()
                | InlineImage()
                | NoteReference()
                | LineBreak()
            ):
                pass
            case _:
                assert_never(inline)
