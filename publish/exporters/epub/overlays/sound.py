"""The narration of one document: the clips of the whole, in the order of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publish.exporters.epub.overlays.pieces import Piece
from publish.narration.placing import Heard, placed
from publish.narration.script import Chapter, ChapterKind, Script
from publish.narration.sounds import Timing
from publish.narration.timeline import Clip, Narration, Word
from publish.sound.encoding import Codec, Mastering, encode


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where the sound of the element ``target`` begins and ends in its file, in ms."""

    target: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound of one document; ``stretches`` follow each other without a gap."""

    narration: Narration
    stretches: tuple[Stretch, ...]

    def encoded(self, codec: Codec, mastering: Mastering, folder: Path) -> bytes:
        """The file; ``folder`` is for temporary ones.  Raises what ``encode`` does."""
        file = folder / "sound"
        encode(self.narration, codec, file, mastering)
        return file.read_bytes()


def sound_of(pieces: Sequence[Piece], narration: Narration) -> Sound:
    """``pieces`` one after the other, as a narration of their own."""
    clips = [clip for piece in pieces for clip in piece.clips]
    script = Script(language=narration.language, chapters=(_chapter(clips),))
    (chapter,), parts = placed(script, [_heard(clip) for clip in clips], narration.rate)
    own = replace(narration, chapters=(chapter,), stretches=parts, length=chapter.end)
    begins, first = [], 0
    for piece in pieces:
        begins.append(chapter.clips[first].start if first else 0)
        first += len(piece.clips)
    ends = [*begins[1:], chapter.end]
    return Sound(
        own,
        tuple(
            Stretch(piece.target, own.ms(begin), own.ms(end))
            for piece, begin, end in zip(pieces, begins, ends, strict=True)
        ),
    )


def _chapter(clips: Sequence[Clip]) -> Chapter:
    return Chapter(
        kind=ChapterKind.SECTION,
        title="",
        level=1,
        target="",
        utterances=tuple(clip.utterance for clip in clips),
    )


def _heard(clip: Clip) -> Heard:
    words = tuple(
        Word(word.first, word.last, word.start - clip.start, word.end - clip.start)
        for word in clip.words
    )
    return clip.utterance, clip.key, Timing(clip.end - clip.start, words)
