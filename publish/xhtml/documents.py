"""The text of an article or book as documents: one file, or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from publish.model import Article, Block, Matter, Note, NotesPlace, Section, SectionKind
from publish.model.walk import figures_in_notes, figures_of, text_of
from publish.xhtml.blocks import blocks
from publish.xhtml.context import RenderContext
from publish.xhtml.end_matter import (
    colophon,
    descriptions_section,
    end_matter,
    errata,
    imprint,
    notes_section,
)
from publish.xhtml.openings import inside_section, opening, section_attributes, section_opening
from publish.xhtml.tree import (
    Content,
    Element,
    Node,
    element,
    elements,
    lines,
    multiline,
    serialise,
)

#: A longer text (in bytes) is split at its sections: it would slow down old reading systems.
LONGEST = 200_000

#: The elements that the manifest names in the properties of a document (EPUB 3.3, 5.6.2.1).
_PROPERTIES = {"math": "mathml", "svg": "svg"}


class Document(Struct):
    """The text of one file.

    ``body`` is the content of ``main``; ``language`` (BCP 47) is the language of the text,
    ``matter`` its division of the book.  ``properties`` are those of the manifest.
    """

    name: str
    title: str
    body: list[Node]
    language: str
    matter: Matter = Matter.BODY
    properties: tuple[str, ...] = ()


def xhtml_file(stem: str) -> str:
    """Return the file name of a document of an EPUB."""
    return f"{stem}.xhtml"


def documents(
    article: Article,
    context: RenderContext,
    longest: int = LONGEST,
    file_name: Callable[[str], str] = xhtml_file,
) -> tuple[list[Document], dict[str, str]]:
    """Return the text as documents of about ``longest`` bytes, and the file of each id.

    ``file_name`` returns the name of a file by its stem ("chapter-1"); several documents may have
    the same.  They are split at sections only.  A book has one for its title page, imprint and
    half-title, for the title of each part and for each chapter; a longer chapter is split at its
    sections.  Links get the file of their target.  A picture whose description is in another file
    refers to the link that leads to it (WAI-ARIA 1.3, ``aria-details``, refers to elements of its
    own document).
    """
    texts = [
        replace(one, name=file_name(one.name))
        for one in (_book if article.book else _article)(article, context, longest)
    ]
    file_of: dict[str, str] = {}
    links: list[tuple[Document, Element]] = []
    described: list[Element] = []
    moved: dict[str, str] = {}  # a description in another file -> the link to it
    for document in texts:
        for one in elements(document.body):
            if not one.attributes and one.name not in _PROPERTIES:  # as cells without ids
                continue
            if identifier := one.id:
                file_of[identifier] = document.name
            if one.name == "a":
                links.append((document, one))
            elif one.get("aria-details"):
                described.append(one)
            elif own := _PROPERTIES.get(one.name):
                document.properties = tuple(sorted({*document.properties, own}))
    for document, link in links:
        href = link.get("href")
        file = file_of.get(href[1:], document.name) if href.startswith("#") else document.name
        if file != document.name:
            link.set("href", f"{file}{href}")
            moved[href[1:]] = link.id
    for image in described:
        own = image.get("aria-details")
        image.set("aria-details", moved.get(own, own))
    return texts, file_of


def _article(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    about = article.metadata
    parts = list(_split(about.title, [opening(about, context)], article.blocks, context, longest))
    ending = lines(end_matter(article, context), colophon(about, context))
    if len(parts) == 1:
        parts = [(parts[0][0], lines(parts[0][1], ending))]
    else:
        parts.append((context.words.colophon, ending))
    for place, (title, body) in enumerate(parts, start=1):
        name = "article" if place == 1 else f"article-{place}"
        yield Document(name, title, body, about.language)


def _book(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    """Yield the title page, imprint, parts and chapters, notes and corrections."""
    about, words = article.metadata, context.words
    front, back = Matter.FRONT, Matter.BACK
    first: list[Node] = [opening(about, context, page=True)]
    yield Document("title", about.title, first, about.language, front)
    facts: list[Node] = [imprint(about, context)]
    yield Document("imprint", words.colophon, facts, about.language, front)
    matter = front
    for document in _chapters(article, context, longest):
        if matter is front is not document.matter and _has_half_title(article):
            half: list[Node] = [_half_title(about.title, context)]
            yield Document("half-title", about.title, half, about.language, front)
        matter = document.matter
        yield document
    if notes := end_matter(article, context):
        yield Document("notes", words.notes, notes, about.language, back)
    if corrections := lines(errata(about, context)):
        yield Document("corrections", words.corrections, corrections, about.language, back)


def _has_half_title(article: Article) -> bool:
    """Return whether a half-title says where the text of a book begins: after front matter."""
    return any(isinstance(one, Section) and one.matter is Matter.FRONT for one in article.blocks)


def _half_title(title: str, context: RenderContext) -> Element:
    """Return ``section.half-title``, with nothing but the title of the book."""
    marks = {"class": "half-title", **context.epub_type("halftitlepage")}
    return element("section", element("p", title), marks)


def _chapters(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    """Yield the titles of parts, and the chapters of a book, in order."""
    numbers: Counter[str] = Counter()
    own_notes = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    notes = article.notes if own_notes else ()

    def each(blocks: Iterable[Block], around: RenderContext) -> Iterator[Document]:
        for block in blocks:
            if not isinstance(block, Section):
                continue
            numbers[block.kind] += 1
            name = f"{block.kind}-{numbers[block.kind]}"
            inner = around.within(block.language, block.line)
            part = block.kind is SectionKind.PART
            section = replace(block, blocks=()) if part else block
            for place, (title, body) in enumerate(_chapter(section, notes, inner, longest), 1):
                file = name if place == 1 else f"{name}-{place}"
                yield Document(file, title, body, inner.language, block.matter)
            if part:
                yield from each(block.blocks, inside_section(block, inner))

    yield from each(article.blocks, context)


def _chapter(
    section: Section, notes: tuple[Note, ...], context: RenderContext, longest: int
) -> Iterator[tuple[str, list[Node]]]:
    """Yield the titles and bodies of the files of a chapter, or of the title of a part.

    A file has the language of the chapter, so its ``section`` needs no language attributes.
    """
    below = inside_section(section, context)
    title = _title(section)
    first = lines(section_opening(section, below))
    parts = list(_split(title, first, section.blocks, below, longest))
    own = tuple(note for note in notes if note.chapter == section.id)
    name, body = parts[-1]
    figures = chain(figures_of(section.blocks), figures_in_notes(own))
    described = descriptions_section(figures, below, section.id)
    parts[-1] = (name, lines(body, described, notes_section(own, below, section.id)))
    attributes = {"id": section.id, **section_attributes(section, below)}
    yield title, [element("section", multiline(parts[0][1]), attributes)]
    yield from parts[1:]


def _split(
    title: str, first: list[Node], text: Iterable[Block], context: RenderContext, longest: int
) -> Iterator[tuple[str, list[Node]]]:
    """Yield ``first`` and ``text`` in parts of about ``longest`` bytes, with their titles.

    Each part but the first begins with a section.
    """
    markup: list[Content] = [first]
    measured, size = 0, -1  # lines, and their bytes, which only a section asks for
    for block in text:
        own = blocks((block,), context)
        if isinstance(block, Section):
            size += sum(_size(one) + 1 for one in markup[measured:])
            length = _size(own)
            if size + length > longest:
                yield title, lines(*markup)
                title, markup, size = _title(block), [], 0
            size += length + 1
            measured = len(markup) + 1
        markup.append(own)
    yield title, lines(*markup)


def _size(content: Content) -> int:
    """Return the serialised length of ``content``, in bytes."""
    return len(serialise(content).encode())


def _title(section: Section) -> str:
    """Return the title of ``section`` as plain text on one line."""
    return " ".join(text_of(section.title).split())
