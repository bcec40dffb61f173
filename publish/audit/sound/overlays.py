"""Find each item in the sound of an EPUB, through its media overlays (EPUB 3.3, 9)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from publish.audit.items import Item, Kind, Result, found, left_out, lost, short
from publish.audit.sound.curve import SILENT, STEPS, Curve, alike, curve_in
from publish.audit.sound.listener import ALIKE, ALIKE_SHORT, FEW, SHORT
from publish.audit.sound.timeline_index import TimelineIndex, clock
from publish.narration.timeline import Clip
from publish.readers.epub import SMIL, Book, clock_seconds, opened
from publish.readers.errors import MalformedError

EDITION = "EPUB sound"


#: What the id of a word has after that of the element it stands in.
_WORD = re.compile(r"-w\d+$")


class Par(Struct, frozen=True):
    """A clip of an overlay: a file, and the times in it (s)."""

    file: str
    start: float
    end: float


def audit_overlays(
    path: Path, items: Sequence[Item], index: TimelineIndex, expected: Curve | None
) -> Iterator[Result]:
    """Yield the result of each of ``items`` in the sound of the EPUB ``path``.

    The sound is decoded only if ``expected`` is given.

    Raises:
        SourceError: It can't be read as an EPUB.
        ToolError: ffmpeg can't decode a sound file.
    """
    with opened(path) as book:
        pars = _pars(book)
        curves = (
            _curves(book, {par.file for own in pars.values() for par in own}) if expected else {}
        )
        for item in items:
            yield _find(item, pars, curves, index, expected)


def _find(
    item: Item,
    pars: dict[str, list[Par]],
    curves: dict[str, Curve],
    index: TimelineIndex,
    expected: Curve | None,
) -> Result:
    if item.kind in (Kind.LINK, Kind.ABBREVIATION, Kind.LANGUAGE, Kind.TABLE, Kind.FIGURE):
        return left_out(item, EDITION, "its words are spoken with the text")
    if item.kind is Kind.FRONT and item.text.startswith(("http://", "https://")):
        return left_out(item, EDITION, "an address is not read")
    clips, why = index.clips_of(item)
    if not clips:
        if why:
            return left_out(item, EDITION, why)
        return lost(item, EDITION, f"“{short(item.text)}” is not read")
    place = ""
    for clip in clips:
        named = pars.get(clip.utterance.target) or pars.get(clip.utterance.block)
        words = short(clip.utterance.text, 40)
        if not named:
            return lost(item, EDITION, f"no clip says “{words}”")
        par = named[0]
        place = place or f"{PurePosixPath(par.file).name} {clock(par.start)}"
        if expected is not None and (wrong := _wrong(clip, named, curves, index, expected)):
            return lost(item, EDITION, f"{wrong} where “{words}” should be", place)
    return found(item, EDITION, place)


def _wrong(
    clip: Clip,
    pars: Sequence[Par],
    curves: dict[str, Curve],
    index: TimelineIndex,
    expected: Curve,
) -> str:
    """Return what is wrong with the sound of ``clip``; empty if nothing is.

    A clip that is cut into words is only checked for silence.
    """
    rate = index.narration.rate
    said = expected.between(clip.start / rate, clip.end / rate)
    if max(said, default=0) < 4 * SILENT:
        return ""
    if any(par.file not in curves for par in pars):
        return "there is no sound"
    there = [value for par in pars for value in curves[par.file].between(par.start, par.end)]
    if not there or sum(there) / len(there) < min(SILENT, sum(said) / len(said) / 8):
        return "there is silence"
    if len(pars) > 1 or len(said) < FEW:
        return ""
    curve, at = curves[pars[0].file], pars[0].start
    # The clip may begin with words that the narration adds and no element shows.
    longer = max(0, len(there) - len(said))
    starts = (at + step / STEPS for step in range(0, longer + 1, 3))
    least = ALIKE if len(said) >= SHORT else ALIKE_SHORT
    return (
        ""
        if any(alike(said, curve, one) >= least for one in starts)
        else "something else is spoken"
    )


def _pars(book: Book) -> dict[str, list[Par]]:
    """Return the clips by the id of the element that they speak, in the order of the overlays.

    The clips of its words (``ID-w1`` ...) belong to the element.
    """
    found_pars: dict[str, list[Par]] = {}
    for overlay in book.overlays():
        for par in overlay.root.iter(f"{SMIL}par"):
            text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
            if text is None or audio is None:
                continue
            _, own = book.resolve(overlay.item.name, text.get("src") or "")
            file, _ = book.resolve(overlay.item.name, audio.get("src") or "")
            start = clock_seconds(audio.get("clipBegin") or "") or 0.0
            end = clock_seconds(audio.get("clipEnd") or "") or 0.0
            found_pars.setdefault(_WORD.sub("", own), []).append(Par(file, start, end))
    return found_pars


def _curves(book: Book, names: set[str]) -> dict[str, Curve]:
    """Decode and measure the sound files that are in the book."""
    made = {}
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        for name in sorted(names):
            try:
                content = book.bytes(name)
            except MalformedError:
                continue
            file = Path(folder) / f"sound{PurePosixPath(name).suffix}"
            file.write_bytes(content)
            made[name] = curve_in(file)
    return made
