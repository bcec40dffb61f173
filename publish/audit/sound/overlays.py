"""Find each item in the sound of an EPUB, through its media overlays (EPUB 3.3, 9)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from publish.audit.items import Item, Kind, Result, found, left_out, lost, short
from publish.audit.sound.curve import SILENT, STEPS, Curve, alike, curve_in
from publish.audit.sound.listener import ALIKE, ALIKE_SHORT, FEW, SHORT
from publish.audit.sound.timeline_index import TimelineIndex, clock
from publish.model.ids import word_owner
from publish.narration.timeline import Clip
from publish.readers import MalformedError
from publish.readers.epub import SMIL, Book, opened
from publish.readers.sound import clock_seconds
from publish.runtime.temporary import temporary_folder

EDITION = "EPUB sound"


class SoundClip(Struct, frozen=True):
    """A clip of an overlay: a file, and its start and end (s)."""

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
        MissingToolError: There is no ffmpeg.
    """
    with opened(path) as book:
        sounds = _sound_clips(book)
        files = {sound.file for clips in sounds.values() for sound in clips}
        curves = curves_of(book, files, expected) if expected else {}
        for item in items:
            yield find_sound(item, sounds, curves, index, expected, EDITION)


def find_sound(
    item: Item,
    sounds: Mapping[str, list[SoundClip]],
    curves: dict[str, Curve],
    index: TimelineIndex,
    expected: Curve | None,
    edition: str,
) -> Result:
    """Return the result of ``item`` in the sound of ``edition``.

    ``sounds`` are the clips by the id of the element that they speak, ``curves`` the loudness of
    the files.
    """
    if item.kind in (Kind.LINK, Kind.ABBREVIATION, Kind.LANGUAGE, Kind.TABLE, Kind.FIGURE):
        return left_out(item, edition, "its words are spoken with the text")
    if item.kind is Kind.FRONT and item.text.startswith(("http://", "https://")):
        return left_out(item, edition, "an address is not read")
    clips, why = index.clips_of(item)
    if not clips:
        if why:
            return left_out(item, edition, why)
        return lost(item, edition, f"“{short(item.text)}” is not read")
    place = ""
    for clip in clips:
        named = sounds.get(clip.utterance.target) or sounds.get(clip.utterance.block)
        words = short(clip.utterance.text, 40)
        if not named:
            return lost(item, edition, f"no clip says “{words}”")
        sound = named[0]
        name = "sound" if sound.file.startswith("data:") else PurePosixPath(sound.file).name
        place = place or f"{name} {clock(sound.start)}"
        if expected is not None and (wrong := _sound_error(clip, named, curves, index, expected)):
            return lost(item, edition, f"{wrong} where “{words}” should be", place)
    return found(item, edition, place)


def _sound_error(
    clip: Clip,
    sounds: Sequence[SoundClip],
    curves: dict[str, Curve],
    index: TimelineIndex,
    expected: Curve,
) -> str:
    """Return a description of what is wrong with the sound of ``clip``, or an empty string.

    A clip that is divided into words is only checked for silence.
    """
    rate = index.narration.rate
    wanted = expected.between(clip.start / rate, clip.end / rate)
    if max(wanted, default=0) < 4 * SILENT:
        return ""
    if any(sound.file not in curves for sound in sounds):
        return "there is no sound"
    actual = [
        value for sound in sounds for value in curves[sound.file].between(sound.start, sound.end)
    ]
    if not actual or sum(actual) / len(actual) < min(SILENT, sum(wanted) / len(wanted) / 8):
        return "there is silence"
    if len(sounds) > 1 or len(wanted) < FEW:
        return ""
    curve, at = curves[sounds[0].file], sounds[0].start
    # The clip may begin with words that the narration adds and no element shows.
    longer = max(0, len(actual) - len(wanted))
    starts = (at + step / STEPS for step in range(0, longer + 1, 3))
    least = ALIKE if len(wanted) >= SHORT else ALIKE_SHORT
    return (
        ""
        if any(alike(wanted, curve, one) >= least for one in starts)
        else "something else is spoken"
    )


def _sound_clips(book: Book) -> dict[str, list[SoundClip]]:
    """Return the clips by the id of the element that they speak, in the order of the overlays.

    The clips of its words (``ID-w1`` ...) belong to the element.
    """
    found_clips: dict[str, list[SoundClip]] = {}
    for overlay in book.overlays():
        for par in overlay.root.iter(f"{SMIL}par"):
            text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
            if text is None or audio is None:
                continue
            _, own = book.resolve(overlay.item.name, text.get("src") or "")
            file, _ = book.resolve(overlay.item.name, audio.get("src") or "")
            start = clock_seconds(audio.get("clipBegin") or "") or 0.0
            end = clock_seconds(audio.get("clipEnd") or "") or 0.0
            found_clips.setdefault(word_owner(own), []).append(SoundClip(file, start, end))
    return found_clips


def curves_of(book: Book, names: set[str], expected: Curve) -> dict[str, Curve]:
    """Decode and measure the sound files that are in the book, which ``expected`` is divided into.

    Raises:
        MalformedError: One is far longer.
    """
    curves = {}
    with temporary_folder() as folder:
        for name in sorted(names):
            file = folder / f"sound{PurePosixPath(name).suffix}"
            try:
                with book.file(name) as stream, file.open("wb") as copy:
                    shutil.copyfileobj(stream, copy)
            except MalformedError:
                continue
            curves[name] = curve_in(file, expected.seconds)
    return curves
