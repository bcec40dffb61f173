"""Article -> Script: what a listener is told, in which order, in which role.

When the notes are read: at the end, where their section ends, at their call, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from publish.model import Article, Note, NotesPlace, Section
from publish.model.ids import notes_id, title_id
from publish.model.walk import chapters_in, text_of
from publish.narration.blocks import Place, end_of_section, tell_blocks
from publish.narration.opening import tell_closing, tell_opening
from publish.narration.profiles import NotesAt
from publish.narration.recordings import recorded
from publish.narration.script import ChapterKind, Role, Script
from publish.narration.script_builder import ScriptBuilder


class Notes(Struct):
    """The notes of an article while it is told; ``told`` are the ids of those already read.

    ``chapters`` are the chapters of a book by their ids.
    """

    builder: ScriptBuilder
    notes: tuple[Note, ...]
    language: str
    chapters: dict[str, Section] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, builder: ScriptBuilder, article: Article) -> Notes:
        """Ties the notes to ``builder``, which asks for them when it is time."""
        chapters = {one.id: one for one in chapters_in(article.blocks)}
        notes = cls(builder, article.notes, article.metadata.language, chapters)
        builder.read_called = notes.read_called
        if article.book and article.book.notes is NotesPlace.CHAPTER:
            builder.end_chapter = notes.read_chapter
        return notes

    def read_called(self) -> None:
        """Read the notes whose calls went by, each once."""
        called, self.builder.called = self.builder.called, []
        for note in self.notes:
            if note.id in called and note.id not in self.told:
                self._tell(note)

    def read_chapter(self, chapter: Section, level: int) -> None:
        """Read those notes of a chapter of a book that were not read before."""
        left = [note for note in self.notes if note.chapter == chapter.id]
        title = f"{self.builder.words.notes}: {_title(chapter)}"
        self._read(left, title, level + 1, chapter.id)

    def read_rest(self) -> None:
        """Read what was not read before, in a chapter of its own; or list it as skipped."""
        self._read(self.notes, self.builder.words.notes, 1, "")
        self.builder.file = ""

    def _read(self, notes: Iterable[Note], title: str, level: int, chapter: str) -> None:
        """Read ``notes`` under ``title``; those of several chapters under the titles of these."""
        left = [note for note in notes if note.id not in self.told]
        if not left:
            return
        builder = self.builder
        with builder.silent(self._why()):
            own = notes_id(chapter)
            builder.begin(ChapterKind.NOTES, title, level, own)
            builder.announce(builder.words.notes, target=title_id(own))
            home = chapter
            for note in left:
                if note.chapter != home:
                    home = note.chapter
                    name = _title(self.chapters[home])
                    builder.announce(name, target=title_id(notes_id(home)))
                self._tell(note, level)

    def _tell(self, note: Note, level: int = 1) -> None:
        self.told.add(note.id)
        builder = self.builder
        if note.chapter:
            builder.file = str(self.chapters[note.chapter].file or "")
        with builder.silent(builder.profile.why(Role.NOTE)):
            builder.announce(
                f"{builder.words.note} {note.number}", block=note.id, line=note.line, target=note.id
            )
            place = Place(note.language or self.language, Role.NOTE, level=level)
            tell_blocks(builder, note.blocks, place)

    def _why(self) -> str:
        profile = self.builder.profile
        if profile.notes is NotesAt.NONE:
            return profile.leaves_out(Role.NOTE)
        return profile.why(Role.NOTE)


def _title(section: Section) -> str:
    return " ".join(text_of(section.title).split())


def narrate(article: Article) -> Script:
    """The script of a prepared article; every word of it is there or in ``Script.skipped``.

    A chapter opens with the article, with every section and every figure, and after a figure
    where more of its section follows; closing credits, and notes unless the profile reads them
    elsewhere, have theirs at the end.  Raises :class:`SourceError` where a recording is given for a
    section that is not there, :class:`UsageError` for a listening profile that is not known.
    """
    builder = ScriptBuilder.of(article)
    notes = Notes.of(builder, article)
    language = article.metadata.language
    tell_opening(builder, article)
    tell_blocks(builder, article.blocks, Place(language))
    end_of_section(builder)
    notes.read_rest()
    tell_closing(builder, article)
    builder.close()
    script = Script(language=language, chapters=tuple(builder.done), skipped=tuple(builder.skipped))
    return recorded(script, article)
