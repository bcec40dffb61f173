"""Prepare ODT (ISO/IEC 26300): pandoc drops languages, alt texts, titles and some formulas."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY, Marks
from publish.importing.preparing.office import core, differs, subjects, tag_of, usual
from publish.importing.preparing.xml import Archive, local, parsed, within, words, written
from publish.importing.records import Front, Prepared
from publish.model import Contributor

if TYPE_CHECKING:
    from lxml import etree

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _TEXT, _FO = f"{_NS}style:1.0}}", f"{_NS}text:1.0}}", f"{_NS}xsl-fo-compatible:1.0}}"
_DRAW, _SVG = f"{_NS}drawing:1.0}}", f"{_NS}svg-compatible:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ROLES = {
    "caption": "caption", "figurecaption": "caption", "tablecaption": "caption",
    "illustration": "caption", "figure": "caption", "drawing": "caption", "table": "caption",
    "preformatted_20_text": "code", "definition_20_term": "term",
    "definition_20_definition": "meaning",
    "definition_20_term_20_tight": "term", "definition_20_definition_20_tight": "meaning",
}  # fmt: skip
"""The roles of paragraphs by the names of their styles in LibreOffice and pandoc."""
_OPENING = {"title": "title", "subtitle": "subtitle", "author": "author", "date": "date"}


def prepare(file: Path) -> Prepared:
    """Return the document ``file``, prepared.  Raises :class:`SourceError`."""
    archive = Archive(file)
    data = archive.text("content.xml")
    if data is None:
        message = "The file isn't an OpenDocument text."
        raise SourceError.at(file, 0, "unreadable", message, "Save it as ODT in LibreOffice.")
    root = parsed(file, ANY.sub("", data.decode("utf-8", "replace")).encode(), "content.xml")
    more = archive.text("styles.xml")
    styles = _Styles(parsed(file, more, "styles.xml") if more else None, root)
    counts: Counter[str] = Counter()
    for element in _passages(root):
        tag = styles.language(element.get(f"{_TEXT}style-name", "")) or styles.default
        counts[tag] += len("".join(map(str, element.itertext())))
    document = usual(counts, styles.default)
    marks = Marks()
    opening = _opening(root, styles)
    for element in _passages(root):
        _mark(element, marks, styles, document)
    for frame in root.iter(f"{_DRAW}frame"):
        _describe(frame, marks)
    front = replace(_meta(file, archive), language=document)
    authors = tuple(Contributor(name) for name in opening.get("author", []))
    front = replace(
        front,
        title=" ".join(opening.get("title", [])) or front.title,
        subtitle=" ".join(opening.get("subtitle", [])),
        authors=authors or front.authors,
        published=" ".join(opening.get("date", [])),
    )
    return Prepared(
        file=file,
        data=archive.repacked({"content.xml": written(root)}, "Pictures/"),
        kind="odt",
        front=front,
        picture=lambda address: archive.picture(within("", address)),
        spans=marks.spans,
        roles=marks.roles,
        remarks=marks.remarks,
        comments=marks.comments,
        parts=marks.parts,
    )


class _Styles:
    """Languages and names of the styles, including inherited ones."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self.default = ""
        self._languages: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        for root in roots:
            if root is not None:
                self._read(root)

    def _read(self, root: etree._Element) -> None:
        for style in root.iter(f"{_STYLE}style", f"{_STYLE}default-style"):
            tag = ""
            for found in style.iterfind(f"{_STYLE}text-properties"):
                language, country = found.get(f"{_FO}language", ""), found.get(f"{_FO}country", "")
                known = country and country not in ("none", "ZZ")
                tag = tag_of(f"{language}-{country}") if known else tag_of(language)
            if local(style) == "default-style":
                if style.get(f"{_STYLE}family") == "paragraph":
                    self.default = tag or self.default
                continue
            name = style.get(f"{_STYLE}name", "")
            if tag:
                self._languages[name] = tag
            self._parents[name] = style.get(f"{_STYLE}parent-style-name", "")

    def language(self, name: str) -> str:
        return next(
            (self._languages[one] for one in self._line(name) if one in self._languages), ""
        )

    def role(self, name: str, known: dict[str, str]) -> str:
        return next((known[one.lower()] for one in self._line(name) if one.lower() in known), "")

    def _line(self, name: str) -> list[str]:
        """Return a style and those that it inherits from, at most 20 (they could form a circle)."""
        line: list[str] = []
        while name and len(line) < 20:
            line.append(name)
            name = self._parents.get(name, "")
        return line


def _passages(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{_TEXT}span", f"{_TEXT}p", f"{_TEXT}h"))


def _opening(root: etree._Element, styles: _Styles) -> dict[str, list[str]]:
    """Remove title, subtitle, authors and date from the text, and return them by role."""
    found: dict[str, list[str]] = {}
    for paragraph in list(root.iter(f"{_TEXT}p", f"{_TEXT}h"))[:20]:
        role = styles.role(paragraph.get(f"{_TEXT}style-name", ""), _OPENING)
        parent = paragraph.getparent()
        if role and parent is not None and local(parent) == "text" and words(paragraph):
            found.setdefault(role, []).append(words(paragraph))
            parent.remove(paragraph)
    return found


def _mark(element: etree._Element, marks: Marks, styles: _Styles, document: str) -> None:
    style = element.get(f"{_TEXT}style-name", "")
    tag = styles.language(style)
    if differs(tag, document) and any(char.isalpha() for char in words(element)):
        before, after = marks.language(tag)
        element.text = before + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + after
        else:
            element.text += after
    role = styles.role(style, _ROLES) if local(element) == "p" else ""
    pictured = any(local(one) == "frame" for one in element.iter())
    if role and words(element) and not pictured:
        element.text = marks.role(role) + (element.text or "")


def _describe(frame: etree._Element, marks: Marks) -> None:
    """Put a placeholder for the alt text, and write the path of a formula as LibreOffice does.

    pandoc turns ``svg:title`` into an id and drops ``svg:desc``.
    """
    from lxml import etree

    title, description = frame.find(f"{_SVG}title"), frame.find(f"{_SVG}desc")
    alt = words(description) or words(title)
    for one in (title, description):
        if one is not None:
            frame.remove(one)
    if alt:
        etree.SubElement(frame, f"{_SVG}title").text = marks.alt(alt)
    for found in frame.iterfind(f"{_DRAW}object"):
        address = found.get(_HREF, "").rstrip("/")
        if address and not address.startswith("./"):
            found.set(_HREF, f"./{address}")


def _meta(file: Path, archive: Archive) -> Front:
    """Return the metadata of ``meta.xml`` (ISO/IEC 26300, 4.3 Metadata Elements)."""
    data = archive.text("meta.xml")
    fields: dict[str, str] = {}
    keywords: list[str] = []
    for element in parsed(file, data, "meta.xml").iter() if data else ():
        if local(element) in ("keyword", "subject"):
            keywords.append(words(element))
        elif local(element):
            fields[local(element)] = words(element)
    fields["creator"] = fields.get("initial-creator", "") or fields.get("creator", "")
    return core(fields, subjects(keywords))
