"""Page breaks, where the PDF of the same build has them (EPUB Accessibility 1.1, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from publish.editions.epub.documents import Document
from publish.model.ids import page_id, title_id
from publish.xhtml.escape import Attributes, element

#: What a page can begin with: a sentence, or a block that stands before its first sentence.  The
#: others tell where the notes and the descriptions are, which stand elsewhere in the PDF.
_STARTS = re.compile(
    r'<(?P<name>span class="s"|header|figure|table|pre|blockquote|h[1-6]|section|footer|details'
    r'|/details)(?=[\s>])(?:[^<>]*?\sid="(?P<id>[^"]+)")?[^<>]*>'
)


class Break(Struct, frozen=True):
    """``page`` begins at the marker ``id`` in the file ``name``."""

    page: int
    name: str
    id: str


def with_breaks(
    documents: Sequence[Document], pages: Mapping[str, int], word: str, marks: Attributes
) -> tuple[tuple[Document, ...], tuple[Break, ...]]:
    """``documents`` with a marker where each page begins, and the markers.

    ``pages`` gives the page of each id.  A marker stands before the first sentence that starts on
    its page; a page on which none of the running text starts (one of the descriptions at the end,
    which stand with their figures here) has none.  ``word`` is "Page" with its ``marks``.
    """
    taken = {own for one in documents for own in one.ids}
    made: list[Document] = []
    breaks: list[Break] = []
    current = 0
    for one in documents:
        pieces, done = [], 0
        for place, own in _starts(one.body):
            page = pages.get(own, 0)
            if page <= current:
                continue
            current = page
            name = page_id(page)
            while name in taken:
                name += "-"
            breaks.append(Break(page, one.name, name))
            pieces += [one.body[done:place], _marker(name, f"{word} {page}", marks)]
            done = place
        made.append(replace(one, body="".join([*pieces, one.body[done:]])))
    return tuple(made), tuple(breaks)


def _starts(body: str) -> Iterator[tuple[int, str]]:
    """The places in the markup where a page can begin, with the ids that tell which."""
    folded = noted = False
    for found in _STARTS.finditer(body):
        name, own = found["name"], found["id"] or ""
        if name.endswith("details"):
            folded = name == "details"
        elif name == "section":
            noted = own == "notes"
        elif name == "footer":
            noted = False
            yield found.end(), title_id(own)  # before its heading
        elif own and not folded and not noted:
            yield (found.end() if name == "header" else found.start()), own


def _marker(own: str, label: str, marks: Attributes) -> str:
    return element(
        "span",
        attributes={
            "epub:type": "pagebreak",
            "role": "doc-pagebreak",
            "id": own,
            "aria-label": label,
            **marks,
        },
    )
