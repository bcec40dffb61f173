"""When the notes are read: at the end, where their section ends, at their call, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from publish.article import Article, Note, NotesPlace, Section
from publish.article.names import notes_id
from publish.narration.blocks import Place, tell_blocks
from publish.narration.profiles import NotesAt
from publish.narration.script import ChapterKind, Role
from publish.narration.telling import Telling
from publish.walk import chapters_in, text_of


class Notes(Struct):
    """The notes of an article while it is told; ``told`` are the ids of those already read.

    ``chapters`` are the chapters of a book by their ids.
    """

    telling: Telling
    notes: tuple[Note, ...]
    language: str
    chapters: dict[str, Section] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, telling: Telling, article: Article) -> Notes:
        """Ties the notes to ``telling``, which asks for them when it is time."""
        chapters = {one.id: one for one in chapters_in(article.blocks)}
        notes = cls(telling, article.notes, article.metadata.language, chapters)
        telling.read_called = notes.read_called
        if article.book and article.book.notes is NotesPlace.CHAPTER:
            telling.end_chapter = notes.read_chapter
        return notes

    def read_called(self) -> None:
        """Read the notes whose calls went by, each once."""
        called, self.telling.called = self.telling.called, []
        for note in self.notes:
            if note.id in called and note.id not in self.told:
                self._tell(note)

    def read_chapter(self, chapter: Section, level: int) -> None:
        """Read those notes of a chapter of a book that were not read before."""
        left = [note for note in self.notes if note.chapter == chapter.id]
        title = f"{self.telling.words.notes}: {_title(chapter)}"
        self._read(left, title, level + 1, chapter.id)

    def read_rest(self) -> None:
        """Read what was not read before, in a chapter of its own; or list it as skipped."""
        self._read(self.notes, self.telling.words.notes, 1, "")
        self.telling.file = ""

    def _read(self, notes: Iterable[Note], title: str, level: int, chapter: str) -> None:
        """Read ``notes`` under ``title``; those of several chapters under the titles of these."""
        left = [note for note in notes if note.id not in self.told]
        if not left:
            return
        telling = self.telling
        with telling.silent(self._why()):
            own = notes_id(chapter)
            telling.begin(ChapterKind.NOTES, title, level, own)
            telling.announce(telling.words.notes, target=f"{own}-title")
            home = chapter
            for note in left:
                if note.chapter != home:
                    home = note.chapter
                    name = _title(self.chapters[home])
                    telling.announce(name, target=f"{notes_id(home)}-title")
                self._tell(note, level)

    def _tell(self, note: Note, level: int = 1) -> None:
        self.told.add(note.id)
        telling = self.telling
        if note.chapter:
            telling.file = str(self.chapters[note.chapter].file or "")
        with telling.silent(telling.profile.why(Role.NOTE)):
            telling.announce(
                f"{telling.words.note} {note.number}", block=note.id, line=note.line, target=note.id
            )
            place = Place(note.language or self.language, Role.NOTE, level=level)
            tell_blocks(telling, note.blocks, place)

    def _why(self) -> str:
        profile = self.telling.profile
        if profile.notes is NotesAt.NONE:
            return profile.leaves_out(Role.NOTE)
        return profile.why(Role.NOTE)


def _title(section: Section) -> str:
    return " ".join(text_of(section.title).split())
