"""The navigation document.

The landmarks of the navigation document (EPUB 3.3, 7.4.4).

The contents as NCX, for old reading systems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from publish.editions.epub.pagebreaks import Break
from publish.editions.epub.places import Place, contents, illustrations, notes_at_end, section_place
from publish.model import Article, Matter, Section
from publish.model.ids import LANDMARKS, PAGE_LIST, numbered_id, title_id
from publish.xhtml.context import Setting
from publish.xhtml.escape import attribute, element, lines, text


def landmarks(article: Article, setting: Setting, cover: str) -> Iterator[tuple[str, Place]]:
    """Where one wants to go at once, with the name of each in the vocabulary of structures.

    Of a book these are its front and back matter too, each by its title.
    """
    words, target = setting.words, setting.spelling.target

    def place(name: str, href: str) -> Place:
        return Place(setting.added(name), name, href)

    sections = [one for one in article.blocks if isinstance(one, Section)]
    if cover:
        yield "cover", place(words.cover, cover)
    if article.book:
        yield "titlepage", place(words.title_page, target("title"))
    yield "toc", place(words.contents, "#toc")
    if article.book and illustrations(article, setting):
        yield "loi", place(words.illustrations, "#loi")
    for one in sections:
        if one.matter is Matter.FRONT:
            yield one.kind, section_place(one, setting)
    start = next((one for one in sections if one.matter is Matter.BODY), None)
    first = start.id if article.book and start else "title"
    yield "bodymatter", place(words.start, target(first))
    for one in sections:
        if one.matter is Matter.BACK:
            yield one.kind, section_place(one, setting)
    if notes_at_end(article):
        yield "endnotes", place(words.notes, target("notes"))


def landmarks_nav(article: Article, setting: Setting, cover: str) -> str:
    """Their list: hidden from the page, since reading systems show them in their own way."""
    words = setting.words
    items = lines(
        *(
            element("li", element("a", place.markup, {"epub:type": kind, "href": place.href}))
            for kind, place in landmarks(article, setting, cover)
        )
    )
    title = element("h2", text(words.landmarks), {"id": title_id(LANDMARKS), **setting.ours()})
    return element(
        "nav",
        f"\n{title}\n{element('ol', chr(10) + items + chr(10))}\n",
        {
            "epub:type": "landmarks",
            "id": LANDMARKS,
            "aria-labelledby": title_id(LANDMARKS),
            "hidden": "hidden",
        },
    )


def navigation_body(
    article: Article, setting: Setting, *, cover: str, breaks: Iterable[Break] = ()
) -> str:
    """The markup of the navigation document; ``cover`` is the cover page's file, or empty.

    ``breaks`` become the list of pages, if there are any.
    """
    words = setting.words
    toc = _nav("toc", "doc-toc", words.contents, contents(article, setting), setting)
    figures = illustrations(article, setting)
    loi = _nav("loi", None, words.illustrations, figures, setting) if figures else ""
    return lines(toc, loi, _pages(breaks, setting), landmarks_nav(article, setting, cover))


def _nav(kind: str, role: str | None, title: str, places: Iterable[Place], setting: Setting) -> str:
    heading = element(
        "h1" if kind == "toc" else "h2", text(title), {"id": title_id(kind), **setting.ours()}
    )
    return element(
        "nav",
        f"\n{heading}\n{_list(places, (numbered_id(kind, number) for number in count(1)))}\n",
        {"epub:type": kind, "role": role, "id": kind, "aria-labelledby": title_id(kind)},
    )


def _list(places: Iterable[Place], ids: Iterator[str]) -> str:
    items = (
        element(
            "li",
            lines(
                element("a", place.markup, {"id": next(ids), "href": place.href}),
                _list(place.inside, ids) if place.inside else "",
            ),
        )
        for place in places
    )
    return element("ol", f"\n{lines(*items)}\n")


def _pages(breaks: Iterable[Break], setting: Setting) -> str:
    """The list of pages, hidden as the landmarks are; empty without pages."""
    items = lines(
        *(
            element("li", element("a", str(one.page), {"href": f"{one.name}#{one.id}"}))
            for one in breaks
        )
    )
    if not items:
        return ""
    title = element("h2", text(setting.words.pages), {"id": title_id(PAGE_LIST), **setting.ours()})
    return element(
        "nav",
        f"\n{title}\n{element('ol', chr(10) + items + chr(10))}\n",
        {
            "epub:type": "page-list",
            "role": "doc-pagelist",
            "id": PAGE_LIST,
            "aria-labelledby": title_id(PAGE_LIST),
            "hidden": "hidden",
        },
    )


def ncx(title: str, identifier: str, language: str, places: tuple[Place, ...]) -> bytes:
    """The contents as NCX (OPF 2.0.1, 2.4.1), for reading systems that know EPUB 2 only."""
    number = 0

    def points(some: tuple[Place, ...]) -> str:
        nonlocal number
        pieces = []
        for place in some:
            number += 1
            own = number
            pieces.append(
                f'<navPoint id="place-{own}" playOrder="{own}"><navLabel><text>{text(place.plain)}'
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
        '<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{text(title)}</text></docTitle>\n"
        f"<navMap>\n{points(places)}\n</navMap>\n</ncx>\n"
    ).encode()


def _depth(places: tuple[Place, ...]) -> int:
    return 1 + max((_depth(place.inside) for place in places), default=0) if places else 0
