"""Script -> Narration: every utterance spoken, and its place in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from publish.article import NarrationSettings
from publish.errors import ToolError
from publish.narration.casting import Casting
from publish.narration.crew import Job, crew_size, speeches
from publish.narration.lexicon import Lexicon
from publish.narration.script import Chapter, Script, Utterance
from publish.narration.timeline import SAMPLE_BYTES, Clip, Narration, TimedChapter, Word
from publish.narration.voices import voices
from publish.narration.voices.voice import Speech

#: Words a minute where the source does not say.
SPEED = 165

#: Called with the number of utterances spoken and to be spoken.
Progress = Callable[[int, int], None]


def speak(
    script: Script,
    settings: NarrationSettings,
    folder: Path,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Narration:
    """Speak ``script``; the sound goes to a file in ``folder``.

    The bytes and times are the same whatever the number of ``workers`` (processes; ``None``: as
    many as pay).  Raises :class:`MissingToolError` where the voice or its engine is not there,
    :class:`ToolError` naming the sentence that cannot be spoken, :class:`SourceError` where the
    lexicon cannot be read.
    """
    casting = Casting.of(voices(), settings.voice, script.language)
    lexicon = Lexicon.of(settings)
    speed = settings.rate or SPEED
    jobs: list[Job] = [
        (casting.cast(lexicon.apply(utterance.spans)), speed)
        for chapter in script.chapters
        for utterance in chapter.utterances
    ]
    audio = folder / "narration.pcm"
    with audio.open("wb") as file, speeches(jobs, workers or crew_size(len(jobs))) as spoken:
        track = _Track(file, casting.warnings)
        counted = _counted(spoken, len(jobs), progress)
        chapters = tuple(track.chapter(chapter, counted) for chapter in script.chapters)
    return Narration(
        language=script.language,
        voice=casting.main.name,
        rate=track.rate,
        length=track.position,
        chapters=chapters,
        audio=audio,
        skipped=script.skipped,
        warnings=tuple(track.warnings),
    )


def _counted(spoken: Iterator[Speech], total: int, progress: Progress | None) -> Iterator[Speech]:
    for done, speech in enumerate(spoken, start=1):
        if progress:
            progress(done, total)
        yield speech


class _Track:
    """The sound while it is written: where we are, in samples."""

    def __init__(self, file: IO[bytes], warnings: Iterable[str]) -> None:
        self._file = file
        self.position = 0
        self.rate = 0
        self.warnings = list(warnings)

    def chapter(self, chapter: Chapter, spoken: Iterator[Speech]) -> TimedChapter:
        start = self.position
        clips = tuple(self._clip(utterance, next(spoken)) for utterance in chapter.utterances)
        return TimedChapter(chapter, start, self.position, clips)

    def _clip(self, utterance: Utterance, speech: Speech) -> Clip:
        self.rate = self.rate or speech.rate
        if speech.rate != self.rate:
            raise ToolError("The voice", "its sample rate changes within the narration")
        if not speech.pcm:
            raise ToolError("The voice", f"it says nothing for {utterance.text[:200]!r}")
        start = self.position
        self._write(speech.pcm)
        end = self.position
        self._write(bytes(utterance.pause * self.rate // 1000 * SAMPLE_BYTES))
        self.warnings += [one for one in speech.warnings if one not in self.warnings]
        words = tuple(
            Word(word.first, word.last, word.start + start, word.end + start)
            for word in speech.words
        )
        return Clip(utterance, start, end, words)

    def _write(self, pcm: bytes) -> None:
        self._file.write(pcm)
        self.position += len(pcm) // SAMPLE_BYTES
