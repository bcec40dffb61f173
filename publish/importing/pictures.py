"""Read and check the pictures of a document, and name their files next to the source."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os.path
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from msgspec import Struct, field

from publish.runtime.confined import LimitError, confined
from publish.runtime.folder import FileRefusedError, file_inside, open_file
from publish.runtime.picture_conversion import MAX_PIXELS
from publish.runtime.pictures import Pictures
from publish.runtime.spans import replace_spans
from publish.runtime.svg import drawing
from publish.runtime.temporary import temporary_folder

FOLDER = "pictures"
MAX_ALL = 400_000_000
"""The most bytes of all pictures of one document."""
_SUFFIXES = {
    b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp",
    b"BM": ".bmp", b"II*\0": ".tif", b"MM\0*": ".tif",
    b"\xd7\xcd\xc6\x9a": ".wmf", b"\x01\0\x09\0": ".wmf", b"\x01\0\0\0": ".emf",
}  # fmt: skip
_CONVERTED = {".bmp": "BMP", ".tif": "TIFF"}
_DIGEST = re.compile(r"[-_.]?[0-9a-f]{8,64}$")
_NUMBERED = re.compile(r"(?:image|img|picture|rid|object|graphic|bild|dsc|\d++)?[-_ ]?\d*", re.I)
_SVG_PROLOGUE = re.compile(r"<\?|<!DOCTYPE[^<>\[]*+>|<!--")
_ENDS = {"<?": "?>", "<!--": "-->"}


class Gallery(Struct):
    """The pictures of a document; ``read`` returns the bytes of one by its address.

    ``target`` is the folder of the source.  Existing files are never overwritten: a different
    picture gets another name.
    """

    read: Callable[[str], bytes | None]
    target: Path
    files: dict[str, bytes] = field(default_factory=dict)
    _known: dict[str, tuple[str, FileRefusedError | None]] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _first: dict[tuple[str, str], int] = field(default_factory=dict)
    _size: int = 0

    def path(self, address: str) -> tuple[str, FileRefusedError | None]:
        """Return the path for the source, and the error if the picture can't be used."""
        if address not in self._known:
            self._known[address] = self._add(address)
        return self._known[address]

    def _add(self, address: str) -> tuple[str, FileRefusedError | None]:
        data = self.read(address)
        shown = address[:80] if not address.startswith("data:") else "data:..."
        if data is None:
            name = self._free(_stem(address), _suffix_of(address), None)
            fix = f"Put it there as {name}."
            message = f"The picture “{shown}” wasn't found."
            return name, FileRefusedError("import-picture", message, fix)
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._digests:
            return self._digests[digest], None
        self._size += len(data)
        name = ""
        try:
            if self._size > MAX_ALL:
                message = f"The pictures have more than {MAX_ALL // 1_000_000} MB together."
                raise FileRefusedError("picture-size", message, "Save them smaller.")
            data, suffix = _usable(data)
            name = self._free(_stem(address), suffix, data)
            _check(data, suffix, shown)
        except (FileRefusedError, LimitError) as found:
            error = found.refused(shown) if isinstance(found, LimitError) else found
            name = name or self._free(_stem(address), ".png", None)
            fix = f"{error.fix} Its place is {name}."
            return name, FileRefusedError("import-picture", error.message, fix)
        self.files[name] = data
        self._digests[digest] = name
        return name, None

    def _free(self, stem: str, suffix: str, data: bytes | None) -> str:
        """Return a name that no other picture has; a file with the same ``data`` can exist."""
        stem = stem or "picture"
        number = self._first.get((stem, suffix), 1)
        while True:
            name = (
                f"{FOLDER}/{stem}{f'-{number}' if number > 1 or stem == 'picture' else ''}{suffix}"
            )
            if name in self._names:
                if number == self._first.get((stem, suffix), 1):
                    self._first[stem, suffix] = number + 1
                number += 1
                continue
            number += 1
            file = self.target / name
            free = not file.exists()
            if free or (data is not None and file.is_file() and file.read_bytes() == data):
                self._names.add(name)
                return name


def _stem(address: str) -> str:
    """Return the name of a picture in lower-case ASCII, without numbers that programs add."""
    if address.startswith("data:"):
        return ""
    stem = PurePosixPath(unquote(address.partition("?")[0].partition("#")[0])).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    tidy = re.sub(r"[^a-z0-9]+", "-", _DIGEST.sub("", plain)).strip("-")[:60]
    return "" if _NUMBERED.fullmatch(tidy) else tidy


def _suffix_of(address: str) -> str:
    suffix = PurePosixPath(address.partition("?")[0]).suffix.lower()
    return suffix if suffix in (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg") else ".png"


def suffix_of_type(data: bytes) -> str:
    """Return the suffix for the type of a picture by its first bytes; empty if it isn't known."""
    return next((suffix for magic, suffix in _SUFFIXES.items() if data.startswith(magic)), "")


def _usable(data: bytes) -> tuple[bytes, str]:
    """Return a picture in a format that a source can have, and its suffix.

    A drawing is rebuilt as for an edition: whoever opens its file loads nothing either.

    Raises:
        FileRefusedError: It can't be converted to such a format.
    """
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        head, found, rest = data.partition(b"<svg")
        plain = b"<!DOCTYPE" not in head.upper() and head.count(b"<?") <= 1
        data = data if plain else _without_prologue(head) + found + rest
        with suppress(FileRefusedError):  # it is refused with its name
            data = drawing(data, "").content
        return data, ".svg"
    suffix = suffix_of_type(data)
    if suffix in _CONVERTED:
        return _as_png(data, _CONVERTED[suffix]), ".png"
    if suffix in ("", ".wmf", ".emf"):
        kind = f"is {suffix[1:].upper()}, which no edition can show" if suffix else ""
        fix = "Save it as SVG, PNG, JPEG, GIF or WebP."
        message = f"A picture {kind or 'is not of a known type'}."
        raise FileRefusedError("picture-type", message, fix)
    return data, suffix


def _without_prologue(head: bytes) -> bytes:
    """Return what stands before a drawing without comments, instructions and DOCTYPE."""
    return replace_spans(
        head.decode("latin-1"), _SVG_PROLOGUE, lambda m: _ENDS.get(m[0], ""), lambda _: ""
    ).encode("latin-1")


@confined
def _as_png(data: bytes, kind: str) -> bytes:
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                message = f"A picture has more than {MAX_PIXELS // 1_000_000} million pixels."
                raise FileRefusedError("picture-size", message, "Save it smaller.")
            output = BytesIO()
            picture.convert("RGB").save(output, "PNG", optimize=False)
            return output.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefusedError(
            "picture-broken", "A picture is broken.", "Save it again."
        ) from error


def _check(data: bytes, suffix: str, shown: str) -> None:
    """Refuse a picture that a source can't have.  Raises :class:`FileRefusedError`."""
    with temporary_folder() as folder:
        file = folder / f"picture{suffix}"
        file.write_bytes(data)
        try:
            Pictures(folder).image(file.name, None)
        except FileRefusedError as error:
            message = error.message.replace(file.name, shown)
            raise FileRefusedError(error.code, message, error.fix) from error


MAX_PICTURE = 50_000_000
"""The largest picture that is read, in bytes."""


def from_folder(folder: Path, top: Path | None = None) -> Callable[[str], bytes | None]:
    """Return a reader of pictures by their address: ``data:``, or a path in ``folder``.

    A path from the root of a web site (``/images/a.png``) is looked up in ``top``, the folder of
    the site, and in its folders for static files (``static``, ``public`` and others).  A picture of
    a site or of a vault of notes, for which ``top`` is given, may also be next to the document.
    """
    site = top or folder

    def read(address: str) -> bytes | None:
        if address.startswith("data:"):
            return of_data(address)
        path = unquote(address.partition("?")[0].partition("#")[0])
        rooted = path.lstrip("/")
        below = os.path.relpath(folder.absolute(), site.absolute())
        places = [(folder, one) for one in _spellings(path, address)]
        places.append((site, os.path.normpath(f"{below}/{path}")))
        places.append((site, rooted))
        places += [(site, f"{name}/{rooted}") for name in ("static", "public", "assets", "src")]
        if top is not None and "://" not in address:
            base = PurePosixPath(path).name
            places += [(one, f"{name}/{base}") for one in (folder, site) for name in _BESIDE]
        for start, one in places:
            try:
                with open_file(file_inside(start, one)) as file:
                    return file.read(MAX_PICTURE + 1)
            except (FileRefusedError, OSError, ValueError):
                continue
        return None

    return read


_BESIDE = (".", "attachments", "images", "img", "media", "assets", "_resources")
"""Folders, of a document or a vault of notes, where pictures are that are named alone."""


def _spellings(path: str, address: str) -> tuple[str, ...]:
    """Return the names that a file may have: with other marks of Unicode, or percent-encoded."""
    forms = (unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
    return tuple(dict.fromkeys((path, *forms, address)))


def of_data(address: str) -> bytes | None:
    """Return the bytes of a ``data:`` address (RFC 2397); ``None`` if it isn't valid."""
    head, comma, data = address.partition(",")
    if not comma:
        return None
    try:
        plain = unquote_to_bytes(data)
        return base64.b64decode(plain) if head.endswith(";base64") else plain
    except (ValueError, binascii.Error):
        return None
