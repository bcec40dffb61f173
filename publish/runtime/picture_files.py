"""The picture files of an article, as editions hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Diagnostic, SourceError
from publish.model import Article, Image, InlineImage
from publish.model.walk import all_inlines, figures_in
from publish.runtime.folder import FileRefusedError
from publish.runtime.picture_conversion import edition_bytes


def pictures_in(article: Article) -> Iterator[Image]:
    """Yield the pictures of the text in reading order, without the cover."""
    yield from (figure.image for figure in figures_in(article))
    for _, inline in all_inlines(article):
        if isinstance(inline, InlineImage):
            yield inline.image


def bytes_of(image: Image, *, shared: bool = False) -> bytes:
    """Return the content of ``image`` for the edition.

    A drawing has each glyph of its words once with ``shared``, for browsers.

    Raises:
        SourceError: The file can't be read any more, or is no picture.
    """
    try:
        return edition_bytes(image, image.file.read_bytes(), shared=shared)
    except FileRefusedError as error:
        diagnostic = Diagnostic(
            code=error.code, message=error.message, fix=error.fix, file=image.file
        )
        raise SourceError(diagnostic) from error
    except OSError as error:
        diagnostic = Diagnostic(
            code="picture-unreadable",
            message=f"The picture {image.source} cannot be read: {error.strerror}.",
            fix="Put it back and build again.",
            file=image.file,
        )
        raise SourceError(diagnostic) from error


def file_stem(image: Image) -> str:
    """Return the name of the file of ``image`` in an edition, without a suffix.

    It ends with the beginning of the digest of the content.
    """
    name = re.sub(r"[^a-z0-9]+", "-", image.file.stem.lower()).strip("-")[:40] or "picture"
    return f"{name}-{image.digest[:8]}"
