"""Find the pictures in Markdown, ``![alt](path "title"){key=value}``, with the place of each part.

Source: CommonMark 0.31.2, 6.4 Images; the attributes are those of docs/source.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from msgspec import Struct

from publish.source.dialects.attributes import parse_attributes

Span = tuple[int, int]

_SPACE = re.compile(r"[ \t]*+(?:\n[ \t>]*+)?")
_REFERENCE = re.compile(r"\[[^\[\]\n]*+\]")


class ImageSyntax(Struct, frozen=True):
    """One picture in a text; spans are indices, ``(-1, -1)`` where a part is missing.

    ``label`` is what stands in the brackets, ``title`` is with its quotation marks, ``after`` the
    index where attributes would begin.
    """

    start: int
    end: int
    label: Span
    source: str
    title: Span
    after: int
    attributes: dict[str, str]


def images_in(text: str, start: int = 0) -> Iterator[ImageSyntax]:
    """Yield the pictures in ``text`` from ``start``; those in code are yielded too."""
    place = text.find("![", start)
    while place >= 0:
        found = _image_at(text, place)
        if found:
            yield found
        place = text.find("![", found.end if found else place + 2)


def _image_at(text: str, start: int) -> ImageSyntax | None:
    if start and text[start - 1] == "\\":
        return None
    close = _label_end(text, start + 2)
    if close < 0:
        return None
    label, place, source, title = (start + 2, close), close + 1, "", (-1, -1)
    if text.startswith("(", place):
        place = _skip(text, place + 1)
        destination = parseLinkDestination(text, place, len(text))
        if not destination.ok:
            return None
        source, place = destination.str, _skip(text, destination.pos)
        given = parseLinkTitle(text, place, len(text))
        if given.ok and text[place : place + 1] in ('"', "'", "("):
            title, place = (place, given.pos), _skip(text, given.pos)
        if not text.startswith(")", place):
            return None
        place += 1
    elif reference := _REFERENCE.match(text, place):
        place = reference.end()
    attributes: dict[str, str] = {}
    after = place
    while found := parse_attributes(text, place):
        place = found[0]
        attributes |= found[1]
    return ImageSyntax(start, place, label, source, title, after, attributes)


def _label_end(text: str, place: int) -> int:
    """Return the index of the bracket that closes a label; -1 if an empty line comes before."""
    depth = 0
    while place < len(text):
        char = text[place]
        if char == "\\":
            place += 1
        elif char == "[":
            depth += 1
        elif char == "]":
            if not depth:
                return place
            depth -= 1
        elif text.startswith("\n\n", place):
            return -1
        place += 1
    return -1


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


_SPECIAL = re.compile(r"[\\\[\]*_`<>&$^~={}!|@:\"']")


def escaped(text: str) -> str:
    """Return plain ``text`` as Markdown, with a backslash before each sign that could be markup."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def with_label(text: str, image: ImageSyntax, label: str) -> str:
    """Return ``text`` with other words in the brackets of ``image``."""
    return text[: image.label[0]] + label + text[image.label[1] :]


def with_title(text: str, image: ImageSyntax, title: str) -> str:
    """Return ``text`` with another title of ``image``, which may be empty."""
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    start, end = image.title
    if start >= 0 and title:
        return text[:start] + quoted + text[end:]
    if start >= 0:
        return text[:start].rstrip() + text[end:]
    close = image.after - 1
    return f"{text[:close].rstrip()} {quoted}{text[close:]}" if title else text


_PAIR = re.compile(
    r"""(?<![\w:.-])([A-Za-z][\w:.-]{0,100}+)=(?:"(?>(?:[^"\\]|\\.)*)"|'[^']*+'|[^\s{}"']++)""",
    re.S,
)
"""A key and its value in attributes."""


def with_attribute(text: str, image: ImageSyntax, name: str, value: str) -> str:
    """Return ``text`` with the attribute ``name`` of ``image``; an empty value removes it."""
    written = text[image.after : image.end]
    old = next((one for one in _PAIR.finditer(written) if one[1] == name), None)
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    pair = f"{name}={value}" if re.fullmatch(r"[\w-]+", value) else f'{name}="{quoted}"'
    if not value:
        new = written[: old.start()].rstrip() + written[old.end() :] if old else written
        new = "" if not new.strip("{} \n") else new.replace("{ ", "{")
    elif old:
        new = written[: old.start()] + pair + written[old.end() :]
    else:
        new = f"{written[:-1].rstrip()} {pair}}}" if written else f"{{{pair}}}"
    return text[: image.after] + new + text[image.end :]
