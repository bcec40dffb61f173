"""The facts of a podcast as a whole, and Apple's categories."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from publish.model import Image

#: A category of Apple Podcasts, and one below it or an empty string.
Category = tuple[str, str]

#: Limits in bytes (Apple, "A Podcaster's Guide to RSS"): of descriptions, and of other values,
#: which it counts in characters.
LONGEST_TEXT, LONGEST_VALUE = 4000, 255


class Channel(Struct, frozen=True, kw_only=True):
    """A podcast.

    ``address`` is that of its folder on the web and ends in a slash, ``link`` that of its page.
    ``explicit`` is ``None`` if nobody has said it; ``explicit_names`` are the articles that are.
    ``page`` is the address of an article's page, with ``{name}`` for the article's name, or empty.
    ``locked`` forbids other hosts to import the feed.  ``guid`` is a UUID, or empty.  A ``serial``
    podcast is heard from the first episode on.  ``file`` is where all of this was read.
    """

    title: str
    description: str
    language: str
    address: str
    link: str
    author: str = ""
    owner: str = ""
    email: str = ""
    categories: tuple[Category, ...] = ()
    explicit: bool | None = None
    explicit_names: frozenset[str] = frozenset()
    cover: Image | None = None
    rights: str = ""
    page: str = ""
    locked: bool | None = None
    guid: str = ""
    serial: bool = False
    file: Path = Path()


@cache
def categories() -> dict[str, tuple[str, ...]]:
    """Return Apple's categories, each with those below it.

    ``categories.txt`` lists them as of 2026 (podcasters.apple.com, "Apple Podcasts categories").
    """
    found: dict[str, tuple[str, ...]] = {}
    text = Path(__file__).with_name("categories.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, below = line.partition(": ")
        found[name] = tuple(below.split(", ")) if below else ()
    return found


def ascii_url(url: str, also: str = "") -> str:
    """Return ``url`` in ASCII, as tags of sound files and feeds require (RFC 3987, 3.1).

    The characters of ``also`` stay, besides those of a URI.
    """
    return quote(url, safe=f"%/:=&?~#+!$,;'@()*[]{also}")
