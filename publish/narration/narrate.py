"""Convert an article to a script: all utterances in order, with their roles.

Notes are read at the end, at the end of their section, at their call, or not at all.  Recordings
replace words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from publish.errors import Diagnostic, SourceError
from publish.language.spoken.text import Span
from publish.model import Article, Figure, Note, NotesPlace, Section
from publish.model.ids import TITLE, notes_id, title_id, unscoped
from publish.model.walk import all_blocks, chapters_in, text_of
from publish.narration.blocks import end_of_section, narrate_blocks
from publish.narration.opening import narrate_closing, narrate_opening
from publish.narration.overview import with_overview
from publish.narration.script import Chapter, ChapterKind, NotesAt, Role, Script, Skipped, Utterance
from publish.narration.script_builder import Pause, Place, ScriptBuilder


class Notes(Struct):
    """Narrates the notes of an article; ``read`` are the ids of those already read.

    ``places`` are the places of the notes by their ids, ``chapters`` the chapters of a book,
    ``in_chapter`` the notes of each.
    """

    builder: ScriptBuilder
    notes: tuple[Note, ...]
    language: str
    places: dict[str, int]
    chapters: dict[str, Section]
    in_chapter: dict[str, list[Note]]
    read: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, builder: ScriptBuilder, article: Article) -> Notes:
        """Return the notes of ``article``, and let ``builder`` call them when they are due."""
        chapters = {one.id: one for one in chapters_in(article.blocks)}
        places = {note.id: place for place, note in enumerate(article.notes)}
        inside: dict[str, list[Note]] = {}
        for note in article.notes:
            inside.setdefault(note.chapter, []).append(note)
        language = article.metadata.language
        notes = cls(builder, article.notes, language, places, chapters, inside)
        builder.read_called = notes.read_called
        if article.book and article.book.notes is NotesPlace.CHAPTER:
            builder.end_chapter = notes.read_chapter
        return notes

    def read_called(self, level: int) -> None:
        """Read the notes called so far, each once, in a chapter that can be skipped.

        Inside a figure or table they are read without a chapter of their own.
        """
        builder = self.builder
        called = {self.places[own] for own in builder.called if own not in self.read}
        builder.called = []
        due = [self.notes[place] for place in sorted(called)]
        if not due:
            return
        with builder.silent(self._reason_to_skip()):
            section = builder.profile.notes is NotesAt.SECTION
            apart = section or builder.in_text
            if apart:
                title = builder.words.notes if section else self._name(due[0])
                builder.begin(ChapterKind.NOTE, title, level, due[0].id)
            for note in due:
                self._narrate(note, level)
            added = builder.announced
            end = added.end_of_notes if section else added.end_of_note
            builder.announce(end, block=due[-1].id)
            if apart:
                builder.close()

    def _name(self, note: Note) -> str:
        return f"{self.builder.words.note} {note.number}"

    def read_chapter(self, chapter: Section, level: int) -> None:
        """Read the notes of a chapter of a book that weren't read before."""
        title = f"{self.builder.words.notes}: {_title(chapter)}"
        self._read(self.in_chapter.get(chapter.id, ()), title, level + 1, chapter.id)

    def read_rest(self) -> None:
        """Read the notes that weren't read before, in a separate chapter, or skip them."""
        self._read(self.notes, self.builder.words.notes, 1, "")
        self.builder.file = ""

    def _read(self, notes: Iterable[Note], title: str, level: int, chapter: str) -> None:
        """Read ``notes`` under ``title``, with the titles of chapters if they are of several."""
        left = [note for note in notes if note.id not in self.read]
        if not left:
            return
        builder = self.builder
        with builder.silent(self._reason_to_skip()):
            own = notes_id(chapter)
            builder.begin(ChapterKind.NOTES, title, level, own)
            builder.announce(builder.words.notes, target=title_id(own))
            home = chapter
            for note in left:
                if note.chapter != home:
                    home = note.chapter
                    name = _title(self.chapters[home])
                    builder.announce(name, target=title_id(notes_id(home)))
                self._narrate(note, level)
            builder.announce(builder.announced.end_of_notes, block=left[-1].id)

    def _narrate(self, note: Note, level: int = 1) -> None:
        self.read.add(note.id)
        builder = self.builder
        if note.chapter:
            builder.file = str(self.chapters[note.chapter].file or "")
        with builder.silent(builder.profile.reason_to_skip(Role.NOTE)):
            if builder.phraser.added:
                name = self._name(note)
                builder.announce(name, block=note.id, line=note.line, target=note.id)
            else:  # the language has no words of ours
                builder.say(
                    Role.ANNOUNCEMENT, (Span(f"{note.number}.", builder.language),),
                    pause=Pause.ANNOUNCEMENT, target=note.id, block=note.id, line=note.line,
                )  # fmt: skip
            place = Place(note.language or self.language, Role.NOTE, level=level)
            narrate_blocks(builder, note.blocks, place)

    def _reason_to_skip(self) -> str:
        profile = self.builder.profile
        if profile.notes is NotesAt.NONE:
            return profile.leaves_out(Role.NOTE)
        return profile.reason_to_skip(Role.NOTE)


def _title(section: Section) -> str:
    return " ".join(text_of(section.title).split())


def narrate(article: Article) -> Script:
    """Return the script of a prepared article; each word is spoken or in ``Script.skipped``.

    A chapter begins with the article, with each section and each figure, and after a figure if more
    of its section follows.  The closing credits are a chapter at the end, and so are the notes,
    unless the profile reads them elsewhere.

    Raises:
        SourceError: A recording is given for a section that doesn't exist.
        UsageError: There is no such listening profile.
        MissingToolError: An overview would name the voice, and that isn't installed.
    """
    builder = ScriptBuilder.of(article)
    notes = Notes.of(builder, article)
    language = article.metadata.language
    builder.label(
        builder.words.title_page if article.book else builder.words.start, title_id(TITLE)
    )
    narrate_opening(builder, article)
    opening = len(builder.said)
    narrate_blocks(builder, article.blocks, Place(language))
    end_of_section(builder, 0)
    notes.read_rest()
    narrate_closing(builder, article)
    builder.close()
    chapters = builder.done
    if article.metadata.narration.overview:
        chapters = with_overview(chapters, opening, builder, article)
    script = Script(
        language=language,
        chapters=tuple(chapters),
        labels=tuple(builder.labels.values()),
        skipped=tuple(builder.skipped),
    )
    return with_recordings(script, article)


#: The reason in ``Script.skipped`` for words that a recording replaces.
RECORDED = "recorded"

#: The roles that the recording of a figure replaces.
_SHOWN = (Role.ALT, Role.CAPTION)


def with_recordings(script: Script, article: Article) -> Script:
    """Return ``script`` with the recordings of ``article``; words that they replace are skipped.

    The recording of a figure replaces its alt text and caption, that of a section everything after
    its heading, with the sections and figures inside it.

    Raises:
        SourceError: A recording is given for a section that doesn't exist.
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
        outro = _recording(settings.outro, last.utterances[-1].pause)
        chapters[-1] = replace(last, utterances=(*last.utterances, outro))
    return replace(script, chapters=tuple(chapters), skipped=tuple(skipped))


def _recording(recording: Path, pause: int) -> Utterance:
    return Utterance(role=Role.ANNOUNCEMENT, spans=(), pause=pause, recording=recording)


def _with(chapter: Chapter, recording: Path, pause: Pause) -> Chapter:
    """Return ``chapter`` with ``recording`` at its beginning."""
    return replace(chapter, utterances=(_recording(recording, int(pause)), *chapter.utterances))


def _figure(chapter: Chapter, recording: Path, article: Article, skipped: list[Skipped]) -> Chapter:
    """Return ``chapter`` with ``recording`` in place of alt text and caption, if they are read."""
    shown = [one for one in chapter.utterances if one.role in _SHOWN]
    if not shown:
        return chapter
    skipped += _skipped(shown, article)
    spans: list[Span] = []
    for utterance in shown:
        spans += [Span(" ", utterance.spans[-1].language)] if spans else []
        first = replace(
            utterance.spans[0], text=utterance.spans[0].text.removeprefix(utterance.label)
        )
        spans += [replace(span, ipa="", say="") for span in (first, *utterance.spans[1:])]
    clip = replace(
        shown[0],
        label="",
        spans=tuple(spans),
        pause=shown[-1].pause,
        recording=recording,
        replaced=tuple(shown),
    )
    rest = [clip if one is shown[0] else one for one in chapter.utterances]
    return replace(
        chapter, utterances=tuple(one for one in rest if one is clip or one not in shown)
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
        heading = tuple(one for one in chapter.utterances if one.role is Role.HEADING)
        replaced = [one for one in chapter.utterances if one not in heading]
        while rest and _within(rest[0], chapter):
            replaced += rest.pop(0).utterances
        skipped += _skipped(replaced, article)
        clip = Utterance(
            role=Role.BODY,
            spans=(),
            target=chapter.target,
            block=chapter.target,
            line=heading[0].line if heading else 0,
            pause=article.metadata.narration.chapter_pause,
            recording=recordings[chapter.target],
            replaced=tuple(replaced),
        )
        out.append(replace(chapter, utterances=(*heading, clip)))
    return out


def _within(chapter: Chapter, section: Chapter) -> bool:
    continues = chapter.kind is ChapterKind.CONTINUATION and chapter.target == section.target
    return continues or chapter.level > section.level


#: The id of a sentence: an announcement with such a target has words of the author, such as the
#: title of an aside.
_SENTENCE = re.compile(r"-s\d+$")


def _skipped(utterances: Iterable[Utterance], article: Article) -> list[Skipped]:
    """Return the author's words in ``utterances`` as skipped, without added words."""
    files = {one.id: str(one.file or "") for one in chapters_in(article.blocks)}
    return [
        Skipped(one.unlabelled, one.line, RECORDED, files.get(unscoped(one.block)[0], ""))
        for one in utterances
        if one.role is not Role.ANNOUNCEMENT or _SENTENCE.search(one.target)
    ]


def _unknown(name: str, known: Sequence[str], article: Article) -> SourceError:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"The sections are: {', '.join(known[:20])}."
    path = f"narration.recordings.{name}"
    return SourceError(
        Diagnostic(
            code="recording",
            message=f"{path}: There is no section with that id.",
            fix=hint,
            file=article.file,
            line=dict(article.lines).get(path, 0),
        )
    )
