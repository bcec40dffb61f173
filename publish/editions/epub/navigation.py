"""The navigation document of an EPUB (EPUB 3.3, 7), and the contents as NCX for EPUB 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from publish.editions.epub.page_breaks import Break
from publish.model import Article, Matter, Section
from publish.model.ids import (
    LANDMARKS,
    PAGE_LIST,
    numbered_id,
    title_id,
)
from publish.xhtml.contents import (
    Place,
    contents,
    contents_list,
    illustrations,
    notes_at_end,
    section_place,
)
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import attribute, text
from publish.xhtml.tree import Content, Element, Node, element, lines, multiline

#: The file of the accessibility statement.
STATEMENT = "accessibility.xhtml"


def landmarks(article: Article, context: RenderContext, cover: str) -> Iterator[tuple[str, Place]]:
    """Yield the landmarks (EPUB 3.3, 7.4.4), each with its ``epub:type``.

    In a book the sections of the front and back matter are landmarks too.
    """
    words, target = context.words, context.profile.target

    def place(name: str, href: str) -> Place:
        return Place(context.added(name), name, href)

    sections = [one for one in article.blocks if isinstance(one, Section)]
    if cover:
        yield "cover", place(words.cover, cover)
    if article.book:
        yield "titlepage", place(words.title_page, target("title"))
    yield "toc", place(words.contents, "#toc")
    if article.book and illustrations(article, context):
        yield "loi", place(words.illustrations, "#loi")
    for one in sections:
        if one.matter is Matter.FRONT:
            yield one.kind, section_place(one, context)
    start = next((one for one in sections if one.matter is Matter.BODY), None)
    first = start.id if article.book and start else "title"
    yield "bodymatter", place(words.start, target(first))
    for one in sections:
        if one.matter is Matter.BACK:
            yield one.kind, section_place(one, context)
    if notes_at_end(article):
        yield "endnotes", place(words.notes, target("notes"))


def _landmarks_nav(article: Article, context: RenderContext, cover: str) -> Element:
    """Return the list of landmarks, hidden because reading systems have their own display."""
    items = [
        element("li", element("a", place.markup, {"epub:type": kind, "href": place.href}))
        for kind, place in landmarks(article, context, cover)
    ]
    named = {"id": title_id(LANDMARKS), **context.added_attributes()}
    title = element("h2", context.words.landmarks, named)
    return element(
        "nav",
        multiline(title, element("ol", multiline(*items))),
        {
            "epub:type": LANDMARKS,
            "id": LANDMARKS,
            "aria-labelledby": title_id(LANDMARKS),
            "hidden": "hidden",
        },
    )


def navigation_body(
    article: Article, context: RenderContext, *, cover: str, breaks: Iterable[Break] = ()
) -> list[Node]:
    """Return the content of the navigation document.

    ``cover`` is the file of the cover page, or empty; ``breaks`` become the page list.
    """
    words = context.words
    toc = _nav("toc", "doc-toc", words.contents, contents(article, context, STATEMENT), context)
    figures = illustrations(article, context)
    loi = _nav("loi", None, words.illustrations, figures, context) if figures else ()
    return lines(toc, loi, _page_list(breaks, context), _landmarks_nav(article, context, cover))


def _nav(
    kind: str, role: str | None, title: str, places: Iterable[Place], context: RenderContext
) -> Element:
    named = {"id": title_id(kind), **context.added_attributes()}
    heading = element("h1" if kind == "toc" else "h2", title, named)
    ids = (numbered_id(kind, number) for number in count(1))
    return element(
        "nav",
        multiline(heading, contents_list(places, ids)),
        {"epub:type": kind, "role": role, "id": kind, "aria-labelledby": title_id(kind)},
    )


def _page_list(breaks: Iterable[Break], context: RenderContext) -> Content:
    """Return the page list, hidden like the landmarks; empty without page breaks."""
    items = [
        element("li", element("a", str(one.page), {"href": f"{one.name}#{one.id}"}))
        for one in breaks
    ]
    if not items:
        return ()
    named = {"id": title_id(PAGE_LIST), **context.added_attributes()}
    title = element("h2", context.words.pages, named)
    return element(
        "nav",
        multiline(title, element("ol", multiline(*items))),
        {
            "epub:type": PAGE_LIST,
            "role": "doc-pagelist",
            "id": PAGE_LIST,
            "aria-labelledby": title_id(PAGE_LIST),
            "hidden": "hidden",
        },
    )


def ncx(
    title: str,
    identifier: str,
    language: str,
    places: tuple[Place, ...],
    breaks: Iterable[Break] = (),
) -> bytes:
    """Return contents and page list as NCX (OPF 2.0.1, 2.4.1), for reading systems of EPUB 2.

    It has no ``playOrder``, which OPF made optional: page breaks lie between entries of the
    contents.
    """
    breaks = tuple(breaks)
    last = max((one.page for one in breaks), default=0)
    number = 0

    def points(some: tuple[Place, ...]) -> str:
        nonlocal number
        pieces = []
        for place in some:
            number += 1
            own = number
            pieces.append(
                f'<navPoint id="place-{own}"><navLabel><text>{text(place.plain)}'
                f'</text></navLabel><content src="{attribute(place.href)}"/>'
                f"{points(place.inside)}</navPoint>"
            )
        return "\n".join(pieces)

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        f'xml:lang="{attribute(language)}">\n<head>\n'
        f'<meta name="dtb:uid" content="{attribute(identifier)}"/>\n'
        f'<meta name="dtb:depth" content="{_depth(places)}"/>\n'
        f'<meta name="dtb:totalPageCount" content="{len(breaks)}"/>\n'
        f'<meta name="dtb:maxPageNumber" content="{last}"/>\n'
        "</head>\n"
        f"<docTitle><text>{text(title)}</text></docTitle>\n"
        f"<navMap>\n{points(places)}\n</navMap>\n{_page_targets(breaks)}</ncx>\n"
    ).encode()


def _page_targets(breaks: tuple[Break, ...]) -> str:
    """Return the page list of the NCX (ANSI/NISO Z39.86-2005, 8.4.3); empty without breaks."""
    targets = "\n".join(
        f'<pageTarget id="page-target-{place}" type="normal" value="{one.page}"><navLabel><text>'
        f'{one.page}</text></navLabel><content src="{attribute(f"{one.name}#{one.id}")}"/>'
        "</pageTarget>"
        for place, one in enumerate(breaks, start=1)
    )
    return f"<pageList>\n{targets}\n</pageList>\n" if targets else ""


def _depth(places: tuple[Place, ...]) -> int:
    return 1 + max((_depth(place.inside) for place in places), default=0) if places else 0
