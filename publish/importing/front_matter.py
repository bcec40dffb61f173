"""Complete and correct the front matter of a document, so that it can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from msgspec.structs import replace

from publish.importing.records import Front, PlacedDiagnostic, import_warning
from publish.language.detection import guess_language, writes
from publish.language.tables import table
from publish.language.tags import UnknownLanguageError, language_tag
from publish.language.words import Dates
from publish.model import Abbreviation, Block, Inline, Note, Text
from publish.model.metadata_values import (
    UnknownLicenceError,
    WrongIdentifierError,
    identifier,
    licence,
)
from publish.model.rewrite import map_blocks, map_leaves, map_runs
from publish.model.walk import blocks_in, content_of, inlines_in, text_of

_DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M %z", "%Y-%m-%d %H:%M:%S", "%Y-%m", "%Y",
)  # fmt: skip
"""Usual forms of dates, but none in which day and month could be confused."""
_SAMPLE = 40_000
"""The number of characters from which the language is guessed."""
_COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)/?", re.I)


def complete(
    front: Front, blocks: Sequence[Block], notes: Sequence[Note], file: Path
) -> tuple[Front, list[PlacedDiagnostic]]:
    """Return ``front`` with a title, a language and valid values, and warnings about guesses."""
    warnings: list[PlacedDiagnostic] = []
    if not front.title.strip():
        stem = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", file.stem)
        front = replace(front, title=" ".join(re.split(r"[-_ ]+", stem)).strip().capitalize())
        fix = "Write a headline."
        warnings.append(
            import_warning("title", "import-title", "The title is the name of the file.", fix)
        )
    front, more = _in_language(front, blocks, notes)
    warnings += more
    for name in ("published", "modified"):
        written = getattr(front, name)
        day = iso_date(written) or _date_in(written, front.language)
        if written and not day:
            message = f"“{written[:40]}” isn't a date that can be read."
            fix = f"Add “{name}: 2026-03-01”."
            warnings.append(import_warning("title", f"import-{name}", message, fix))
        front = front.with_texts({name: day})
    try:
        front = replace(front, identifier=front.identifier and identifier(front.identifier))
    except WrongIdentifierError:
        front = replace(front, identifier="")
    return _licensed(front), warnings


def iso_date(written: str) -> str:
    """Return a date, with or without time, in ISO 8601; an empty string if it isn't a date.

    >>> iso_date("March 4, 2026"), iso_date("2026-03-04 09:30:00 +0100")
    ('2026-03-04', '2026-03-04T09:30:00+01:00')
    """
    text = written.strip()
    if not text or _UNSET.match(text) or "W" in text[:6]:
        return ""
    try:
        read = datetime.fromisoformat(text)
        return _iso_time(read) if len(text) > len("2026-03-04") else read.date().isoformat()
    except ValueError:
        pass
    for pattern in _DATES:
        try:
            read = (
                datetime.strptime(text, pattern).replace(tzinfo=None)
                if "%z" not in pattern
                else (datetime.strptime(text, pattern))
            )
        except ValueError:
            continue
        if pattern in ("%Y-%m", "%Y"):
            return ""  # the day is unknown
        if "%H" in pattern:
            return _iso_time(read)
        return date(read.year, read.month, read.day).isoformat()
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):  # it isn't a date of RFC 5322
        return ""
    return _iso_time(read)


_UNSET = re.compile(r"0\d{3}-|1970-01-01[T ]00:00(?::00|Z|\+00)")
"""What programs write for a date that is unknown: calibre the year 101, others zero seconds."""


def _date_in(written: str, language: str) -> str:
    """Return a date with the name of its month in ``language``, in ISO 8601, or an empty string."""
    found = _WORDED.fullmatch(written.strip())
    dates = table(language, "dates", Dates) if found else None
    for number, names in enumerate(dates.months if dates else (), 1):
        if found and found[2].casefold() in names.casefold().split("|"):
            try:
                return date(int(found[3]), number, int(found[1])).isoformat()
            except ValueError:
                return ""
    return ""


_WORDED = re.compile(
    r"(\d{1,2})(?:\.|er|º|ª)?(?: de)? ([^\W\d_]{3,15})(?: de)?,? (\d{4})(?: ?r\.| г\.)?"
)
"""A day, the name of a month, and a year: “1. März 2026”, “1er mars 2026”, “1 de marzo de 2026”."""


def _iso_time(time: datetime) -> str:
    """Return ``time`` in ISO 8601, with ``Z`` for UTC; empty before the year 1000."""
    if time.year < 1000:
        return ""
    if time.tzinfo is not None and time.utcoffset() == UTC.utcoffset(None):
        return time.replace(tzinfo=None).isoformat() + "Z"
    return time.isoformat()


def _in_language(
    front: Front, blocks: Sequence[Block], notes: Sequence[Note]
) -> tuple[Front, list[PlacedDiagnostic]]:
    """Return ``front`` with its language, or a guess if it has none or another script."""
    text = "\n".join(_sample(blocks, notes)) or front.title
    try:
        tag = language_tag(front.language.replace("_", "-")) if front.language else ""
    except UnknownLanguageError:
        tag = ""
    if tag and writes(tag, text):
        return replace(front, language=tag), []
    guess = guess_language(text)
    fix = "Confirm it, or write another tag, such as en-GB."
    message = f"The language was guessed as “{guess}”."
    if tag:
        message = f"The document says {tag}, but it is written in another script; guessed: {guess}."
    return replace(front, language=guess), [
        import_warning("language", "import-language", message, fix)
    ]


def _sample(blocks: Iterable[Block], notes: Iterable[Note]) -> Iterator[str]:
    """Yield about ``_SAMPLE`` characters of text in the language of the document."""
    length = 0
    for block in blocks_in((*blocks, *(one for note in notes for one in note.blocks))):
        if block.language:
            continue
        for run in content_of(block):
            words = text_of(run)
            length += len(words)
            yield words
        if length > _SAMPLE:
            return


def _licensed(front: Front) -> Front:
    """Return ``front`` with its licence as an SPDX name; an unknown licence moves to the rights."""
    written = front.licence
    commons = _COMMONS.fullmatch(written)
    if commons:
        written = f"CC-{commons[1].upper()}-{commons[2]}"
    try:
        return replace(front, licence=(written and (licence(written).name or licence(written).url)))
    except UnknownLicenceError:
        rights = front.rights or written
        return replace(front, licence="", rights=rights)


Content = tuple[tuple[Block, ...], tuple[Note, ...], tuple[tuple[str, str], ...]]


def gather_abbreviations(blocks: tuple[Block, ...], notes: tuple[Note, ...]) -> Content:
    """Return the content without repeated abbreviations, and these for the front matter.

    An abbreviation with two meanings, or that is expanded only once, stays in the text.
    """
    found = Counter(_pairs((*blocks, *(block for note in notes for block in note.blocks))))
    texts = Counter(text for text, _ in found)
    known = {
        text: expansion
        for (text, expansion), count in found.items()
        if count > 1 and texts[text] == 1
    }
    if not known:
        return blocks, notes, ()

    def plain(inline: Inline) -> Iterator[Inline]:
        if isinstance(inline, Abbreviation) and inline.text in known:
            yield Text(inline.text)
        else:
            yield inline

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: _joined(map_leaves(run, plain)))

    changed = tuple(replace(note, blocks=map_blocks(note.blocks, change)) for note in notes)
    return map_blocks(blocks, change), changed, tuple(known.items())


def _joined(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    from publish.model.rewrite import joined

    return tuple(joined(run))


def _pairs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks_in(blocks):
        for run in content_of(block):
            for inline in inlines_in(run):
                if isinstance(inline, Abbreviation):
                    yield inline.text, inline.expansion
