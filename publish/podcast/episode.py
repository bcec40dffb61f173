"""The facts of one narrated article that a feed needs, in a file beside the sound.

A build writes the file, and ``publish feed`` reads it, so that a feed needs no sources.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from publish.errors import SourceError

#: The end of the name of the folder with these files, and their names in it.
SUFFIX = "-episode"
FACTS, TRANSCRIPT = "episode.json", "transcript.json"

_Filled = Annotated[str, Meta(pattern=r"\S")]
_Address = Annotated[str, Meta(pattern=r"^(https?://[!-~]+)?$")]


#: The most people that are named: a schema's validation compares them with each other.
_MOST_PEOPLE = Meta(max_length=500)


class Reader(Struct, frozen=True):
    """Who reads: ``name`` as a feed says it: "heart, synthetic voice", or the name of a person.

    It is empty for a person whose name isn't known.
    """

    name: str
    synthetic: bool


class Mark(Struct, frozen=True):
    """A chapter at the top, or of a book's part; ``start`` in seconds."""

    start: int
    title: str


class WebLink(Struct, frozen=True):
    words: str
    url: str


class Artwork(Struct, frozen=True):
    """A square JPEG: its file ``name`` in the folder, its ``side`` in pixels."""

    name: Annotated[str, Meta(pattern=r"^[\w-]+\.jpg$")]
    side: Annotated[int, Meta(ge=1400, le=3000)]
    alt: str


class Episode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article as an episode.

    ``version`` is that of the facts.  ``source`` is the file name of the source, ``guid`` the
    identifier of the article.  The dates are in UTC, ``seconds`` is the length.  ``credits`` are
    lines for people, each a sentence.  ``number`` is its place in a series, 0 for none.
    ``licence`` is an SPDX name, ``page`` the address of its web page; each may be empty.
    """

    version: Literal[1] = 1
    source: str
    guid: _Filled
    title: _Filled
    language: _Filled
    published: datetime
    modified: datetime
    seconds: Annotated[float, Meta(ge=0)]
    description: str = ""
    subtitle: str = ""
    authors: Annotated[tuple[str, ...], _MOST_PEOPLE] = ()
    readers: Annotated[tuple[Reader, ...], _MOST_PEOPLE]
    credits: tuple[str, ...] = ()
    chapters: tuple[Mark, ...] = ()
    links: tuple[WebLink, ...] = ()
    artwork: Artwork | None = None
    number: int = 0
    licence: Annotated[str, Meta(max_length=128)] = ""
    licence_url: _Address = ""
    page: _Address = ""


def encoded(episode: Episode) -> bytes:
    """Return ``episode`` as JSON."""
    return msgspec.json.format(msgspec.json.encode(episode), indent=2) + b"\n"


def read_episode(file: Path) -> Episode:
    """Return the episode in ``file``.

    Raises:
        SourceError: It isn't what a build of this version writes.
    """
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Episode)
    except OSError as error:
        raise _unfit(file, f"The file can't be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(file, f"The file isn't as a build writes it: {error}.") from error
    if found.published.tzinfo is None or found.modified.tzinfo is None:
        raise _unfit(file, "The file isn't as a build writes it: a date has no time zone.")
    return found


def _unfit(file: Path, message: str) -> SourceError:
    fix = "Build the article again, with: publish audio SOURCE --only podcast"
    return SourceError.at(file, 0, "feed-episode", message, fix)
