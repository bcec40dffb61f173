"""Find each item in a finished file of captions (WebVTT)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.audit.items import Item, Kind, Result, found, left_out, letters, lost, short
from publish.audit.sound.timeline_index import TimelineIndex, clock
from publish.errors import Diagnostic, SourceError
from publish.narration.timeline import Clip

EDITION = "captions"
_TIME = r"(?:(\d{1,9}):)?(\d\d):(\d\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME} --> {_TIME}")
_LANGUAGE = re.compile(r"<lang ([^<>]+)>([^<]*(?:<(?!/?lang\b)[^<]*)*)</lang>")


class Cue(Struct, frozen=True):
    """A cue from ``start`` to ``end`` (ms).

    ``words`` are its letters; ``marked`` are pairs of a language and the letters marked with it.
    """

    start: int
    end: int
    words: str
    marked: tuple[tuple[str, str], ...]


def read_cues(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file in time order.

    Raises:
        SourceError: It isn't a WebVTT file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    if not text.startswith("WEBVTT"):
        raise _unreadable(path, "it does not begin with WEBVTT")
    return cues_in(text)


def cues_in(text: str) -> tuple[Cue, ...]:
    """Return the cues of the text of a WebVTT file in time order."""
    cues = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))[1:]:
        lines = block.strip().split("\n")
        for place, line in enumerate(lines[:2]):
            if times := _TIMES.match(line):
                cues.append(_cue(times, "\n".join(lines[place + 1 :])))
                break
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _cue(times: re.Match[str], text: str) -> Cue:
    marked = tuple(
        (tag.strip().lower(), letters(_plain(words))) for tag, words in _LANGUAGE.findall(text)
    )
    numbers = [int(one or 0) for one in times.groups()]
    return Cue(_ms(numbers[:4]), _ms(numbers[4:]), letters(_plain(text)), marked)


def _ms(clock_parts: Sequence[int]) -> int:
    hours, minutes, seconds, ms = clock_parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _plain(text: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", text))


def audit_captions(path: Path, items: Sequence[Item], index: TimelineIndex) -> Iterator[Result]:
    """Yield the result of each of ``items``: its spoken words must be in the captions, in time.

    Raises:
        SourceError: ``path`` isn't a WebVTT file.
    """
    yield from audit_cues(read_cues(path), items, index, EDITION)


def audit_cues(
    cues: Sequence[Cue], items: Sequence[Item], index: TimelineIndex, edition: str
) -> Iterator[Result]:
    """Yield the result of each of ``items`` in ``cues``, which are in time order."""
    starts = [cue.start for cue in cues]
    for item in items:
        yield replace(_find(item, cues, starts, index), edition=edition)


def _find(item: Item, cues: Sequence[Cue], starts: Sequence[int], index: TimelineIndex) -> Result:
    if item.kind is Kind.FRONT and item.text.startswith(("http://", "https://")):
        return left_out(item, EDITION, "an address is not read")
    clips, why = index.clips_of(item)
    if not clips:
        if why:
            return left_out(item, EDITION, why)
        return lost(item, EDITION, f"“{short(item.text)}” is not read")
    at = clock(min(clip.start for clip in clips) / index.narration.rate)
    shown: list[Cue] = []
    for clip in clips:
        during = _during(clip, cues, starts, index)
        if letters(clip.utterance.text) != "".join(cue.words for cue in during):
            return lost(
                item, EDITION, f"“{short(clip.utterance.text)}” isn't there at its time", at
            )
        shown += during
    languages = {language for cue in shown for language, _ in cue.marked}
    languages.add(index.narration.language.lower())
    if item.kind is Kind.LANGUAGE and item.language.lower() not in languages:
        why = f"“{short(item.text, 40)}” is not marked as {item.language}"
        return lost(item, EDITION, why, at)
    if item.kind is Kind.ABBREVIATION:
        return left_out(item, EDITION, "it is written as it is read, without its explanation", at)
    if item.kind is Kind.LINK:
        return left_out(item, EDITION, "its words are there, without links", at)
    if item.kind is Kind.FIGURE:
        return left_out(item, EDITION, "its words are there, without pictures", at)
    return found(item, EDITION, at)


def _during(
    clip: Clip, cues: Sequence[Cue], starts: Sequence[int], index: TimelineIndex
) -> list[Cue]:
    """Return the cues in the time of ``clip``."""
    start, end = index.narration.ms(clip.start), index.narration.ms(clip.end)
    out = []
    for place in range(bisect_left(starts, start), len(cues)):
        cue = cues[place]
        if cue.start >= end and cue.start > start:
            break
        out.append(cue)
    return out


def _unreadable(path: Path, why: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="captions-unreadable",
            message=f"It cannot be read as captions: {why}.",
            fix="Build it again.",
            file=path,
        )
    )
