"""Read DOCX (ISO/IEC 29500-1, transitional and strict) for comparison with its source."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.original.container import Parts, inside, name_of, value_of
from publish.importing.original.encoded import decoded
from publish.importing.original.html import tree_of
from publish.importing.original.record import NO_WORDS, Kind, Original, OriginalError, Place

if TYPE_CHECKING:
    from lxml import etree

_SPACES = frozenset(["tab", "ptab", "br", "cr"])
_KINDS = {
    "tc": Kind.CELL, "txbxContent": Kind.BOX, "footnote": Kind.NOTE, "endnote": Kind.NOTE,
    "comment": Kind.COMMENT,
}  # fmt: skip
_OUT = frozenset(["del", "moveFrom"])
"""Tracked changes whose content the accepted text doesn't have (17.13.5)."""
_GENERATED = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|NOTEREF|TOC|INDEX|TOA|SECTION)\b", re.I
)
"""Fields whose results are page numbers or lists that are generated (17.16.5)."""
_HYPERLINK = re.compile(r"\s*HYPERLINK\s+\"([^\"]+)\"", re.I)
_CONTENTS = re.compile(r"(toc|table of figures|tableoffigures|index)\s*\d?$", re.I)
_APART = frozenset([Kind.PAGE, Kind.COMMENT])
"""Passages whose pictures and links are left out with them."""
_SHOWN = frozenset(["drawing", "pict", "object"])
_OFF = frozenset(["0", "false", "off"])


class _Field(Struct):
    """A field that is open: its instruction, and whether its result is reached."""

    instruction: str = ""
    result: bool = False

    @property
    def hidden(self) -> bool:
        return not self.result or bool(_GENERATED.match(self.instruction))


class _Styles(Struct):
    """Styles that hide text, that of headings, and those of contents."""

    hidden: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)


class _Paragraph(Struct):
    """An open paragraph: its words by whether they are shown."""

    kind: Kind
    place: Place
    shown: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    parts = Parts(file)
    main = next(
        (target for kind, target in _relations(parts, "").values() if kind == "officeDocument"), ""
    )
    if main not in parts.names:
        raise OriginalError("it has no main document")
    related = _relations(parts, main)
    found = Original()
    styles = _Styles()
    for kind, target in related.values():
        if kind == "styles":
            styles = _styles(parts.tree(target))
    reader = _Reader(parts, styles, found)
    reader.read(main, Kind.PARAGRAPH)
    for wanted, start in (
        ("footnotes", Kind.NOTE),
        ("endnotes", Kind.NOTE),
        ("comments", Kind.COMMENT),
        ("header", Kind.PAGE),
        ("footer", Kind.PAGE),
    ):
        for kind, target in related.values():
            if kind == wanted:
                reader.read(target, start)
    return found


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the target of each relation of ``part`` (29500-2, 9.3), by its id."""
    folder, name = posixpath.split(part)
    root = parts.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for one in root if root is not None else ():
        target = value_of(one, "Target")
        if value_of(one, "TargetMode") != "External":
            target = inside(folder, target)
        kind = value_of(one, "Type").rpartition("/")[2]
        found[value_of(one, "Id")] = (kind, target)
    return found


def _styles(root: etree._Element | None) -> _Styles:
    found = _Styles()
    for style in root if root is not None else ():
        if name_of(style) != "style":
            continue
        own, name = value_of(style, "styleId"), ""
        for one in style.iter():
            tag = name_of(one)
            if tag == "name":
                name = value_of(one, "val").lower()
            elif tag == "vanish" and value_of(one, "val") not in _OFF:
                found.hidden.add(own)
            elif tag == "outlineLvl" and value_of(one, "val") != "9":
                found.headings.add(own)
        if name.startswith("heading ") or name == "title":
            found.headings.add(own)
        if _CONTENTS.match(name):
            found.contents.add(own)
    return found


class _Reader(Struct):
    """Reads the parts of one file; elements are told apart by their names alone."""

    parts: Parts
    styles: _Styles
    found: Original
    related: dict[str, tuple[str, str]] = field(default_factory=dict)
    kinds: list[Kind] = field(default_factory=list)
    open: list[_Paragraph] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    commented: dict[str, Place] = field(default_factory=dict)
    at: Place | None = None
    out: int = 0
    hidden: bool = False

    def read(self, part: str, kind: Kind) -> None:
        """Read a part whose paragraphs are of ``kind``."""
        from lxml import etree

        root = self.parts.tree(part)
        if root is None:
            return
        self.related = _relations(self.parts, part)
        self.found.part, self.found.number, self.found.heading = part, 0, ""
        self.kinds, self.open, self.fields, self.out, self.at = [kind], [], [], 0, None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = name_of(element)
            if event == "end":
                self._end(name)
            elif self._start(name, element):
                walk.skip_subtree()

    def _start(self, name: str, element: etree._Element) -> bool:
        """Begin an element; return whether its content is skipped."""
        if name == "t":
            self._words(element.text or "")
        elif name == "r":
            self.hidden = self._vanishes(element)
        elif name == "p":
            return self._paragraph(element)
        elif name in _SPACES:
            self._words(" ")
        elif name == "noBreakHyphen":
            self._words("-")
        elif name == "ruby":
            self._ruby(element)
            return True
        elif name == "delText" and self.open:
            self.open[-1].deleted.append(element.text or "")
        elif name in _KINDS:
            if value_of(element, "type") in ("separator", "continuationSeparator"):
                return True
            page = self.kinds[-1] is Kind.PAGE
            self.kinds.append(Kind.PAGE if page else _KINDS[name])
            self.at = self.commented.get(value_of(element, "id")) if name == "comment" else None
        elif name in _OUT:
            self.out += 1
        elif name in ("ins", "moveTo"):
            self.found.insertions += any(name_of(one) == "r" for one in element)
        elif name == "oMath":
            return True
        elif name == "Fallback":
            return any(name_of(one) == "Choice" for one in element.itersiblings(preceding=True))
        elif name == "sdt":
            return (
                any(
                    name_of(one) == "docPartGallery" and "ontents" in value_of(one, "val")
                    for one in element[0].iter()
                )
                if len(element)
                else False
            )
        else:
            self._object(name, element)
        return False

    def _object(self, name: str, element: etree._Element) -> None:
        """Take a field, a link or an object."""
        match name:
            case "instrText" if self.fields:
                self.fields[-1].instruction += element.text or ""
            case "fldChar":
                self._mark(value_of(element, "fldCharType"))
            case "fldSimple":
                self.fields.append(_Field(value_of(element, "instr"), result=True))
            case "hyperlink":
                self._link(element)
            case "commentReference":
                self.commented[value_of(element, "id")] = self.found.place()
            case "docPr":
                alt = value_of(element, "descr") or value_of(element, "title")
                plain = not any(name_of(one) == "decorative" for one in element.iter())
                self._add(Kind.ALT, alt if plain else "")
            case "blip":
                self._picture(value_of(element, "embed") or value_of(element, "link"))
            case "imagedata":
                self._picture(value_of(element, "id"))
                parent = element.getparent()
                self._add(Kind.ALT, value_of(parent, "alt") if parent is not None else "")
            case "chart" if value_of(element, "id"):
                self._chart(value_of(element, "id"))
            case "relIds":
                self._diagram(value_of(element, "dm"))
            case "OLEObject":
                target = self.related.get(value_of(element, "id"), ("", ""))[1]
                self._add(Kind.EMBEDDED, f"{value_of(element, 'ProgID')} {target}")
            case "altChunk" | "subDoc":
                self._chunk(self.related.get(value_of(element, "id"), ("", "?"))[1])

    def _end(self, name: str) -> None:
        if name == "p" and self.open:
            self._close(self.open.pop())
        elif name in _KINDS and len(self.kinds) > 1:
            self.kinds.pop()
        elif name in _OUT:
            self.out -= 1
        elif name == "fldSimple" and self.fields:
            self.fields.pop()
            self._words(" ")

    def _paragraph(self, element: etree._Element) -> bool:
        style = ""
        properties = element[0] if len(element) else None
        if properties is not None and name_of(properties) == "pPr":
            style = next((value_of(p, "val") for p in properties if name_of(p) == "pStyle"), "")
        self.found.number += 1
        kind = self.kinds[-1]
        if style in self.styles.headings and kind is Kind.PARAGRAPH:
            kind = Kind.HEADING
        elif style in self.styles.hidden and kind is Kind.PARAGRAPH:
            kind = Kind.HIDDEN
        if style in self.styles.contents:
            kind = Kind.PAGE
        self.open.append(_Paragraph(kind, self.at or self.found.place()))
        return False

    def _close(self, paragraph: _Paragraph) -> None:
        for kind, words in (
            (paragraph.kind, paragraph.shown),
            (Kind.DELETED, paragraph.deleted),
            (Kind.HIDDEN, paragraph.hidden),
        ):
            if words:
                self.found.add(kind, "".join(words), paragraph.place)

    def _words(self, text: str) -> None:
        if not self.open or any(one.hidden for one in self.fields):
            return
        paragraph = self.open[-1]
        if self.out:
            paragraph.deleted.append(text)
        elif self.hidden:
            paragraph.hidden.append(text)
        else:
            paragraph.shown.append(text)

    def _ruby(self, element: etree._Element) -> None:
        """Add a base and its reading, which stands before it in the file (17.3.3.25 ruby)."""
        for part in ("rubyBase", "rt"):
            inside = next((one for one in element if name_of(one) == part), ())
            runs = [one for child in inside for one in child.iter() if name_of(one) == "t"]
            self._words("".join(one.text or "" for one in runs))
            self._words(" ")

    def _vanishes(self, run: etree._Element) -> bool:
        """Return whether a run is hidden (17.3.2.41 vanish)."""
        properties = run[0] if len(run) else None
        if properties is None or name_of(properties) != "rPr":
            return False
        for one in properties:
            name = name_of(one)
            if name == "vanish":
                return value_of(one, "val") not in _OFF
            if name == "rStyle" and value_of(one, "val") in self.styles.hidden:
                return True
        return False

    def _mark(self, kind: str) -> None:
        """Begin, divide or end a field (17.16.18 fldChar)."""
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "separate":
            self.fields[-1].result = True
            if found := _HYPERLINK.match(self.fields[-1].instruction):
                self.found.add_link(found[1])
        elif self.fields and kind == "end":
            self.fields.pop()
            self._words(" ")

    def _add(self, kind: Kind, text: str) -> None:
        """Add an alt text or the like, unless it is in a header or comment, or was deleted."""
        if self.kinds[-1] not in _APART and not self.out:
            self.found.add(kind, text)

    def _picture(self, relation: str) -> None:
        if relation and self.kinds[-1] not in _APART and not self.out:
            target = self.related.get(relation, ("", "?"))[1]
            self.found.add_picture(target, self.parts.digest(target))

    def _link(self, element: etree._Element) -> None:
        """Add a link to another document, unless nothing is in it (17.16.22)."""
        kind, target = self.related.get(value_of(element, "id"), ("", ""))
        words = "".join(one.text or "" for one in element.iter() if name_of(one) == "t")
        shown = words.strip() or any(name_of(one) in _SHOWN for one in element.iter())
        if kind and shown and self.kinds[-1] not in _APART:
            anchor = value_of(element, "anchor")
            self.found.add_link(f"{target}#{anchor}" if anchor else target, words)

    def _chunk(self, target: str) -> None:
        """Add the paragraphs of a document of another format (17.17.2.1 altChunk)."""
        data = self.parts.data(target)
        root = tree_of(decoded(data)) if b"<" in data[:2000] else None
        if root is None or data.startswith((b"PK", b"{\\rtf")):
            self.found.add(Kind.EMBEDDED, target)
            return
        for one in root.iter("p", "h1", "h2", "h3", "li", "td", "th"):
            if not any(name_of(inner) == "p" for inner in one):
                self.found.add(Kind.PARAGRAPH, "".join(map(str, one.itertext())))

    def _chart(self, relation: str) -> None:
        """Add the words of a chart: title, names of series, categories (21.2)."""
        root = self.parts.tree(self.related.get(relation, ("", ""))[1])
        words: dict[str, None] = {}
        for one in root.iter() if root is not None else ():
            cached = name_of(one) == "v" and any(
                name_of(above) in ("cat", "tx") for above in one.iterancestors()
            )
            if (name_of(one) == "t" or cached) and one.text:
                words[one.text] = None
        self._add(Kind.CHART, " ".join(words) or NO_WORDS)

    def _diagram(self, relation: str) -> None:
        """Add the words of a SmartArt diagram (21.4)."""
        root = self.parts.tree(self.related.get(relation, ("", ""))[1])
        words = (
            [one.text or "" for one in root.iter() if name_of(one) == "t"]
            if (root is not None)
            else []
        )
        self._add(Kind.DIAGRAM, " ".join(words) or NO_WORDS)
