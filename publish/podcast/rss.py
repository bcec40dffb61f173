"""Write a feed: RSS 2.0 with the elements of Apple Podcasts and of Podcasting 2.0.

Sources: RSS 2.0 (rssboard.org); Apple, "A Podcaster's Guide to RSS" (podcasters.apple.com);
Podcasting 2.0 (github.com/Podcastindex-org/podcast-namespace, docs/tags).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from lxml import etree
from msgspec import Struct

from publish.errors import shortened
from publish.podcast.channel import LONGEST_TEXT, LONGEST_VALUE, Channel
from publish.podcast.episode import Episode
from publish.runtime.text import FORBIDDEN

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT}

#: The name space of podcast GUIDs (Podcasting 2.0, "Guid").
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

#: Who wrote a feed.
GENERATOR = "publish"

#: The longest name of a person, in characters (Podcasting 2.0, "Person").
_LONGEST_NAME = 128


class Picture(Struct, frozen=True):
    """A picture at ``address``; ``side`` is that of a square in pixels, 0 if it may be none."""

    address: str
    alt: str = ""
    side: int = 0


class Item(Struct, frozen=True, kw_only=True):
    """An episode with the addresses of its files; those that are empty are left out.

    ``size`` is that of the sound in bytes; ``transcripts`` are pairs of address and media type.
    """

    episode: Episode
    guid: str
    sound: str
    size: int
    transcripts: tuple[tuple[str, str], ...] = ()
    chapters: str = ""
    picture: Picture | None = None
    page: str = ""
    explicit: bool | None = None


def podcast_guid(address: str) -> str:
    """Return the UUID of the podcast whose feed is at ``address`` (Podcasting 2.0, "Guid").

    >>> podcast_guid("https://podnews.net/rss")
    '9b024349-ccf0-5f69-a609-6b82873eab3c'
    """
    return str(uuid.uuid5(_PODCASTS, address.partition("://")[2].rstrip("/")))


def write_feed(
    channel: Channel, items: Sequence[Item], address: str = "", picture: Picture | None = None
) -> bytes:
    """Return the feed at ``address`` with ``items``, the newest first; for the same input the same.

    ``address`` is empty if nobody knows it yet.
    """
    rss = etree.Element("rss", nsmap=dict(_NAMESPACES), version="2.0")
    root = etree.SubElement(rss, "channel")
    _text(root, "title", channel.title)
    _text(root, "link", channel.link)
    _text(root, "description", cut(channel.description, LONGEST_TEXT))
    _text(root, "language", channel.language)
    _text(root, "copyright", channel.rights)
    _text(root, "generator", GENERATOR)
    if items:
        _text(root, "lastBuildDate", rfc_date(max(one.episode.modified for one in items)))
    if address:
        _element(root, ATOM, "link", href=address, rel="self", type="application/rss+xml")
        _text(root, "guid", channel.guid or podcast_guid(address), PODCAST)
        _text(root, "medium", "podcast", PODCAST)
    if channel.locked is not None:
        owner = {"owner": channel.email} if channel.email else {}
        _text(root, "locked", "yes" if channel.locked else "no", PODCAST, **owner)
    _text(root, "author", channel.author, ITUNES)
    if channel.email:
        whose = _element(root, ITUNES, "owner")
        _text(whose, "name", channel.owner or channel.author, ITUNES)
        _text(whose, "email", channel.email, ITUNES)
    for main, below in channel.categories:
        category = _element(root, ITUNES, "category", text=main)
        if below:
            _element(category, ITUNES, "category", text=below)
    _explicit(root, channel.explicit)
    if address:
        _text(root, "type", "serial" if channel.serial else "episodic", ITUNES)
    _picture(root, picture)
    if any(reader.synthetic for one in items for reader in one.episode.readers):
        _disclose(root)
    for one in items:
        _item(etree.SubElement(root, "item"), one, numbered=channel.serial)
    etree.indent(rss)
    return etree.tostring(rss, xml_declaration=True, encoding="utf-8") + b"\n"


def _item(root: etree._Element, item: Item, *, numbered: bool) -> None:
    episode = item.episode
    _text(root, "title", shortened(episode.title, LONGEST_VALUE))
    _text(root, "link", item.page)
    _text(root, "guid", item.guid, isPermaLink="false")
    _text(root, "pubDate", rfc_date(episode.published))
    _element(root, "", "enclosure", url=item.sound, length=str(item.size), type="audio/mpeg")
    description = cut(episode.description or episode.title, LONGEST_TEXT)
    _text(root, "description", description)
    _element(root, CONTENT, "encoded").text = etree.CDATA(FORBIDDEN.sub("", show_notes(episode)))
    _text(root, "duration", str(max(1, round(episode.seconds))), ITUNES)
    _text(root, "author", shortened(", ".join(episode.authors), LONGEST_VALUE), ITUNES)
    _text(root, "subtitle", shortened(episode.subtitle, LONGEST_VALUE), ITUNES)
    _text(root, "summary", description, ITUNES)
    _explicit(root, item.explicit)
    if numbered and episode.number:
        _text(root, "episode", str(episode.number), ITUNES)
    if item.explicit is not None:
        _text(root, "episodeType", "full", ITUNES)
    _picture(root, item.picture)
    for address, kind in item.transcripts:
        marked = {"url": address, "type": kind, "language": episode.language, "rel": "captions"}
        _element(root, PODCAST, "transcript", **marked)
    if item.chapters:
        _element(root, PODCAST, "chapters", url=item.chapters, type="application/json+chapters")
    for name in episode.authors:
        _person(root, name, "writing", "author")
    for reader in episode.readers:
        _person(root, reader.name, "cast", "narrator")
    if any(reader.synthetic for reader in episode.readers):
        _disclose(root)
    if episode.licence or episode.licence_url:
        name = episode.licence.lower() or shortened(episode.licence_url, _LONGEST_NAME)
        where = {"url": episode.licence_url} if episode.licence_url else {}
        _text(root, "license", name, PODCAST, **where)


def show_notes(episode: Episode) -> str:
    """Return the notes as HTML of ``p``, ``ul``, ``li`` and ``a``, which Apple Podcasts shows.

    All words are escaped, and links lead to the web only.  What exceeds Apple's limit is left out,
    from the end.
    """
    about = cut(episode.description, LONGEST_TEXT // 2)
    parts = [f"<p>{escape(one)}</p>" for one in (about, *episode.credits) if one]
    if len(episode.chapters) > 1:
        parts += _listed(f"{_clock(one.start)} {escape(one.title)}" for one in episode.chapters)
    parts += _listed(
        f'<a href="{escape(link.url)}">{escape(link.words or link.url)}</a>'
        for link in episode.links
        if link.url.startswith(("https://", "http://"))
    )
    kept: list[str] = []
    size = len("</ul>")
    for part in parts:
        size += len(part.encode())
        if size > LONGEST_TEXT:
            break
        kept.append(part)
    closing = "</ul>" if kept.count("<ul>") > kept.count("</ul>") else ""
    return "".join(kept) + closing


def _listed(entries: Iterable[str]) -> list[str]:
    listed = [f"<li>{entry}</li>" for entry in entries]
    return ["<ul>", *listed, "</ul>"] if listed else []


def _clock(seconds: int) -> str:
    """Return the time as players recognise it: ``04:05``, ``1:02:03``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def cut(text: str, size: int) -> str:
    """Return ``text``, cut after a word to at most ``size`` bytes of UTF-8."""
    data = text.encode()
    if len(data) <= size:
        return text
    kept = data[: size - len("…".encode())].decode("utf-8", "ignore")
    return (kept.rpartition(" ")[0] or kept) + "…"


def rfc_date(date: datetime) -> str:
    """Return ``date`` as RSS asks (RFC 822, with a year of four digits)."""
    return format_datetime(date.replace(microsecond=0))


def _text(parent: etree._Element, name: str, text: str, namespace: str = "", **marks: str) -> None:
    """Append an element with ``text`` and attributes, unless ``text`` is empty."""
    if text:
        _element(parent, namespace, name, **marks).text = FORBIDDEN.sub("", text)


def _element(parent: etree._Element, namespace: str, name: str, **marks: str) -> etree._Element:
    clean = {mark: FORBIDDEN.sub("", value) for mark, value in marks.items()}
    return etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name, clean)


def _explicit(parent: etree._Element, value: bool | None) -> None:
    if value is not None:
        _text(parent, "explicit", "true" if value else "false", ITUNES)


def _picture(parent: etree._Element, picture: Picture | None) -> None:
    if picture is None:
        return
    _element(parent, ITUNES, "image", href=picture.address)
    marks = {"href": picture.address, "alt": cut(picture.alt, LONGEST_TEXT)}
    if picture.side:
        marks |= {"aspect-ratio": "1/1", "width": str(picture.side), "purpose": "artwork"}
    _element(parent, PODCAST, "image", **{name: mark for name, mark in marks.items() if mark})


def _person(parent: etree._Element, name: str, group: str, role: str) -> None:
    _text(parent, "person", shortened(name, _LONGEST_NAME), PODCAST, group=group, role=role)


def _disclose(parent: etree._Element) -> None:
    """Say that a machine speaks (Podcasting 2.0, "Txt", purpose ``ai-content``)."""
    _text(parent, "txt", "true", PODCAST, purpose="ai-content")


def address_of(base: str, *path: str) -> str:
    """Return the address of the file ``path`` in the folder ``base``."""
    return base + "/".join(quote(part) for part in path)
