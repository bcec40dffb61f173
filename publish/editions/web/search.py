"""The search of a book: its page, and its index.

``search-index.js`` sets ``publish.index``, which ``search.js`` searches on ``search.html`` for what
the address gives as ``q``::

    {"language": "en",                          BCP 47
     "pages": [["chapter-1.html", "Fog"], ...],  address and title
     "sections": [[0, "fog-2", "The ferry"], ...],
     "passages": [[0, "fog-p-1", "The ferry ..."], ...]}

A section has the number of its page, the id of its heading and its words; the first of a page has
its title.  A passage, in reading order, has the number of its section, the id of its paragraph,
row, caption or alt text, and its words as they are written: a script that searches has to compare
them without marks and case (``normalize("NFKD")`` without ``\\p{M}``), by substring, since Chinese
and Japanese have no spaces.  The results go into ``#search-results``.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from publish.editions.web.json_data import script_data
from publish.editions.web.page import WebPage
from publish.xhtml.tree import Node

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: Elements at whose ends a passage ends.
_BLOCKS = HEADINGS | frozenset(
    ["p", "li", "dt", "dd", "tr", "pre", "figcaption", "caption", "figure", "section", "div",
     "blockquote", "aside", "ul", "ol", "dl", "table", "thead", "tbody", "header", "footer", "img"]
)  # fmt: skip

#: Elements after which a word ends.
_CELLS = frozenset({"td", "th", "br"})


class _Passage(Struct):
    """``words`` are pieces of text; ``heading`` says that it names what follows."""

    id: str
    heading: bool
    words: list[str]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def search_index(pages: Sequence[WebPage], language: str) -> bytes:
    """Return the index of ``pages`` as a script."""
    sections: list[tuple[int, str, str]] = []
    passages: list[tuple[int, str, str]] = []
    for number, page in enumerate(pages):
        sections.append((number, "", page.title))
        found = [_Passage("", False, [])]
        _collect(page.main, "", found)
        for one in found:
            if not (text := one.text):
                continue
            if one.heading and not page.title.endswith(text):
                sections.append((number, one.id, text))
            passages.append((len(sections) - 1, one.id, text))
    listed = [(page.name, page.title) for page in pages]
    return script_data(
        "index",
        {"language": language, "pages": listed, "sections": sections, "passages": passages},
    )


def _collect(nodes: Sequence[Node], own: str, out: list[_Passage]) -> None:
    """Add the passages of ``nodes``, inside the element with the id ``own``, to ``out``."""
    for node in nodes:
        if isinstance(node, str):
            out[-1].words.append(node)
        elif node.name == "nav" or node.get("role") in ("doc-noteref", "doc-backlink"):
            continue
        elif node.name == "math":
            out[-1].words.append(node.get("alttext"))
        elif node.name in _BLOCKS:
            inner = node.id or own
            out.append(_Passage(inner, node.name in HEADINGS, [node.get("alt")]))
            _collect(node.children, inner, out)
            out.append(_Passage(own, False, []))
        else:
            _collect(node.children, own, out)
            if node.name in _CELLS:
                out[-1].words.append(" ")
