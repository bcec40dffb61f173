"""Write the frame of a page of the contact sheet: its head, its menu, the links to other pages.

Words of sources are text of the tree, never markup, and each stands in an element of its own with
``dir="auto"``, so that no mark of direction in it reaches what stands next to it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from msgspec import Struct

from publish.xhtml.tree import Element, Node, element, serialise

#: The folder of all pages but the first.
FOLDER = "contact-sheet"

#: The pages that the menu leads to, by the words for them.
MENU = {
    "Overview": "index.html",
    "Titles A–Z": f"{FOLDER}/titles-1.html",
    "By conformance": f"{FOLDER}/conformance-1.html",
    "By time": f"{FOLDER}/time-1.html",
}

#: The most numbers of pages that a page leads to, besides its neighbours.
_NUMBERS = 50


class Page(Struct, frozen=True):
    """A page: ``file`` is its path in the output, ``batch`` the name of the batch.

    ``menu`` is :data:`MENU`, or one in which the overview is elsewhere.
    """

    file: str
    batch: str
    menu: dict[str, str]

    def link(self, file: str, fragment: str = "") -> str:
        """Return the relative address of ``file``, a path in the output."""
        up = "../" * self.file.count("/")
        return up + quote(file) + (f"#{fragment}" if fragment else "")

    def document(self, title: str, *content: Node) -> bytes:
        """Return the page; ``title`` says what it holds, ``content`` begins with its heading."""
        head = [
            element("meta", "", {"charset": "utf-8"}),
            element("title", f"{title} – {self.batch}"),
            _meta("viewport", "width=device-width, initial-scale=1"),
            _meta("color-scheme", "light dark"),
            element("link", "", {"rel": "icon", "href": "data:,"}),
            element("link", "", {"rel": "stylesheet", "href": self.link(f"{FOLDER}/sheet.css")}),
        ]
        masthead = [
            words("p", self.batch, {"class": "publication"}),
            element("nav", element("ul", self._menu()), {"aria-label": "Contact sheet"}),
        ]
        body = [
            element("a", "Skip to the content", {"class": "skip", "href": "#content"}),
            element("header", masthead, {"class": "masthead"}),
            element(
                "main",
                [one for one in content if one],
                {"id": "content", "tabindex": "-1"},
            ),
        ]
        whole = element("html", (element("head", head), element("body", body)), {"lang": "en"})
        return f"<!DOCTYPE html>\n{serialise(whole)}\n".encode()

    def _menu(self) -> list[Element]:
        return [
            element("li", self.to(file, word, {"href": self.link(file)}))
            for word, file in self.menu.items()
        ]

    def to(self, file: str, content: Node | Sequence[Node], given: dict[str, str]) -> Element:
        """Return a link; it says whether ``file`` is this page."""
        here = {"aria-current": "page"} if file == self.file else {}
        return element("a", content, {**given, **here})

    def pager(self, files: Sequence[str], marks: Sequence[str]) -> Element | str:
        """Return the links to the pages ``files`` of a list; ``marks`` say where each begins."""
        if len(files) < 2:
            return ""
        here = files.index(self.file)
        around = [
            element("a", word, {"href": self.link(files[place]), "rel": rel})
            for word, rel, place in (("← Previous", "prev", here - 1), ("Next →", "next", here + 1))
            if 0 <= place < len(files)
        ]
        numbers = [
            element(
                "li",
                self.to(
                    files[place],
                    (str(place + 1), words("span", f" {marks[place]}".rstrip(), {"class": "from"})),
                    {"href": self.link(files[place])},
                ),
            )
            for place in _shown(here, len(files))
        ]
        label = f"Pages: this is page {here + 1} of {len(files)}"
        parts = (
            element("p", around, {"class": "around"}),
            element("ul", numbers, {"class": "numbers"}),
        )
        return element("nav", parts, {"class": "pager", "aria-label": label})


def _shown(here: int, count: int) -> Iterator[int]:
    """Yield the places of the pages that page ``here`` leads to."""
    every = -(-count // _NUMBERS)
    for place in range(count):
        if place % every == 0 or place == count - 1 or abs(place - here) <= 2:
            yield place


def _meta(name: str, content: str) -> Element:
    return element("meta", "", {"name": name, "content": content})


def words(name: str, text: str, attributes: dict[str, str | None] | None = None) -> Element:
    """Return an element with ``text`` of a source, whatever its direction."""
    return element(name, text, {**(attributes or {}), "dir": "auto"})


def table(caption: str, heads: Iterable[Node], rows: Iterable[Node], kind: str) -> Element:
    """Return a table of the class ``kind``.

    Its roles are explicit because browsers drop the implicit ones where a narrow page stacks cells.
    """
    group = {"role": "rowgroup"}
    whole = (
        element("caption", caption),
        element("thead", element("tr", tuple(heads), {"role": "row"}), group),
        element("tbody", tuple(rows), group),
    )
    return element("table", whole, {"role": "table", "class": kind})


def title_id(title: str) -> str:
    """Return the id of the card of ``title``, the same in every run."""
    return f"t-{hashlib.sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def kind_stem(code: str) -> str:
    """Return the name of the pages with messages of the kind ``code``, without a number."""
    return f"{FOLDER}/message-{re.sub('[^a-z0-9]+', '-', code.lower())}"
