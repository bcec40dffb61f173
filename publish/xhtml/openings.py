"""Title, standfirst, byline and dateline of an article, or of a part of a book -> XHTML.

What a part, a chapter, a foreword and the like are called in XHTML.
"""

from __future__ import annotations

from msgspec.structs import replace

from publish.language.words import date_in_words
from publish.model import Metadata, Opening, Section, SectionKind
from publish.model.ids import opening_line_id, title_id
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element, lines, text
from publish.xhtml.inlines import inlines


def opening(metadata: Metadata, setting: Setting) -> str:
    """``header.opening``; each of its lines has an id, and only those that say something stand."""
    title = element("h1", text(metadata.title), {"class": "title", "id": "title"})
    inside = lines(title, _under(metadata, setting, ""))
    return element("header", f"\n{inside}\n", {"class": "opening", "id": "opening"})


def section_opening(section: Section, setting: Setting) -> str:
    """The heading of ``section`` and, for a chapter of a book, what stands under it.

    ``header.chapter-opening`` is around them where there is more than a heading.
    """
    name = setting.id(title_id(section.id))
    heading = element(setting.heading(), inlines(section.title, setting), {"id": name})
    under = _under(section.opening, setting, section.id) if section.opening else ""
    if not under:
        return heading
    return element("header", f"\n{lines(heading, under)}\n", {"class": "chapter-opening"})


def _under(about: Metadata | Opening, setting: Setting, owner: str) -> str:
    """The lines under a title, of the article, or of the section ``owner``."""

    def line(name: str, content: str, role: str | None = None) -> str:
        marks = {"class": name, "id": opening_line_id(owner, name), "role": role}
        return element("p", content, marks) if content else ""

    return lines(
        line("subtitle", text(about.subtitle), "doc-subtitle"),
        line("standfirst", text(about.standfirst)),
        line("byline", _byline(about, setting)),
        line("dateline", _dateline(about, setting)),
    )


def _byline(about: Metadata | Opening, setting: Setting) -> str:
    """«By Ada Kowalska, Maksim Hryn»."""
    names = [text(author.name) for author in about.authors]
    if not names:
        return ""
    return f"{setting.added(setting.words.by)} {', '.join(names)}"


def _dateline(about: Metadata | Opening, setting: Setting) -> str:
    """«Lviv, 1 March 2026», or what of it is known."""
    day = ""
    if about.published:
        date = about.published.date()
        words = date_in_words(date, setting.language)
        day = element("time", text(words), {"datetime": date.isoformat(), **setting.ours()})
    return ", ".join(part for part in (text(about.dateline), day) if part)


def within(section: Section, setting: Setting) -> Setting:
    """The setting inside ``section``; ``setting`` is that around it, in the section's language.

    In a chapter of a book the words that we add are in the language of the chapter.
    """
    below = replace(setting.deeper(), file=section.file or setting.file)
    return below if section.kind is SectionKind.SECTION else below.worded(section.language)


def roles(section: Section, setting: Setting) -> Attributes:
    """The class, role and name of a part or chapter of a book; none for an ordinary section.

    An accessible name makes a landmark of a section, so ordinary ones have none: many would bear
    the same.  Source: Digital Publishing WAI-ARIA Module 1.1, 4.3; EPUB SSV 1.1, 4 and 5.
    """
    kind = section.kind
    if kind is SectionKind.SECTION:
        return {}
    names = ["part"] if kind is SectionKind.PART else ["chapter"]
    names += [kind] if kind not in (SectionKind.PART, SectionKind.CHAPTER) else []
    names.append(section.matter)
    return {
        "class": " ".join(names),
        "role": f"doc-{kind}",
        **setting.type(kind),
        "aria-labelledby": title_id(section.id),
    }
