"""Access the objects of a PDF that may come from anywhere: typed, with limits for streams.

An entry that is missing or has the wrong type reads as empty.  So malformed files never make other
code raise ``AttributeError`` or ``TypeError``.

Any number of objects may refer to the same one, so a small file can have very much to read.  What
is read is counted, each time, as work: a unit takes about a microsecond.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pikepdf

from publish.readers import MalformedError

#: The most that a filter other than Flate may unpack a stream to, as a multiple of its size
#: (ISO 32000-1, 7.4).
_MOST_FOLD = 100

#: The most members of an array that are read.
_MOST_MEMBERS = 300_000

#: Texts from this length on are kept once, since any number of objects can refer to the same.
_LONG = 256

#: The bytes of a text, and those of an unpacked stream, that are a unit of work.
_TEXT_UNIT, _STREAM_UNIT = 64, 128

_work_left: ContextVar[list[int] | None] = ContextVar("_work_left", default=None)

_MAPS = (pikepdf.Dictionary, pikepdf.Stream)
_TEXTS = (pikepdf.String, pikepdf.Name)


class TooMuchError(MalformedError):
    """A file has more to read than its size explains."""


@contextmanager
def limited_work(units: int) -> Iterator[None]:
    """Limit the work of the block."""
    token = _work_left.set([units])
    try:
        yield
    finally:
        _work_left.reset(token)


def work(units: int) -> None:
    """Count what is read as ``units`` of work.

    Raises:
        TooMuchError: It is more than the block may take.
    """
    left = _work_left.get()
    if left is not None:
        left[0] -= units
        if left[0] < 0:
            raise TooMuchError("it has far more content than its size explains")


def entry(thing: Any, key: str) -> Any:
    """Return the value of ``key`` (with its solidus) in a dictionary or stream, or ``None``."""
    # A look-up of a missing key costs ten times as much as this test.
    return thing[key] if isinstance(thing, _MAPS) and key in thing else None


def entries(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield the keys, with their solidus, and the values of a dictionary, in order."""
    if isinstance(thing, _MAPS):
        keys = sorted(thing.keys())
        work(4 * len(keys))
        for key in keys:
            yield key, thing[key]


def members(value: Any) -> list[Any]:
    """Return the members of an array; another object is its only member, ``None`` has none.

    Raises:
        MalformedError: The members are too many.
    """
    if value is None:
        return []
    if isinstance(value, pikepdf.Array) and len(value) > _MOST_MEMBERS:
        raise MalformedError(f"an array has more than {_MOST_MEMBERS} members")
    if not isinstance(value, pikepdf.Array):
        return [value]
    work(len(value))
    return list(value)


def text(value: Any) -> str:
    """Return a text string, or a name without its solidus; empty for any other object.

    A name that isn't UTF-8 is returned as it is written, with codes (7.3.5).
    """
    if not isinstance(value, _TEXTS):
        return ""
    try:
        content = str(value)
    except UnicodeDecodeError:
        content = value.unparse().decode("ascii")
    content = shared(content)
    return content.removeprefix("/") if isinstance(value, pikepdf.Name) else content


def shared(words: str) -> str:
    """Return the text, the same object for each long one that is equal."""
    if len(words) < _LONG:
        return words
    work(len(words) // _TEXT_UNIT)
    return sys.intern(words)


def integer(value: Any, default: int = 0) -> int:
    return value if isinstance(value, int) else default


def flag(value: Any) -> bool:
    return value is True


def number_of(thing: Any) -> int:
    """Return the object number; 0 for a direct object."""
    return int(thing.objgen[0]) if isinstance(thing, pikepdf.Object) else 0


def unpacked(stream: Any, most: int) -> bytes:
    """Return the content of a stream; empty for any other object.

    Raises:
        MalformedError: The stream is damaged or unpacks to more than ``most`` bytes.
    """
    if not isinstance(stream, pikepdf.Stream):
        return b""
    raw = bytes(stream.read_raw_bytes())
    filters = [text(one) for one in members(entry(stream, "/Filter"))]
    if not filters:
        content = raw
    elif filters == ["FlateDecode"] and "/DecodeParms" not in stream:
        try:
            content = zlib.decompressobj().decompress(raw, most + 1)
        except zlib.error as error:
            raise MalformedError("a stream is damaged") from error
    elif len(raw) * _MOST_FOLD ** len(filters) > most:
        raise MalformedError("a stream is packed so that it may unpack to too much")
    else:
        content = bytes(stream.read_bytes())
    if len(content) > most:
        raise MalformedError(f"a stream unpacks to more than {most >> 10} KiB")
    work(len(content) // _STREAM_UNIT)
    return content


def beginning(stream: Any, most: int) -> bytes:
    """Return the first ``most`` bytes of a stream that is packed with Flate or not at all.

    Raises:
        MalformedError: It is damaged, or packed in another way and unpacks to far more.
    """
    if text(entry(stream, "/Filter")) != "FlateDecode" or "/DecodeParms" in stream:
        return unpacked(stream, most * _MOST_FOLD)[:most]
    raw = bytes(stream.read_raw_bytes())
    work(len(raw) // _STREAM_UNIT)
    try:
        return zlib.decompressobj().decompress(raw, most)
    except zlib.error as error:
        raise MalformedError("a stream is damaged") from error
