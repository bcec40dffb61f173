"""The opening of an article or chapter: title, subtitle, standfirst, byline and dateline."""

from __future__ import annotations

from msgspec.structs import replace

from publish.language.words import date_in_words, names_in_words, section_label
from publish.model import UNTITLED, Metadata, Opening, Section, SectionKind
from publish.model.ids import TITLE, opening_line_id, title_id
from publish.model.walk import text_of
from publish.xhtml.context import RenderContext
from publish.xhtml.inlines import inlines
from publish.xhtml.tree import (
    Attributes,
    Content,
    Element,
    Node,
    element,
    joined,
    lines,
    multiline,
    separated,
)


def opening(metadata: Metadata, context: RenderContext, *, page: bool = False) -> Element:
    """Return ``header.opening``; each of its lines has an id, and empty lines are left out.

    As the title ``page`` of a book it has the publisher at its foot.
    """
    title = element("h1", metadata.title, {"class": "title", "id": TITLE})
    publisher = metadata.publisher if page else ""
    foot = element("p", publisher, {"class": "publisher"}) if publisher else ()
    marks = {"class": "opening", "id": "opening"}
    kind = context.epub_type("titlepage") if page else {}
    content = multiline(title, _under_title(metadata, context, ""), foot)
    return element("header", content, {**marks, **kind})


def section_opening(section: Section, context: RenderContext) -> Content:
    """Return the heading of ``section``, in ``header.chapter-opening`` if it has more lines.

    A numbered part or chapter has its number, "Chapter 1", before its title.  A dedication or
    epigraph has no heading.
    """
    if section.kind in UNTITLED:
        return _under_title(section.opening, context, section.id) if section.opening else ()
    name = context.id(title_id(section.id))
    heading = element(context.heading, inlines(section.title, context), {"id": name})
    under = _under_title(section.opening, context, section.id) if section.opening else []
    label = section_label(section, context.words)
    if not under and not label:
        return heading
    above = element("p", context.added(label), {"class": "chapter-label"}) if label else ()
    return element("header", multiline(above, heading, under), {"class": "chapter-opening"})


def _under_title(about: Metadata | Opening, context: RenderContext, section: str) -> list[Node]:
    """Return the lines under a title; ``section`` is the id of the chapter, or empty."""

    def line(name: str, content: Content, role: str | None = None) -> Content:
        attributes = {"class": name, "id": opening_line_id(section, name), "role": role}
        return element("p", content, attributes) if content else ()

    return lines(
        line("subtitle", about.subtitle, "doc-subtitle"),
        line("standfirst", about.standfirst),
        line("byline", _byline(about, context)),
        line("dateline", _dateline(about, context)),
    )


def _byline(about: Metadata | Opening, context: RenderContext) -> Content:
    """Return the byline: “By Ada Kowalska and Maksim Hryn”."""
    if not about.authors:
        return ()
    names = names_in_words([one.name for one in about.authors], context.words, context.language)
    return joined(context.added(context.words.by), f" {names}")


def _dateline(about: Metadata | Opening, context: RenderContext) -> Content:
    """Return place and date, “Lviv, 1 March 2026”, or one of the two."""
    day: Content = ()
    if about.published:
        date = about.published.date()
        words = date_in_words(date, context.language, context.words)
        attributes = {"datetime": date.isoformat(), **context.added_attributes()}
        day = element("time", words, attributes)
    return separated(", ", (about.dateline, day))


def inside_section(section: Section, context: RenderContext) -> RenderContext:
    """Return the context inside ``section``; ``context`` has the section's language already.

    In a chapter of a book, added words are in the language of the chapter.
    """
    below = replace(context.deeper(), file=section.file or context.file)
    return below if section.kind is SectionKind.SECTION else below.with_words_in(section.language)


def section_attributes(section: Section, context: RenderContext) -> Attributes:
    """Return class, role and label of a part or chapter of a book; none for other sections.

    A section with an accessible name is a landmark, so ordinary sections have none.  Source:
    Digital Publishing WAI-ARIA Module 1.1, 4.3; EPUB SSV 1.1, 4 and 5.
    """
    kind = section.kind
    if kind is SectionKind.SECTION:
        return {}
    names = ["part"] if kind is SectionKind.PART else ["chapter"]
    names += [kind] if kind not in (SectionKind.PART, SectionKind.CHAPTER) else []
    names.append(section.matter)
    untitled = section.kind in UNTITLED
    return {
        "class": " ".join(names),
        "role": f"doc-{kind}",
        **context.epub_type(kind),
        "aria-labelledby": None if untitled else title_id(section.id),
        "aria-label": " ".join(text_of(section.title).split()) if untitled else None,
    }
