"""Prepare DOCX (ISO/IEC 29500-1): pandoc drops only languages and captions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.errors import SourceError
from publish.importing.markers import ANY, DECORATIVE, Marks
from publish.importing.preparing.office import core, differs, subjects, tag_of, usual
from publish.importing.preparing.xml import Archive, local, parsed, within, words, written
from publish.importing.records import Front, Prepared

if TYPE_CHECKING:
    from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_CAPTIONS = frozenset({"caption", "image caption", "table caption"})


def prepare(file: Path) -> Prepared:
    """Return the document ``file``, prepared.  Raises :class:`SourceError`."""
    archive = Archive(file)
    if "word/document.xml" not in archive.names():
        message = "The file isn't a Word document."
        raise SourceError.at(
            file, 0, "unreadable", message, "Save it as DOCX in Word or LibreOffice."
        )
    styles = archive.text("word/styles.xml")
    languages, captions, default = _styles(parsed(file, styles, "styles.xml") if styles else None)
    roots = {}
    for name in _PARTS:
        data = archive.text(name)
        if data is not None:
            roots[name] = parsed(file, ANY.sub("", data.decode("utf-8", "replace")).encode(), name)
    counts: Counter[str] = Counter()
    for root in roots.values():
        for run in root.iter(f"{_W}r"):
            counts[_tag(run, languages) or default] += len(_text(run))
    document = usual(counts, default)
    marks = Marks()
    for root in roots.values():
        _mark(root, marks, languages, captions, document)
    front = replace(_core(file, archive), language=document)
    changed = {name: written(root) for name, root in roots.items()}
    return Prepared(
        file=file,
        data=archive.repacked(changed, "word/media/"),
        kind="docx",
        front=front,
        picture=lambda address: archive.picture(within("word", address)),
        spans=marks.spans,
        roles=marks.roles,
        remarks=marks.remarks,
        comments=marks.comments,
        parts=marks.parts,
    )


def _styles(root: etree._Element | None) -> tuple[dict[str, str], frozenset[str], str]:
    """Return the language of each style, the styles of captions, and the document's language."""
    languages: dict[str, str] = {}
    captions: set[str] = set()
    default = ""
    if root is None:
        return languages, frozenset(), default
    for found in root.iterfind(f"{_W}docDefaults//{_W}lang"):
        default = found.get(f"{_W}val", "")
    for style in root.iterfind(f"{_W}style"):
        identity = style.get(f"{_W}styleId", "")
        for found in style.iterfind(f"{_W}rPr/{_W}lang"):
            languages[identity] = tag_of(found.get(f"{_W}val", ""))
        name = style.find(f"{_W}name")
        if name is not None and name.get(f"{_W}val", "").lower() in _CAPTIONS:
            captions.add(identity)
        if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
            default = languages.get(identity, "") or default
    return languages, frozenset(captions), tag_of(default)


def _tag(run: etree._Element, languages: dict[str, str]) -> str:
    """Return the language of a run or of its style (17.3.2.20 lang)."""
    for found in run.iterfind(f"{_W}rPr/{_W}lang"):
        tag = tag_of(found.get(f"{_W}val", ""))
        if tag:
            return tag
    for found in run.iterfind(f"{_W}rPr/{_W}rStyle"):
        return languages.get(found.get(f"{_W}val", ""), "")
    return ""


def _text(run: etree._Element) -> str:
    return "".join(piece.text or "" for piece in run.iterfind(f"{_W}t"))


def _mark(
    root: etree._Element,
    marks: Marks,
    languages: dict[str, str],
    captions: frozenset[str],
    document: str,
) -> None:
    for run in root.iter(f"{_W}r"):
        pieces = run.findall(f"{_W}t")
        tag = _tag(run, languages)
        if pieces and differs(tag, document) and any(char.isalpha() for char in _text(run)):
            before, after = marks.language(tag)
            pieces[0].text = before + (pieces[0].text or "")
            pieces[-1].text = (pieces[-1].text or "") + after
    for paragraph in root.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and style.get(f"{_W}val") in captions:
            first = next(paragraph.iter(f"{_W}t"), None)
            if first is not None:
                first.text = marks.role("caption") + (first.text or "")
    _anchor(root)
    for drawing in root.iter():
        if local(drawing) == "decorative" and drawing.get("val") in ("1", "true"):
            parent = drawing.getparent()
            while parent is not None and local(parent) != "docPr":
                parent = parent.getparent()
            if parent is not None:
                parent.set("descr", DECORATIVE)


def _anchor(root: etree._Element) -> None:
    """Move bookmarks around paragraphs into the first of them, where pandoc finds them."""
    linked = {link.get(f"{_W}anchor") for link in root.iter(f"{_W}hyperlink")}
    for bookmark in list(root.iter(f"{_W}bookmarkStart")):
        parent = bookmark.getparent()
        if parent is None or parent.tag == f"{_W}p" or bookmark.get(f"{_W}name") not in linked:
            continue
        for after in bookmark.itersiblings():
            paragraph = next(after.iter(f"{_W}p"), None)
            if paragraph is None:
                continue
            place = 1 if len(paragraph) and paragraph[0].tag == f"{_W}pPr" else 0
            number = bookmark.get(f"{_W}id", "0")
            paragraph.insert(place, paragraph.makeelement(f"{_W}bookmarkEnd", {f"{_W}id": number}))
            paragraph.insert(place, bookmark)
            break


def _core(file: Path, archive: Archive) -> Front:
    """Return the metadata of ``docProps/core.xml`` (ISO/IEC 29500-2, 11 Core Properties)."""
    data = archive.text("docProps/core.xml")
    fields: dict[str, str] = {}
    if data is not None:
        for element in parsed(file, data, "core.xml"):
            fields[local(element)] = words(element)
    return core(fields, subjects([fields.get("keywords", ""), fields.get("subject", "")]))
