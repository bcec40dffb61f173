"""The parts and chapters of a book as content documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from publish.article import Article, Block, Matter, Note, NotesPlace, Section, SectionKind
from publish.exporters.epub.splitting import Piece, pieces_of, title_of
from publish.render.escape import element, lines
from publish.render.notes import notes_section
from publish.render.opening import section_opening
from publish.render.sections import roles, within
from publish.render.setting import Setting


class Chapter(Struct, frozen=True):
    """A part's title, or a chapter, in one piece or several; ``name`` is that of the first file."""

    name: str
    language: str
    matter: Matter
    pieces: tuple[Piece, ...]


def chapter_pieces(article: Article, setting: Setting, longest: int) -> Iterator[Chapter]:
    """The parts and chapters of a book in order; pieces are about ``longest`` bytes long."""
    numbers: Counter[str] = Counter()
    own_notes = article.book is not None and article.book.notes is NotesPlace.CHAPTER

    def each(blocks: Iterable[Block], around: Setting) -> Iterator[Chapter]:
        for block in blocks:
            if not isinstance(block, Section):
                continue
            numbers[block.kind] += 1
            inner = around.within(block.language, block.line)
            part = block.kind is SectionKind.PART
            yield Chapter(
                f"{block.kind}-{numbers[block.kind]}",
                inner.language,
                block.matter,
                tuple(_pieces(replace(block, blocks=()) if part else block, notes, inner, longest)),
            )
            if part:
                yield from each(block.blocks, within(block, inner))

    notes = article.notes if own_notes else ()
    yield from each(article.blocks, setting)


def _pieces(
    section: Section, notes: tuple[Note, ...], setting: Setting, longest: int
) -> Iterator[Piece]:
    """One part's title or chapter; its language is that of the whole file, so no mark tells it."""
    below = within(section, setting)
    title = title_of(section)
    opening = Piece(title, section_opening(section, below))
    pieces = list(pieces_of(opening, section.blocks, below, longest))
    own = tuple(note for note in notes if note.chapter == section.id)
    last = pieces[-1]
    pieces[-1] = replace(last, markup=lines(last.markup, notes_section(own, below, section.id)))
    marks = {"id": section.id, **roles(section, below)}
    yield Piece(title, element("section", f"\n{pieces[0].markup}\n", marks))
    yield from pieces[1:]
