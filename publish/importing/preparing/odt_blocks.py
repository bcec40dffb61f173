"""Write the blocks of an OpenDocument text as HTML (ISO/IEC 26300-3, 5 and 9)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.preparing.odt_inlines import Lines
from publish.importing.preparing.odt_pictures import is_shape
from publish.importing.preparing.odt_styles import TABLE, TEXT, Level, Styles, number_in
from publish.importing.preparing.xml import local, words

if TYPE_CHECKING:
    from lxml import etree

_INDEXES = frozenset({
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
    "alphabetical-index",
})  # fmt: skip
_GROUPS = frozenset({"table-rows", "table-row-group", "table-header-rows"})
_IMAGES = re.compile(r'(?:<a href="[^"<>]*+">)?<img [^<>]*+>(?:</a>)?')
_MOST = 60
"""The most times that a cell or row is repeated; spreadsheets fill pages with empty ones."""


class Blocks(Struct):
    """The blocks of a document on their way to HTML."""

    lines: Lines
    styles: Styles
    level: int = 0
    list_style: str = ""
    has_contents: bool = False
    ends: dict[tuple[str, int], int] = field(default_factory=dict)

    def inside(self, element: etree._Element) -> str:
        """Return the blocks in an element as HTML."""
        found: list[str] = []
        code: list[str] = []
        quoted = False
        for child in element:
            if not isinstance(child.tag, str):
                continue
            role = self.styles.role(child) if local(child) == "p" else ""
            if role != "code" and code:
                found.append(_code(code))
                code = []
            if quoted and role != "quotation":
                found.append("</blockquote>")
            elif role == "quotation" and not quoted:
                found.append("<blockquote>")
            quoted = role == "quotation"
            if role == "code" and words(child):
                code.append(self.lines.content(child).replace("<br>", "\n"))
                found += self.lines.behind
                self.lines.behind = []
            else:
                found.append(self._block(child, role))
        found += [_code(code)] if code else []
        found += ["</blockquote>"] if quoted else []
        return "".join(found)

    def _block(self, element: etree._Element, role: str) -> str:
        name = local(element)
        if is_shape(element):
            return self._paragraph_of(self.lines.shape(element), "")
        if name in ("p", "h"):
            return self._paragraph(element, role)
        if name == "list":
            return self._list(element)
        if name == "table":
            return self._table(element)
        if name in _INDEXES:
            self.has_contents = True
            return ""
        if name == "section" and _is_hidden(element):
            return f"<p>{self.lines.hide(element)}</p>"
        if name in ("section", "index-body", "bibliography", "numbered-paragraph", "index-title"):
            return self.inside(element)
        if name == "page-sequence":
            return self.inside(element)
        return ""

    def _paragraph(self, element: etree._Element, role: str) -> str:
        if _is_hidden(element) or self.styles.hidden(element):
            return f"<p>{self.lines.hide(element)}</p>"
        text = self.lines.formatted(element)
        if local(element) == "h":
            level = min(max(number_in(element, f"{TEXT}outline-level", 1), 1), 6)
            return self._paragraph_of(text, "", f"h{level}")
        return self._paragraph_of(text, role)

    def _paragraph_of(self, text: str, role: str, tag: str = "p") -> str:
        """Return a paragraph, with what was anchored to it behind it; before a caption."""
        behind, self.lines.behind = "".join(self.lines.behind), []
        if role == "caption":
            images = "".join(f"<p>{image}</p>" for image in _IMAGES.findall(text))
            behind, text = images + behind, _IMAGES.sub("", text)
            text = _without_breaks(text)
        elif tag != "p" and "<img " in text:
            images = "".join(f"<p>{image}</p>" for image in _IMAGES.findall(text))
            behind, text = images + behind, _IMAGES.sub("", text)
        if role in ("caption", "term", "meaning") and text.strip():
            text = self.lines.marks.role(role) + text
        bare = text.strip()
        if bare.startswith("<math") and bare.endswith("</math>") and bare.count("<math") == 1:
            text = text.replace("<math", '<math display="block"', 1)
        paragraph = f"<{tag}>{text}</{tag}>" if text.strip() else ""
        return behind + paragraph if role == "caption" else paragraph + behind

    def _list(self, element: etree._Element) -> str:
        """Return a list; its headings, which LibreOffice numbers, stay headings."""
        style, self.list_style = self.list_style, element.get(f"{TEXT}style-name", "")
        self.list_style = self.list_style or style
        self.level += 1
        items = [one for one in element if local(one) in ("list-item", "list-header")]
        if items and all(_is_heading(one) for one in items):
            found = "".join(self.inside(one) for one in items)
        else:
            found = self._items(element, items)
        self.level -= 1
        self.list_style = style
        return found

    def _items(self, element: etree._Element, items: list[etree._Element]) -> str:
        level = self.styles.level(self.list_style, self.level)
        key = (self.list_style, self.level)
        continued = element.get(f"{TEXT}continue-numbering") == "true"
        continued = continued or element.get(f"{TEXT}continue-list") is not None
        number = self.ends.get(key, level.start) if continued else level.start
        tight = all(_is_tight(item) for item in items)
        found = []
        for index, item in enumerate(items):
            given = item.get(f"{TEXT}start-value", "")
            if given.isdecimal() and level.ordered:
                number = int(given[:9])
                found.append("</ol>" if index else "")
                found.append(f'<ol start="{number}">')
            elif not index:
                found.append(_opening(level, number))
            inside = self.inside(item)
            found.append(f"<li>{_unwrapped(inside) if tight else inside}</li>")
            number += local(item) == "list-item"
        self.ends[key] = number
        found.append("</ol>" if level.ordered else "</ul>")
        return "".join(found) if items else ""

    def _table(self, table: etree._Element) -> str:
        """Return a table; a table inside one of its cells is a table too."""
        level, style, self.level, self.list_style = self.level, self.list_style, 0, ""
        rows = self._rows(table, head=False)
        self.level, self.list_style = level, style
        behind, self.lines.behind = "".join(self.lines.behind), []
        titles = "".join(
            f"<p>{self.lines.marks.role('caption')}{escape(words(one))}</p>"
            for one in table
            if local(one) in ("title", "desc") and words(one)
        )
        return f"{titles}<table>{rows}</table>{behind}" if rows else ""

    def _rows(self, parent: etree._Element, *, head: bool) -> str:
        found = []
        for child in parent:
            name = local(child)
            if name in _GROUPS:
                rows = self._rows(child, head=head or name == "table-header-rows")
                group = name == "table-header-rows"
                found.append(f"<thead>{rows}</thead>" if group else rows)
            elif name == "table-row":
                cells = self._cells(child, head=head or (not found and self._is_head(child)))
                times = number_in(child, f"{TABLE}number-rows-repeated", 1)
                found += [f"<tr>{cells}</tr>"] * min(times if words(child) else 1, _MOST)
        return "".join(found)

    def _is_head(self, row: etree._Element) -> bool:
        """Return whether all filled cells of a row have LibreOffice's style for headers."""
        paragraphs = [one for one in row.iter(f"{TEXT}p") if words(one)]
        return bool(paragraphs) and all(self.styles.role(one) == "head" for one in paragraphs)

    def _cells(self, row: etree._Element, *, head: bool) -> str:
        found = []
        tag = "th" if head else "td"
        for cell in row:
            if local(cell) != "table-cell":
                continue
            spans = "".join(
                f' {html}="{number}"'
                for html, name in (("colspan", "columns"), ("rowspan", "rows"))
                if (number := number_in(cell, f"{TABLE}number-{name}-spanned", 1)) > 1
            )
            inside = self.inside(cell)
            times = number_in(cell, f"{TABLE}number-columns-repeated", 1)
            found += [f"<{tag}{spans}>{inside}</{tag}>"] * min(times, _MOST)
        return "".join(found)


def _opening(level: Level, number: int) -> str:
    if not level.ordered:
        return "<ul>"
    return f'<ol start="{number}">' if number != 1 else "<ol>"


def _is_heading(item: etree._Element) -> bool:
    """Return whether an item of a list holds only a heading, or lists of headings."""
    blocks = [one for one in item if isinstance(one.tag, str) and local(one) != "soft-page-break"]
    return bool(blocks) and all(
        local(one) == "h" or (local(one) == "list" and all(map(_is_heading, one))) for one in blocks
    )


def _is_tight(item: etree._Element) -> bool:
    """Return whether an item has one paragraph, perhaps with lists after it."""
    kinds = [local(one) for one in item if local(one) in ("p", "list", "h", "table")]
    return kinds.count("p") <= 1 and not set(kinds) & {"h", "table"}


def _without_breaks(text: str) -> str:
    """Return ``text`` without white space and line breaks at its ends."""
    lines = text.split("<br>")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return "<br>".join(lines[filled[0] : filled[-1] + 1]).strip() if filled else ""


def _unwrapped(inside: str) -> str:
    """Return an item without the element of its only paragraph."""
    found = re.match(r"<p>(.*?)</p>", inside, re.S)
    return found[1] + inside[found.end() :] if found else inside


def _code(lines: list[str]) -> str:
    text = "\n".join(lines)
    return f"<pre><code>{text}</code></pre>"


def _is_hidden(element: etree._Element) -> bool:
    """Return whether a section or paragraph isn't displayed (19.797 text:display)."""
    display = element.get(f"{TEXT}display", "true")
    hidden = element.get(f"{TEXT}is-hidden") == "true"
    if local(element) == "section":
        return display == "none" or (display == "condition" and hidden)
    return any(
        one.get(f"{TEXT}is-hidden") == "true" for one in element.iter(f"{TEXT}hidden-paragraph")
    )
