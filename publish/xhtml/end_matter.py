"""The matter after the text: extended descriptions, notes, and the colophon."""

from __future__ import annotations

from collections.abc import Iterable

from publish.language.words import date_in_words, role_word
from publish.model import (
    Article,
    Correction,
    Figure,
    Licence,
    Metadata,
    Note,
    NotesPlace,
    Paragraph,
    Section,
)
from publish.model.ids import (
    COLOPHON,
    CORRECTIONS,
    DESCRIPTIONS,
    correction_id,
    description_id,
    description_link_id,
    descriptions_id,
    fact_id,
    notes_id,
    title_id,
)
from publish.model.walk import chapters_in, figures_in, figures_in_notes, figures_of, text_of
from publish.xhtml.blocks import blocks
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import link_address
from publish.xhtml.inlines import heading_text, inlines
from publish.xhtml.tree import Content, Element, Node, element, joined, lines, multiline

#: An arrow back, with the variation selector against its emoji form (UTS 51, 2.3).
_BACK = "↩\ufe0e"


def end_matter(article: Article, context: RenderContext) -> list[Node]:
    """Return the descriptions and notes that the profile puts at the end.

    A book may have its notes in its chapters instead; the chapters of an EPUB have their
    descriptions, so that only those of figures in notes are left.
    """
    if context.profile.notes == "inline":  # a note holds the descriptions of its figures
        return descriptions_section(figures_of(article.blocks), context)
    if not article.book:
        return lines(
            descriptions_section(figures_in(article), context),
            notes_section(article.notes, context),
        )
    if article.book.notes is NotesPlace.CHAPTER:
        return []
    return lines(
        descriptions_section(figures_in_notes(article.notes), context),
        _notes_by_chapter(article.notes, chapters_in(article.blocks), context),
    )


def notes_section(notes: tuple[Note, ...], context: RenderContext, chapter: str = "") -> list[Node]:
    """Return ``section.notes`` with a list of the notes; nothing without notes.

    ``chapter`` is the id of the chapter of the notes, where each chapter has its own section.
    """
    return _endnotes([_notes_list(notes, context)] if notes else [], context, notes_id(chapter))


def _notes_by_chapter(
    notes: tuple[Note, ...], chapters: Iterable[Section], context: RenderContext
) -> list[Node]:
    """Return ``section.notes`` of a whole book: the title of each chapter, then its notes."""
    below = context.deeper().deeper()
    groups = []
    for chapter in chapters:
        own = [note for note in notes if note.chapter == chapter.id]
        if own:
            name = notes_id(chapter.id)
            inner = below.within(chapter.language)
            attributes = {"id": title_id(name), **below.language_attributes(chapter.language)}
            title = element(below.heading, heading_text(chapter.title, inner), attributes)
            content = multiline(title, _notes_list(own, context, text_of(chapter.title)))
            groups.append(element("section", content, {"id": name}))
    return _endnotes(groups, context, notes_id(""))


def _endnotes(pieces: list[Element], context: RenderContext, name: str) -> list[Node]:
    if not pieces:
        return []
    named = {"id": title_id(name), **context.added_attributes()}
    title = element(context.deeper().heading, context.words.notes, named)
    attributes = {
        "class": "notes",
        "id": name,
        "role": "doc-endnotes",
        **context.epub_type("endnotes"),
    }
    return [element("section", multiline(title, *pieces), attributes)]


def _notes_list(notes: Iterable[Note], context: RenderContext, chapter: str = "") -> Element:
    """Return the notes as a list.

    The role and the type ``endnote`` are deprecated (DPUB-ARIA 1.1, EPUB Structural Semantics 1.1),
    so each item holds a note of the type ``footnote``, which reading systems show in a pop-up.  It
    is no ``aside``: they hide that in the text.  ``chapter`` is the title of their chapter if notes
    of several are in one document.
    """
    items = multiline(*(_note(note, context, chapter) for note in notes))
    return element("ol", items, {"class": "note-list"})


def _note(note: Note, context: RenderContext, chapter: str) -> Element:
    """Return an item with a note.  It begins with its number, which links back to its first call.

    After its last words are links back to the other calls.
    """
    inner = context.within(note.language, note.line)
    number: list[Node] = []
    back: list[Node] = []
    for place, call in enumerate(note.calls, start=1):
        if place == 1:
            number = [_back_link(call, f"{note.number}.", f"{note.number}", chapter, inner), " "]
        else:
            back += [" ", _back_link(call, _BACK, f"{note.number}.{place}", chapter, inner)]
    pieces: list[Content] = []
    last = len(note.blocks) - 1
    for place, block in enumerate(note.blocks):
        before = number if place == 0 else []
        after = back if place == last else []
        if isinstance(block, Paragraph):
            words = inlines(block.content, inner.within(block.language, block.line))
            attributes = {
                "id": inner.id(block.id),
                **inner.language_attributes(block.language),
            }
            pieces.append(element("p", joined(before, words, after), attributes))
        else:  # without the space between number, words and links
            pieces.append(element("p", before[:1], {"class": "note-start"}) if before else ())
            pieces.append(blocks((block,), inner))
            pieces.append(element("p", after[1:]) if after else ())
    attributes = {
        "id": note.id,
        "role": "doc-footnote",
        **context.epub_type("footnote"),
        **context.language_attributes(note.language),
    }
    return element("li", element("div", multiline(*pieces), attributes))


def _back_link(call: str, sign: str, which: str, chapter: str, context: RenderContext) -> Element:
    """Return a link to a call that shows ``sign``, and has a name of its own in its document."""
    name = f"{which}. {context.words.back_to_text}"
    return element(
        "a",
        sign,
        {
            "class": "backlink" if sign == _BACK else "note-number",
            "href": context.profile.target(call),
            "role": "doc-backlink",
            "aria-label": f"{name}: {chapter}" if chapter else name,
            **context.added_attributes(),
        },
    )


def descriptions_section(
    figures: Iterable[Figure], context: RenderContext, chapter: str = ""
) -> list[Node]:
    """Return ``section.descriptions`` with the extended descriptions of ``figures``, if any.

    ``chapter`` is the id of the chapter of the figures, where each chapter has its own section.
    """
    below = context.deeper()
    entries = [_description(figure, below.deeper()) for figure in figures if figure.description]
    if not entries:
        return []
    name = descriptions_id(chapter)
    named = {"id": title_id(name), **context.added_attributes()}
    title = element(below.heading, context.words.descriptions, named)
    content = multiline(title, *entries)
    return [element("section", content, {"class": DESCRIPTIONS, "id": name})]


def _description(figure: Figure, context: RenderContext) -> Element:
    """Return a section with the description of ``figure``, and a link back to the figure."""
    inner = context.within(figure.language, figure.line)
    name = inner.words.description_of.format(number=figure.number)
    own = description_id(figure.id)
    title = element(inner.heading, name, {"id": title_id(own), **inner.added_attributes()})
    back = element(
        "a",
        inner.words.back_to_figure,
        {
            "href": inner.profile.target(description_link_id(figure.id)),
            "role": "doc-backlink",
            "aria-label": f"{inner.words.back_to_figure}: {inner.words.figure} {figure.number}",
            **inner.added_attributes(),
        },
    )
    content = multiline(
        title, blocks(figure.description, inner.deeper()), element("p", back, {"class": "back"})
    )
    attributes = {"class": "description", "id": own, **context.language_attributes(figure.language)}
    return element("section", content, attributes)


def colophon(metadata: Metadata, context: RenderContext) -> Element:
    """Return ``footer.colophon``: a heading, the corrections, then a list of facts."""
    named = {"id": title_id(COLOPHON), **context.added_attributes()}
    title = element("h2", context.words.colophon, named)
    corrections = _corrections(metadata.corrections, context)
    return element(
        "footer",
        multiline(title, corrections, _facts(metadata, context)),
        {"class": COLOPHON, "id": COLOPHON},
    )


def imprint(metadata: Metadata, context: RenderContext) -> Element:
    """Return ``section.imprint``: the facts of a book, for the page after its title page."""
    named = {"id": title_id(COLOPHON), **context.added_attributes()}
    title = element("h2", context.words.colophon, named)
    return element(
        "section",
        multiline(title, _facts(metadata, context)),
        {
            "class": "imprint",
            "id": COLOPHON,
            **context.epub_type("imprint"),
        },
    )


def errata(metadata: Metadata, context: RenderContext) -> Content:
    """Return ``section.errata``: the corrections of a book; nothing without corrections."""
    if not metadata.corrections:
        return ()
    content = multiline(_corrections(metadata.corrections, context, "h2"))
    return element("section", content, {"class": "errata", **context.epub_type("errata")})


def _corrections(
    corrections: tuple[Correction, ...], context: RenderContext, heading: str = "h3"
) -> Content:
    if not corrections:
        return ()
    named = {"id": CORRECTIONS, **context.added_attributes()}
    title = element(heading, context.words.corrections, named)
    items = multiline(
        *(
            element("li", _correction(each, context), {"id": correction_id(place)})
            for place, each in enumerate(corrections, start=1)
        )
    )
    return lines(title, element("ul", items, {"class": "corrections"}))


def _correction(correction: Correction, context: RenderContext) -> Content:
    words = date_in_words(correction.date, context.language, context.words)
    attributes = {"datetime": correction.date.isoformat(), **context.added_attributes()}
    return joined(element("time", words, attributes), f": {correction.text}")


def _facts(metadata: Metadata, context: RenderContext) -> Element:
    words = context.words
    facts: list[tuple[str, Content]] = [
        (role_word(person.role, words), person.name) for person in metadata.contributors
    ]
    if metadata.publisher:
        facts.append((role_word("pbl", words), metadata.publisher))
    if metadata.rights:
        facts.append((words.rights, metadata.rights))
    if metadata.licence:
        facts.append((words.licence, _licence(metadata.licence)))
    if metadata.series:
        facts.append((words.series, metadata.series.text))
    isbn = metadata.identifier.removeprefix("urn:isbn:")
    if isbn != metadata.identifier:
        facts.append(("ISBN", isbn))
    else:
        facts.append((words.identifier, metadata.identifier))
    entries: list[Node] = []
    for place, (name, fact) in enumerate(facts, start=1):
        entries.append(element("dt", context.added(name)))
        entries.append(element("dd", fact, {"id": fact_id(place)}))
    return element("dl", multiline(*entries), {"class": "facts"})


def _licence(licence: Licence) -> Node:
    address = link_address(licence.url)
    name = licence.name or licence.url
    return element("a", name, {"href": address, "rel": "license"}) if address else name
