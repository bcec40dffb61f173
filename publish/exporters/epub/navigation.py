"""The navigation document, and the same contents as NCX for old reading systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from publish.article import Article, Block, Figure, Section
from publish.exporters.epub.pagebreaks import Break
from publish.render.escape import attribute, element, lines, text
from publish.render.inlines import heading_text
from publish.render.setting import Setting
from publish.walk import blocks_in, content_of, figures_in, text_of

#: The file of the accessibility statement.
STATEMENT = "accessibility.xhtml"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the contents: ``markup`` for the navigation document, ``plain`` for the NCX."""

    markup: str
    plain: str
    href: str
    inside: tuple[Place, ...] = ()


def contents(article: Article, setting: Setting) -> tuple[Place, ...]:
    """The table of contents in reading order: title, sections as they nest, notes, colophon."""
    words, target = setting.words, setting.spelling.target
    title = article.metadata.title
    places = [Place(text(title), title, target("title"))]
    places += _sections(article.blocks, setting)
    if article.notes:
        places.append(Place(setting.added(words.notes), words.notes, target("notes")))
    places.append(Place(setting.added(words.colophon), words.colophon, target("colophon")))
    places.append(Place(setting.added(words.accessibility), words.accessibility, STATEMENT))
    return tuple(places)


def _sections(blocks: Iterable[Block], setting: Setting) -> list[Place]:
    places = []
    for block in blocks:
        if isinstance(block, Section):
            inner = setting.within(block.language, block.line)
            markup = heading_text(block.title, inner)
            if tongue := setting.tongue(block.language):
                markup = element("span", markup, tongue)
            plain = " ".join(text_of(block.title).split())
            href = setting.spelling.target(block.id)
            places.append(Place(markup, plain, href, tuple(_sections(block.blocks, setting))))
    return places


def illustrations(article: Article, setting: Setting) -> tuple[Place, ...]:
    """The list of illustrations: numbered figures by their captions, or their alt text."""
    return tuple(_figure(one, setting) for one in figures_in(article) if one.number)


def _figure(one: Figure, setting: Setting) -> Place:
    inner = setting.within(one.language, one.line)
    label = f"{setting.words.figure} {one.number}."
    runs = [run for block in blocks_in(one.caption) for run in content_of(block)]
    caption = " ".join(heading_text(run, inner) for run in runs) or text(one.image.alt or "")
    if tongue := setting.tongue(one.language):
        caption = element("span", caption, tongue)
    plain = " ".join(" ".join(map(text_of, runs)).split()) or one.image.alt or ""
    href = setting.spelling.target(one.id)
    return Place(f"{setting.added(label)} {caption}", f"{label} {plain}", href)


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
    return lines(toc, loi, _pages(breaks, setting), _landmarks(article, setting, cover))


def _nav(kind: str, role: str | None, title: str, places: Iterable[Place], setting: Setting) -> str:
    heading = element(
        "h1" if kind == "toc" else "h2", text(title), {"id": f"{kind}-title", **setting.ours()}
    )
    return element(
        "nav",
        f"\n{heading}\n{_list(places, (f'{kind}-{number}' for number in count(1)))}\n",
        {"epub:type": kind, "role": role, "id": kind, "aria-labelledby": f"{kind}-title"},
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
    title = element("h2", text(setting.words.pages), {"id": "page-list-title", **setting.ours()})
    return element(
        "nav",
        f"\n{title}\n{element('ol', chr(10) + items + chr(10))}\n",
        {
            "epub:type": "page-list",
            "role": "doc-pagelist",
            "id": "page-list",
            "aria-labelledby": "page-list-title",
            "hidden": "hidden",
        },
    )


def _landmarks(article: Article, setting: Setting, cover: str) -> str:
    """The landmarks: hidden from the page, since reading systems show them in their own way."""
    words, target = setting.words, setting.spelling.target
    marks = [("cover", words.cover, cover)] if cover else []
    marks += [("toc", words.contents, "#toc"), ("bodymatter", words.start, target("title"))]
    if article.notes:
        marks.append(("endnotes", words.notes, target("notes")))
    items = lines(
        *(
            element(
                "li",
                element("a", text(name), {"epub:type": kind, "href": href, **setting.ours()}),
            )
            for kind, name, href in marks
        )
    )
    title = element("h2", text(words.landmarks), {"id": "landmarks-title", **setting.ours()})
    return element(
        "nav",
        f"\n{title}\n{element('ol', chr(10) + items + chr(10))}\n",
        {
            "epub:type": "landmarks",
            "id": "landmarks",
            "aria-labelledby": "landmarks-title",
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
