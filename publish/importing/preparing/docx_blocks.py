"""Put the blocks of a Word document where pandoc reads them.

pandoc drops text boxes in lines, cells beyond the grid of a table, and imported documents
(ISO/IEC 29500-1, 17.17.2 altChunk).  A text box, or a picture that stands beside the text, becomes
blocks after the paragraph to which it is anchored.
"""

from __future__ import annotations

import email
import email.policy
import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from publish.errors import Severity
from publish.importing.markers import Marks
from publish.importing.preparing.docx_package import Package, R, Relations, W
from publish.importing.preparing.docx_styles import Styles
from publish.importing.preparing.xml import local, remove, words

if TYPE_CHECKING:
    from lxml import etree

_BLOCKS = frozenset({f"{W}p", f"{W}tbl", f"{W}sdt", f"{W}customXml", f"{W}altChunk"})


def hoist(root: etree._Element, styles: Styles, marks: Marks) -> None:
    """Move text boxes and anchored pictures behind their paragraphs."""
    for drawing in reversed(list(root.iter(f"{W}drawing", f"{W}pict", f"{W}object"))):
        owner = next(drawing.iterancestors(f"{W}p"), None)
        run = next(drawing.iterancestors(f"{W}r"), None)
        if owner is None or run is None or run not in list(owner.iter(f"{W}r")):
            continue
        blocks = _boxed(drawing, marks)
        if _floats(drawing) and _shows(drawing) and _beside_text(owner, drawing):
            paragraph = owner.makeelement(f"{W}p", {})
            moved = owner.makeelement(f"{W}r", {})
            moved.append(drawing)
            paragraph.append(moved)
            blocks.insert(0, paragraph)
        _put_after(owner, blocks, styles)


def _boxed(drawing: etree._Element, marks: Marks) -> list[etree._Element]:
    """Take the blocks of text boxes out of a drawing, with those of WordArt."""
    found: list[etree._Element] = []
    for content in list(drawing.iter(f"{W}txbxContent")):
        found += [one for one in content if one.tag in _BLOCKS]
        remove(content)
    for path in [one for one in drawing.iter() if local(one) == "textpath"]:
        if path.get("string", "").strip():
            found.append(_paragraph(drawing, path.get("string", "")))
    if found:
        message = "The words of a text box stand here, after the paragraph that it belongs to."
        fix = "Move them, or put them between “:::{sidebar} Title” and “:::”."
        mark = marks.remark("import-box", message, fix, Severity.INFO)
        found.insert(0, _paragraph(drawing, mark))
        alts = (one.get("descr") for one in drawing.iter() if local(one) == "docPr")
        alt = " ".join((next(alts, "") or "").split())
        if alt and not _shows(drawing):
            message = f"The alt text of a text box was left out: “{alt[:500]}”."
            fix = "Write it, if it says more than the box."
            found.insert(1, _paragraph(drawing, marks.remark("import-lost-alt", message, fix)))
            for one in drawing.iter():
                if local(one) == "docPr":
                    one.set("descr", "")
    return found


def _paragraph(near: etree._Element, text: str) -> etree._Element:
    paragraph = near.makeelement(f"{W}p", {})
    run = near.makeelement(f"{W}r", {})
    piece = near.makeelement(f"{W}t", {})
    piece.text = text
    run.append(piece)
    paragraph.append(run)
    return paragraph


def _floats(drawing: etree._Element) -> bool:
    """Return whether a drawing stands beside the text, not in a line of it."""
    if any(local(one) == "anchor" for one in drawing):
        return True
    return any("position:absolute" in one.get("style", "").replace(" ", "") for one in drawing)


def _shows(drawing: etree._Element) -> bool:
    """Return whether a drawing holds a picture, chart or diagram."""
    names = {local(one) for one in drawing.iter()}
    return bool(names & {"blip", "imagedata", "relIds", "chart"})


def _beside_text(owner: etree._Element, drawing: etree._Element) -> bool:
    """Return whether a paragraph has other content, and isn't in a table."""
    if any(one.tag == f"{W}tc" for one in owner.iterancestors()):
        return False
    inside = set(drawing.iter())
    shown = (f"{W}t", f"{W}drawing", f"{W}pict", f"{W}object")
    return any(one not in inside and (one.text or one.tag != f"{W}t") for one in owner.iter(*shown))


def _put_after(owner: etree._Element, blocks: list[etree._Element], styles: Styles) -> None:
    """Put ``blocks`` after a paragraph; before a caption, and after the list of an item."""
    if styles.role(owner) == "caption":
        for block in blocks:
            owner.addprevious(block)
        return
    place = owner
    while styles.numbered(place) and not styles.heading(place):
        following = place.getnext()
        if following is None or following.tag != f"{W}p" or not styles.numbered(following):
            break
        place = following
    for block in reversed(blocks):
        place.addnext(block)


def widen(root: etree._Element) -> None:
    """Give each row of a table as many cells as the widest has: pandoc cuts longer ones."""
    for table in list(root.iter(f"{W}tbl")):
        rows = table.findall(f"{W}tr")
        widths = [_widened(row) for row in rows]
        most = max(widths, default=0)
        for row, width in zip(rows, widths, strict=True):
            for _ in range(most - width):
                _add_empty(row)
        for grid in table.findall(f"{W}tblGrid"):
            for column in list(grid):
                grid.remove(column)
            for _ in range(most):
                grid.append(grid.makeelement(f"{W}gridCol", {f"{W}w": "1000"}))


def _add_empty(row: etree._Element) -> etree._Element:
    """Add an empty cell to a row, and return it."""
    cell = row.makeelement(f"{W}tc", {})
    cell.append(row.makeelement(f"{W}p", {}))
    row.append(cell)
    return cell


def _widened(row: etree._Element) -> int:
    """Return how many columns a row covers, with an empty cell for those before it."""
    width = 0
    for cell in list(row.iterfind(f"{W}tc")):
        merged = cell.find(f"{W}tcPr/{W}hMerge")
        before = cell.getprevious()
        if merged is not None and merged.get(f"{W}val") != "restart" and not words(cell):
            if before is not None and before.tag == f"{W}tc":
                _span(before, _number(before, f"{W}tcPr/{W}gridSpan", 1) + 1)
                row.remove(cell)
                width += 1
            continue
        width += _number(cell, f"{W}tcPr/{W}gridSpan", 1)
    gap = _number(row, f"{W}trPr/{W}gridBefore", 0)
    first = row.find(f"{W}tc")
    if gap and first is not None:
        empty = _add_empty(row)
        first.addprevious(empty)
        _span(empty, gap)
        properties = row.find(f"{W}trPr")
        found = properties.find(f"{W}gridBefore") if properties is not None else None
        if found is not None and properties is not None:
            properties.remove(found)
    return width + gap


def _number(element: etree._Element, path: str, default: int) -> int:
    found = element.find(path)
    written = found.get(f"{W}val", "") if found is not None else ""
    return min(max(int(written[:9]), 0), 200) if written.isdecimal() else default


def _span(cell: etree._Element, columns: int) -> None:
    """Let a cell cover ``columns``."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = cell.makeelement(f"{W}tcPr", {})
        cell.insert(0, properties)
    span = properties.find(f"{W}gridSpan")
    if span is None:
        span = properties.makeelement(f"{W}gridSpan", {})
        properties.append(span)
    span.set(f"{W}val", str(columns))


def include(
    root: etree._Element,
    package: Package,
    relations: Relations,
    marks: Marks,
    word: Callable[[bytes], bytes],
) -> None:
    """Replace each imported document by the mark of a part; ``word`` prepares one in DOCX."""
    for chunk in list(root.iter(f"{W}altChunk")):
        relation = relations.by_id.get(chunk.get(f"{R}id", ""))
        name = relation.target if relation is not None and not relation.external else ""
        data = package.archive.text(name) if name else None
        suffix = name.rpartition(".")[2].lower()
        mark = _part(data, suffix, marks, word) if data else ""
        if not mark:
            fix = "Import it by itself, or paste it into the document in Word."
            message = f"A document that is imported into this one was left out: {name[:80]}"
            mark = marks.remark("import-embedded", message, fix)
        chunk.addnext(_paragraph(chunk, mark))
        remove(chunk)


def _part(data: bytes, suffix: str, marks: Marks, word: Callable[[bytes], bytes]) -> str:
    if suffix in ("mht", "mhtml"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("html", "plain"))
        if body is None:
            return ""
        suffix = "html" if body.get_content_subtype() == "html" else "txt"
        data = str(body.get_content()).encode()
    if suffix in ("html", "htm", "xhtml"):
        return marks.part(data, "html")
    if suffix == "txt":
        texts = re.split(r"\n\s*\n", data.decode("utf-8-sig", "replace"))
        return marks.part("".join(f"<p>{html.escape(one)}</p>" for one in texts).encode(), "html")
    if suffix == "rtf":
        return marks.part(data, "rtf")
    if suffix in ("docx", "docm", "dotx"):
        return marks.part(word(data), "docx")
    return ""
