"""Recordings into a script: what a person has read already, no voice reads again."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from publish.article import Article, Figure
from publish.article.names import unscoped
from publish.errors import Problem, SourceError
from publish.narration.pauses import Pause
from publish.narration.script import (
    Chapter,
    ChapterKind,
    Role,
    Script,
    Skipped,
    Span,
    Utterance,
)
from publish.walk import all_blocks, chapters_in

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
        Problem(
            code="recording",
            message=f"{path}: There is no section of that id.",
            mend=hint,
            file=article.file,
            line=dict(article.lines).get(path, 0),
        )
    )
