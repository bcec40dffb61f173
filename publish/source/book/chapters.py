"""The articles of a book -> its parts and chapters, in which no two names are the same.

Names of a chapter -> names in the book, so that two chapters may use the same.

The front matter of chapters -> the metadata of the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.model import (
    Article,
    Block,
    Contributor,
    Correction,
    DefinitionList,
    Inline,
    Link,
    List,
    Matter,
    Metadata,
    NarrationSettings,
    Note,
    NoteReference,
    Opening,
    Section,
    SectionKind,
    Text,
)
from publish.model.ids import scoped
from publish.model.rewrite import map_blocks, map_inlines, map_runs
from publish.source.book.contents import Entry, Listed, is_body
from publish.source.folder import FileRefusedError, inside


class Scope(Struct, frozen=True):
    """The chapter with the id ``name``."""

    name: str

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """``blocks`` with ids, links and note calls as the book has them."""
        return map_blocks(blocks, self._block)

    def notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """``notes`` with ids as the book has them, and the chapter that they are in."""
        return tuple(
            replace(
                note,
                id=scoped(self.name, note.id),
                blocks=self.blocks(note.blocks),
                chapter=self.name,
            )
            for note in notes
        )

    def _block(self, block: Block) -> Block:
        block = map_runs(block, lambda run: map_inlines(run, self._inline))
        block = replace(block, id=self._id(block.id))
        match block:
            case List():
                items = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=items)
            case DefinitionList():
                terms = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=terms)
            case _:
                return block

    def _id(self, name: str) -> str:
        return scoped(self.name, name) if name else ""

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case NoteReference():
                return replace(inline, note=scoped(self.name, inline.note))
            case Link() if inline.target.startswith("#"):
                home, name = inline.chapter or self.name, inline.target[1:]
                target = f"#{scoped(home, name)}" if name else f"#{home}"
                return replace(inline, target=target, chapter="")
            case _:
                return inline


def put_together(
    listed: tuple[Listed, ...], chapters: Mapping[str, Article], language: str
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """The sections of a book in ``language`` (BCP 47), and its notes.

    ``chapters`` are the articles of the entries by their ids.  What stands before the first chapter
    and is none itself is front matter, what stands after the last is back matter.
    """
    body = [place for place, one in enumerate(listed) if is_body(one)]

    def matter(place: int) -> Matter:
        if place < body[0]:
            return Matter.FRONT
        return Matter.BACK if place > body[-1] else Matter.BODY

    sections: list[Block] = []
    for place, one in enumerate(listed):
        if isinstance(one, Entry):
            sections.append(_chapter(one, chapters[one.id], matter(place), language))
            continue
        inside = tuple(
            _chapter(entry, chapters[entry.id], Matter.BODY, language) for entry in one.entries
        )
        sections.append(
            Section(
                id=one.id,
                title=(Text(one.title),),
                level=1,
                blocks=inside,
                kind=SectionKind.PART,
                line=one.field.line,
            )
        )
    return tuple(sections), tuple(_notes(chapters, language))


def _chapter(entry: Entry, article: Article, matter: Matter, language: str) -> Section:
    about = article.metadata
    return Section(
        id=entry.id,
        language=_other(about.language, language),
        title=(Text(about.title),),
        level=1,
        blocks=Scope(entry.id).blocks(article.blocks),
        kind=entry.kind,
        matter=matter,
        opening=Opening(
            subtitle=about.subtitle,
            standfirst=about.standfirst,
            authors=about.authors,
            dateline=about.dateline,
            published=about.published,
        ),
        file=entry.file,
        line=dict(article.lines).get("title", 1),
        abbreviations=about.abbreviations,
    )


def _notes(chapters: Mapping[str, Article], language: str) -> Iterable[Note]:
    for name, article in chapters.items():
        other = _other(article.metadata.language, language)
        for note in Scope(name).notes(article.notes):
            yield replace(note, language=note.language or other)


def _other(one: str, language: str) -> str | None:
    """``one``, where it is not ``language``."""
    return one if one.lower() != language.lower() else None


def with_chapters(metadata: Metadata, chapters: Iterable[Article]) -> Metadata:
    """``metadata`` with the people and corrections of ``chapters``, which a colophon names.

    Each person stands once for each role; corrections stand in the order of their dates.  How a
    chapter has words pronounced holds for the book, unless the book has its own way.  What a
    chapter decides of the checker's rules keeps its file, for which alone it holds.
    """
    chapters = tuple(chapters)
    people: dict[tuple[str, str], Contributor] = {}
    for person in (*metadata.contributors, *(p for c in chapters for p in c.metadata.contributors)):
        people.setdefault((person.name, person.role), person)
    corrections = [
        *metadata.corrections,
        *(
            Correction(each.date, f"{chapter.metadata.title}: {each.text}")
            for chapter in chapters
            for each in chapter.metadata.corrections
        ),
    ]
    said = {
        spelling: how
        for about in (*(chapter.metadata for chapter in reversed(chapters)), metadata)
        for spelling, how in about.narration.pronunciations
    }
    return replace(
        metadata,
        narration=replace(metadata.narration, pronunciations=tuple(said.items())),
        contributors=tuple(people.values()),
        corrections=tuple(sorted(corrections, key=lambda each: each.date)),
        check=(*metadata.check, *(one for c in chapters for one in c.metadata.check)),
    )


def recordings(
    settings: NarrationSettings, folder: Path, ids: Mapping[Path, str]
) -> NarrationSettings:
    """``settings`` whose recordings are known by ids, not by ``chapter.md#name``.

    ``ids`` are the ids of the chapters by the real paths of their sources.
    """

    def name(written: str) -> str:
        path, _, inner = written.partition("#")
        try:
            chapter = ids.get(inside(folder, path))
        except FileRefusedError:
            return written
        if chapter is None:
            return written
        return scoped(chapter, inner) if inner else chapter

    heard = tuple((name(written), file) for written, file in settings.recordings)
    return replace(settings, recordings=heard)
