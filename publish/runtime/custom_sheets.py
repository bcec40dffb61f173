"""Read a publisher's style sheets (``--style``) for an edition of pages that reflow.

They are the same as for the PDF.  Here they lose their rules for pages, and the files that they
refer to go into the edition.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from publish.errors import Diagnostic, SourceError
from publish.runtime.confined import LimitError
from publish.runtime.css import AddressError, addresses
from publish.runtime.folder import FileRefusedError
from publish.runtime.pictures import check_drawing, check_raster
from publish.runtime.stylesheets import check_sheet
from publish.runtime.svg_filter import embedded_bytes, embedded_picture
from publish.runtime.text import read_text

#: The media types of the files that a style sheet may refer to (EPUB 3.3, 3.2).
_TYPES = {
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}

#: The folder in the edition that has the files of the sheets.
FOLDER = "style/"

#: The most bytes of one of these files.
MAX_BYTES = 50_000_000

#: Why an address that can't be followed is refused.
_UNKNOWN = "it refers to something that can't be known: {}"

#: The most sheets that import one another.
_DEEPEST = 5


class CustomSheets(Struct):
    """Reads a publisher's style sheets; ``files`` are the names of the files that they refer to.

    ``edition`` is what messages call the edition ("an EPUB"), ``forbidden`` are the properties that
    it can't have.
    """

    edition: str
    forbidden: frozenset[str] = frozenset()
    files: dict[Path, str] = field(default_factory=dict)

    def read(self, path: Path, depth: int = 0) -> str:
        """Return the sheet ``path`` with its imports, and with the addresses of the edition."""
        import tinycss2

        text = read_text(path)
        if depth:
            check_sheet(path, text)
        nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        out: list[str] = []
        for node in nodes:
            if node.type == "error":  # an invalid rule is left out (CSS Syntax 3, 2.2)
                continue
            keyword = node.lower_at_keyword if node.type == "at-rule" else ""
            try:
                if keyword == "import":
                    out.append(self._imported(node, path, depth))
                elif keyword == "namespace":  # a name, which looks like an address
                    out.append(node.serialize())
                elif keyword not in ("page", "charset"):
                    for token in addresses([node]):
                        self._relocate(token, path)
                    self._check(node, path)
                    out.append(node.serialize())
            except AddressError as error:
                raise _refused(
                    path, error.token or node, _UNKNOWN.format(str(error)[:80])
                ) from error
        return "\n".join(out)

    def _imported(self, node: Any, path: Path, depth: int) -> str:
        token = next(addresses(node.prelude, strings=True), None)
        if token is None or depth >= _DEEPEST:
            raise _refused(path, node, "it imports a sheet that can't be found")
        return self.read(self._inside(token, path), depth + 1)

    def _check(self, node: Any, path: Path) -> None:
        import tinycss2

        nests = node.type == "at-rule" and node.lower_at_keyword in ("media", "supports")
        if nests and node.content:
            for inner in tinycss2.parse_rule_list(node.content, True, True):
                self._check(inner, path)
        if node.type != "qualified-rule":
            return
        for one in tinycss2.parse_blocks_contents(node.content, True, True):
            if one.type == "declaration" and one.lower_name in self.forbidden:
                fix = "Leave it out, or give it only with --only pdf; write dir in the source."
                raise _refused(path, one, f"{self.edition} can't have the property {one.name}", fix)

    def _relocate(self, token: Any, path: Path) -> None:
        """Give ``token`` the address in the edition of the file that it names."""
        if token.value.startswith("#"):
            return
        if token.value.lower().startswith("data:image/"):
            self._write(token, _embedded(token, path))
            return
        file = self._inside(token, path)
        if file.suffix.lower() not in _TYPES:
            fix = f"Refer to files that end in {', '.join(_TYPES)}."
            raise _refused(path, token, f"{self.edition} can't show {file.name}", fix)
        name = self.files.setdefault(file, f"{FOLDER}{len(self.files) + 1}{file.suffix.lower()}")
        self._write(token, name)

    @staticmethod
    def _write(token: Any, address: str) -> None:
        token.value = address
        token.representation = f'"{address}"' if token.type == "string" else f"url({address})"

    def _inside(self, token: Any, path: Path) -> Path:
        """Return the file that ``token`` names, in the folder of the sheet ``path`` or below it."""
        try:
            parts = urlsplit(token.value)
            file = (path.parent / unquote(parts.path)).resolve()
            fits = file.is_file() and file.stat().st_size <= MAX_BYTES
        except (ValueError, OSError) as error:
            reason = f"nothing can have this address: {token.value[:200]}"
            raise _refused(path, token, reason) from error
        if parts.scheme or parts.netloc or not file.is_relative_to(path.parent):
            raise _refused(path, token, f"it refers to something outside: {token.value[:200]}")
        if not fits:
            raise _refused(path, token, f"{parts.path} doesn't exist, or is larger than 50 MB")
        return file

    def items(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield name, media type and content of each file that the sheets refer to."""
        for file, name in self.files.items():
            yield name, _TYPES[PurePosixPath(name).suffix], _content(file, name)


def _embedded(token: Any, path: Path) -> str:
    """Return the address of a picture in the sheet ``path`` itself, rebuilt."""
    if token.value.lower().startswith("data:image/svg+xml"):
        media_type, address, data = "image/svg+xml", "", embedded_bytes(token.value)
    else:
        media_type, (address, data) = "image/", embedded_picture(token.value)
    try:
        content = _checked(data, media_type, path.name)
    except FileRefusedError as error:
        raise _refused(path, token, error.message.rstrip("."), error.fix) from error
    return address or f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"


def _content(file: Path, name: str) -> bytes:
    """Return the bytes of a file of a style sheet for the edition."""
    try:
        return _checked(file.read_bytes(), _TYPES[PurePosixPath(name).suffix], file.name)
    except FileRefusedError as error:
        raise SourceError(
            Diagnostic(code="style-refers", message=error.message, fix=error.fix, file=file)
        ) from error


def _checked(data: bytes, media_type: str, shown: str) -> bytes:
    """Return a picture or font of a style sheet; a picture is measured, and a drawing rebuilt.

    Raises:
        FileRefusedError: It can't be used; ``shown`` is its name in the message.
    """
    try:
        if media_type == "image/svg+xml":
            return check_drawing(data, shown).content
        if media_type.startswith("image/"):
            check_raster(data, shown)
    except LimitError as error:
        raise error.refused(shown) from error
    return data


def _refused(path: Path, at: Any, reason: str, fix: str = "") -> SourceError:
    return SourceError(
        Diagnostic(
            code="style-refers",
            message=f"The style sheet can't be used: {reason}.",
            fix=fix or "Let it refer only to files in its own folder, and build again.",
            file=path,
            line=at.source_line,
        )
    )


def references(sheet: Path) -> tuple[Path, ...] | None:
    """Return the files that ``sheet`` and the sheets that it imports refer to.

    ``None`` if one is missing, isn't in the folder of its sheet, or can't be known.
    """
    found: dict[Path, None] = {}
    return tuple(found) if _refer(sheet.resolve(), found, 0) else None


def _refer(sheet: Path, found: dict[Path, None], depth: int) -> bool:
    """Add the files that ``sheet`` refers to to ``found``; return whether all are known."""
    import tinycss2

    try:
        nodes = tinycss2.parse_stylesheet(read_text(sheet), True, True)
        tokens = [
            token
            for node in nodes
            if node.type != "error" and getattr(node, "lower_at_keyword", "") != "namespace"
            for token in (
                addresses(node.prelude, strings=True)
                if getattr(node, "lower_at_keyword", "") == "import"
                else addresses([node])
            )
        ]
    except (AddressError, SourceError):
        return False
    for token in tokens:
        if token.value.startswith("#") or token.value.lower().startswith("data:"):
            continue
        try:
            parts = urlsplit(token.value)
            file = sheet.parent / unquote(parts.path)
            known = not (parts.scheme or parts.netloc) and file.is_file()
        except (ValueError, OSError):  # nothing can have this address
            return False
        if not known:
            return False
        if file in found:
            continue
        found[file] = None
        imported = file.suffix.lower() == ".css"
        if imported and (depth >= _DEEPEST or not _refer(file, found, depth + 1)):
            return False
    return True
