"""The records that the steps of an import pass on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from publish.errors import Diagnostic, Severity
from publish.model import Contributor, Series

LEFT = "left-out-"
"""The prefix of the place of a diagnostic whose block is known when the text has been read."""


TABLE_PLACE = "data-publish-table"
"""The attribute of the division that stands for a table which doesn't go through pandoc."""


class PlainTable(Struct, frozen=True):
    """A table whose cells hold words alone; ``stub`` columns name the rows of ``body``."""

    id: str
    caption: str
    head: list[list[str]]
    body: list[list[str]]
    stub: int


class PlacedDiagnostic(Struct, frozen=True):
    """A diagnostic whose line in the written source isn't known yet.

    ``place`` is the serial number of a block, the name of a field of the front matter, or a name
    that begins with :data:`LEFT`, which a span in the text has.
    """

    place: int | str
    diagnostic: Diagnostic


def import_warning(
    place: int | str, code: str, message: str, fix: str, severity: Severity = Severity.WARNING
) -> PlacedDiagnostic:
    """Return a diagnostic for the editor of the source."""
    return PlacedDiagnostic(
        place, Diagnostic(code=code, message=message, fix=fix, severity=severity)
    )


class Comment(Struct, frozen=True):
    """A comment of an editor in the margin: who wrote it, and its words."""

    author: str
    text: str


class Front(Struct, frozen=True, kw_only=True):
    """The fields of the front matter to be written; a value that is unknown is empty.

    ``cover`` is a path and its alt text; ``corrections`` are dates and texts.
    """

    title: str = ""
    language: str = ""
    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    dateline: str = ""
    identifier: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    licence: str = ""
    cover: tuple[str, str] = ("", "")
    series: Series | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()

    def with_texts(self, texts: Mapping[str, str]) -> Front:
        """Return a copy with other values for text fields."""
        fields: dict[str, Any] = dict(texts)
        return replace(self, **fields)


class Prepared(Struct, frozen=True, kw_only=True):
    """A document for pandoc, in its format ``kind``, and the parts that don't go through pandoc.

    ``picture`` returns the bytes of a picture by its address in the document, or ``None``;
    ``spans`` and ``roles`` are the meanings of the markers in the text; ``remarks`` and
    ``comments`` are those of the markers of single places.  ``parts`` are documents inside this
    one, each with its format, which replace the paragraph that holds only their marker.
    ``alts`` are the alt texts of pictures, by their addresses, where pandoc has none, and
    ``tables`` those that don't go through it, by the value of :data:`TABLE_PLACE`.
    """

    file: Path
    data: bytes
    kind: str
    front: Front = field(default_factory=Front)
    picture: Callable[[str], bytes | None] = lambda _address: None
    spans: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, Diagnostic] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    parts: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, PlainTable] = field(default_factory=dict)
    base: str = ""
    warnings: tuple[PlacedDiagnostic, ...] = ()


class Imported(Struct, frozen=True):
    """A source, its pictures by relative path, and diagnostics with lines of ``markdown``."""

    markdown: str
    pictures: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
