"""Read web pages: one page, or the folder of a web edition, as the documents of a book.

A page is read as HTML, as browsers do.  Its files may come from anywhere: they are only read from
its folder, and their size is limited.
"""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import BinaryIO
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree
from msgspec import DecodeError, Struct, convert

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.container import LARGEST, SCHEME, Container
from publish.readers.document import XHTML, Tree
from publish.readers.epub import Book, Document, Item

SVG, MATH = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}"

#: What stands before the address of a file outside the folder.
OUTSIDE = "outside:"

#: The first page of a site, and the suffixes of pages.
INDEX, SUFFIXES = "index.html", (".html", ".htm", ".xhtml")

#: The most pages of a site, elements of a page, attributes and levels of elements that are read.
MOST_PAGES, MOST_ELEMENTS, MOST_ATTRIBUTES, DEEPEST = 3_000, 500_000, 5_000, 200

_DATA = re.compile(r"data:([^,;]*+)((?>(?:;(?!base64,)[^,;]*+)*))(;base64)?,", re.IGNORECASE)
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}


class Files(Container):
    """The files of a folder, and those that stand in addresses (``data:``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packages, self.encrypted = (), frozenset()

    def __contains__(self, name: str) -> bool:
        return self.path(name) is not None

    def path(self, name: str) -> Path | None:
        """Return the path of a file; ``None`` if there is none, or it is a symbolic link."""
        if not name or "\0" in name or name.startswith("/"):
            return None
        path = self.folder
        try:
            for part in name.split("/"):
                path = path / part
                if part == ".." or path.is_symlink():
                    return None
            return path if path.is_file() else None
        except OSError:  # no file can have such a long name
            return None

    def bytes(self, name: str) -> bytes:
        """Return a file, or the content of a ``data:`` address.

        Raises:
            MalformedError: It is missing, or larger than :data:`LARGEST`.
        """
        if found := _DATA.match(name[:200]):
            content = unquote_to_bytes(name[found.end() :])
            try:
                return b64decode(content) if found[3] else content
            except ValueError as error:
                raise MalformedError("an address with data is damaged") from error
        with self.file(name) as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise MalformedError(f"{name} is larger than {LARGEST >> 20} MiB")
        return content

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of any size as a stream.

        Raises:
            MalformedError: It is missing, or can't be read.
        """
        if name.lower().startswith("data:"):
            yield BytesIO(self.bytes(name))
            return
        path = self.path(name)
        if path is None:
            raise MalformedError(f"the file {name[:100]!r} is missing in it")
        try:
            with path.open("rb") as stream:
                yield stream
        except OSError as error:
            raise MalformedError(f"the file {name!r} can't be read: {error.strerror}") from error

    def resolve(self, base: str, href: str) -> str:
        """Return the name of a file, or an address that isn't in the folder as it is.

        An address from the root of a host, or of a file above the folder, is not in it.
        """
        path = href.strip().partition("?")[0]
        above = normpath(join(dirname(base), unquote(path)))
        if not SCHEME.match(href) and (above.startswith(("/", "../")) or above == ".."):
            return f"{OUTSIDE}{path}"
        return super().resolve(base, href)

    def _named(self, path: str) -> str | None:
        if path in self:
            return path
        composed = unicodedata.normalize("NFC", path)
        return composed if composed in self else None


class Page(Document):
    """A page of ``book``; names are in small letters, as browsers see them."""

    def __init__(self, book: Book, item: Item) -> None:
        self.book, self.item = book, item
        written = book.bytes(item.name)
        self.content = written.lower()
        self.tree = Tree(_tree(written))

    @cached_property
    def player(self) -> PlayerData | None:
        """The data of the player; ``None`` without it.

        Raises:
            MalformedError: It isn't as the player needs it.
        """
        found = next((one for one in self.scripts("application/json", "player-data")), None)
        if found is None:
            return None
        try:
            return convert(json.loads(found.text or ""), PlayerData)
        except (ValueError, RecursionError, DecodeError) as error:
            raise MalformedError(f"the data of the player can't be read: {error}") from error

    @cached_property
    def is_player(self) -> bool:
        """Whether it is a player for other sites, without the text that it plays."""
        return self.root.get("data-embed") is not None and "player" in self.summary.places

    def scripts(self, kind: str, own: str = "") -> Iterator[etree._Element]:
        """Yield the data blocks of a media type, with an id if it is given (HTML, 4.12.1)."""
        for script in self.root.iter(f"{XHTML}script"):
            kind_of = (script.get("type") or "").strip().lower()
            if kind_of == kind and (not own or script.get("id") == own):
                yield script

    def sound(self) -> str:
        """Return the name of the file that its player plays; empty if there is none."""
        for audio in self.root.iter(f"{XHTML}audio"):
            for one in (audio, *audio.iter(f"{XHTML}source")):
                if address := one.get("src"):
                    return self.book.resolve(self.name, address)[0]
        return ""

    def track(self, kind: str) -> str:
        """Return the name of the file of the track ``kind`` of its player, or an empty string."""
        for track in self.root.iter(f"{XHTML}track"):
            if track.get("kind") == kind:
                return self.book.resolve(self.name, track.get("src") or "")[0]
        return ""


class PlayerChapter(Struct, frozen=True, kw_only=True):
    """A chapter of the player; ``begin`` and ``end`` are in ms, ``target`` is an id."""

    begin: int
    end: int
    title: str
    target: str = ""
    kind: str = ""
    listed: bool = True
    picture: str = ""
    alt: str = ""
    caption: str = ""


class PlayerData(Struct, frozen=True, kw_only=True):
    """What a page tells the player; times are in ms from the start of its sound.

    ``elements`` are ids with the beginning and the end of their sound.  ``words`` is the address of
    the times of words; in a single page they stand there: ids, each with the beginning of each
    word, its first character and its end.
    """

    duration: int
    elements: tuple[tuple[str, int, int], ...]
    chapters: tuple[PlayerChapter, ...] = ()
    skips: Mapping[str, tuple[tuple[int, int], ...]] = {}
    words: str | tuple[tuple[str, tuple[tuple[int, int, int], ...]], ...] = ""


class Site(Book):
    """An open page, or the pages of a folder, the first page first."""

    def __init__(self, folder: Path, pages: tuple[str, ...]) -> None:
        self.files = Files(folder)
        super().__init__(self.files)
        self._pages = pages

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """The pages, and the style sheets that they load, by name."""
        found = {name: _item(name, "application/xhtml+xml") for name in self._pages}
        for name in self._pages:
            try:
                page = Page(self, found[name])
            except MalformedError:
                continue
            for link in page.root.iter(f"{XHTML}link"):
                if "stylesheet" in (link.get("rel") or "").lower().split():
                    sheet, _ = self.resolve(name, link.get("href") or "")
                    found.setdefault(sheet, _item(sheet, "text/css"))
        return found

    @cached_property
    def spine(self) -> tuple[Item, ...]:
        """The pages; those of the reading order follow each other."""
        return tuple(_item(name, "application/xhtml+xml") for name in self._pages)

    def document(self, item: Item) -> Page:
        """Return a page.

        Raises:
            MalformedError: It can't be read, or is too large.
        """
        return Page(self, item)

    def pages(self) -> Iterator[Page]:
        """Yield each page that can be read, once more."""
        return (self.document(item) for item in self.spine)


def _item(name: str, media_type: str) -> Item:
    return Item(name, name, media_type, (), "", "")


def is_site(path: Path) -> bool:
    """Return whether ``path`` is a web page, or a folder with a first page."""
    return (path / INDEX).is_file() if path.is_dir() else path.suffix.lower() in SUFFIXES


def opened(path: Path) -> Site:
    """Open a page, or the pages of a folder.

    Raises:
        SourceError: It can't be read as one.
    """
    if not path.is_dir():
        if path.is_file():
            return Site(path.parent, (path.name,))
        raise unreadable(path, "it doesn't exist", "Check the path.")
    found = islice(path.glob("*.html"), MOST_PAGES + 1)
    names = sorted(file.name for file in found if file.is_file() and not file.is_symlink())
    if len(names) > MOST_PAGES:
        raise unreadable(path, f"it has more than {MOST_PAGES} pages", "Name one of them.")
    if INDEX not in names:
        raise unreadable(path, f"it has no {INDEX}", "Name a page in it.")
    return Site(path, _in_order(path, names))


def _in_order(folder: Path, names: list[str]) -> tuple[str, ...]:
    """Return ``names`` in reading order: as ``rel=next`` leads on from the first, then the rest."""
    site, order, name = Site(folder, ()), dict[str, None](), INDEX
    while name in names and name not in order:
        order[name] = None
        try:
            page = Page(site, _item(name, ""))
        except MalformedError:
            break
        links = page.root.iterfind(f"{XHTML}head/{XHTML}link")
        following = (one.get("href") or "" for one in links if one.get("rel") == "next")
        name = site.resolve(name, next(following, ""))[0]
    return tuple(dict.fromkeys((*order, *names)))


def unreadable(path: Path, why: str, fix: str = "Build it again.") -> SourceError:
    """Return the error for a page that can't be read."""
    message = f"It cannot be read as a web page: {why}."
    return SourceError(Diagnostic(code="page-unreadable", message=message, fix=fix, file=path))


def _tree(content: bytes) -> etree._Element:
    """Return the tree of a page, whose elements have the namespaces that browsers give them.

    Raises:
        MalformedError: There is no element in it, or it is too large or too deep.
    """
    if content.count(b"<") > 2 * MOST_ELEMENTS:
        raise MalformedError(f"it has more than {MOST_ELEMENTS} elements")
    for tag in content.split(b"<"):
        if (
            tag.count(b"=") > MOST_ATTRIBUTES
            and tag.partition(b">")[0].count(b"=") > MOST_ATTRIBUTES
        ):
            raise MalformedError(f"an element has more than {MOST_ATTRIBUTES} attributes")
    try:
        content.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # as the page declares it
    parser = etree.HTMLParser(
        huge_tree=True, no_network=True, remove_comments=True, remove_pis=True, encoding=encoding
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedError(str(error)) from error
    if root is None:
        raise MalformedError("it is empty")
    depth, spaces = 0, [XHTML]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            spaces.pop()
            continue
        depth += 1
        if depth > DEEPEST:
            raise MalformedError(f"more than {DEEPEST} elements stand in each other")
        name = str(element.tag).rpartition(":")[2]
        space = {"svg": SVG, "math": MATH}.get(name, spaces[-1])
        try:
            element.tag = f"{space}{name}"
        except ValueError as error:  # HTML takes signs that no name of XML has
            raise MalformedError(f"the name of an element, {name[:40]!r}, can't be one") from error
        spaces.append(XHTML if name in ("foreignobject", "annotation-xml") else space)
    return root
