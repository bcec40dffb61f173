"""Read HTML and XHTML for comparison with its source, with the standard library's parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from publish.importing.original.encoded import text_of
from publish.importing.original.record import Kind, Original

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr", "param"]
)  # fmt: skip
_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
     "sub", "sup", "time", "tt", "u", "var", "picture", "ruby", "rb", "rt", "rtc", "rp", "map",
     "label", "output", "nobr", "svg", "image", "math"]
)  # fmt: skip
_SKIPPED = frozenset(["script", "style", "template", "title", "rp", "math", "head"])
_FORMS = frozenset(["button", "select", "textarea", "label", "legend"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary"])
_FALLBACKS = frozenset(["video", "audio", "iframe", "object", "canvas", "noscript"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BACK = frozenset(["↩", "↩︎", "↩️", "^", "↑", "⤴", "⏎", "←"])
_CALL = re.compile(r"[\s\[(]*(\d{1,4}|[a-z]{1,4}|[*†‡§¶]+)[\s\])]*", re.I)
_REMARK = re.compile(r"cmnt\d+")
"""The id of a comment's text in documents of Google Docs."""
_NOTES = frozenset(
    ["doc-endnotes", "doc-footnote", "doc-endnote", "footnote", "footnotes", "endnotes", "endnote",
     "rearnotes", "rearnote"]
)  # fmt: skip
_GENERATED = frozenset(["pagebreak", "doc-pagebreak", "toc", "landmarks", "page-list", "doc-toc"])
_NEAR = 80
"""How many open elements are searched for the one that a tag ends."""


class _Open:
    """An open element: its name, and what changes at its end."""

    __slots__ = ("before", "link", "name", "skip")

    def __init__(self, name: str, before: Kind, *, skip: bool) -> None:
        self.name, self.before, self.skip = name, before, skip
        self.link: tuple[str, int] | None = None


def read(file: Path) -> Original:
    """Return the content of the page ``file``.  Raises :class:`OriginalError`."""
    found = Original(unit="line")
    Reader(found).read(file.name, text_of(file), whole=True)
    return found


class Reader(HTMLParser):
    """Reads documents one after the other into ``found``; positions are lines."""

    def __init__(self, found: Original) -> None:
        super().__init__(convert_charrefs=True)
        self.found = found
        self._begin("")

    def read(self, part: str, text: str, *, whole: bool) -> None:
        """Read a document, with the name ``part``; ``whole`` is a page of a web site."""
        self.found.part, self.found.heading = part, ""
        self._begin(text if whole else "")
        self.feed(text)
        self.close()
        self._flush()
        self.reset()

    def _begin(self, page: str) -> None:
        """Set the state before a document; ``page`` is empty if all of it is the text."""
        self._main = ""
        if re.search(r"<main\b|role=[\"']?main\b", page, re.I):
            self._main = "main"
        elif len(re.findall(r"<article\b", page, re.I)) == 1:
            self._main = "article"
        self._whole = bool(page)
        self.kind = Kind.PAGE if self._main else Kind.PARAGRAPH
        self._open: list[_Open] = []
        self._text: list[str] = []
        self._seen: set[str] = set()
        self._skips = self._svg = self._line = 0
        self._heading = self._remark = False

    # ---------------------------------------------------------------- events of the parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = tag.rpartition(":")[2]
        if name in _VOID:
            self._void(name, given)
            return
        if name not in _INLINE:
            self._flush()
        terms = set(f"{given.get('role', '')} {given.get('epub:type', '')}".split())
        skip = bool(name in _SKIPPED and not self._svg) or bool(terms & _GENERATED)
        skip = skip and name != "body"
        one = _Open(name, self.kind, skip=skip)
        self._open.append(one)
        self._skips += skip
        if self._skips:
            return
        if name == "a":
            self._remark = self._remark or bool(_REMARK.fullmatch(given.get("id", "")))
            one.link = (given.get("href", ""), len(self._text))
        elif name == "svg":
            self._svg += 1
            if given.get("aria-hidden") != "true":
                self._picture("svg", given.get("aria-label", ""))
        elif name == "image" and self._svg:
            self._picture(given.get("xlink:href") or given.get("href", ""), "")
        kind = self._kind(name, given, terms)
        if kind is not self.kind:
            self._flush()
            self.kind = kind
        self._heading = name in _HEADINGS or self._heading

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag.rpartition(":")[2] not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if not any(one.name == name for one in self._open[-_NEAR:]):
            return
        if name not in _INLINE:
            self._flush()
        while self._open:
            one = self._open.pop()
            self._close(one)
            if one.name == name:
                return

    def handle_data(self, data: str) -> None:
        if not self._skips and (not self._svg or self.kind is Kind.ALT):
            if not self._text:
                self._line = self.getpos()[0]
            self._text.append(data)

    # ---------------------------------------------------------------- what they mean

    def _close(self, one: _Open) -> None:
        self._skips -= one.skip
        if one.link is not None and not self._skips:
            self._link(*one.link)
        if one.name == "svg":
            self._svg = max(0, self._svg - 1)
        elif one.name in _HEADINGS:
            self._heading = False
        if one.before is not self.kind:
            self._flush()
            self.kind = one.before

    def _kind(self, name: str, given: dict[str, str], terms: set[str]) -> Kind:
        """Return the kind of the words in an element."""
        here = self.kind
        if "hidden" in given or _UNSHOWN.search(given.get("style", "")):
            return Kind.HIDDEN if here is not Kind.PAGE else here
        if self._main and (name == self._main or self._main in terms):
            return Kind.PARAGRAPH
        if here in (Kind.HIDDEN, Kind.PAGE):
            return here
        if self._svg:
            return Kind.ALT if name in ("title", "desc") else here
        if name not in _INLINE and (terms & _NOTES or "footnote" in given.get("class", "").lower()):
            return Kind.NOTE
        if name == "nav" or (self._whole and self._is_furniture(name, terms)):
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

    def _is_furniture(self, name: str, terms: set[str]) -> bool:
        """Return whether an element belongs to the page of a site, not to its text."""
        if terms & _ROLES:
            return True
        inner = ("article", "main", "section", "figure", "blockquote")
        return name in ("header", "footer") and not any(
            one.name in inner for one in self._open[:-1]
        )

    def _void(self, name: str, given: dict[str, str]) -> None:
        if name == "br" and not self._skips:
            self._text.append(" ")
        elif name == "hr":
            self._flush()
        elif name == "img" and not self._skips:
            address = given.get("data-src") or given.get("src") or given.get("srcset", "")
            self._picture(address, given.get("alt", ""))

    def _picture(self, address: str, alt: str) -> None:
        repeated = self.kind is Kind.EMBEDDED and address in self._seen  # in <noscript>
        if self.kind in (Kind.PAGE, Kind.HIDDEN) or repeated:
            return
        self._seen.add(address)
        self.found.number = self.getpos()[0]
        self.found.add_picture(address)
        self.found.add(Kind.ALT, alt)

    def _link(self, target: str, start: int) -> None:
        """Take a link; the number of a note's call, or the arrow back, isn't text."""
        words = "".join(self._text[start:]).strip()
        if "#" in target and "://" not in target:
            if words in _BACK or _CALL.fullmatch(words):
                del self._text[start:]
        elif target and self.kind not in (Kind.PAGE, Kind.HIDDEN):
            self.found.number = self.getpos()[0]
            self.found.add_link(target, words)

    def _flush(self) -> None:
        """End a passage."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        self.found.number = self._line
        kind = self.kind
        if self._heading and kind is Kind.PARAGRAPH:
            kind = Kind.HEADING
        self.found.add(Kind.COMMENT if self._remark else kind, text)
        self._remark = False
