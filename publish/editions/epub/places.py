"""What the lists of the navigation document lead to: contents and illustrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from publish.model import Article, Block, Figure, NotesPlace, Section
from publish.model.walk import blocks_in, chapters_in, content_of, figures_in, text_of
from publish.xhtml.context import Setting
from publish.xhtml.escape import element, text
from publish.xhtml.inlines import heading_text

#: The file of the accessibility statement.
STATEMENT = "accessibility.xhtml"


class Place(Struct, frozen=True):
    """A line of the contents: ``markup`` for the navigation document, ``plain`` for the NCX."""

    markup: str
    plain: str
    href: str
    inside: tuple[Place, ...] = ()


def contents(article: Article, setting: Setting) -> tuple[Place, ...]:
    """The table of contents in reading order: title, sections as they nest, notes, colophon.

    Notes that stand at the end of their chapters have no entry.
    """
    words, target = setting.words, setting.spelling.target
    title = article.metadata.title
    places = [Place(text(title), title, target("title"))]
    places += _sections(article.blocks, setting)
    if notes_at_end(article):
        places.append(Place(setting.added(words.notes), words.notes, target("notes")))
    places.append(Place(setting.added(words.colophon), words.colophon, target("colophon")))
    places.append(Place(setting.added(words.accessibility), words.accessibility, STATEMENT))
    return tuple(places)


def notes_at_end(article: Article) -> bool:
    """Whether the notes have a section of their own at the end."""
    in_chapters = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    return bool(article.notes) and not in_chapters


def _sections(
    blocks: Iterable[Block], setting: Setting, language: str | None = None
) -> Iterator[Place]:
    for block in blocks:
        if isinstance(block, Section):
            yield section_place(block, setting, language)


def section_place(section: Section, setting: Setting, language: str | None = None) -> Place:
    """The entry of ``section``, with those of the sections in it.

    ``language`` is that of the text around it, where that differs from the list's.
    """
    language = section.language or language
    markup = heading_text(section.title, setting.within(language, section.line))
    if rules := setting.rules(language):
        markup = element("span", markup, rules)
    plain = " ".join(text_of(section.title).split())
    inside = tuple(_sections(section.blocks, setting, language))
    return Place(markup, plain, setting.spelling.target(section.id), inside)


def illustrations(article: Article, setting: Setting) -> tuple[Place, ...]:
    """The list of illustrations: numbered figures by their captions, or their alt text.

    A book has one if its author asks for it.
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
        _figure(one, setting.worded(languages.get(one.id)))
        for one in figures_in(article)
        if one.number
    )


def _figure(one: Figure, setting: Setting) -> Place:
    inner = setting.within(one.language, one.line)
    label = f"{setting.words.figure} {one.number}."
    runs = [run for block in blocks_in(one.caption) for run in content_of(block)]
    caption = " ".join(heading_text(run, inner) for run in runs) or text(one.image.alt or "")
    if rules := setting.rules(one.language):
        caption = element("span", caption, rules)
    plain = " ".join(" ".join(map(text_of, runs)).split()) or one.image.alt or ""
    href = setting.spelling.target(one.id)
    return Place(f"{setting.added(label)} {caption}", f"{label} {plain}", href)
