"""Write the lines of an OpenDocument text as HTML (ISO/IEC 26300-3, 6 and 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import Severity
from publish.importing.markers import NUMBERED, Marks
from publish.importing.preparing.odt_pictures import OdtPictures, is_shape
from publish.importing.preparing.odt_styles import HREF, TEXT, Styles, number_in
from publish.importing.preparing.office import differs
from publish.importing.preparing.xml import local, words
from publish.runtime.pandoc import joined

if TYPE_CHECKING:
    from lxml import etree

_ANCHORS = frozenset({"bookmark", "bookmark-start", "reference-mark", "reference-mark-start"})
_REFERENCES = frozenset({"bookmark-ref", "reference-ref"})
_COUNTED = "sequence-ref"
_UNSEEN = frozenset({
    "change", "change-start", "change-end", "annotation-end", "soft-page-break", "bookmark-end",
    "reference-mark-end", "toc-mark", "toc-mark-start", "toc-mark-end", "user-index-mark",
    "alphabetical-index-mark", "alphabetical-index-mark-start", "alphabetical-index-mark-end",
    "user-index-mark-start", "user-index-mark-end", "script", "title", "desc", "event-listeners",
    "variable-decls", "sequence-decls", "user-field-decls", "dde-connection-decls", "forms",
    "number", "tracked-changes", "meta-field-decls",
})  # fmt: skip
"""Elements without text for readers."""
_SPACE = re.compile(r"[ \t\r\n]+")


class Lines(Struct):
    """The lines of a document on their way to HTML.

    ``boxes`` writes the blocks of text boxes.  ``anchors`` are the names of bookmarks.
    ``behind`` are blocks that follow the paragraph that is being written, ``notes`` those at the
    start of the document.
    """

    styles: Styles
    marks: Marks
    pictures: OdtPictures
    document: str
    boxes: Callable[[etree._Element], str]
    anchors: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    def content(self, element: etree._Element) -> str:
        """Return what is in an element as HTML, with marks of other languages."""
        pieces = [_plain(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                pieces.append(self._child(child))
            pieces.append(_plain(child.tail))
        return "".join(pieces)

    def formatted(self, element: etree._Element) -> str:
        """Return what is in a paragraph or span, with its type and language."""
        text = self.content(element)
        if self.styles.hidden(element) and local(element) == "span":
            return self.hide(element)
        if not text.strip():
            return text
        tag = self.styles.language(element)
        if differs(tag, self.document) and any(map(str.isalpha, words(element))):
            before, after = self.marks.language(tag)
            text = f"{before}{text}{after}"
        for mark in self.styles.marks(element):
            text = f"<{mark}>{text}</{mark}>"
        return text

    def hide(self, element: etree._Element) -> str:
        """Return a remark on hidden words."""
        message = f"Hidden words were left out: “{words(element)[:200]}”."
        fix = "Write them where they belong, if readers need them."
        return self.marks.remark("import-hidden", message, fix) if words(element) else ""

    def _child(self, child: etree._Element) -> str:
        name = local(child)
        if is_shape(child):
            return self.shape(child)
        if name in _UNSEEN:
            return ""
        if name in _ANCHORS:
            return f'<span id="{escape(child.get(f"{TEXT}name", ""))}"></span>'
        match name:
            case "span":
                return self.formatted(child)
            case "s":
                return " " * min(number_in(child, f"{TEXT}c", 1), 100)
            case "tab":
                return " "
            case "line-break":
                return "<br>"
            case "note":
                return self._note(child)
            case "annotation":
                return self._comment(child)
            case "ruby":
                return self._ruby(child)
            case "hidden-text":
                return self._hidden_field(child)
            case "a":
                return self._link(child)
        return self._field(child, name)

    def _field(self, child: etree._Element, name: str) -> str:
        """Return what a field shows, as a link if it refers to a bookmark."""
        text = self.content(child)
        target = child.get(f"{TEXT}ref-name", "")
        if name == "sequence" and target:  # the number of a caption (7.4.13)
            return f'<span id="{escape(target)}"></span>{text}'
        if name in (*_REFERENCES, _COUNTED) and child.get(f"{TEXT}reference-format") == "page":
            message = f"A reference gives the page “{text[:20]}” of the document."
            fix = "Editions have other pages: refer to a heading or figure."
            return text + self.marks.remark("import-page-number", message, fix)
        if name == _COUNTED and text:
            number = re.sub(r"\d+", lambda found: f"{NUMBERED}{found[0]}", text, count=1)
            return f'<a href="#{escape(target)}">{number}</a>'
        if name in _REFERENCES and text and target in self.anchors:
            return f'<a href="#{escape(target)}">{text}</a>'
        return text

    def _link(self, child: etree._Element) -> str:
        """Return a link; ``draw:a`` is one around a picture."""
        text = self.content(child)
        target = child.get(HREF, "")
        if not target or not text:
            return text
        return f'<a href="{escape(target.partition("|")[0])}">{text}</a>'

    def _hidden_field(self, child: etree._Element) -> str:
        hidden = child.get(f"{TEXT}string-value", "") or words(child)
        message = f"Hidden words were left out: “{hidden[:200]}”."
        fix = "Write them where they belong, if readers need them."
        return self.marks.remark("import-hidden", message, fix, Severity.INFO) if hidden else ""

    def _ruby(self, child: etree._Element) -> str:
        """Return a ruby (6.4) as its base and, in brackets, its reading."""
        base, reading = "", ""
        for one in child:
            if local(one) == "ruby-base":
                base = self.content(one)
            elif local(one) == "ruby-text":
                reading = self.content(one)
        return f"{base}({reading})" if reading.strip() else base

    def _note(self, child: etree._Element) -> str:
        """Return the call of a note, whose text goes to the start of the document."""
        number = len(self.notes) + 1
        self.notes.append("")
        body = next((one for one in child if local(one) == "note-body"), None)
        behind, self.behind = self.behind, []
        text = self.boxes(body) if body is not None else ""
        self.behind = behind
        self.notes[number - 1] = f'<div data-note="{number}">{text}</div>'
        return f'<span data-note="{number}"></span>'

    def _comment(self, child: etree._Element) -> str:
        """Return the mark of a comment (14.1 annotation)."""
        author = next((words(one) for one in child if local(one) == "creator"), "")
        texts = [words(one) for one in child.iter(f"{TEXT}p", f"{TEXT}h")]
        return self.marks.comment(author, "\n".join(filter(None, texts)))

    def shape(self, frame: etree._Element) -> str:
        """Return the picture of a frame or shape; text in it goes behind the paragraph."""
        found = self.pictures.shown(frame, self.styles)
        blocks = "".join(self.boxes(box) for box in self.pictures.boxes(frame))
        shows = found or "<img " in blocks
        if blocks:
            message = "The words of a text box stand here, after the paragraph that it belongs to."
            fix = "Move them, or put them between “:::{sidebar} Title” and “:::”."
            remark = self.marks.remark("import-box", message, fix, Severity.INFO)
            self.behind.append(f"<p>{remark}</p>{blocks}" if not shows else blocks)
        if found and frame.get(f"{TEXT}anchor-type", "as-char") not in ("as-char", ""):
            self.behind.append(f"<p>{found}</p>")
            return ""
        return found


def anchors_in(root: etree._Element) -> frozenset[str]:
    """Return the names of all bookmarks."""
    return frozenset(one.get(f"{TEXT}name", "") for one in root.iter() if local(one) in _ANCHORS)


def _plain(text: str | None) -> str:
    return joined(escape(_SPACE.sub(" ", text))) if text else ""
