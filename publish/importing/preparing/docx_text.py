"""Make the text of a Word document plain: changes accepted, wrappers and hidden text removed.

pandoc reads paragraphs of runs; it drops words in many other elements (ISO/IEC 29500-1, 17).
"""

from __future__ import annotations

import copy
import itertools
import re
from typing import TYPE_CHECKING

from publish.importing.markers import Marks
from publish.importing.preparing.docx_package import W
from publish.importing.preparing.docx_styles import Styles
from publish.importing.preparing.xml import local, remove, unwrap, words
from publish.runtime.pandoc import joined

if TYPE_CHECKING:
    from lxml import etree

_WRAPPERS = frozenset({"smartTag", "customXml", "dir", "bdo", "sdt", "sdtContent"})
_DROPPED = frozenset({
    "proofErr", "permStart", "permEnd", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange",
    "tblGridChange", "trPrChange", "tcPrChange", "tblPrExChange", "numberingChange",
    "smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr", "lastRenderedPageBreak",
})  # fmt: skip
_GALLERIES = frozenset({"Table of Contents", "Table of Figures"})
_WINGDINGS = {
    "4A": "☺", "4C": "☹", "6C": "●", "6E": "■", "6F": "□", "71": "❑", "76": "❖", "9F": "•",
    "A7": "▪", "A8": "◻", "D8": "➢", "DF": "←", "E0": "→", "E1": "↑", "E2": "↓", "E8": "➔",
    "F0": "⇨", "FB": "✗", "FC": "✓", "FD": "☒", "FE": "☑",
}  # fmt: skip
"""Characters of the font Wingdings by the last two digits of their code."""


def alternative(root: etree._Element) -> None:
    """Choose one of the contents of each ``mc:AlternateContent`` (ISO/IEC 29500-3, 7.6).

    It is the first that holds text, a picture or a chart; a fallback may hold the preview of what
    only newer programs draw.
    """
    for element in reversed([one for one in root.iter() if local(one) == "AlternateContent"]):
        choices = [one for one in element if local(one) in ("Choice", "Fallback")]
        best = next((one for one in choices if _readable(one)), None)
        for one in choices:
            if one is (best if best is not None else choices[0]):
                unwrap(one)
            else:
                remove(one)
        unwrap(element)


def _readable(choice: etree._Element) -> bool:
    names = {local(one) for one in choice.iter()}
    return bool(names & {"t", "blip", "imagedata", "relIds"}) or any(
        one.tag == "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
        for one in choice.iter()
    )


def accept_changes(root: etree._Element) -> None:
    """Accept all tracked changes (17.13.5)."""
    for mark in list(root.iter(f"{W}del", f"{W}moveFrom")):
        parent = mark.getparent()
        if parent is None:
            continue
        if local(parent) == "trPr":
            row = parent.getparent()
            if row is not None:
                remove(row)
        elif local(parent) == "rPr":
            _join_following(mark)
        else:
            remove(mark)
    for mark in list(root.iter(f"{W}ins", f"{W}moveTo")):
        parent = mark.getparent()
        if parent is not None and local(parent) in ("rPr", "trPr"):
            remove(mark)
        else:
            unwrap(mark)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None and not words(table):
            remove(table)


def _join_following(mark: etree._Element) -> None:
    """Join the paragraph with a deleted end to the next one."""
    paragraph = next(mark.iterancestors(f"{W}p"), None)
    remove(mark)
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or following.tag != f"{W}p":
        return
    place = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
    for child in reversed([one for one in paragraph if one.tag != f"{W}pPr"]):
        following.insert(place, child)
    remove(paragraph)


def plain(root: etree._Element, styles: Styles, marks: Marks) -> bool:
    """Remove wrappers, hidden text and tables of contents; return whether there was one."""
    contents = False
    for element in list(root.iter(f"{W}sdt")):
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(f"{W}val") in _GALLERIES:
            contents = True
            remove(element)
    for paragraph in list(root.iter(f"{W}p")):
        if styles.role(paragraph) == "contents":
            contents = contents or bool(words(paragraph))
            emptied(paragraph)
    for element in list(root.iter()):
        if local(element) in _DROPPED:
            remove(element)
        elif local(element) in _WRAPPERS and element.tag.startswith(W):
            unwrap(element)
    for run in list(root.iter(f"{W}r")):
        if styles.hidden(run) and run.find(f"{W}fldChar") is None:
            _hide(run, marks)
    for ruby in list(root.iter(f"{W}ruby")):
        _unfold(ruby)
    for symbol in list(root.iter(f"{W}sym")):
        _spell(symbol, marks)
    return contents


def emptied(paragraph: etree._Element) -> None:
    """Remove the text of a paragraph, but not the ends of fields that began in another one."""
    for run in list(paragraph.iter(f"{W}r")):
        for child in list(run):
            if local(child) not in ("fldChar", "instrText", "rPr"):
                run.remove(child)


def _hide(run: etree._Element, marks: Marks) -> None:
    """Replace hidden text by a remark."""
    hidden = "".join(piece.text or "" for piece in run.iter(f"{W}t")).strip()
    if not hidden and any(local(child) in ("drawing", "pict", "object") for child in run):
        hidden = "a picture"
    if hidden:
        fix = "Write them where they belong, if readers need them."
        message = f"Hidden words were left out: “{hidden[:200]}”."
        put_before(run, marks.remark("import-hidden", message, fix))
    for child in list(run):
        if child.tag != f"{W}rPr" and not _holds_more(child):
            run.remove(child)


def _holds_more(child: etree._Element) -> bool:
    """Return whether a part of a run isn't text: hidden runs are the places of comments too."""
    return local(child) in ("commentReference", "fldChar", "instrText")


def _unfold(ruby: etree._Element) -> None:
    """Replace a ruby (17.3.3.25) by its base and, in brackets, its reading."""
    base, reading = ruby.find(f"{W}rubyBase"), ruby.find(f"{W}rt")
    text = f"{_letters(base)}({_letters(reading)})" if _letters(reading) else _letters(base)
    new = ruby.makeelement(f"{W}t", {})
    new.text = text
    parent = ruby.getparent()
    if parent is not None:
        parent.replace(ruby, new)


def _letters(element: etree._Element | None) -> str:
    pieces = element.iter(f"{W}t") if element is not None else ()
    return "".join(piece.text or "" for piece in pieces)


def _spell(symbol: etree._Element, marks: Marks) -> None:
    """Replace a symbol of the font Wingdings by a character (17.3.3.30 sym)."""
    font = symbol.get(f"{W}font", "")
    code = symbol.get(f"{W}char", "")
    if font == "Symbol":
        return
    new = symbol.makeelement(f"{W}t", {})
    known = _WINGDINGS.get(code[-2:].upper(), "") if font == "Wingdings" else ""
    if not known and not code.upper().startswith("F0") and re.fullmatch("[0-9A-Fa-f]{2,4}", code):
        number = int(code, 16)
        known = chr(number) if 31 < number < 0xD800 or 0xDFFF < number < 0xFFFE else ""
    if not known:
        message = f"A symbol of the font {font[:40]} was left out: character {code[:8]}."
        new.text = marks.remark("import-symbol", message, "Write it, or a word for it.")
    else:
        new.text = known
    parent = symbol.getparent()
    if parent is not None:
        parent.replace(symbol, new)


def put_before(element: etree._Element, text: str) -> None:
    """Put a run with ``text`` before a run."""
    if element.getparent() is None:
        return
    run = element.makeelement(f"{W}r", {})
    piece = element.makeelement(f"{W}t", {})
    piece.text = text
    run.append(piece)
    element.addprevious(run)


def mark_comments(root: etree._Element, comments: etree._Element | None, marks: Marks) -> None:
    """Put a mark at the place of each comment (17.13.4)."""
    by_id = {one.get(f"{W}id", ""): one for one in (comments if comments is not None else ())}
    for reference in list(root.iter(f"{W}commentReference")):
        comment = by_id.get(reference.get(f"{W}id", ""))
        run = reference.getparent()
        if comment is not None and run is not None:
            text = "\n".join(filter(None, map(_letters, comment.iter(f"{W}p"))))
            put_before(run, marks.comment(comment.get(f"{W}author", ""), text))
        remove(reference)
    for element in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd")):
        remove(element)


_ALONE = frozenset({
    "drawing", "pict", "object", "footnoteReference", "endnoteReference", "sym",
})  # fmt: skip


def divide_runs(root: etree._Element) -> None:
    """Give drawings and calls of notes runs of their own: pandoc reads one of them in a run."""
    for run in list(root.iter(f"{W}r")):
        content = [one for one in run if one.tag != f"{W}rPr"]
        if len(content) < 2 or not any(local(one) in _ALONE for one in content):
            continue
        properties = run.find(f"{W}rPr")
        place = run
        for before, one in itertools.pairwise(content):
            if local(before) in _ALONE or local(one) in _ALONE:
                new = run.makeelement(f"{W}r", {})
                if properties is not None:
                    new.append(copy.deepcopy(properties))
                place.addnext(new)
                place = new
            if place is not run:
                place.append(one)


def join_words(root: etree._Element, styles: Styles) -> None:
    """Join the words of paragraphs for pandoc, which makes ids from those of headings.

    pandoc replaces characters in the font Symbol by others.
    """
    for paragraph in root.iter(f"{W}p"):
        if styles.heading(paragraph):
            continue
        for run in paragraph.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            if fonts is None or "Symbol" not in fonts.attrib.values():
                for piece in run.iterfind(f"{W}t"):
                    piece.text = joined(piece.text or "")
