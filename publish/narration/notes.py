"""When the notes are read: at the end, where their section ends, at their call, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from publish.article import Article, Note
from publish.narration.blocks import Place, tell_blocks
from publish.narration.profiles import NotesAt
from publish.narration.script import ChapterKind, Role
from publish.narration.telling import Telling


@dataclass(slots=True)
class Notes:
    """The notes of an article while it is told; ``told`` are the ids of those already read."""

    telling: Telling
    notes: tuple[Note, ...]
    language: str
    told: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, telling: Telling, article: Article) -> Notes:
        """Ties the notes to ``telling``, which asks for them when it is time."""
        notes = cls(telling, article.notes, article.metadata.language)
        telling.read_called = notes.read_called
        return notes

    def read_called(self) -> None:
        """Read the notes whose calls went by, each once."""
        called, self.telling.called = self.telling.called, []
        for note in self.notes:
            if note.id in called and note.id not in self.told:
                self._tell(note)

    def read_rest(self) -> None:
        """Read what was not read before, in a chapter of its own; or list it as skipped."""
        words = self.telling.words
        left = [note for note in self.notes if note.id not in self.told]
        if not left:
            return
        with self.telling.silent(self._why()):
            self.telling.begin(ChapterKind.NOTES, words.notes, 1, "notes")
            self.telling.announce(words.notes, target="notes-title")
            for note in left:
                self._tell(note)

    def _tell(self, note: Note) -> None:
        self.told.add(note.id)
        telling = self.telling
        with telling.silent(telling.profile.why(Role.NOTE)):
            telling.announce(
                f"{telling.words.note} {note.number}", block=note.id, line=note.line, target=note.id
            )
            place = Place(note.language or self.language, Role.NOTE, level=1)
            tell_blocks(telling, note.blocks, place)

    def _why(self) -> str:
        profile = self.telling.profile
        if profile.notes is NotesAt.NONE:
            return profile.leaves_out(Role.NOTE)
        return profile.why(Role.NOTE)
