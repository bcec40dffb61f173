"""The narration of one document: the clips of the whole, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from publish.encoding.codecs import Codec
from publish.encoding.encoder import Mastering, encode
from publish.narration.script import Chapter, ChapterKind
from publish.narration.timeline import Clip, Narration, excerpt
from publish.sync.pieces import Piece


class Said(Struct, frozen=True):
    """A word as it is written, and where it begins in the file, in ms."""

    text: str
    begin: int


class Stretch(Struct, frozen=True):
    """Where the sound of the element ``target`` begins and ends in its file, in ms.

    ``words`` are those of the element itself, not of what announces it.  ``parts`` divide it, if
    it is highlighted part by part.
    """

    target: str
    begin: int
    end: int
    words: tuple[Said, ...] = ()
    parts: tuple[Stretch, ...] = ()


class Sound(Struct, frozen=True):
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
    own = excerpt(narration, [_chapter(clips)], clips)
    (chapter,) = own.chapters
    begins, words, first = [], [], 0
    for piece in pieces:
        heard = chapter.clips[first : first + len(piece.clips)]
        begins.append(heard[0].start if first else 0)
        words.append(tuple(_words(piece.target, heard, own)))
        first += len(piece.clips)
    ends = [*begins[1:], chapter.end]
    return Sound(
        own,
        tuple(
            Stretch(piece.target, own.ms(begin), own.ms(end), said)
            for piece, begin, end, said in zip(pieces, begins, ends, words, strict=True)
        ),
    )


def _words(target: str, clips: Sequence[Clip], narration: Narration) -> Iterator[Said]:
    for clip in clips:
        if clip.utterance.target == target:
            for word in clip.words:
                written = clip.utterance.text[word.first : word.last]
                yield Said(written, narration.ms(word.start))


def _chapter(clips: Sequence[Clip]) -> Chapter:
    return Chapter(
        kind=ChapterKind.SECTION,
        title="",
        level=1,
        target="",
        utterances=tuple(clip.utterance for clip in clips),
    )
