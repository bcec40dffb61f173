"""Find the lines of an opening that editions write themselves: the names of authors, the date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from publish.errors import Severity, shortened
from publish.importing.records import Front, PlacedDiagnostic, import_warning
from publish.language.tables import table
from publish.language.words import Dates, words_for
from publish.model import Block, Contributor, Paragraph, Section
from publish.model.walk import text_of

_WORD = re.compile(r"[^\W_]+")
_FIRST = 6
"""The number of blocks among which a byline is looked for."""
_LONGEST = 16
"""The most words of a byline with its date."""
_AROUND = frozenset(
    ["by", "and", "on", "at", "in", "posted", "published", "written", "updated", "words", "text",
     "story", "report", "author", "authors", "date", "von", "und", "am", "par", "et", "le", "por",
     "y", "el", "e", "di", "de", "del", "door", "en", "op", "av", "af", "og", "och", "przez", "i"]
)  # fmt: skip
"""Words that stand around names and dates in bylines, in any language."""
_PARTICLES = "van|von|de|der|den|di|da|la|al|le|bin|ibn"
_CAPITAL = r"[^\W\d_a-z][\w.’'-]*"
_NAME = rf"{_CAPITAL}(?: (?:(?:{_PARTICLES}) )*{_CAPITAL}){{1,3}}"
_BETWEEN = r",? (?:and|und|et|y|e|i|og|och|en|&) |, "
_NAMES = re.compile(rf"{_NAME}(?:(?:{_BETWEEN}){_NAME}){{0,5}}")

Found = tuple[Front, tuple[Block, ...], list[PlacedDiagnostic]]


def without_byline(front: Front, blocks: tuple[Block, ...]) -> Found:
    """Return ``front`` with the names of a byline, if it has none, and the text without its lines.

    A line goes, without a word, if it holds nothing but names of authors, the date of publication,
    and words that usually stand around them ("Posted on 1 March 2026 by Ada").
    """
    front, warnings = _with_authors(front, blocks)
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        text = text_of(block.content) if isinstance(block, Paragraph) else ""
        if number >= _FIRST or isinstance(block, Section):
            return front, (*kept, *blocks[number:]), warnings
        if not text or not _repeats(front, text):
            kept.append(block)
            if text and _begins(front, text):
                message = "The byline stands in the front matter too, and editions print that."
                fix = "Delete it, or what the front matter says already."
                warnings.append(import_warning(block.line, "import-byline", message, fix))
    return front, tuple(kept), warnings


def _with_authors(front: Front, blocks: Sequence[Block]) -> tuple[Front, list[PlacedDiagnostic]]:
    """Return ``front`` with the names after "By", if it has no authors."""
    if front.authors:
        return front, []
    for block in blocks[:_FIRST]:
        if not isinstance(block, Paragraph):
            continue
        text = " ".join(text_of(block.content).split())
        by = words_for(front.language).by
        _, begun, names = text.partition(" ") if text[: len(by) + 1] == f"{by} " else ("", "", "")
        if begun and _NAMES.fullmatch(names.rstrip(".")):
            split = re.split(_BETWEEN, names.rstrip("."))
            authors = tuple(Contributor(name.strip()) for name in split)
            message = f"The authors are those of the line “{shortened(text, 120)}”."
            warning = import_warning(
                "authors", "import-authors", message, "Check the names.", Severity.INFO
            )
            return replace(front, authors=authors), [warning]
    return front, []


def _begins(front: Front, text: str) -> bool:
    """Return whether a line is a byline that says more than names: "By Ada, in Gdańsk"."""
    by = words_for(front.language).by
    starts = (f"{by} {one.name}".casefold() for one in front.authors)
    return len(text.split()) <= _LONGEST and text.casefold().startswith(tuple(starts))


def _repeats(front: Front, text: str) -> bool:
    """Return whether ``text`` holds nothing but authors, their date, and words around them."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) > _LONGEST:
        return False
    names = {word.casefold() for one in front.authors for word in _WORD.findall(one.name)}
    day = _words_of_day(front)
    named = bool(names & set(words)) and all(
        {word.casefold() for word in _WORD.findall(one.name)} <= set(words) for one in front.authors
    )
    dated = len(day & set(words)) >= 3 or front.published[:10] in text.split()
    return (named or dated) and not set(words) - names - (day if dated else set()) - _AROUND


def _words_of_day(front: Front) -> set[str]:
    """Return the words with which the date of publication can be written."""
    try:
        day = datetime.fromisoformat(front.published)
    except ValueError:
        return set()
    found = {str(day.year), str(day.day), f"{day.day:02}", f"{day.month:02}", str(day.month)}
    for tag in (front.language, "en"):
        dates = table(tag, "dates", Dates)
        for months in (dates.months, dates.short_months) if dates else ():
            if months:
                found |= {word.casefold() for word in _WORD.findall(months[day.month - 1])}
    return found - {""}
