"""Tables of contents for the chapters of an MP3 (ID3v2 Chapter Frame Addendum 1.0, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from publish.exporters.audio.marks import Mark

#: A table of contents counts its entries in one byte.
MOST = 255


class Table(Struct, frozen=True):
    """``children`` are the names of chapters and of other tables, in order."""

    name: str
    title: str
    children: tuple[str, ...]
    top: bool = False


def chapter_name(number: int) -> str:
    """The name of the chapter that is in the place ``number``, from 0."""
    return f"ch{number}"


def tables_of(title: str, marks: Sequence[Mark], *, nested: bool) -> tuple[Table, ...]:
    """The tables, the one at the top first; each chapter stands in one of them.

    ``nested``: a chapter with deeper ones after it has a table of its own, in which it stands
    first.  One of more than 255 entries holds tables of 255.
    """
    top: list[str] = []
    inner: list[Table] = []
    if nested:
        top, inner = _nested(marks, 0, len(marks))
    else:
        top = [chapter_name(number) for number in range(len(marks))]
    whole = Table("toc", title, tuple(top), top=True)
    return tuple(part for table in (whole, *inner) for part in _bounded(table))


def _nested(marks: Sequence[Mark], start: int, end: int) -> tuple[list[str], list[Table]]:
    """The entries for the chapters from ``start`` to before ``end``, and the tables they name."""
    names: list[str] = []
    tables: list[Table] = []
    place = start
    while place < end:
        after = place + 1
        while after < end and marks[after].level > marks[place].level:
            after += 1
        if after == place + 1:
            names.append(chapter_name(place))
        else:
            children, deeper = _nested(marks, place + 1, after)
            own = Table(f"toc-{place}", marks[place].title, (chapter_name(place), *children))
            names.append(own.name)
            tables += [own, *deeper]
        place = after
    return names, tables


def _bounded(table: Table) -> Iterator[Table]:
    """``table``, with tables between it and its children where these are too many."""
    children = table.children
    if len(children) <= MOST:
        yield table
        return
    parts = [children[start : start + MOST] for start in range(0, len(children), MOST)]
    names = tuple(f"{table.name}-{number}" for number in range(1, len(parts) + 1))
    yield replace(table, children=names)
    yield from (Table(name, "", part) for name, part in zip(names, parts, strict=True))
