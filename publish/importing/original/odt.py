"""Read ODT (ISO/IEC 26300-1) for comparison with its source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.original.container import Parts, inside, name_of, value_of
from publish.importing.original.record import NO_WORDS, Kind, Original, OriginalError, Place

if TYPE_CHECKING:
    from lxml import etree

_KINDS = {
    "table-cell": Kind.CELL, "covered-table-cell": Kind.CELL, "note-body": Kind.NOTE,
    "annotation": Kind.COMMENT, "text-box": Kind.BOX, "deletion": Kind.DELETED,
    "custom-shape": Kind.BOX, "rect": Kind.BOX, "ellipse": Kind.BOX, "line": Kind.BOX,
    "polygon": Kind.BOX, "path": Kind.BOX, "connector": Kind.BOX, "caption": Kind.BOX,
    "header": Kind.PAGE, "footer": Kind.PAGE, "header-left": Kind.PAGE, "footer-left": Kind.PAGE,
    "header-first": Kind.PAGE, "footer-first": Kind.PAGE,
}  # fmt: skip
_SKIPPED = frozenset(
    ["note-citation", "page-number", "page-count", "page-variable-get", "change-info",
     "table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index",
     "user-index", "forms", "scripts", "sender-initials", "automatic-styles", "font-face-decls",
     "page-continuation", "binary-data", "event-listeners", "sequence-decls", "variable-decls",
     "chapter"]
)  # fmt: skip
"""Elements without words of the text: generated numbers and lists, authors of comments."""
_ABOUT = ("{http://purl.org/dc/", "{urn:oasis:names:tc:opendocument:xmlns:meta:")
"""Metadata of a comment or change: its author and date."""
_SPACES = frozenset(["s", "tab", "line-break", "ruby-text"])
_ALTS = frozenset(["title", "desc"])
_APART = frozenset([Kind.PAGE, Kind.COMMENT])
"""Passages whose pictures and links are left out with them."""


class _Paragraph(Struct):
    kind: Kind
    place: Place
    words: list[str] = field(default_factory=list)


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    parts = Parts(file)
    content, styles = parts.tree("content.xml"), parts.tree("styles.xml")
    if content is None:
        raise OriginalError("it has no content.xml")
    found = Original()
    hidden = _hidden(content) | (_hidden(styles) if styles is not None else set())
    reader = _Reader(parts, hidden, found)
    body = next((one for one in content if name_of(one) == "body"), content)
    reader.read("content.xml", body, Kind.PARAGRAPH)
    for one in styles if styles is not None else ():
        if name_of(one) == "master-styles":
            reader.read("styles.xml", one, Kind.PAGE)
    return found


def _hidden(root: etree._Element) -> set[str]:
    """Return the names of styles whose text isn't shown (20.255 text:display)."""
    return {
        value_of(style, "name")
        for style in root.iter()
        if name_of(style) == "style"
        and any(
            name_of(one) == "text-properties" and value_of(one, "display") == "none"
            for one in style
        )
    }


class _Reader(Struct):
    """Reads the parts of one file; elements are told apart by their names alone."""

    parts: Parts
    hidden: set[str]
    found: Original
    kinds: list[Kind] = field(default_factory=list)
    open: list[_Paragraph] = field(default_factory=list)
    unseen: int = 0

    def read(self, part: str, root: etree._Element, kind: Kind) -> None:
        """Read what is in ``root`` of a part; its paragraphs are of ``kind``."""
        from lxml import etree

        self.found.part, self.found.number, self.found.heading = part, 0, ""
        self.kinds, self.open, self.unseen = [kind], [], 0
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walk:
            name = name_of(element)
            if event == "start":
                if name in _SKIPPED or not name or str(element.tag).startswith(_ABOUT):
                    skipped = element
                    walk.skip_subtree()
                    continue
                self._start(name, element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._end(name, element)
            if element is not root:
                self._words(element.tail or "", element)

    def _start(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h"):
            self._paragraph(name, element)
        elif name in _SPACES:
            self._words(" ", element)
        elif name in _KINDS:
            page = self.kinds[-1] is Kind.PAGE
            self.kinds.append(Kind.PAGE if page else _KINDS[name])
        elif name in ("insertion", "format-change"):
            self.found.insertions += name == "insertion"
        elif name in _ALTS and self._drawn(element):
            if self.kinds[-1] not in _APART:
                self.found.add(Kind.ALT, element.text or "")
            return
        elif name == "image":
            self._picture(value_of(element, "href"))
        elif name in ("object", "object-ole"):
            self._inner(value_of(element, "href"))
        elif name == "a" and self.kinds[-1] not in _APART:
            target = value_of(element, "href")
            if "://" in target or target.startswith("mailto:"):
                self.found.add_link(target, "".join(map(str, element.itertext())))
        if self._invisible(name, element):
            self.unseen += 1
        self._words(element.text or "", element)

    def _end(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h") and self.open:
            one = self.open.pop()
            self.found.add(one.kind, "".join(one.words), one.place)
        elif name in _KINDS and len(self.kinds) > 1:
            self.kinds.pop()
        if self._invisible(name, element):
            self.unseen -= 1

    def _paragraph(self, name: str, element: etree._Element) -> None:
        self.found.number += 1
        kind = self.kinds[-1]
        if name == "h" and kind is Kind.PARAGRAPH:
            kind = Kind.HEADING
        if self.unseen or self._invisible(name, element):
            kind = Kind.HIDDEN
        self.open.append(_Paragraph(kind, self.found.place()))

    def _invisible(self, name: str, element: etree._Element) -> bool:
        """Return whether an element hides its text (7.7.11, 7.7.12, 5.4)."""
        if name in ("hidden-text", "hidden-paragraph"):
            return value_of(element, "is-hidden") != "false"
        if name == "section":
            return value_of(element, "display") == "none"
        return name in ("span", "p", "h") and value_of(element, "style-name") in self.hidden

    def _words(self, text: str, element: etree._Element) -> None:
        if not text or not self.open:
            return
        if name_of(element) in _ALTS and self._drawn(element):
            return
        paragraph = self.open[-1]
        if self.unseen and paragraph.kind is not Kind.HIDDEN:
            self.found.add(Kind.HIDDEN, text, paragraph.place)
        else:
            paragraph.words.append(text)

    def _drawn(self, element: etree._Element) -> bool:
        parent = element.getparent()
        return parent is not None and "drawing" in str(parent.tag)

    def _picture(self, address: str) -> None:
        if self.kinds[-1] in _APART or not address:
            return
        name = inside("", address)
        if name.startswith("ObjectReplacements"):
            return
        self.found.add_picture(address, self.parts.digest(name))

    def _inner(self, address: str) -> None:
        """Add the words of an object: a chart (19.3 chart:chart), or a document; not a formula."""
        root = self.parts.tree(inside("", address) + "/content.xml")
        names = {name_of(one) for one in root.iter()} if root is not None else set[str]()
        if "math" in names or self.kinds[-1] in _APART:
            return
        if root is None or not names & {"chart", "spreadsheet"}:
            self.found.add(Kind.EMBEDDED, address)
            return
        words = dict.fromkeys(
            "".join(map(str, one.itertext())) for one in root.iter() if name_of(one) == "p"
        )
        kind = Kind.EMBEDDED if "spreadsheet" in names else Kind.CHART
        self.found.add(kind, " ".join(words) or NO_WORDS)
