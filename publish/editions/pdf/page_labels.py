"""Name the pages of a PDF as they are numbered: Roman before the text of a book, else Arabic.

The numbers run on from the front matter to the text, so a page keeps its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from publish.editions.pdf.options import PdfSettings

#: The named pages of a book's front matter (``styles/pdf/themes/book.css``, ``sections.css``).
_FRONT = frozenset({"cover", "half-title", "title", "contents", "front", "untitled"})


def page_labels(pages: Iterable[tuple[str, bool]], settings: PdfSettings) -> bytes:
    """Return the dictionary of page labels (ISO 32000-1, 12.4.2).

    ``pages`` are the name of each page, and whether it is blank.
    """
    front = sum(1 for _ in takewhile(lambda page: page[1] or page[0] in _FRONT, pages))
    if not front or not settings.imprint:
        return b"<</Nums [0 <</S /D>>]>>"
    return b"<</Nums [0 <</S /r>> %d <</S /D /St %d>>]>>" % (front, front + 1)
