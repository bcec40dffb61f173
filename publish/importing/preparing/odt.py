"""Prepare ODT (ISO/IEC 26300): pandoc reads little of it, so it is written as HTML.

pandoc drops fields, shapes, text boxes, spans of cells, header rows, lists in notes, and more.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.errors import Severity, SourceError
from publish.importing.markers import ANY, Marks
from publish.importing.preparing.odt_blocks import Blocks
from publish.importing.preparing.odt_inlines import Lines, anchors_in
from publish.importing.preparing.odt_pictures import OdtPictures
from publish.importing.preparing.odt_styles import TEXT, Styles
from publish.importing.preparing.office import core, people, subjects, usual
from publish.importing.preparing.xml import Archive, decoded, local, parsed, words
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning

if TYPE_CHECKING:
    from lxml import etree

_OPENING = frozenset({"title", "subtitle", "author", "date"})
_FIRST = 20
"""The number of paragraphs among which the title is looked for."""


def prepare(file: Path) -> Prepared:
    """Return the document ``file``, prepared.  Raises :class:`SourceError`."""
    archive = Archive(file)
    data = archive.text("content.xml")
    if data is None:
        message = "The file isn't an OpenDocument text."
        raise SourceError.at(file, 0, "unreadable", message, "Save it as ODT in LibreOffice.")
    if b"encryption-data" in (archive.text("META-INF/manifest.xml") or b""):
        fix = "Save it without a password."
        raise SourceError.at(file, 0, "unreadable", "The file has a password.", fix)
    root = _root(file, data, "content.xml")
    more = archive.text("styles.xml")
    styles_root = _root(file, more, "styles.xml") if more else None
    styles = Styles(styles_root, root)
    counts: Counter[str] = Counter()
    for element in root.iter(f"{TEXT}span", f"{TEXT}p", f"{TEXT}h"):
        tag = styles.language(element) or styles.default
        counts[tag] += len("".join(map(str, element.itertext())))
    document = usual(counts, styles.default)
    marks = Marks()
    opening = _opening(root, styles)
    pictures = OdtPictures(file, archive, marks)
    lines = Lines(
        styles,
        marks,
        pictures,
        document,
        boxes=lambda element: blocks.inside(element),
        anchors=anchors_in(root),
    )
    blocks = Blocks(lines, styles)
    body = next((one for one in root.iter() if local(one) == "text" and _in_body(one)), root)
    html = blocks.inside(body)
    return Prepared(
        file=file,
        data=f"<!DOCTYPE html><html><body>{''.join(lines.notes)}{html}</body></html>".encode(),
        kind="html",
        front=_front(_meta(file, archive), opening, document),
        picture=pictures.read,
        spans=marks.spans,
        roles=marks.roles,
        remarks=marks.remarks,
        comments=marks.comments,
        warnings=tuple(_warnings(styles_root, contents=blocks.has_contents)),
    )


def _root(file: Path, data: bytes, name: str) -> etree._Element:
    return parsed(file, ANY.sub("", decoded(data)).encode(), name)


def _in_body(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "body"


def _front(front: Front, opening: dict[str, list[str]], document: str) -> Front:
    return replace(
        front,
        language=document,
        title=" ".join(opening.get("title", [])) or front.title,
        subtitle=" ".join(opening.get("subtitle", [])),
        authors=people(opening.get("author", [])) or front.authors,
        published=" ".join(opening.get("date", [])),
    )


def _warnings(styles: etree._Element | None, *, contents: bool) -> list[PlacedDiagnostic]:
    """Return warnings about the whole document."""
    found = []
    if contents:
        message = "The table of contents was left out: editions have their own."
        fix = "Nothing has to be done."
        found.append(import_warning("", "import-contents", message, fix, Severity.INFO))
    parts = styles.iter() if styles is not None else ()
    texts = [
        words(paragraph)
        for part in parts
        if local(part) in ("header", "footer", "header-left", "footer-left", "header-first")
        for paragraph in part.iter(f"{TEXT}p")
    ]
    told = dict.fromkeys(text for text in texts if not re.fullmatch(r"[\d\W_]*", text))
    if told:
        words_told = ", ".join(f"“{text}”" for text in told)
        message = f"Headers and footers were left out: {words_told[:500]}."
        fix = "Write in the text what readers need of them."
        found.append(import_warning("", "import-headers", message, fix, Severity.INFO))
    return found


def _opening(root: etree._Element, styles: Styles) -> dict[str, list[str]]:
    """Remove title, subtitle, authors and date from the text, and return them by role."""
    found: dict[str, list[str]] = {}
    for paragraph in list(root.iter(f"{TEXT}p", f"{TEXT}h"))[:_FIRST]:
        role = styles.role(paragraph)
        parent = paragraph.getparent()
        more = {"frame", "note", "annotation"} & {local(one) for one in paragraph.iter()}
        if role in _OPENING and parent is not None and local(parent) == "text" and not more:
            if words(paragraph):
                found.setdefault(role, []).append(words(paragraph))
            parent.remove(paragraph)
    return found


def _meta(file: Path, archive: Archive) -> Front:
    """Return the metadata of ``meta.xml`` (ISO/IEC 26300-3, 4.3 Metadata Elements)."""
    data = archive.text("meta.xml")
    fields: dict[str, str] = {}
    keywords: list[str] = []
    try:
        elements = list(parsed(file, data, "meta.xml").iter()) if data else []
    except SourceError:  # the text can still be read
        elements = []
    for element in elements:
        if local(element) in ("keyword", "subject"):
            keywords.append(words(element))
        elif local(element):
            fields[local(element)] = words(element)
    fields["creator"] = fields.get("initial-creator", "") or fields.get("creator", "")
    return core(fields, subjects(keywords))
