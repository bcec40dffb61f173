"""Recorded clips among the speech: a spoken caption, a section, an intro, an outro, an earcon.

ffmpeg decodes them and converts channels and rate (it filters what a lower rate cannot hold);
pydub measures, levels and fades.

Recordings into a script: what a person has read already, no voice reads again.
"""

from __future__ import annotations

import difflib
import math
import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.errors import Diagnostic, SourceError, ToolError
from publish.language.spoken.text import Span
from publish.model import Article, Figure
from publish.model.ids import unscoped
from publish.model.walk import all_blocks, chapters_in
from publish.narration.script import Chapter, ChapterKind, Role, Script, Skipped, Utterance
from publish.narration.script_builder import Pause
from publish.narration.timeline import SAMPLE_BYTES
from publish.runtime.pcm import HEAD, decode, kind_of

#: The longest recording, in seconds; it is held in memory while it is levelled.
LONGEST = 30 * 60

#: Loudness (dBFS) where no voice speaks that a recording could be matched with, the highest peak
#: that levelling makes, and what counts as silence: too soft to be part of the measure.
_USUAL, _PEAK, _SILENCE = -20.0, -1.0, -50.0

#: So many utterances of the voice tell how loud it is.
SAMPLE = 5

#: In ms: how loudness is measured, and how long a recording takes to begin and to end.
_WINDOW, _FADE = 100, 10


def level_of(spoken: Sequence[bytes], rate: int) -> float:
    """How loud (dBFS) recordings are made: as the first utterances that are ``spoken`` (PCM)."""
    voice = b"".join(spoken[:SAMPLE])
    return loudness(_segment(voice, rate)) if voice else _USUAL


def pcm(path: Path, rate: int, level: float) -> bytes:
    """The recording ``path`` as PCM (16-bit, mono) at ``rate`` Hz, about ``level`` dBFS loud.

    It is made softer than that where its peaks would else be cut.  Raises :class:`SourceError`
    where it cannot be decoded, is silent, or lasts longer than :data:`LONGEST`;
    :class:`MissingToolError` without ffmpeg.
    """
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD))
        if not kind:
            raise _unfit(path, "it is not a sound file of a known type", "Save it as WAV or MP3.")
        raw = decode(path, kind, rate=rate, longest=LONGEST + 1)
    except OSError as error:
        raise _unfit(path, f"it cannot be read: {error.strerror}", "Check the path.") from error
    except ToolError as error:
        detail = " ".join(error.detail.split())[-200:]
        raise _unfit(path, f"it is broken: {detail}", "Save it again.") from error
    if len(raw) > LONGEST * rate * SAMPLE_BYTES:
        minutes = LONGEST // 60
        raise _unfit(path, f"it is longer than {minutes} minutes", "Divide its section.")
    segment = _segment(raw, rate)
    del raw  # each copy of a long one counts
    own = loudness(segment)
    if own == -math.inf:
        raise _unfit(path, "it is silent", "Record it again.")
    return _faded(segment.apply_gain(min(level - own, _PEAK - segment.max_dBFS)).raw_data, rate)


def _faded(pcm: bytes, rate: int) -> bytes:
    """``pcm`` with soft ends.  Only these are given to pydub, which copies what it fades."""
    edge = rate * _FADE // 1000 * SAMPLE_BYTES
    if len(pcm) < 2 * edge:
        return pcm
    head = _segment(pcm[:edge], rate).fade_in(_FADE).raw_data
    tail = _segment(pcm[-edge:], rate).fade_out(_FADE).raw_data
    return b"".join((head, memoryview(pcm)[edge:-edge], tail))


def loudness(segment: Any) -> float:
    """The mean power of a pydub segment in dBFS, pauses left out; -inf if there is no sound."""
    silence = segment.max_possible_amplitude * 10 ** (_SILENCE / 20)
    powers = [
        rms * rms
        for start in range(0, len(segment), _WINDOW)
        if (rms := segment[start : start + _WINDOW].rms) > silence
    ]
    if not powers:
        return -math.inf
    mean = math.sqrt(sum(powers) / len(powers))
    return 20 * math.log10(mean / segment.max_possible_amplitude)


def _segment(pcm: bytes, rate: int) -> Any:
    """``pcm`` (16-bit, mono) as pydub's ``AudioSegment``."""
    with warnings.catch_warnings():
        # It looks for a system's ffmpeg, and its own code is of an older Python.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    return AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)


def _unfit(path: Path, what: str, fix: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="recording", message=f"The recording is of no use: {what}.", fix=fix, file=path
        )
    )


#: Why words that a recording stands for are not spoken.
RECORDED = "recorded"

#: What the recording of a figure stands for.
_SHOWN = (Role.ALT, Role.CAPTION)


def recorded(script: Script, article: Article) -> Script:
    """``script`` with the recordings that ``article`` names; their words are listed as skipped.

    A figure's recording is heard instead of its alt text and caption, a section's instead of all
    that follows its heading, with the sections and figures inside it.  Raises
    :class:`SourceError` where there is no section of a given id.
    """
    settings = article.metadata.narration
    figures = {
        block.id: block.recording
        for block in all_blocks(article)
        if isinstance(block, Figure) and block.recording
    }
    if not (figures or settings.recordings or settings.intro or settings.outro or settings.earcon):
        return script
    skipped = list(script.skipped)
    chapters = _sections(script.chapters, article, skipped)
    for place, chapter in enumerate(chapters):
        if chapter.kind is ChapterKind.FIGURE:
            if chapter.target in figures:
                chapter = _figure(chapter, figures[chapter.target], article, skipped)
            if settings.earcon:
                chapter = _with(chapter, settings.earcon, Pause.ANNOUNCEMENT)
            chapters[place] = chapter
    if settings.intro:
        chapters[0] = _with(chapters[0], settings.intro, Pause.TITLE)
    if settings.outro:
        last = chapters[-1]
        outro = _heard(settings.outro, last.utterances[-1].pause)
        chapters[-1] = replace(last, utterances=(*last.utterances, outro))
    return replace(script, chapters=tuple(chapters), skipped=tuple(skipped))


def _heard(recording: Path, pause: int) -> Utterance:
    return Utterance(role=Role.ANNOUNCEMENT, spans=(), pause=pause, recording=recording)


def _with(chapter: Chapter, recording: Path, pause: Pause) -> Chapter:
    """``chapter`` with ``recording`` at its beginning."""
    return replace(chapter, utterances=(_heard(recording, int(pause)), *chapter.utterances))


def _figure(chapter: Chapter, recording: Path, article: Article, skipped: list[Skipped]) -> Chapter:
    """The recording in place of the first words that it stands for; a profile may read none."""
    shown = [said for said in chapter.utterances if said.role in _SHOWN]
    if not shown:
        return chapter
    skipped += _skipped(shown, article)
    spans: list[Span] = []
    for said in shown:
        spans += [Span(" ", said.spans[-1].language)] if spans else []
        spans += [replace(span, ipa="", say="") for span in said.spans]
    clip = replace(shown[0], spans=tuple(spans), pause=shown[-1].pause, recording=recording)
    rest = [clip if said is shown[0] else said for said in chapter.utterances]
    return replace(
        chapter, utterances=tuple(said for said in rest if said is clip or said not in shown)
    )


def _sections(
    chapters: Sequence[Chapter], article: Article, skipped: list[Skipped]
) -> list[Chapter]:
    recordings = dict(article.metadata.narration.recordings)
    known = [chapter.target for chapter in chapters if chapter.kind is ChapterKind.SECTION]
    for name in recordings:
        if name not in known:
            raise _unknown(name, known, article)
    out: list[Chapter] = []
    rest = list(chapters)
    while rest:
        chapter = rest.pop(0)
        if chapter.kind is not ChapterKind.SECTION or chapter.target not in recordings:
            out.append(chapter)
            continue
        heading = tuple(said for said in chapter.utterances if said.role is Role.HEADING)
        gone = [said for said in chapter.utterances if said not in heading]
        while rest and _within(rest[0], chapter):
            gone += rest.pop(0).utterances
        skipped += _skipped(gone, article)
        clip = Utterance(
            role=Role.BODY,
            spans=(),
            target=chapter.target,
            block=chapter.target,
            line=heading[0].line if heading else 0,
            pause=int(Pause.CHAPTER),
            recording=recordings[chapter.target],
        )
        out.append(replace(chapter, utterances=(*heading, clip)))
    return out


def _within(chapter: Chapter, section: Chapter) -> bool:
    continues = chapter.kind is ChapterKind.CONTINUATION and chapter.target == section.target
    return continues or chapter.level > section.level


#: An announcement that speaks a sentence is the author's: the title of an aside.
_SENTENCE = re.compile(r"-s\d+$")


def _skipped(said: Iterable[Utterance], article: Article) -> list[Skipped]:
    """The author's words among ``said``; those that we add are not missed."""
    files = {one.id: str(one.file or "") for one in chapters_in(article.blocks)}
    return [
        Skipped(one.text, one.line, RECORDED, files.get(unscoped(one.block)[0], ""))
        for one in said
        if one.role is not Role.ANNOUNCEMENT or _SENTENCE.search(one.target)
    ]


def _unknown(name: str, known: Sequence[str], article: Article) -> SourceError:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"The sections are: {', '.join(known[:20])}."
    path = f"narration.recordings.{name}"
    return SourceError(
        Diagnostic(
            code="recording",
            message=f"{path}: There is no section of that id.",
            fix=hint,
            file=article.file,
            line=dict(article.lines).get(path, 0),
        )
    )
