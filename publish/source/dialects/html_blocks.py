"""Convert blocks of HTML to the tokens of Markdown.

CommonMark ends most blocks of HTML at an empty line (0.31, 4.6), so an element may begin in one
block and end in another, with Markdown between them.  The words in a block of HTML are read as
Markdown too, as pandoc does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from markdown_it.token import Token
from msgspec import Struct

from publish.runtime.spans import line_numbers
from publish.source.dialects.attributes import split_anchors
from publish.source.dialects.html import Tag, tag_at, unclosed
from publish.source.dialects.refusal import refused

_PIECE = re.compile(r"<!--|<[!?]|</?[A-Za-z]|[^<]+|<")
_PRE_END = re.compile(r"</pre\s*>", re.I)
_TAGS = re.compile(r"<[^<>]*>")
_BREAKS = re.compile(r"(?:\s|<br\s*/?>)*", re.I)
_GROUPS = frozenset(
    ["div", "section", "article", "main", "center", "header", "footer", "nav", "hgroup", "address"]
)  # fmt: skip
_TOKENS = {
    "ul": "bullet_list", "ol": "ordered_list", "dl": "dl", "blockquote": "blockquote",
    "li": "list_item", "dd": "dd", "table": "html_table", "tr": "html_row", "td": "html_cell",
    "th": "html_cell", "figure": "figure_group",
}  # fmt: skip
"""The tokens of elements that have some; those of tables are ours."""
_STRAY = {"ul": "list_item", "ol": "list_item", "dl": "dd"}
"""Items for text that stands between the items of a list."""
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TEXTS = frozenset(("p", "figcaption", "caption", "summary", "dt", *_HEADINGS))
"""Elements of which the text up to the end is one run of inlines."""
_ITEMS, _CELLS = frozenset(("li", "dt", "dd")), frozenset(("td", "th"))
_PARTS = frozenset(("thead", "tbody", "tfoot"))
_ENDED = {
    **dict.fromkeys(_ITEMS, _ITEMS | {"p"}),
    **dict.fromkeys(_CELLS, _CELLS | {"p"}),
    "tr": _CELLS | {"p", "tr"},
    **dict.fromkeys(_PARTS, _CELLS | _PARTS | {"p", "tr"}),
}
"""The elements that a start tag ends where their end tag is left out (HTML, 13.1.2.4)."""
_KEPT = frozenset(("id", "lang", "start", "colspan", "rowspan"))
_BLOCKS = frozenset(
    ("details", "aside", "hr", "pre", "listing", "col", "colgroup", *_GROUPS, *_TOKENS, *_TEXTS,
     *_PARTS)
)  # fmt: skip
_OPTIONAL_END = frozenset(("p", "tr", "colgroup", *_ITEMS, *_CELLS, *_PARTS, *_GROUPS))


_DEEPEST = 200
"""How many open elements are looked at for the one that an end tag closes."""


class _Open(Struct):
    """An open element (``tag``), or a block of Markdown (``None``); ``close`` is its last token."""

    tag: Tag | None
    line: int
    opening: Token | None = None
    close: str = ""


def convert(tokens: Iterable[Token]) -> list[Token]:
    """Return block ``tokens`` with those of HTML converted."""
    tokens = list(tokens)
    if not any(token.type == "html_block" for token in tokens):
        return tokens
    builder = _Builder()
    for token in tokens:
        if token.type == "html_block" or builder.is_indented(token):
            builder.read(token)
        else:
            builder.keep(token)
    builder.end_texts()
    builder.leave_all()
    return builder.out


class _Builder:
    """Builds tokens; ``out`` are those so far, ``stack`` the elements that are open."""

    def __init__(self) -> None:
        self.out: list[Token] = []
        self.stack: list[_Open] = []
        self.text: list[str] = []
        self.line = self.text_line = 0

    def is_indented(self, token: Token) -> bool:
        """Return whether ``token`` is HTML inside an element, whose indentation looks like code."""
        inside = token.type == "code_block" and self.stack and self.stack[-1].tag
        return bool(inside) and token.content.lstrip().startswith("<")

    def keep(self, token: Token) -> None:
        """Add a token of Markdown."""
        if self.text:
            self.end_texts()
        if token.nesting < 0:
            self.leave_all()
            if self.stack:
                self.stack.pop()
        elif token.nesting > 0:
            self.stack.append(_Open(None, self.line))
        if token.map:
            self.line = token.map[0]
        self.out.append(token)

    def leave_all(self) -> None:
        """Close the elements that end with the block around them."""
        while self.stack and self.stack[-1].tag:
            self.leave_open()

    def refuse(self, token: Token, line: int) -> None:
        token.map = [line, line + 1]
        self.out.append(token)

    def push(
        self, kind: str, nesting: Literal[-1, 0, 1], attributes: Mapping[str, str] | None = None
    ) -> Token:
        token = Token(kind, "", nesting, attrs=dict(attributes or {}), block=True)
        if nesting >= 0:
            token.map = [self.line, self.line + 1]
        self.out.append(token)
        return token

    def read(self, token: Token) -> None:
        """Add what a block of HTML becomes."""
        text, place = token.content, 0
        line_at = line_numbers(text)
        self.line = first = token.map[0] if token.map else 0
        while place < len(text):
            piece = _PIECE.match(text, place)
            written = piece[0] if piece else text[place]
            self.line = first + line_at(place) - 1
            if written == "<!--":
                end = text.find("-->", place + 2)
                if end < 0:
                    self.end_texts()
                    self.refuse(unclosed_comment(), self.line)
                    return
                place = end + 3
            elif (tag := tag_at(text, place)) and tag.name in _BLOCKS:
                place += len(tag.written)
                if tag.name == "pre" and not tag.closing:
                    place = self.preformatted(text, place)
                else:
                    self.tag(tag)
            elif written in ("<!", "<?"):
                end = text.find(">", place) + 1
                self.end_texts()
                message = "A declaration of HTML or another language can't be published."
                self.refuse(refused("html", message, "Delete it."), self.line)
                place = end or len(text)
            elif tag:
                self.add_text(tag.written)
                place += len(tag.written)
            else:
                self.add_text(written)
                place += len(written)
        self.end_texts(within=True)

    def add_text(self, written: str) -> None:
        if not self.text:
            self.text_line = self.line + written[: len(written) - len(written.lstrip())].count("\n")
        self.text.append(written)

    def preformatted(self, text: str, place: int) -> int:
        """Add the code of a ``<pre>``; return the position after it."""
        self.end_texts()
        end = _PRE_END.search(text, place)
        code = text[place : end.start() if end else len(text)]
        token = self.push("code_block", 0)
        token.content = html.unescape(_TAGS.sub("", code)).removeprefix("\n").rstrip("\n") + "\n"
        return end.end() if end else len(text)

    def taken(self) -> str:
        """Return the text so far, which is taken out."""
        written = "\n".join(line.strip() for line in "".join(self.text).strip().split("\n"))
        self.text.clear()
        return "" if _BREAKS.fullmatch(written) else written

    def end_texts(self, *, within: bool = False) -> None:
        """Make the text so far a paragraph, unless it is in a heading or the like."""
        top = self.stack[-1].tag if self.stack else None
        if within and top and top.name in _TEXTS:
            self.text.append("\n")
            return
        if written := self.taken():
            names, written = split_anchors(written)
            for name in names:
                self.push("myst_target", 0).content = name
            if not written:
                return
            item = _STRAY.get(top.name if top else "", "")
            if item:
                self.push(f"{item}_open", 1)
            tight = item or (top and top.name in ("li", *_CELLS))
            self.inline("paragraph", written, hidden=bool(tight))
            if item:
                self.push(f"{item}_close", -1)

    def inline(self, kind: str, written: str, name: str = "", *, hidden: bool = False) -> None:
        opening = self.push(f"{kind}_open", 1)
        opening.map, opening.hidden = [self.text_line, self.text_line + 1], hidden
        opening.tag = name
        run = self.push("inline", 0)
        run.content = written
        run.map = [self.text_line, self.text_line + 1 + written.count("\n")]
        self.push(f"{kind}_close", -1)

    def tag(self, tag: Tag) -> None:
        """Add a tag of a block."""
        if tag.closing:
            self.closed(tag)
            return
        self.end_texts()
        if tag.name in ("hr", "col"):
            if tag.name == "hr":
                self.push("hr", 0)
            return
        top = self.stack[-1].tag if self.stack else None
        while top and top.name in _ENDED.get(tag.name, ()):
            self.leave()
            top = self.stack[-1].tag if self.stack else None
        opened = _Open(tag, self.line)
        attributes = {name: tag.attributes[name] for name in _KEPT if tag.attributes.get(name)}
        if tag.name == "th":
            attributes["header"] = "true"
        elif tag.name == "tr" and top and top.name == "thead":
            attributes["head"] = "true"
        kind = _TOKENS.get(tag.name, "")
        if tag.name in ("details", "aside"):
            opened.opening = self.push("directive_open", 1)
            opened.opening.meta = directive("admonition" if tag.name == "details" else "sidebar")
            opened.close = "directive_close"
        elif kind or (tag.name in _GROUPS and attributes):
            opened.opening = self.push(f"{kind or 'group'}_open", 1, attributes)
            opened.close = f"{kind or 'group'}_close"
        elif tag.name == "listing" and (file := tag.attributes.get("file-name")):
            self.text_line = self.line
            self.inline("paragraph", f"`{file}`")
        self.stack.append(opened)

    def leave(self) -> None:
        opened = self.stack.pop()
        if opened.close:
            self.push(opened.close, -1)

    def leave_open(self) -> None:
        """Close the innermost element; refuse it if its end tag may not be left out."""
        opened = self.stack[-1]
        self.leave()
        if opened.tag and opened.tag.name not in _OPTIONAL_END:
            self.refuse(unclosed(opened.tag), opened.line)

    def closed(self, tag: Tag) -> None:
        """Close the element that ``tag`` ends, and those inside it whose end may be left out."""
        top = self.stack[-1].tag if self.stack else None
        if top and top.name == tag.name and tag.name in _TEXTS:
            self.text_ends(top)
            return
        self.end_texts()
        for place in range(len(self.stack) - 1, max(len(self.stack) - _DEEPEST, 0) - 1, -1):
            opened = self.stack[place].tag
            if opened is None:
                break
            if opened.name == tag.name:
                while len(self.stack) > place + 1:
                    self.leave_open()
                if tag.name == "listing":
                    self.listing_caption(opened)
                self.leave()
                return
        if tag.name not in _OPTIONAL_END:
            self.refuse(unclosed(tag), self.line)

    def text_ends(self, tag: Tag) -> None:
        """Add the text of a heading, a paragraph, a summary, a caption or a term."""
        written = self.taken()
        around = self.stack[-2] if len(self.stack) > 1 else None
        self.stack.pop()
        if tag.name in _HEADINGS:
            self.inline("heading", written, tag.name)
            if name := tag.attributes.get("id"):
                self.out[-3].attrs["id"] = name
        elif tag.name in ("dt", "caption"):
            self.inline(tag.name, written)
        elif tag.name == "summary" and around and around.opening and around.opening.meta:
            around.opening.meta["argument"] = " ".join(written.split())
        elif written:
            self.inline("paragraph", written)

    def listing_caption(self, tag: Tag) -> None:
        """Add the number and caption of a listing (mdBook)."""
        number, caption = (tag.attributes.get(name, "") for name in ("number", "caption"))
        parts = [f"Listing {number}" if number else "", caption]
        if text := ": ".join(filter(None, parts)):
            self.text_line = self.line
            self.inline("paragraph", text)


def directive(name: str, title: str = "", *, titled: bool = True) -> dict[str, object]:
    """Return the ``meta`` of a token ``directive_open``."""
    return {"name": name, "argument": title, "options": [], "closed": True, "titled": titled}


def unclosed_comment() -> Token:
    """Return the refusal of a comment without an end: what follows could be secret."""
    message = "The comment <!-- doesn't end in its paragraph or block."
    fix = "Write --> where it ends, with no empty line before it, or begin it on a line of its own."
    return refused("comment", message, fix, "<!--")
