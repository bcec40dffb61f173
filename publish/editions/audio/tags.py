"""The tags of a sound file, as players and their scanners read them, for all formats.

A player files a narration under its album, so the album is the title of the publication and never
that of the series, which has tags of its own.  ``docs/editions.md`` lists the fields of each format
and the players that read them.
"""

from __future__ import annotations

import re

from msgspec import Struct

from publish.editions.edition import SpokenContext
from publish.language.words import own_words
from publish.model import Contributor, Image, Metadata
from publish.narration.narrators import narrator_line, narrators_of

_ISBN = "urn:isbn:"


class Tags(Struct, frozen=True, kw_only=True):
    """What a sound file says about itself; unknown fields are empty.

    ``authors`` are their names, ``author_line`` has them on one line and ``author_sort`` as they
    are filed, if that differs.  ``narrator`` says of each voice what it is, ``readers`` has names
    only.  ``part`` is the position in ``series``, and ``movement`` the same as number and total (0
    where unknown), if it is a whole number.  ``album_sort`` files the parts of a series in order.
    ``track`` is number and total of a file that is one of several, ``isbn`` are digits.
    ``language`` is a BCP 47 tag, ``date`` an ISO 8601 date.
    """

    title: str
    album: str
    subtitle: str
    authors: tuple[str, ...]
    author_line: str
    author_sort: str
    narrator: str
    readers: str
    series: str
    part: str
    movement: tuple[int, int] | None
    album_sort: str
    track: tuple[int, int] | None
    language: str
    date: str
    publisher: str
    description: str
    rights: str
    licence_name: str
    licence_url: str
    identifier: str
    isbn: str
    cover: Image | None
    genre: str = "Audiobook"


def tags_of(context: SpokenContext) -> Tags:
    """Return the tags of the file that ``context`` describes."""
    article, narration, track = context.article, context.narration, context.track
    metadata = article.metadata
    series, licence = metadata.series, metadata.licence
    album = track.album if track else metadata.title
    place = re.fullmatch(r"(\d{1,4})(?:/(\d{1,4}))?", series.position) if series else None
    part = place[1] if place else series.position if series else ""
    words = own_words(metadata.language, metadata.words)
    return Tags(
        title=metadata.title,
        album=album,
        subtitle=metadata.subtitle,
        authors=tuple(author.name for author in metadata.authors),
        author_line=_line(tuple(author.name for author in metadata.authors)),
        author_sort=_filed(metadata.authors),
        narrator=narrator_line(article, narration),
        readers=_line(tuple(one.listed(words) for one in narrators_of(article, narration))),
        series=series.name if series else "",
        part=part,
        movement=(int(place[1]), int(place[2] or 0)) if place else None,
        album_sort=" ".join(filter(None, (series.name, part, "-", album))) if series else "",
        track=(track.number, track.total) if track else None,
        language=metadata.language,
        date=metadata.published.date().isoformat() if metadata.published else "",
        publisher=metadata.publisher,
        description=metadata.description or metadata.standfirst,
        rights=metadata.rights,
        licence_name=licence.name if licence else "",
        licence_url=licence.url if licence else "",
        identifier=metadata.identifier,
        isbn=isbn_in(metadata),
        cover=metadata.cover,
    )


def isbn_in(metadata: Metadata) -> str:
    """Return the digits of the ISBN that is the identifier, or an empty string."""
    identifier = metadata.identifier
    return identifier.removeprefix(_ISBN) if identifier.startswith(_ISBN) else ""


def _line(names: tuple[str, ...]) -> str:
    """Return ``names`` on one line, as scanners divide it again.

    They divide at semicolons and commas, and take "Plato, Homer" for one person, Homer Plato.
    """
    plain = all(" " in name and "," not in name for name in names)
    return (", " if plain else "; ").join(names)


def _filed(people: tuple[Contributor, ...]) -> str:
    """Return the names as they are filed; empty if none is filed under anything else."""
    if not any(person.file_as for person in people):
        return ""
    return "; ".join(person.file_as or person.name for person in people)
