"""Read ``feed.yaml``: the facts of a podcast that no article has."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from publish.errors import Diagnostics, SourceError, suggestion
from publish.model import Image
from publish.podcast.channel import (
    LONGEST_TEXT,
    LONGEST_VALUE,
    Category,
    Channel,
    ascii_url,
    categories,
)
from publish.runtime.pictures import Pictures
from publish.runtime.text import MAX_FILE, read_bytes, read_text
from publish.runtime.yaml_fields import Field, check_size, read_fields
from publish.source.metadata import boolean, cover, known_language
from publish.source.narration import folder_url
from publish.source.statements import email

#: The name of the file in the folder of a feed.
NAME = "feed.yaml"

#: What Apple Podcasts asks of each podcast, and what is needed to write addresses; with examples.
_REQUIRED = {
    "title": "title: The valley, read aloud",
    "description": "description: What listeners hear, in a sentence or two.",
    "language": "language: en-GB",
    "address": "address: https://example.org/listen/ # where this folder will be on the web",
    "link": "link: https://example.org/ # the page of the podcast, or of its publisher",
    "author": "author: Example Press",
    "categories": "categories: [News > Daily News]",
    "explicit": "explicit: false # or true, or a list of the articles that are",
    "cover": "cover: {src: cover.png, alt: What it shows.}",
}
_OPTIONAL = ("owner", "rights", "page", "locked", "guid", "type")
_KNOWN = frozenset([*_REQUIRED, *_OPTIONAL])

_ADDRESS = re.compile(r"https?://[^\s/?#]\S*+")

T = TypeVar("T")


def read_channel(file: Path, address: str = "") -> Channel:
    """Return the podcast that ``file`` describes; ``address`` overrules its field.

    Raises:
        SourceError: The file can't be read, or fields are wrong; it carries all of them.
    """
    if not file.is_file() or not read_bytes(file, MAX_FILE).strip():
        lines = "; ".join(example.split(" #")[0] for example in _REQUIRED.values())
        what = "empty" if file.is_file() else "missing"
        message = f"The file is {what}, which says what the podcast is."
        fix = f"Write a line each for: {lines}. “publish feed --help” has an example."
        raise SourceError.at(file, 0, "feed-settings", message, fix)
    text = read_text(file)
    check_size(file, text, 1)
    root = read_fields(file, text, first=1)
    diagnostics = Diagnostics()
    with diagnostics.collect():
        root.mapping(_KNOWN)
    written = {name: field for name, field in root.pairs() if not field.empty}
    fields = {name: one for name, one in written.items() if one.kind != "text" or one.text()}
    if address:
        fields["address"] = Field(file, "--address", 0, address, "text")
    for name, example in _REQUIRED.items():
        with diagnostics.collect():
            if name not in fields:
                message = f"The field “{name}” is missing."
                raise SourceError.at(file, 0, "field-missing", message, f"Add “{example}”.")

    def take(name: str, read: Callable[[Field], T], default: T) -> T:
        with diagnostics.collect():
            return read(fields[name]) if name in fields else default
        return default

    explicit, names = take("explicit", _explicit, (False, frozenset[str]()))
    owner, mail = take("owner", _owner, ("", ""))
    found = Channel(
        title=take("title", _value, ""),
        description=take("description", _description, ""),
        language=take("language", _language, ""),
        address=take("address", lambda field: _ascii(field, folder_url(field)), ""),
        link=take("link", _address, ""),
        author=take("author", _value, ""),
        owner=owner,
        email=mail,
        categories=take("categories", _categories, ()),
        explicit=explicit,
        explicit_names=names,
        cover=take("cover", lambda field: _cover(field, file.parent), None),
        rights=take("rights", _value, ""),
        page=take("page", _page, ""),
        locked=take("locked", boolean, True),
        guid=take("guid", _guid, ""),
        serial=take("type", _serial, False),
        file=file,
    )
    diagnostics.raise_all()
    return found


def _value(field: Field) -> str:
    text = field.text()
    if len(text) > LONGEST_VALUE:
        message = f"The value has {len(text)} characters; Apple Podcasts takes {LONGEST_VALUE}."
        raise field.error(message, "Shorten it.")
    return text


def _description(field: Field) -> str:
    text = field.text()
    if (size := len(text.encode())) > LONGEST_TEXT:
        message = f"The description has {size} bytes; Apple Podcasts takes {LONGEST_TEXT}."
        raise field.error(message, "Shorten it.")
    return text


def _language(field: Field) -> str:
    tag = known_language(field)
    if not re.match("[a-z]{2,3}(-|$)", tag):
        raise field.error(
            f"Apple Podcasts doesn't know the language “{tag}”.", "Write en or en-GB."
        )
    return tag


def _address(field: Field) -> str:
    written = field.text()
    if not _ADDRESS.fullmatch(written):
        raise field.error(f"“{written}” isn't a web address.", "Write https://...")
    return _ascii(field, written)


def _ascii(field: Field, address: str) -> str:
    """Return ``address`` as a URI: the host in Punycode, the rest percent-encoded (RFC 3987, 3.1).

    Raises :class:`SourceError`.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        if not host:
            raise ValueError("it has no host")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise field.error(f"“{address}” isn't a web address: {error}.", "Correct it.") from error
    rest = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    plain = ascii_url(rest, also="{}")
    return f"{parts.scheme}://{host}{port}{plain}"


def _page(field: Field) -> str:
    written = _address(field)
    if written.count("{name}") != 1 or re.search("[{}]", written.replace("{name}", "")):
        message = f"“{written}” doesn't say where the name of an article stands."
        raise field.error(message, "Write https://example.org/articles/{name}/")
    return written


def _owner(field: Field) -> tuple[str, str]:
    if field.kind == "text":
        raise field.error(
            "The field must be a mapping.", "Write owner: {name: ..., email: feed@example.org}."
        )
    fields = field.mapping(frozenset({"name", "email"}))
    if "email" not in fields:
        raise field.error("The field “email” is missing.", "Add “email: ...”.", "field-missing")
    return _value(fields["name"]) if "name" in fields else "", email(fields["email"])


def _categories(field: Field) -> tuple[Category, ...]:
    found = tuple(_category(item) for item in field.items() if not item.empty)
    if not found:
        raise field.error("The list is empty.", "Write one of Apple Podcasts, such as [News].")
    return found


def _category(field: Field) -> Category:
    known = categories()
    main, _, below = (part.strip() for part in field.text().partition(">"))
    if main not in known:
        fix = suggestion(main, known)
        parents = [name for name, under in known.items() if main in under]
        if parents:
            fix = f"Write “{parents[0]} > {main}”."
        raise field.error(f"“{main}” isn't a category of Apple Podcasts.", fix)
    if below and below not in known[main]:
        fix = suggestion(below, known[main]) if known[main] else f"Write “{main}” alone."
        raise field.error(f"“{below}” isn't a category below “{main}”.", fix)
    return main, below


def _explicit(field: Field) -> tuple[bool, frozenset[str]]:
    if field.kind == "list":
        return False, frozenset(item.text() for item in field.items())
    return boolean(field), frozenset()


def _cover(field: Field, folder: Path) -> Image:
    picture = cover(field, Pictures(folder))
    if not picture.alt:
        raise field.error("The cover has no alt text.", "Add “alt: What it shows.”.", "alt-missing")
    return picture


def _guid(field: Field) -> str:
    try:
        return str(uuid.UUID(field.text()))
    except ValueError as error:
        fix = "Copy the podcast:guid of the feed as it was, or leave the field out."
        raise field.error(f"“{field.text()}” isn't a UUID.", fix) from error


def _serial(field: Field) -> bool:
    written = field.text().lower()
    if written not in ("episodic", "serial"):
        raise field.error(f"“{written}” isn't a type.", "Write episodic or serial.")
    return written == "serial"
