"""Restrict the layout to the files of the publication.

These are its pictures, its style sheets, and the files that the style sheets refer to.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from publish.editions.pdf.heavy_drawings import is_heavy
from publish.errors import Diagnostic, SourceError
from publish.model import Article, Image, InlineImage
from publish.model.walk import all_inlines, figures_in
from publish.runtime.confined import LimitError
from publish.runtime.folder import FileRefusedError, open_file
from publish.runtime.picture_conversion import MOST_PIXELS, edition_bytes, still
from publish.runtime.pictures import check_drawing, check_raster
from publish.runtime.raster import in_pixels
from publish.runtime.stylesheets import check_sheet, style_folder
from publish.runtime.svg import drawing, drawn_words
from publish.runtime.svg_filter import embedded_bytes
from publish.runtime.text import read_text

_PICTURE = "picture:"

#: The most bytes of one file that a style sheet refers to; Chinese fonts have about 20 MB.
MAX_BYTES = 50_000_000

#: The media types of files that a style sheet refers to; any other file is treated as a font.
_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


def address(image: Image) -> str:
    """Return the URL of a picture in the document that is laid out."""
    return f"{_PICTURE}{image.digest}"


def images_in(article: Article) -> Iterator[Image]:
    """Yield every picture of the text, figures and inline pictures, and the cover of a book."""
    if article.book and article.metadata.cover:
        yield article.metadata.cover
    for figure in figures_in(article):
        yield figure.image
    for _, inline in all_inlines(article):
        if isinstance(inline, InlineImage):
            yield inline.image


def fetcher(
    images: Iterable[Image],
    custom: tuple[Path, ...] = (),
    as_pixels: frozenset[str] = frozenset(),
    *,
    keep_inks: bool = False,
) -> Any:
    """Return a ``weasyprint.urls.URLFetcher`` that reads only the files of this publication.

    These are ``images``, the pictures of the article, with those embedded in them; the style sheets
    and fonts of this package; and ``custom``, the publisher's style sheets, with the files in their
    folders.  Drawings whose digests are in ``as_pixels`` become pixels.  ``keep_inks`` is for the
    press: pictures in four inks keep them.

    For any other address it raises ``FatalURLFetchingError``, the only exception that WeasyPrint
    passes on; :func:`refused` turns it into a diagnostic.
    """
    from urllib.request import url2pathname

    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    images = tuple(images)
    pictures = {image.digest: image for image in images}
    times = Counter(image.digest for image in images)
    folders = (style_folder("pdf").parent.resolve(), *(sheet.parent for sheet in custom))

    def file_of(url: str) -> tuple[Path, str]:
        scheme, _, rest = url.partition(":")
        if image := pictures.get(rest) if scheme == "picture" else None:
            return image.file, image.media_type
        if scheme == "file":
            path = Path(url2pathname(rest.removeprefix("//"))).resolve()
            if any(path.is_relative_to(folder) for folder in folders):
                return path, _TYPES.get(path.suffix.lower(), "font/ttf")
        raise FatalURLFetchingError(f"it refers to something outside the article: {url[:200]}")

    def rebuilt(data: bytes, name: str) -> bytes:
        """Return a drawing of a style sheet without what isn't known."""
        with used(name):
            return check_drawing(data, name).content

    def picture(image: Image, data: bytes) -> bytes:
        """Return ``image``, whose file has ``data``, as WeasyPrint draws it well."""
        with used(image.source):
            content = edition_bytes(image, data, keep_inks=keep_inks)
            if image.media_type != "image/svg+xml":
                is_large = image.width * image.height > MOST_PIXELS
                return still(content) if is_large else content
            if (
                image.digest in as_pixels
                or _is_misdrawn(content)
                or is_heavy(drawing(data, image.source), content, times[image.digest])
            ):
                content = in_pixels(content, image)
            return _uninterpolated(content)

    @contextmanager
    def used(name: str) -> Iterator[None]:
        """Pass a picture on that can't be used; other exceptions leave a hole in the page."""
        try:
            yield
        except FileRefusedError as error:
            raise FatalURLFetchingError(str(error).rstrip(".")) from error
        except LimitError as error:
            raise FatalURLFetchingError(f"“{name}” {error.reason}") from error

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # the library is untyped
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url.startswith("data:image/"):
                data = embedded_bytes(url)
                if url.startswith("data:image/svg+xml"):
                    data = rebuilt(data, url[:40])
                elif custom:  # those of the article were measured
                    with used(url[:40]):
                        check_raster(data, url[:40])
                return URLFetcherResponse(url, data)
            path, media_type = file_of(url)
            try:
                with open_file(path) as file:
                    content = file.read(MAX_BYTES + 1)
            except OSError as error:
                raise FatalURLFetchingError(f"{path}: {error.strerror}") from error
            if len(content) > MAX_BYTES:
                size = f"{path} is larger than {MAX_BYTES // 1_000_000} MB"
                raise FatalURLFetchingError(size)
            if media_type == "text/css":
                check_sheet(path, read_text(path))
            digest = hashlib.sha256(content).hexdigest()
            if url.startswith(_PICTURE) and url != _PICTURE + digest:
                raise FatalURLFetchingError(f"{path} was changed while the PDF was made")
            if url.startswith(_PICTURE):
                content = picture(pictures[digest], content)
            elif media_type == "image/svg+xml":
                content = rebuilt(content, path.name)
            elif media_type.startswith("image/"):
                with used(path.name):
                    check_raster(content, path.name)
            elif _expands(content):
                raise FatalURLFetchingError(f"{path} is far larger unpacked than packed")
            return URLFetcherResponse(url, content, {"Content-Type": media_type})

    return OwnFilesOnly()


#: How many times larger than its file a packed font may be, besides a megabyte; fonts that people
#: read have up to four.
_MOST_UNPACKED = 20

#: The most tables of a font; those of variable fonts have about thirty.
_MOST_TABLES = 100


def _expands(font: bytes) -> bool:
    """Return whether ``font`` is in WOFF or WOFF2 and unpacks to far more than fonts have."""
    limit = 1_000_000 + _MOST_UNPACKED * len(font)
    if font[:4] not in (b"wOFF", b"wOF2") or len(font) < _WOFF_HEAD:
        return False
    tables = int.from_bytes(font[12:14])
    if tables > _MOST_TABLES:
        return True
    return (_size_of_woff if font[:4] == b"wOFF" else _size_of_woff2)(font, tables, limit) > limit


_WOFF_HEAD, _WOFF2_HEAD = 44, 48


def _size_of_woff(font: bytes, tables: int, limit: int) -> int:
    """Return the size of the unpacked tables (WOFF 1.0, 4 and 5), up to about ``limit``."""
    size = 0
    for entry in range(_WOFF_HEAD, _WOFF_HEAD + 20 * tables, 20):
        place, length = (int.from_bytes(font[entry + at : entry + at + 4]) for at in (4, 8))
        with suppress(zlib.error):
            size += len(zlib.decompressobj().decompress(font[place : place + length], limit + 1))
        if size > limit:
            break
    return size


def _size_of_woff2(font: bytes, tables: int, limit: int) -> int:
    """Return the size of the unpacked tables (WOFF 2.0, 4 and 5), up to about ``limit``."""
    import brotli
    from fontTools.ttLib.woff2 import WOFF2DirectoryEntry

    packed = font[_WOFF2_HEAD:]
    try:
        for _ in range(tables):
            packed = WOFF2DirectoryEntry().fromString(packed)
        return len(brotli.Decompressor().process(packed, output_buffer_limit=limit + 1))
    except (brotli.error, *_DAMAGED):
        return 0  # WeasyPrint says that it isn't a font


#: What fontTools raises for a directory that ends too early, or has numbers that are none.
_DAMAGED = (AssertionError, IndexError, TypeError, ValueError, struct.error)


def _uninterpolated(svg: bytes) -> bytes:
    """Return ``svg`` with its pictures drawn as PDF/A wants them (ISO 19005-2, 6.2.8)."""
    if re.search(rb"<(?:\w+:)?image\b", svg) is None:
        return svg
    from lxml import etree

    root = etree.fromstring(svg, etree.XMLParser(huge_tree=True, resolve_entities=False))
    for picture in root.iter("{http://www.w3.org/2000/svg}image"):
        picture.set("image-rendering", "crisp-edges")
    return etree.tostring(root)


def _is_misdrawn(svg: bytes) -> bool:
    """Return whether WeasyPrint 70 would lose or displace words of ``svg``.

    It draws no text on a path or with the shorthand ``font``, text from right to left at a wrong
    place, and all alternatives of a ``switch``.
    """
    if re.search(rb"<(?:\w+:)?(?:textPath|switch)\b", svg):
        return True
    words = drawn_words(svg)
    to_left = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)
    return to_left or (bool(words) and re.search(rb"[\"';{\s]font\s*:", svg) is not None)


def refused(article: Article, reason: BaseException, custom: tuple[Path, ...] = ()) -> SourceError:
    """Return the error for a fetch that was refused.

    ``custom`` are the publisher's style sheets. If there are any, one of them caused it: pictures
    that refer to other files were already refused when the source was read.
    """
    if custom and "was changed" not in str(reason):
        return SourceError(
            Diagnostic(
                code="style-refers",
                message=f"The style sheet can't be used: {reason}.",
                fix="Let it refer only to files in its own folder, and build again.",
                file=custom[0],
            )
        )
    return SourceError(
        Diagnostic(
            code="picture",
            message=f"A picture can't be used: {reason}.",
            fix="Put what the picture needs into the picture itself, and build again.",
            file=article.file,
        )
    )
