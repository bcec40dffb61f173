"""Compare the words of a source with those of the article that was read from it.

Later steps use only the article, so they couldn't notice a loss while reading.  The words are taken
from markdown-it's tokens and from the front matter, before this package's readers process them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import Diagnostic, LostError, shortened
from publish.model import (
    Abbreviation,
    Article,
    Block,
    CodeBlock,
    Contributor,
    Figure,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    List,
    MathBlock,
    Metadata,
    Opening,
    Paragraph,
    Pronounced,
    Section,
    Text,
)
from publish.model.walk import children_of, content_in, content_of
from publish.runtime.yaml_fields import Field
from publish.source.dialects.html_inlines import plain_text

if TYPE_CHECKING:
    from markdown_it.token import Token

_WORD = re.compile(r"\w+")
_ABBREVIATIONS = ("abbr", "abbreviation")
_REFERENCES = ("ref", "numref")
_NAMED = re.compile(r"(.*)<[^<>]+>\s*", re.S)
"""The words of a reference, which the name of its target follows."""
_BREAKS = ("softbreak", "hardbreak")
_TEXT_ATTRIBUTES = ("alt", "fig-alt", "fig-cap", "say", "ipa", "title", "credit")
"""Attributes of inlines whose values are shown or spoken."""
CHAPTER_FIELDS = frozenset(
    ["title", "subtitle", "standfirst", "authors", "dateline", "abbreviations", "corrections"]
)
"""Fields of a chapter whose words are part of its book; the others only describe its file."""
ARTICLE_FIELDS = CHAPTER_FIELDS | frozenset(
    ["contributors", "publisher", "description", "subjects", "rights", "cover", "series",
     "narration", "evaluation"]
)  # fmt: skip
_NOT_SHOWN = frozenset(
    ["role", "src", "alt-status", "position", "date", "level", "criteria", "report"]
)
"""Fields nested in those whose values aren't shown as words."""
MAX_LOSSES = 20
"""The largest number of losses that are reported."""


class SourceWords(Struct, frozen=True):
    """The pieces of text in the source ``file`` that readers must get, each with its line."""

    file: Path
    pieces: list[tuple[int, str]] = field(default_factory=list)

    def add_inlines(self, tokens: Sequence[Token], line: int) -> None:
        """Add the words of a run of inline ``tokens`` that begins on ``line``."""
        run: list[str] = []
        for token in tokens:
            kind = token.type
            if kind == "text":  # as most are
                run.append(token.content)
                continue
            if kind in _BREAKS:
                run.append(" ")
                continue
            if kind == "image":
                self.pieces.append((line, plain_text(token.children or [])))
            elif kind == "myst_role":
                run.append(self._role(token, line))
            elif kind in ("inline_note_open", "inline_note_close"):
                run.append(" ")
            elif kind != "footnote_ref":
                run.append(token.content)
            if token.attrs:
                self.pieces.extend(
                    (line, str(token.attrs[name]))
                    for name in _TEXT_ATTRIBUTES
                    if name in token.attrs
                    and (token.type, token.content) != ("image", token.attrs[name])  # said once
                )
        self.pieces.append((line, "".join(run)))

    def _role(self, token: Token, line: int) -> str:
        name = token.meta["name"]
        if name in _REFERENCES:
            words = _NAMED.fullmatch(token.content)
            return words[1] if words and "%s" not in words[1] else ""
        parts = abbreviation_parts(token.content) if name in _ABBREVIATIONS else None
        if parts:
            self.pieces.append((line, parts[1]))
            return parts[0]
        return "" if name in ("cspan", "rspan") else token.content

    def add_fields(self, fields: Field, names: frozenset[str] = ARTICLE_FIELDS) -> None:
        """Add the values of those fields of the front matter that ``names`` lists."""
        for name, inner in fields.pairs():
            if name in names:
                self.pieces.extend(_values(inner))


def abbreviation_parts(text: str) -> tuple[str, str] | None:
    """Return the two parts of ``NGO (non-governmental organisation)``, or ``None``."""
    text = text.strip()
    at = text.find("(", 1)
    if at < 0 or not text.endswith(")"):
        return None
    return text[:at].rstrip(), text[at + 1 : -1].strip()


def check_words(sources: Sequence[SourceWords], article: Article) -> None:
    """Compare the words of ``sources`` with those of ``article``, in any order.

    Raises:
        LostError: A word is in the sources more often than in the article; names file and line.
    """
    # Most runs of text are the same on both sides, so only the rest is divided into words.
    source = Counter([text.strip() for one in sources for _, text in one.pieces])
    read = Counter(_article_words(article))
    if source.items() <= read.items():
        return
    if missing := source - read:
        # Punctuation may be markup, such as the dash before an attribution.
        lost = _words(missing) - _words(read - source)
        if lost:
            raise LostError(tuple(_losses(sources, lost)))


def _words(pieces: Counter[str]) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(pieces.elements()).casefold()))


def _losses(sources: Sequence[SourceWords], lost: Counter[str]) -> list[Diagnostic]:
    """Return diagnostics for lost words: pieces that are lost as a whole, then single words."""
    pieces = [
        (source.file, line, text, Counter(_WORD.findall(text.casefold())))
        for source in sources
        for line, text in source.pieces
    ]
    found: list[tuple[Path, int, str]] = []
    for file, line, text, words in sorted(pieces, key=lambda piece: -piece[3].total()):
        if words and words <= lost:  # the longest first: short ones occur in many places
            found.append((file, line, text))
            lost = lost - words
    for file, line, _, words in pieces:
        if common := words & lost:
            found.append((file, line, " ".join(common.elements())))
            lost = lost - common
    return [
        Diagnostic(
            code="words-lost",
            message=f"“{shortened(text, 60)}” was lost when the source was read.",
            fix="This is an error in publish, not in the source. Please report it.",
            file=file,
            line=line,
        )
        for file, line, text in sorted(found)[:MAX_LOSSES]
    ]


def _values(field: Field) -> Iterator[tuple[int, str]]:
    match field.kind:
        case "mapping":
            for name, inner in field.pairs():
                if name in _NOT_SHOWN or (field.path == "narration" and name != "pronunciations"):
                    continue
                if field.path in ("abbreviations", "narration.pronunciations") and not inner.empty:
                    yield inner.line, name
                yield from _values(inner)
        case "list":
            for item in field.items():
                yield from _values(item)
        case _:
            yield field.line, field.text()


def _article_words(article: Article) -> list[str]:
    pieces = list(_metadata_words(article.metadata))
    _add_blocks(article.blocks, pieces)
    for note in article.notes:
        _add_blocks(note.blocks, pieces)
    return pieces


def _add_blocks(blocks: Iterable[Block], pieces: list[str]) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):  # as most are
            _add_run(block.content, pieces)
            continue
        for run in content_of(block):
            _add_run(run, pieces)
        match block:
            case CodeBlock(text=code):
                pieces.append(code.strip())
            case MathBlock(tex=tex, alt=alt):
                pieces += [tex, alt]
            case Figure(image=image):
                pieces.append(image.alt or "")
            case List(items=items):
                pieces += ["[x]" for item in items if item.checked]
            case Section(opening=Opening() as opening):
                pieces += [opening.subtitle, opening.standfirst, opening.dateline]
                pieces += _people(opening.authors)
                pieces += map(" ".join, block.abbreviations)
            case _:
                pass
        _add_blocks(children_of(block), pieces)


def _add_run(content: tuple[Inline, ...], pieces: list[str]) -> None:
    if len(content) == 1 and isinstance(content[0], Text):
        pieces.append(content[0].text)
        return
    run: list[str] = []
    _add_inlines(content, run, pieces)
    pieces.append("".join(run))


def _add_inlines(content: Iterable[Inline], run: list[str], apart: list[str]) -> None:
    """Add the text of ``content`` to ``run``, and text outside the line (titles) to ``apart``."""
    for inline in content:
        if isinstance(inline, Text):  # as most are
            run.append(inline.text)
        elif (inner := content_in(inline)) is not None:
            if isinstance(inline, Link):
                apart.append(inline.title)
            elif isinstance(inline, Pronounced):
                apart += [inline.say, inline.ipa]
            _add_inlines(inner, run, apart)
        elif isinstance(inline, InlineCode):
            run.append(inline.text)
        elif isinstance(inline, LineBreak):
            run.append(" ")
        elif isinstance(inline, InlineMath):
            run.append(inline.tex)
            apart.append(inline.alt)
        elif isinstance(inline, Abbreviation):
            run.append(inline.text)
            apart.append(inline.expansion)
        elif isinstance(inline, InlineImage):
            apart.append(inline.image.alt or "")


def _metadata_words(about: Metadata) -> Iterator[str]:
    yield from (about.title, about.subtitle, about.standfirst, about.publisher, about.dateline)
    yield from (about.description, about.rights, *about.subjects)
    yield from _people((*about.authors, *about.contributors))
    if about.cover:
        yield about.cover.alt or ""
    if about.series:
        yield about.series.name
    yield from (correction.text for correction in about.corrections)
    for pair in (*about.abbreviations, *about.narration.pronunciations):
        yield " ".join(pair)
    if about.evaluation:
        judged = about.evaluation
        yield f"{judged.evaluator} {judged.organisation} {judged.credential}"


def _people(people: Iterable[Contributor]) -> Iterator[str]:
    return (f"{person.name} {person.file_as}" for person in people)
