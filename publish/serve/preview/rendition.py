"""The records that the renderer and the server exchange."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from publish.errors import Diagnostic

#: What is rendered: the web edition without sound, or the documents of the EPUB.
Kind = Literal["web", "epub"]


#: The media types of pages, and that of scripts.
PAGES = frozenset({"text/html", "application/xhtml+xml"})
SCRIPT = "text/javascript"


class Request(Struct, frozen=True):
    """Render ``source`` as ``kind``, or with ``check`` instead check it.

    The source is read again if it is ``fresh``; otherwise what was read last will do.  The content
    of each file goes into ``folder``, named by its digest, unless it is there; a picture of a web
    edition not before it is asked for: ``picture`` is its digest, and nothing else is rendered.
    """

    source: Path
    folder: Path
    kind: Kind = "web"
    fresh: bool = False
    check: bool = False
    picture: str = ""


class ShownFile(Struct, frozen=True):
    """A file of a rendition; ``digest`` names its content in the folder of the request."""

    media_type: str
    digest: str


class ShownPage(Struct, frozen=True):
    """A page of a rendition, in reading order."""

    name: str
    title: str


class Place(Struct, frozen=True):
    """The block with ``id``, which begins in ``line`` of ``file`` and is on the page ``page``."""

    file: Path
    line: int
    id: str
    page: str


class Rendition(Struct, frozen=True, kw_only=True):
    """What a source becomes; ``files`` are by their names, ``places`` in the order of the text."""

    title: str
    language: str
    pages: tuple[ShownPage, ...]
    files: dict[str, ShownFile] = field(default_factory=dict)
    places: tuple[Place, ...] = ()


class Checked(Struct, frozen=True):
    """The diagnostics of a source."""

    diagnostics: tuple[Diagnostic, ...]
