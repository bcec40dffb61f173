"""Title, standfirst, byline and dateline of an article, or of a part of a book -> XHTML."""

from __future__ import annotations

from publish.article import Metadata, Opening, Section
from publish.render.escape import element, lines, text
from publish.render.inlines import inlines
from publish.render.setting import Setting
from publish.words.dates import date_in_words


def opening(metadata: Metadata, setting: Setting) -> str:
    """``header.opening``; each of its lines has an id, and only those that say something stand."""
    title = element("h1", text(metadata.title), {"class": "title", "id": "title"})
    inside = lines(title, _under(metadata, setting, ""))
    return element("header", f"\n{inside}\n", {"class": "opening", "id": "opening"})


def section_opening(section: Section, setting: Setting) -> str:
    """The heading of ``section`` and, for a chapter of a book, what stands under it.

    ``header.chapter-opening`` is around them where there is more than a heading.
    """
    title_id = setting.id(f"{section.id}-title")
    heading = element(setting.heading(), inlines(section.title, setting), {"id": title_id})
    under = _under(section.opening, setting, f"{section.id}-") if section.opening else ""
    if not under:
        return heading
    return element("header", f"\n{lines(heading, under)}\n", {"class": "chapter-opening"})


def _under(about: Metadata | Opening, setting: Setting, prefix: str) -> str:
    """The lines under a title, whose ids begin with ``prefix``."""

    def line(name: str, content: str, role: str | None = None) -> str:
        marks = {"class": name, "id": f"{prefix}{name}", "role": role}
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
