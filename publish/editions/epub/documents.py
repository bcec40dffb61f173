"""The content documents: cover, text (in one file or several), and the page around each.

The parts and chapters of a book as content documents.

A text in pieces that are not too long for a reading system.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from publish.editions.epub.pictures import Pictures
from publish.language.scripts import direction
from publish.model import Article, Block, Matter, Note, NotesPlace, Section, SectionKind
from publish.model.ids import COVER_IMAGE
from publish.model.walk import text_of
from publish.xhtml.article import end_matter, setting_for_article
from publish.xhtml.blocks import blocks
from publish.xhtml.colophon import colophon
from publish.xhtml.context import Setting, epub
from publish.xhtml.escape import attribute, element, lines, text
from publish.xhtml.notes import notes_section
from publish.xhtml.openings import opening, roles, section_opening, within
from publish.xhtml.pictures import picture


class Piece(Struct, frozen=True):
    """What one file holds, and what it is called."""

    title: str
    markup: str


def pieces_of(
    first: Piece, text: Iterable[Block], setting: Setting, longest: int
) -> Iterator[Piece]:
    """``first`` and ``text`` after it, in pieces of about ``longest`` bytes.

    A new one begins only with a section.
    """
    title, markup = first.title, [first.markup]
    size = len(first.markup.encode())
    for block in text:
        own = blocks((block,), setting)
        length = len(own.encode())
        if isinstance(block, Section) and size + length > longest:
            yield Piece(title, lines(*markup))
            title, markup, size = title_of(block), [], 0
        markup.append(own)
        size += length + 1
    yield Piece(title, lines(*markup))


def title_of(section: Section) -> str:
    """The words of its title on one line."""
    return " ".join(text_of(section.title).split())


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


#: Above this many bytes a text is split at its sections: old reading systems get slow.
LONGEST = 200_000

#: Where the style sheet lies, seen from a content document.
STYLE = "style.css"

_ID = re.compile(r' id="([^"]+)"')

#: A link to a place in the same document; markup has no other ``<``.
_LINK = re.compile(r'(<a [^<>]*?\bhref=")#([^"]+)(?=")')


class Document(Struct, frozen=True):
    """A content document: ``name`` is its file, ``body`` its markup, ``ids`` those in it.

    ``language`` (BCP 47) is that of its text, ``matter`` the division of the book that it is in.
    """

    name: str
    title: str
    body: str
    language: str = ""
    matter: Matter = Matter.BODY

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(_ID.findall(self.body))


def page(body: str, title: str, language: str, kind: str = "") -> bytes:
    """A whole XHTML document with ``body`` inside; ``kind`` is the body's ``epub:type``."""
    rules = attribute(language)
    mark = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{rules}" xml:lang="{rules}" dir="{direction(language)}">\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{text(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="{STYLE}"/>\n</head>\n'
        f"<body{mark}>\n{body}\n</body>\n</html>\n"
    ).encode()


def cover_body(article: Article, pictures: Pictures) -> str:
    """The markup of the cover page; the article must have a cover."""
    cover = article.metadata.cover
    assert cover is not None  # noqa: S101 - the caller asks only for a cover that is there
    setting = setting_for_article(article, epub(pictures.href))
    return element(
        "div", picture(cover, setting, {"id": COVER_IMAGE, "role": "doc-cover"}), {"class": "cover"}
    )


def documents(article: Article, pictures: Pictures, longest: int = LONGEST) -> tuple[Document, ...]:
    """The text as content documents of about ``longest`` bytes, split at sections only.

    A book has one for its title page, each part's title and each chapter, which is split at its own
    sections where it is longer.  Links lead to the file that their target is in.
    """
    setting = setting_for_article(article, epub(pictures.href))
    made = tuple((_book if article.book else _article)(article, setting, longest))
    if len(made) == 1:
        return made
    homes = {identifier: one.name for one in made for identifier in one.ids}
    return tuple(replace(one, body=_linked(one, homes)) for one in made)


def _linked(document: Document, homes: Mapping[str, str]) -> str:
    """The markup of ``document``, in which links lead to the files that their targets are in."""

    def link(match: re.Match[str]) -> str:
        home = homes.get(match[2], document.name)
        return f"{match[1]}{'' if home == document.name else home}#{match[2]}"

    return _LINK.sub(link, document.body)


def _article(article: Article, setting: Setting, longest: int) -> Iterator[Document]:
    first = Piece(article.metadata.title, opening(article.metadata, setting))
    pieces = list(pieces_of(first, article.blocks, setting, longest))
    ending = lines(end_matter(article, setting), colophon(article.metadata, setting))
    if len(pieces) == 1:
        pieces = [Piece(pieces[0].title, lines(pieces[0].markup, ending))]
    else:
        pieces.append(Piece(setting.words.colophon, ending))
    for place, piece in enumerate(pieces, start=1):
        name = "article.xhtml" if place == 1 else f"article-{place}.xhtml"
        yield Document(name, piece.title, piece.markup, article.metadata.language)


def _book(article: Article, setting: Setting, longest: int) -> Iterator[Document]:
    """Title page, parts and chapters, and what stands after them."""
    about = article.metadata
    yield Document(
        "title.xhtml", about.title, opening(about, setting), about.language, Matter.FRONT
    )
    for chapter in chapter_pieces(article, setting, longest):
        for place, piece in enumerate(chapter.pieces, start=1):
            name = chapter.name if place == 1 else f"{chapter.name}-{place}"
            yield Document(
                f"{name}.xhtml", piece.title, piece.markup, chapter.language, chapter.matter
            )
    if notes := end_matter(article, setting):
        yield Document("notes.xhtml", setting.words.notes, notes, about.language, Matter.BACK)
    yield Document(
        "colophon.xhtml",
        setting.words.colophon,
        colophon(about, setting),
        about.language,
        Matter.BACK,
    )
