"""The landmarks of the navigation document (EPUB 3.3, 7.4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, Matter, Section
from publish.exporters.epub.places import Place, illustrations, notes_at_end, section_place
from publish.render.escape import element, lines, text
from publish.render.setting import Setting


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
