"""The sound of one document: the clips of its passages, in the order of the document.

So a reading system can read on, jump or skip without seeking backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from publish.encoding.codecs import Codec
from publish.encoding.encoder import Mastering, encode
from publish.narration.script import Chapter, ChapterKind
from publish.narration.timeline import Clip, Narration, excerpt
from publish.sync.passages import Passage


class TimedWord(Struct, frozen=True):
    """A word as it is written, and where it begins in the sound, in ms."""

    text: str
    begin: int


class TimedElement(Struct, frozen=True):
    """The element with the id ``target``, and where its sound begins and ends, in ms.

    ``words`` are the words of the element itself, without announcements.  ``parts`` are its words
    as elements, if it is highlighted word by word.
    """

    target: str
    begin: int
    end: int
    words: tuple[TimedWord, ...] = ()
    parts: tuple[TimedElement, ...] = ()


class DocumentSound(Struct, frozen=True):
    """The sound of one document as a separate narration; ``elements`` follow without gaps."""

    narration: Narration
    elements: tuple[TimedElement, ...]

    @property
    def duration(self) -> int:
        """The length of the sound in ms."""
        return sum(one.end - one.begin for one in self.elements)

    def encoded(self, codec: Codec, mastering: Mastering, folder: Path) -> bytes:
        """Return the sound file; ``folder`` is for temporary files.

        Raises what :func:`~publish.encoding.encoder.encode` raises.
        """
        file = folder / "sound"
        encode(self.narration, codec, file, mastering)
        return file.read_bytes()


def sound_of(passages: Sequence[Passage], narration: Narration) -> DocumentSound:
    """Return the sound of ``passages``, one after the other."""
    clips = [clip for passage in passages for clip in passage.clips]
    sound = excerpt(narration, [_chapter(clips)], clips)
    (chapter,) = sound.chapters
    begins, words, first = [], [], 0
    for passage in passages:
        timed = chapter.clips[first : first + len(passage.clips)]
        begins.append(timed[0].start if first else 0)
        words.append(tuple(_words(passage.target, timed, sound)))
        first += len(passage.clips)
    ends = [*begins[1:], chapter.end]
    return DocumentSound(
        sound,
        tuple(
            TimedElement(passage.target, sound.ms(begin), sound.ms(end), spoken)
            for passage, begin, end, spoken in zip(passages, begins, ends, words, strict=True)
        ),
    )


def _words(target: str, clips: Sequence[Clip], narration: Narration) -> Iterator[TimedWord]:
    for clip in clips:
        if clip.utterance.target == target:
            for word in clip.words:
                written = clip.utterance.text[word.first : word.last]
                yield TimedWord(written, narration.ms(word.start))


def _chapter(clips: Sequence[Clip]) -> Chapter:
    return Chapter(
        kind=ChapterKind.SECTION,
        title="",
        level=1,
        target="",
        utterances=tuple(clip.utterance for clip in clips),
    )
