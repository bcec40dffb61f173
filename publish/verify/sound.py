"""Media overlays: times, durations and their sound files (EPUB 3.3, 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.verify.book import SMIL, Book, line_of
from publish.verify.fault import BookRule, Fault
from publish.verify.overlays import overlays

#: A clip may end so many seconds after its sound: players round, and encoders pad.
_SLACK = 0.2


def clips(book: Book) -> Iterator[Fault]:
    """Each clip has a length, and lies in a sound file of the book."""
    lasting = cache(lambda name: _length(book, name))
    known = {item.name for item in book.items.values() if item.media_type.startswith("audio/")}
    for overlay in overlays(book):
        for audio in overlay.root.iter(f"{SMIL}audio"):
            name = book.resolve(overlay.item.name, audio.get("src") or "")[0]
            begin, end = seconds(audio.get("clipBegin") or "0"), seconds(audio.get("clipEnd") or "")
            if name not in known:
                fault = "sound-missing", "9.2.2.5", f"The sound file {name} is not in the manifest."
            elif begin is None or (audio.get("clipEnd") and end is None):
                fault = "clip-time-wrong", "9.2.2.5", "A time of the clip cannot be read."
            elif end is not None and end <= begin:
                fault = "clip-empty", "9.2.2.5", "The clip ends before it has begun."
            elif (length := lasting(name)) is not None and (end or begin) > length + _SLACK:
                fault = (
                    "clip-beyond-sound",
                    "9.2.2.5",
                    f"The clip ends after its sound ({length:.1f} s).",
                )
            else:
                continue
            code, clause, message = fault
            fix = "Fix clipBegin, clipEnd or src."
            line = line_of(audio)
            yield Fault(code, f"EPUB 3.3 {clause}", overlay.item.name, line, message, fix)


def durations(book: Book) -> Iterator[Fault]:
    """The durations in the metadata are those of the clips, to a second."""
    found = {overlay.item.id: _spoken(overlay.root) for overlay in overlays(book)}
    if not found:
        return
    said: dict[str, float | None] = {}
    for meta in book.metas("media:duration"):
        said[(meta.get("refines") or "").removeprefix("#")] = seconds((meta.text or "").strip())
    for own, length in {**found, "": sum(found.values())}.items():
        claimed = said.get(own)
        if claimed is None or abs(claimed - length) > 1:
            what = f"the overlay {own!r}" if own else "the whole book"
            message = (
                f"The duration of {what} is {length:.1f} s, and media:duration does not say so."
            )
            fix = "Write the sum of its clips."
            yield Fault("duration-wrong", "EPUB 3.3 D.3.2", book.package_name, 0, message, fix)


def narrator(book: Book) -> Iterator[Fault]:
    if next(overlays(book), None) is not None and not any(book.values("media:narrator")):
        message, fix = "It is not said who narrates.", "Give the metadata a media:narrator."
        yield Fault("narrator-missing", "EPUB 3.3 D.3.3", book.package_name, 0, message, fix)


def seconds(clock: str) -> float | None:
    """A SMIL clock value (SMIL 3.0, 5.4.1) in seconds; ``None`` where it is none."""
    if found := re.fullmatch(r"(?:(\d+):)?([0-5]?\d):([0-5]?\d(?:\.\d+)?)", clock):
        hours, minutes, rest = found.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)(h|min|s|ms)?", clock):
        return float(found[1]) * {"h": 3600, "min": 60, "ms": 0.001}.get(found[2] or "s", 1)
    return None


def _spoken(root: object) -> float:
    total = 0.0
    for audio in root.iter(f"{SMIL}audio"):  # type: ignore[attr-defined]
        begin, end = seconds(audio.get("clipBegin") or "0"), seconds(audio.get("clipEnd") or "")
        total += max(0.0, (end or 0) - (begin or 0))
    return total


def _length(book: Book, name: str) -> float | None:
    """How long a sound file is, in seconds; ``None`` where that cannot be told."""
    from mutagen import File, MutagenError

    try:
        with book.file(name) as stream:
            found = File(stream)
    except (KeyError, MutagenError):
        return None
    return float(found.info.length) if found is not None else None


BOOK_RULES: tuple[BookRule, ...] = (clips, durations, narrator)
