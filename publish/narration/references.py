"""Say where a link leads: "see figure 3, in chapter 2".  A listener can't follow it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from publish.language.announcements import Announcements
from publish.language.words import Words
from publish.model import Article, Block, Figure, Section, SectionKind, Table
from publish.model.walk import all_blocks, chapters_in, ids_in, text_of


class Reference(Struct, frozen=True):
    """The target of a link: a figure, table, chapter or section; ``chapter`` is the id of its own.

    ``kind`` is empty for other blocks.
    """

    kind: str = ""
    number: int = 0
    title: str = ""
    chapter: str = ""


class References(Struct, frozen=True):
    """The targets of links in an article by their ids."""

    targets: dict[str, Reference]

    @classmethod
    def of(cls, article: Article) -> References:
        chapters = {one.id for one in chapters_in(article.blocks)}
        targets = {own: Reference(chapter=_home(own, chapters)) for own in ids_in(article)}
        for block in all_blocks(article):
            if found := _reference(block, _home(block.id, chapters)):
                targets[block.id] = found
        return cls(targets)

    def words_for(
        self, target: str, text: str, here: str, words: Words, added: Announcements
    ) -> tuple[str, str]:
        """Return what the ``text`` of a link to ``target`` doesn't say: what it is, and where.

        ``here`` is the id of the chapter that the link is in, empty in an article.
        """
        found = self.targets.get(target)
        if found is None:
            return "", ""
        said = letters(text)
        home = self.targets.get(found.chapter)
        elsewhere = home and found.chapter not in (here, target)
        chapter = _chapter_words(home, said, words, added) if home and elsewhere else ""
        return _own_words(found, said, words, added), chapter


def _home(own: str, chapters: Iterable[str]) -> str:
    chapter = own.partition("_")[0]
    return chapter if chapter in chapters else ""


def _reference(block: Block, chapter: str) -> Reference | None:
    match block:
        case Figure(number=number) if number:
            return Reference("figure", number, chapter=chapter)
        case Table(number=number) if number:
            return Reference("table", number, chapter=chapter)
        case Section(title=title):
            named = " ".join(text_of(title).split())
            numbered = block.number if block.kind is not SectionKind.PART else 0
            return Reference("chapter" if numbered else "title", numbered, named, chapter)
        case _:
            return None


def _own_words(found: Reference, said: str, words: Words, added: Announcements) -> str:
    known = {
        "figure": (f"{words.figure} {found.number}", added.see_figure),
        "table": (f"{words.table} {found.number}", added.see_table),
        "chapter": (words.chapter.format(number=found.number), added.see_chapter),
        "title": (found.title, added.see_title),
    }
    label, form = known.get(found.kind, ("", ""))
    named = {letters(label), letters(found.title)} - {letters("")}
    if not form or any(one in said for one in named):
        return ""
    return form.format(number=found.number, title=found.title)


def _chapter_words(home: Reference, said: str, words: Words, added: Announcements) -> str:
    label = words.chapter.format(number=home.number)
    if letters(home.title) in said or (home.number and letters(label) in said):
        return ""
    form = added.in_chapter if home.number else added.in_title
    return form.format(number=home.number, title=home.title)


def letters(text: str) -> str:
    """Return the words of ``text`` in lower case between single spaces, for comparison."""
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    return f" {' '.join(words)} "
