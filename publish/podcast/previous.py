"""Read a feed: the one that is to be updated, and the one that was just written."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.errors import OutputError, SourceError
from publish.podcast.rss import ATOM, GENERATOR, PODCAST, Item, rfc_date


class OldItem(Struct, frozen=True):
    """An item of a feed: ``sound`` is the path of its sound from the feed's folder.

    ``date`` is as the feed has it, ``content`` all of the item as canonical XML.
    """

    guid: str
    title: str
    date: str
    sound: str
    content: bytes


class Previous(Struct, frozen=True):
    """A feed: ``guid`` is that of the podcast; empty if there was no feed."""

    guid: str = ""
    items: tuple[OldItem, ...] = ()

    def keep_guid(self, item: Item, sound: str, identifiers: Set[str]) -> Item:
        """Return ``item`` with the guid that it had, if its identifier has changed since.

        An identifier may be made from title and author, and players show an episode with another
        guid a second time.  It is the same episode if its ``sound`` has the same path and its date
        is the same, unless the guid is one of the ``identifiers`` of the articles: then that
        article has another path now.
        """
        if any(one.guid == item.guid for one in self.items):
            return item
        date = rfc_date(item.episode.published)
        same = [
            one.guid
            for one in self.items
            if (one.sound, one.date) == (sound, date) and one.guid not in identifiers
        ]
        return replace(item, guid=same[0]) if same else item


def read_previous(path: Path) -> Previous:
    """Return the feed that is at ``path``; an empty one if there is none.

    Raises:
        SourceError: It isn't XML, or has elements of very many attributes.
        OutputError: Another program wrote it.
    """
    if not path.exists():
        return Previous()
    try:
        data = path.read_bytes()
        if any(tag[0].count(b"=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
            raise _broken(path, 0, "an element has very many attributes")
        root = _root(data)
        found = _of(root)
    except (etree.XMLSyntaxError, etree.C14NError) as error:
        line = getattr(error, "lineno", None) or 0
        raise _broken(path, line, getattr(error, "msg", None) or str(error)) from error
    except OSError as error:
        raise OutputError(path, error.strerror or str(error), "Check its permissions.") from error
    if root.findtext("channel/generator") != GENERATOR:
        fix = "Move it, or name another file with -o."
        raise OutputError(path, "it exists already, and publish hasn't written it", fix)
    return found


#: The parser compares each attribute of an element with all others of it.
_MOST_ATTRIBUTES = 200
_LONG_TAG = re.compile(rb"<[^<>]{600,}+")


def _broken(path: Path, line: int, reason: str) -> SourceError:
    message = f"The feed that is to be updated isn't XML that can be read: {reason}."
    fix = "Restore it, or remove it and give its podcast:guid as “guid” in feed.yaml."
    return SourceError.at(path, line, "feed-broken", message, fix)


def parsed(feed: bytes) -> Previous:
    """Return a feed that was just written."""
    return _of(_root(feed))


def _root(feed: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.fromstring(feed, parser)


def _of(root: etree._Element) -> Previous:
    own = root.find(f"channel/{{{ATOM}}}link")
    base = str(own.get("href", "")).rpartition("/")[0] + "/" if own is not None else ""
    items = []
    for item in root.iterfind("channel/item"):
        sound = item.find("enclosure")
        address = str(sound.get("url", "")) if sound is not None else ""
        items.append(
            OldItem(
                guid=item.findtext("guid") or "",
                title=item.findtext("title") or "",
                date=item.findtext("pubDate") or "",
                sound=address.removeprefix(base),
                content=etree.tostring(item, method="c14n", with_tail=False),
            )
        )
    return Previous(root.findtext(f"channel/{{{PODCAST}}}guid") or "", tuple(items))
