"""Title, standfirst, byline and dateline -> XHTML."""

from __future__ import annotations

from publish.article import Metadata
from publish.render.escape import element, lines, text
from publish.render.setting import Setting
from publish.words.dates import date_in_words


def opening(metadata: Metadata, setting: Setting) -> str:
    """``header.opening``; each of its lines has an id, and only those that say something stand."""
    subtitle = {"class": "subtitle", "id": "subtitle", "role": "doc-subtitle"}
    inside = lines(
        element("h1", text(metadata.title), {"class": "title", "id": "title"}),
        _line(text(metadata.subtitle), subtitle),
        _line(text(metadata.standfirst), {"class": "standfirst", "id": "standfirst"}),
        _line(_byline(metadata, setting), {"class": "byline", "id": "byline"}),
        _line(_dateline(metadata, setting), {"class": "dateline", "id": "dateline"}),
    )
    return element("header", f"\n{inside}\n", {"class": "opening", "id": "opening"})


def _line(content: str, attributes: dict[str, str]) -> str:
    return element("p", content, attributes) if content else ""


def _byline(metadata: Metadata, setting: Setting) -> str:
    """«By Ada Kowalska, Maksim Hryn»."""
    names = [text(author.name) for author in metadata.authors]
    if not names:
        return ""
    return f"{setting.added(setting.words.by)} {', '.join(names)}"


def _dateline(metadata: Metadata, setting: Setting) -> str:
    """«Lviv, 1 March 2026», or what of it is known."""
    day = ""
    if metadata.published:
        date = metadata.published.date()
        words = date_in_words(date, setting.language)
        day = element("time", text(words), {"datetime": date.isoformat(), **setting.ours()})
    return ", ".join(part for part in (text(metadata.dateline), day) if part)
