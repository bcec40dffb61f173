"""The table of contents of a publication, and its list of illustrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from publish.language.words import section_label
from publish.model import Article, Block, Figure, NotesPlace, Section
from publish.model.captions import short_caption
from publish.model.ids import CORRECTIONS, DESCRIPTIONS
from publish.model.walk import blocks_in, chapters_in, figures_in, text_of
from publish.xhtml.context import RenderContext
from publish.xhtml.inlines import heading_text, listed_caption
from publish.xhtml.tree import Content, Element, Node, element, joined, lines, multiline


class Place(Struct, frozen=True):
    """An entry of a list: ``markup`` for lists of links, ``plain`` for text."""

    markup: Content
    plain: str
    href: str
    inside: tuple[Place, ...] = ()


def contents(article: Article, context: RenderContext, statement: str) -> tuple[Place, ...]:
    """Return the table of contents in reading order: beginning, sections as they nest, descriptions
    of figures, notes, colophon, and the accessibility ``statement`` (its address).

    The beginning is named for what it is, since reading systems show the title above the contents.
    The facts of a book are on its imprint, after the title.  Descriptions and notes at the ends of
    chapters have no entry.
    """
    words, target = context.words, context.profile.target
    start = words.title_page if article.book else words.start
    places = [Place(context.added(start), start, target("title"))]
    colophon = Place(context.added(words.colophon), words.colophon, target("colophon"))
    if article.book:
        places.append(colophon)
    places += _sections(article.blocks, context)
    if not article.book and any(figure.description for figure in figures_in(article)):
        name = context.added(words.descriptions)
        places.append(Place(name, words.descriptions, target(DESCRIPTIONS)))
    if notes_at_end(article):
        places.append(Place(context.added(words.notes), words.notes, target("notes")))
    if not article.book:
        places.append(colophon)
    elif article.metadata.corrections:
        name = words.corrections
        places.append(Place(context.added(name), name, target(CORRECTIONS)))
    places.append(Place(context.added(words.accessibility), words.accessibility, statement))
    return tuple(places)


def notes_at_end(article: Article) -> bool:
    """Return whether the notes are in a section at the end of the article."""
    in_chapters = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    return bool(article.notes) and not in_chapters


def _sections(
    blocks: Iterable[Block], context: RenderContext, language: str | None = None
) -> Iterator[Place]:
    for block in blocks:
        if isinstance(block, Section):
            yield section_place(block, context, language)


def section_place(section: Section, context: RenderContext, language: str | None = None) -> Place:
    """Return the entry of ``section``, "Chapter 1. Fog", with the entries of the sections in it.

    ``language`` is that of the text around the section, if it isn't that of the list.
    """
    language = section.language or language
    inner = context.within(language, section.line).with_words_in(section.language)
    label = section_label(section, inner.words)
    title = heading_text(section.title, inner)
    markup: Content = joined(inner.added(f"{label}."), " ", title) if label else title
    if rules := context.language_attributes(language):
        markup = element("span", markup, rules)
    plain = " ".join(f"{label}. {text_of(section.title)}".removeprefix(". ").split())
    inside = tuple(_sections(section.blocks, context, language))
    return Place(markup, plain, context.profile.target(section.id), inside)


def illustrations(article: Article, context: RenderContext) -> tuple[Place, ...]:
    """Return the list of illustrations: numbered figures by caption, or by alt text.

    For a book it is empty unless the front matter asks for it.
    """
    if article.book and not article.metadata.illustrations:
        return ()
    languages = {
        block.id: chapter.language
        for chapter in chapters_in(article.blocks)
        for block in blocks_in(chapter.blocks)
        if isinstance(block, Figure)
    }
    return tuple(
        _figure(one, context.with_words_in(languages.get(one.id)))
        for one in figures_in(article)
        if one.number
    )


def _figure(one: Figure, context: RenderContext) -> Place:
    inner = context.within(one.language, one.line)
    label = f"{context.words.figure} {one.number}."
    caption = listed_caption(one, inner)
    if rules := context.language_attributes(one.language):
        caption = element("span", caption, rules)
    href = context.profile.target(one.id)
    plain = f"{label} {short_caption(one)}"
    return Place(joined(context.added(label), " ", caption), plain, href)


def contents_list(places: Iterable[Place], ids: Iterator[str]) -> Element:
    """Return ``ol`` of links to ``places``, as they nest; ``ids`` are the ids of the links."""
    items: list[Node] = []
    for place in places:
        link = element("a", place.markup, {"id": next(ids), "href": place.href})
        items.append(
            element("li", lines(link, contents_list(place.inside, ids) if place.inside else ()))
        )
    return element("ol", multiline(*items))
