"""The navigation document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from publish.article import Article
from publish.exporters.epub.landmarks import landmarks_nav
from publish.exporters.epub.pagebreaks import Break
from publish.exporters.epub.places import Place, contents, illustrations
from publish.render.escape import element, lines, text
from publish.render.setting import Setting


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
