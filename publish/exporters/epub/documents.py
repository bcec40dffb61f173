"""The content documents: cover, text (in one file or several), and the page around each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from publish.article import Article, Matter
from publish.exporters.epub.chapters import chapter_pieces
from publish.exporters.epub.pictures import Pictures
from publish.exporters.epub.splitting import Piece, pieces_of
from publish.render.colophon import colophon
from publish.render.escape import attribute, element, lines, text
from publish.render.languages import direction
from publish.render.opening import opening
from publish.render.pictures import picture
from publish.render.setting import Setting
from publish.render.spelling import epub
from publish.render.xhtml import end_matter, setting_for_article

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
    tongue = attribute(language)
    mark = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{tongue}" xml:lang="{tongue}" dir="{direction(language)}">\n'
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
        "div", picture(cover, setting, {"id": "cover-img", "role": "doc-cover"}), {"class": "cover"}
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
