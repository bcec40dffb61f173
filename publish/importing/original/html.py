"""Read HTML and XHTML for comparison with its source."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.importing.original.container import name_of
from publish.importing.original.encoded import text_of
from publish.importing.original.record import Kind, Original

if TYPE_CHECKING:
    from lxml import etree

_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
     "sub", "sup", "time", "tt", "u", "var", "picture", "ruby", "rb", "rt", "rtc", "rp", "map",
     "label", "output", "nobr", "svg", "image", "math", "img", "br", "wbr", "input"]
)  # fmt: skip
_SKIPPED = frozenset(["script", "style", "template", "title", "rp", "math"])
_FORMS = frozenset(["button", "select", "textarea", "label", "legend"])
_TEXTS = frozenset(["article", "main", "section", "figure", "blockquote"])
"""Elements whose header and footer belong to the text."""
_TYPE, _HREF = "{http://www.idpf.org/2007/ops}type", "{http://www.w3.org/1999/xlink}href"
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary"])
_FALLBACKS = frozenset(["video", "audio", "iframe", "object", "canvas", "noscript"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LIST_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_BACK = frozenset(["↩", "↩︎", "↩️", "^", "↑", "⤴", "⏎", "←"])
_CALL = re.compile(r"[\s\[(]*(\d{1,4}|[a-z]{1,4}|[*†‡§¶]+)[\s\])]*", re.I)
_REMARK = re.compile(r"cmnt\d+|_?msocom_?\d+")
"""The id of a comment's text in documents of Google Docs and Word."""
_NOTES = frozenset(
    ["doc-endnotes", "doc-footnote", "doc-endnote", "footnote", "footnotes", "endnotes", "endnote",
     "rearnotes", "rearnote"]
)  # fmt: skip
_LABELS = frozenset(["colophon", "aside-title", "note-number", "description-link", "chapter-label"])
"""Classes of what editions write themselves (docs/design.md, The XHTML of an article)."""
_GENERATED = frozenset(["pagebreak", "doc-pagebreak", "toc", "landmarks", "page-list", "doc-toc"])
_FOLIOS = frozenset(["pagenum", "pageno", "page-number", "pagenumber", "page_number", "folio"])
"""Classes of the page numbers of a printed edition, which are no text."""


class _Open(Struct):
    """What an open element changes back at its end; ``start`` is where its words begin."""

    before: Kind
    skip: bool = False
    start: int = 0


def read(file: Path) -> Original:
    """Return the content of the page ``file``.  Raises :class:`OriginalError`."""
    found = Original(unit="line")
    root = tree_of(text_of(file))
    if root is not None:
        Reader(found).read(file.name, root, whole=True)
    return found


def tree_of(text: str) -> etree._Element | None:
    """Return the tree of HTML, repaired as in a browser; ``None`` if it is empty."""
    from lxml import etree

    text = _DECLARATION.sub("", text.replace("\0", ""), count=1)
    if not text.strip():
        return None
    parser = etree.HTMLParser(no_network=True, huge_tree=True, encoding="utf-8")
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return root if isinstance(root, etree._Element) else None


_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)


class Reader:
    """Reads the trees of documents one after the other into ``found``; positions are lines."""

    def __init__(self, found: Original) -> None:
        self.found = found

    def read(self, part: str, root: etree._Element, *, whole: bool) -> None:
        """Read a document, with the name ``part``; ``whole`` is a page of a web site."""
        from lxml import etree

        self.found.part, self.found.heading = part, ""
        self._whole, self._main = whole, _main(root) if whole else None
        self.kind = Kind.PARAGRAPH if self._main is None else Kind.PAGE
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._seen: set[str] = set()
        self._skips = self._svg = self._line = 0
        self._heading = self._remark = False
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._begin(name_of(element), element)
                self._add(element.text, element)
                continue
            if event == "end":
                self._end(name_of(element), element)
            if element is not root:
                self._add(element.tail, element)
        self._flush()

    def _begin(self, name: str, element: etree._Element) -> None:
        given = {str(key): str(value) for key, value in element.items()}
        terms = set(
            f"{given.get('role', '')} {given.get(_TYPE, given.get('epub:type', ''))}".split()
        )
        folio = bool(_FOLIOS & set((given.get("class") or "").lower().split()))
        folio = folio or bool(_LIST_MARKER.search(given.get("style", "")))
        skip = bool(name in _SKIPPED and not self._svg) or bool(terms & _GENERATED) or folio
        one = _Open(self.kind, skip=skip and name != "body")
        self._open.append(one)
        if name not in _INLINE:
            self._flush()
        self._skips += one.skip
        if self._skips:
            return
        self._object(name, given, element)
        kind = self._kind(name, given, terms, element)
        if kind is not self.kind:
            self._flush()
            self.kind = kind
        self._heading = name in _HEADINGS or self._heading
        one.start = len(self._text)

    def _end(self, name: str, element: etree._Element) -> None:
        one = self._open.pop()
        if name not in _INLINE:
            self._flush()
        self._skips -= one.skip
        if self._skips or one.skip:
            return
        if name == "a":
            self._link(str(element.get("href", "")), one.start, empty=not len(element))
        elif name == "svg":
            self._svg -= 1
        elif name in _HEADINGS:
            self._heading = False
        if one.before is not self.kind:
            self._flush()
            self.kind = one.before

    def _add(self, text: str | None, element: etree._Element) -> None:
        if text and not self._skips and (not self._svg or self.kind is Kind.ALT):
            if not self._text:
                self._line = _line_of(element)
            self._text.append(text)

    def _object(self, name: str, given: dict[str, str], element: etree._Element) -> None:
        """Take a picture, a break, or the name of a comment."""
        self.found.number = _line_of(element)
        match name:
            case "br":
                self._text.append(" ")
            case "img":
                address = given.get("data-src") or given.get("src") or given.get("srcset", "")
                self._picture(address, given.get("alt", ""))
            case "svg":
                self._svg += 1
                wraps = any(name_of(one) == "image" for one in element)
                if given.get("aria-hidden") != "true" and not wraps:
                    self._picture("svg", given.get("aria-label", ""))
            case "image" if self._svg:
                self._picture(given.get(_HREF) or given.get("xlink:href") or given.get("href", ""))
            case "a":
                self._remark = self._remark or bool(
                    _REMARK.fullmatch(given.get("id") or given.get("name", ""))
                )

    def _kind(
        self, name: str, given: dict[str, str], terms: set[str], element: etree._Element
    ) -> Kind:
        """Return the kind of the words in an element."""
        here = self.kind
        if "hidden" in given or _UNSHOWN.search(given.get("style", "")):
            return Kind.HIDDEN if here is not Kind.PAGE else here
        if element is self._main:
            return Kind.PARAGRAPH
        if here in (Kind.HIDDEN, Kind.PAGE):
            return here
        if self._svg:
            return Kind.ALT if name in ("title", "desc") else here
        if name not in _INLINE and (terms & _NOTES or "footnote" in given.get("class", "").lower()):
            return Kind.NOTE
        if name == "nav" or (self._whole and _is_furniture(name, terms, element)):
            return Kind.PAGE
        if _LABELS & set(given.get("class", "").split()) or _names_description(name, element):
            return Kind.PAGE
        if given.get("id") == "colophon" and given.get("class") == "imprint":
            return Kind.PAGE
        if name == "dialog" and "open" not in given:
            return Kind.HIDDEN
        if name in _FORMS:
            return Kind.FORM
        if name in _FALLBACKS:
            return Kind.EMBEDDED
        if name in ("td", "th"):
            return Kind.CELL
        return here

    def _picture(self, address: str, alt: str = "") -> None:
        repeated = self.kind is Kind.EMBEDDED and address in self._seen  # in <noscript>
        if self.kind in (Kind.PAGE, Kind.HIDDEN) or repeated or not address.strip():
            return
        self._seen.add(address)
        self.found.add_picture(address)
        self.found.add(Kind.ALT, alt)

    def _link(self, target: str, start: int, *, empty: bool) -> None:
        """Take a link; the number of a note's call, or the arrow back, isn't text."""
        target, words = target.strip(), "".join(self._text[start:]).strip()
        if not target or ("#" in target and "://" not in target):
            if words in _BACK or _CALL.fullmatch(words):
                del self._text[start:]
        elif (words or not empty) and self.kind not in (Kind.PAGE, Kind.HIDDEN):
            self.found.number = self._line
            self.found.add_link(target, words)

    def _flush(self) -> None:
        """End a passage."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        self.found.number = self._line
        kind = self.kind
        if self._heading and kind is Kind.NOTE:
            return  # of a list of notes, which editions name themselves
        if self._heading and kind is Kind.PARAGRAPH:
            kind = Kind.HEADING
        self.found.add(Kind.COMMENT if self._remark else kind, text)
        self._remark = False


def _line_of(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _main(root: etree._Element) -> etree._Element | None:
    """Return the element with the text of a page: its ``<main>``, or its only ``<article>``."""
    mains = [one for one in root.iter() if name_of(one) == "main" or one.get("role") == "main"]
    articles = list(root.iter("{*}article"))
    if mains:
        return mains[0]
    return articles[0] if len(articles) == 1 else None


def _names_description(name: str, element: etree._Element) -> bool:
    """Return whether an element only names the extended description of a picture."""
    if name == "summary":
        return any(name_of(one) == "figure" for one in element.iterancestors())
    parent = element.getparent()
    around = set((parent.get("class") or "").split()) if parent is not None else set()
    named = name in _HEADINGS or element.get("class") == "back"
    return named and bool(around & {"description", "descriptions"})


def _is_furniture(name: str, terms: set[str], element: etree._Element) -> bool:
    """Return whether an element belongs to the page of a site, not to its text."""
    if terms & _ROLES:
        return True
    return name in ("header", "footer") and not any(
        name_of(one) in _TEXTS for one in element.iterancestors()
    )
