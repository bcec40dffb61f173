"""The articles of a book -> its parts and chapters, in which no two names are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from publish.article import Article, Block, Matter, Note, Opening, Section, SectionKind, Text
from publish.source.book.contents import Entry, Listed, is_body
from publish.source.book.scoping import Scope


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
