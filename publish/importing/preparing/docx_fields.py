"""Replace the fields of a Word document by what they show (ISO/IEC 29500-1, 17.16).

A field is ``fldSimple``, or runs between the characters ``begin``, ``separate`` and ``end``: code
first, then the result.  Links stay links; tables of contents are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.importing.markers import NAMED, NUMBERED, Marks
from publish.importing.preparing.docx_package import R, Relations, W
from publish.importing.preparing.docx_styles import is_on
from publish.importing.preparing.xml import local, remove, unwrap, words

if TYPE_CHECKING:
    from lxml import etree

_CONTENTS = frozenset({"TOC", "TOA", "INDEX"})
"""Fields whose results are lists of page numbers."""
_UNSEEN = frozenset({"TC", "XE", "TA", "RD", "ASK", "SET", "PRIVATE", "COMMENTS"})
_REFERENCES = frozenset({"REF", "PAGEREF"})
_PART = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_BUTTON = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s?(.*)", re.I | re.S)


class _Field(Struct):
    """A field that is being read: its code, and what stood for it if it has no result."""

    begin: etree._Element
    code: str = ""
    in_result: bool = False

    @property
    def kind(self) -> str:
        return self.code.split(maxsplit=1)[0].upper() if self.code.split() else ""


def show_results(root: etree._Element, relations: Relations, marks: Marks) -> bool:
    """Replace all fields by their results; return whether a table of contents was left out.

    References become links.  The number of a figure or table in them is that of the editions; a
    number of a page is listed.
    """
    numbered = _numbered(root)
    for hyperlink in root.iter(f"{W}hyperlink"):
        _join_anchor(hyperlink, relations)
    contents = _simple(root, relations, numbered, marks)
    matched = _matched(root)
    stack: list[_Field] = []
    for run in list(root.iter(f"{W}r")):
        for child in list(run):
            name = local(child)
            if name == "fldChar":
                kind = child.get(f"{W}fldCharType")
                if child not in matched:
                    run.remove(child)
                elif kind == "begin":
                    stack.append(_Field(child))
                elif kind == "separate":
                    stack[-1].in_result = True
                    run.remove(child)
                else:
                    _close(stack.pop(), run, child)
            elif name in ("instrText", "delInstrText"):
                if stack and not stack[-1].in_result:
                    stack[-1].code += child.text or ""
                run.remove(child)
            elif name != "rPr" and _left_out(stack):
                contents = contents or _is_contents(stack)
                run.remove(child)
        link = next((one for one in reversed(stack) if one.kind == "HYPERLINK"), None)
        if link is not None and link.in_result:
            _link(run, link.code, relations)
        reference = next((one for one in reversed(stack) if one.kind in _REFERENCES), None)
        if reference is not None and reference.in_result:
            _refer(run, reference.code, numbered, marks)
    return contents


def _numbered(root: etree._Element) -> set[str]:
    """Return the names of the bookmarks in paragraphs with a counted number (17.16.5.56 SEQ)."""
    found = set()
    for paragraph in root.iter(f"{W}p"):
        codes = [one.text or "" for one in paragraph.iter(f"{W}instrText")]
        codes += [one.get(f"{W}instr", "") for one in paragraph.iter(f"{W}fldSimple")]
        if any(code.split()[:1] == ["SEQ"] for code in codes):
            found |= {one.get(f"{W}name", "") for one in paragraph.iter(f"{W}bookmarkStart")}
    return found


def _refer(run: etree._Element, code: str, numbered: set[str], marks: Marks) -> None:
    """Make a run of a reference a link to its bookmark (17.16.5.50 REF, 17.16.5.43 PAGEREF)."""
    parent = run.getparent()
    if parent is None or parent.tag == f"{W}hyperlink":
        return
    kind, name, *switches = code.split()[:9] if len(code.split()) > 1 else ("", "")
    pieces = run.findall(f"{W}t")
    if kind.upper() == "PAGEREF":
        message = f"A reference gives the page “{words(run)}” of the document."
        fix = "Editions have other pages: refer to a heading or figure."
        if pieces and words(run):
            remark = marks.remark("import-page-number", message, fix)
            pieces[-1].text = f"{pieces[-1].text or ''}{remark}"
        return
    if "\\h" not in switches:
        return
    for piece in pieces:
        text = piece.text or ""
        if {"\\r", "\\n", "\\w"} & {*switches} and text.strip():
            piece.text = f"{NAMED}{text}{NAMED}"
        elif name in numbered:
            piece.text = re.sub(r"\d+", lambda found: f"{NUMBERED}{found[0]}", text, count=1)
    if pieces:
        link = run.makeelement(f"{W}hyperlink", {f"{W}anchor": name})
        before = run.getprevious()
        if before is not None and before.items() == link.items():
            before.append(run)
            return
        parent.replace(run, link)
        link.append(run)


def _matched(root: etree._Element) -> set[etree._Element]:
    """Return the characters of fields that are complete."""
    found: set[etree._Element] = set()
    stack: list[list[etree._Element]] = []
    for one in root.iter(f"{W}fldChar"):
        kind = one.get(f"{W}fldCharType")
        if kind == "begin":
            stack.append([one])
        elif stack and (kind == "end" or len(stack[-1]) == 1):
            stack[-1].append(one)
            if kind == "end":
                found.update(stack.pop())
    return found


def _left_out(stack: list[_Field]) -> bool:
    return any(not one.in_result or one.kind in _UNSEEN for one in stack) or _is_contents(stack)


def _is_contents(stack: list[_Field]) -> bool:
    return any(one.in_result and one.kind in _CONTENTS for one in stack)


def _close(field: _Field, run: etree._Element, end: etree._Element) -> None:
    """Remove the ends of a field, and write what it shows without a result."""
    text = ""
    button = _BUTTON.match(field.code)
    if button:
        text = button[1].strip()
    elif field.kind == "FORMCHECKBOX":
        box = field.begin.find(f"{W}ffData/{W}checkBox")
        checked = is_on(box, "checked")
        text = "☒" if checked or (checked is None and is_on(box, "default")) else "☐"
    elif field.kind == "FORMDROPDOWN" and not field.in_result:
        text = _chosen(field.begin)
    elif field.kind == "SYMBOL" and not field.in_result:
        text = "".join(_symbol(field.code))
    piece = run.makeelement(f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    piece.text = text
    run.replace(end, piece)
    parent = field.begin.getparent()
    if parent is not None:
        parent.remove(field.begin)


def _chosen(begin: etree._Element) -> str:
    """Return the chosen entry of a list in a form (17.16.9 ddList)."""
    found = begin.find(f"{W}ffData/{W}ddList")
    if found is None:
        return ""
    entries = [one.get(f"{W}val", "") for one in found.iterfind(f"{W}listEntry")]
    chosen = found.find(f"{W}result")
    written = chosen.get(f"{W}val", "0") if chosen is not None else "0"
    number = int(written[:9]) if written.isdecimal() else len(entries)
    return entries[number] if number < len(entries) else ""


def _symbol(code: str) -> Iterator[str]:
    parts = code.split()
    if len(parts) > 1 and parts[1].isdecimal() and 31 < int(parts[1][:9]) < 0xD800:
        yield chr(int(parts[1][:9]))


def _simple(root: etree._Element, relations: Relations, numbered: set[str], marks: Marks) -> bool:
    """Replace each ``fldSimple`` by its content; return whether one was a table of contents."""
    contents = False
    for field in list(root.iter(f"{W}fldSimple")):
        code = field.get(f"{W}instr", "")
        kind = code.split(maxsplit=1)[0].upper() if code.split() else ""
        if kind in _CONTENTS or kind in _UNSEEN:
            contents = contents or kind in _CONTENTS
            remove(field)
            continue
        for run in list(field.iter(f"{W}r")):
            if kind == "HYPERLINK":
                _link(run, code, relations)
            elif kind in _REFERENCES:
                _refer(run, code, numbered, marks)
        unwrap(field)
    return contents


def _link(run: etree._Element, code: str, relations: Relations) -> None:
    """Make a run a part of the link in ``code`` (17.16.5.25 HYPERLINK)."""
    parent = run.getparent()
    if parent is None or parent.tag == f"{W}hyperlink":
        return
    given = _target(code, relations)
    before = run.getprevious()
    if not given or not any(local(child) != "rPr" for child in run):
        return
    if (
        before is not None
        and before.tag == f"{W}hyperlink"
        and before.items() == list(given.items())
    ):
        before.append(run)
        return
    link = run.makeelement(f"{W}hyperlink", given)
    parent.replace(run, link)
    link.append(run)


def _join_anchor(link: etree._Element, relations: Relations) -> None:
    """Join address and place of a link: pandoc reads only one of them."""
    relation = relations.by_id.get(link.get(f"{R}id", ""))
    anchor = link.get(f"{W}anchor", "")
    if relation is not None and anchor:
        whole = f"{relation.target.partition('#')[0]}#{anchor}"
        link.set(f"{R}id", relations.add("hyperlink", whole, external=True))
        del link.attrib[f"{W}anchor"]


def _target(code: str, relations: Relations) -> dict[str, str]:
    """Return the attributes of ``w:hyperlink`` for the code of a field."""
    address = anchor = switch = ""
    for quoted, bare in _PART.findall(code.strip())[1:]:
        if bare.startswith("\\"):
            switch = bare.lower()
            continue
        text = (quoted or bare).replace("\\\\", "\\").replace('\\"', '"')
        if switch == "\\l":
            anchor = text
        elif not switch:
            address = text
        switch = ""
    if address:
        whole = f"{address}#{anchor}" if anchor else address
        return {f"{R}id": relations.add("hyperlink", whole, external=True)}
    return {f"{W}anchor": anchor} if anchor else {}
