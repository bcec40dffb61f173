"""Find the notes of a page, in the many forms that programs write, and give them one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from publish.errors import Severity
from publish.importing.preparing.page import Page, shown
from publish.importing.preparing.xml import local, remove, text_before, words
from publish.importing.records import import_warning

if TYPE_CHECKING:
    from lxml import etree

EPUB_TYPES = ("{http://www.idpf.org/2007/ops}type", "epub:type")
"""Spellings of the attribute ``epub:type``: of the XML and of the HTML parser."""
_CALLS = frozenset({"footnote-ref", "noteref", "footnoteref", "fnref", "note-ref", "fnanchor"})
_NOTES = frozenset({"footnotes", "endnotes", "notes", "footnote-definitions", "footdef"})
_BACK = frozenset({"footnote-back", "reversefootnote", "backlink", "footnote-backref", "fn-back"})
_ARROWS = frozenset({"↩", "↩︎", "^", "↑", "↩️", "⤴", "⏎"})
_LABELLED = re.compile(r"[\[({]?\s*(?:note\s*)?(?:\w{1,4}|[*†‡§¶#]{1,4})\s*[\])}.]?", re.I)
"""The words of a call: a number, a letter or a sign, maybe in brackets."""
_WORDS = re.compile(r"\b(?!note\b|[ivxlc]+\b)[^\W\d_]{3,}", re.I)
"""A word in a call, which belongs to the text."""
_SIGN = re.compile(r"[*†‡§¶]{1,4}")
_BRACKETED = re.compile(r"[\[(]\s*\w{1,4}\s*[\])]")
_NOTE_ID = re.compile(
    r"_?(?:fn|ftn|edn|en|n|note|footnote|endnote)[-_.:]?(?:\w{0,8}[-_.:])?\d+", re.I
)
"""The usual ids of notes."""
DOCUMENT = "document-"
"""The prefix of the id of a document of a book."""
_COMMENT = re.compile(r"(?:cmnt|_msocom_|_cmnt)\d+")
"""The ids of comments of Google Docs and Word."""
_LONGEST = 5_000
"""The most characters of a note that nothing but links marks."""
_BACK_WORDS = 30
"""The most characters of a link from a note to its call."""
_INLINE = frozenset(["a", "sup", "span", "b", "strong", "em", "i", "small", "font", "u"])
_HOLDERS = frozenset(["div", "li", "aside"])
_BLOCKS = frozenset(["p", "div", "ul", "ol", "blockquote", "pre", "table", "dl", "figure", "aside"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_AFTER_LABEL = re.compile(r"(?!\w)\s*+(?P<end>[\])}.:]*)\s*")


class _Notes(Struct):
    """The ids of a page (``name`` of ``<a>`` too), its calls, and the notes that they lead to.

    ``back`` are the ids of the calls, to which notes link back.
    """

    body: etree._Element
    by_id: dict[str, etree._Element]
    calls: list[etree._Element] = field(default_factory=list)
    back: set[str] = field(default_factory=set)
    targets: dict[str, etree._Element] = field(default_factory=dict)


def epub_type(element: etree._Element) -> frozenset[str]:
    return frozenset(" ".join(element.get(name) or "" for name in EPUB_TYPES).split())


def classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def move_notes(page: Page) -> None:
    """Move each note to the start of the page, as a division, and replace its calls by spans.

    A call has the role ``doc-noteref`` (DPUB-ARIA), the ``epub:type`` ``noteref``, a usual class,
    or is a number that links to a text which links back.  Comments of editors are left out.
    """
    body = page.body
    by_id: dict[str, etree._Element] = {}
    for element in body.iter():
        for name in ("id", "name") if local(element) == "a" else ("id",):
            if identity := element.get(name):
                by_id.setdefault(identity, element)
    notes = _Notes(body, by_id)
    _mark_comments(page, notes)
    for call in list(body.iter("{*}a")):
        target = _target(call)
        if target in by_id and _is_call(notes, call, by_id[target]):
            notes.calls.append(call)
            notes.back |= set(_names_of_call(call)) - {""}
            notes.targets[target] = by_id[target]
    wholes = {
        target: whole for target in notes.targets if (whole := _whole(notes, target)) is not None
    }
    _join_continuations(wholes, {id(call) for call in notes.calls})
    numbers: dict[str, int] = {}
    divisions: list[etree._Element] = []
    emptied: list[etree._Element] = []
    for call in notes.calls:
        target = _target(call)
        note = wholes.get(target)
        if note is None or note is body or call in note.iter():
            continue
        if target not in numbers:
            numbers[target] = len(numbers) + 1
            divisions.append(_division(note, numbers[target], notes.back, words(call)))
            emptied.append(note)
        _replace_call(call, numbers[target])
    for note in emptied:
        _remove_note(page, note)
    for place, division in enumerate(divisions):
        body.insert(place, division)
    if divisions and body.text:
        divisions[-1].tail, body.text = body.text, None


def _target(link: etree._Element) -> str:
    return unquote((link.get("href") or "").partition("#")[2])


def _names_of_call(call: etree._Element) -> Iterator[str]:
    """Yield the ids of a call, of what is in it, and of the superscript around it."""
    around = [one for one in call.iterancestors() if local(one) in ("sup", "span")][:2]
    for one in (*call.iter(), *around):
        for name in ("id", "name"):
            if identity := one.get(name):
                yield identity
    before = call.getprevious()
    if before is not None and not (before.tail or "").strip() and not words(before):
        yield before.get("id") or before.get("name") or ""


def _is_call(notes: _Notes, call: etree._Element, target: etree._Element) -> bool:
    block = _block_of(target)
    if _is_back(call) or local(block) in _HEADINGS or _target(call) in notes.back:
        return False
    parent = call.getparent()
    raised = parent is not None and local(parent) == "sup"
    raised = raised or any(local(one) == "sup" and words(one) == words(call) for one in call)
    sign = words(call).strip("[]() ")
    signed = bool(_SIGN.fullmatch(sign)) and words(block).lstrip("[( ").startswith(sign)
    if raised and signed and block is not notes.body:
        return True
    if (
        call.get("role") == "doc-noteref"
        or "noteref" in epub_type(call)
        or bool(classes(call) & _CALLS)
        or (raised and parent is not None and bool(classes(parent) & _CALLS))
        or (raised and words(call).strip("[]()*†").isdigit())
    ):
        return True
    names = set(_names_of_call(call)) - {""}
    bracketed = bool(_BRACKETED.fullmatch(words(call)))
    if (raised or bracketed) and _NOTE_ID.fullmatch(_target(call)) and block is not notes.body:
        return True
    if not names or not _LABELLED.fullmatch(words(call)):
        return False
    if len(words(block)) > _LONGEST or any(local(one) in _HEADINGS for one in block.iter()):
        return False
    return any(local(one) == "a" and _target(one) in names for one in block.iter())


def _block_of(element: etree._Element) -> etree._Element:
    """Return the block around an inline, of a term its meaning too."""
    block = element
    while local(block) in _INLINE:
        parent = block.getparent()
        if parent is None:
            break
        block = parent
    return block


def _is_back(element: etree._Element) -> bool:
    return local(element) == "a" and (
        element.get("role") == "doc-backlink"
        or "backlink" in epub_type(element)
        or bool(classes(element) & _BACK)
        or words(element) in _ARROWS
    )


def _mark_comments(page: Page, notes: _Notes) -> None:
    """Replace the calls of editors' comments by marks, and remove the comments."""
    for call in list(page.body.iter("{*}a")):
        target = _target(call)
        if not _COMMENT.fullmatch(target) or target not in notes.by_id:
            continue
        notes.targets[target] = notes.by_id[target]
    wholes = {target: _whole(notes, target) for target in notes.targets}
    for call in list(page.body.iter("{*}a")):
        target = _target(call)
        comment = wholes.get(target)
        if comment is None or call in comment.iter():
            continue
        label = words(notes.by_id[target])
        text = words(comment).removeprefix(label).strip()
        sup = call.getparent()
        alone = sup is not None and local(sup) == "sup" and words(sup) == words(call)
        place = sup if alone and sup is not None else call
        text_before(place, page.marks.comment("", text))
        remove(place)
    for comment in wholes.values():
        if comment is not None:
            remove(comment)
    notes.targets.clear()


def _whole(notes: _Notes, target: str) -> etree._Element | None:
    """Return the element with the whole text of a note; ``None`` if it can't be told."""
    element = notes.targets[target]
    anchor = element
    element = _block_of(element)
    match local(element):
        case "dt":
            element = _with_meanings(element)
        case "td" | "th":
            row = element.getparent()
            element = row if row is not None else element
            for cell in element:
                cell.tag = "div"
    if element is notes.body or local(element) in ("body", "html"):
        return None
    if element is not anchor and _holds_others(notes, element, anchor):
        return None
    while True:
        parent = element.getparent()
        if parent is None or parent is notes.body or local(parent) not in _HOLDERS:
            return element
        if anchor is notes.targets[target] and local(anchor) not in _INLINE:
            return element  # the id is that of a block
        first = words(parent).startswith(words(element)) and not (parent.text or "").strip()
        headed = any(local(one) in _HEADINGS for one in parent.iter())
        named = bool(classes(parent) & _NOTES) or bool(epub_type(parent) & {"footnotes"})
        if not first or headed or named or _holds_others(notes, parent, anchor):
            return element
        element = parent


def _join_continuations(wholes: dict[str, etree._Element], calls: set[int]) -> None:
    """Join paragraphs without calls after a note to it: before others, or at the end of a list."""
    notes = {id(one) for one in wholes.values()}
    paragraphs = [(target, whole) for target, whole in wholes.items() if local(whole) == "p"]
    for target, whole in paragraphs:
        if (parent := whole.getparent()) is None:
            continue
        siblings = [one for one in parent if local(one)]
        first = next(place for place, one in enumerate(siblings) if id(one) in notes)
        listed = all(local(one) in {"hr", *_HEADINGS} or not words(one) for one in siblings[:first])
        rest: list[etree._Element] = []
        ended = listed
        for one in siblings[siblings.index(whole) + 1 :]:
            if id(one) in notes:
                ended = True
                break
            if local(one) not in ("p", "blockquote", "ul", "ol"):
                ended = False
                break
            rest.append(one)
        called = any(id(inner) in calls for one in rest for inner in one.iter())
        if rest and ended and not called:
            division = whole.makeelement("div", {})
            whole.addprevious(division)
            division.extend([whole, *rest])
            notes.add(id(division))
            wholes[target] = division


def _holds_others(notes: _Notes, element: etree._Element, anchor: etree._Element) -> bool:
    """Return whether ``element`` holds a call, or another note than that of ``anchor``."""
    others = {id(one) for one in notes.targets.values() if one is not anchor}
    others |= {id(one) for one in notes.calls}
    return any(id(one) in others for one in element.iter())


def _with_meanings(term: etree._Element) -> etree._Element:
    """Move the meanings after a term into it."""
    following = term.getnext()
    while following is not None and local(following) == "dd":
        next_one = following.getnext()
        following.tag = "div"
        following.tail = None
        term.append(following)
        following = next_one
    return term


def _division(note: etree._Element, number: int, back: set[str], label: str) -> etree._Element:
    """Return the text of a note, without its number and its back link."""
    for inner in list(note.iter()):
        leads = local(inner) == "a" and _target(inner) in back and len(words(inner)) <= _BACK_WORDS
        if inner is note:
            continue
        if _is_back(inner) or "note-number" in classes(inner) or leads:
            _remove_with_brackets(inner)
        elif local(inner) == "hr":
            remove(inner)
    _remove_label(note, label.strip(" \u00a0[](){}.") if label else "")
    for element, kind, text in _slots(note):
        setattr(element, kind, text.lstrip(" \u00a0\n\t"))
        if text.strip(" \u00a0\n\t"):
            break
    division = note.makeelement("div", {"data-note": str(number)})
    holds = any(local(child) in _BLOCKS for child in note)
    target = division
    if not holds:
        target = note.makeelement("p", {})
        division.append(target)
    target.text = note.text
    for child in list(note):
        target.append(child)
    return division


def _remove_with_brackets(element: etree._Element) -> None:
    """Remove a link back, with the brackets around it or the full stop after it."""
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail if previous is not None else parent.text) if parent is not None else ""
    before, after = (before or "").rstrip(), (element.tail or "").lstrip()
    if before.endswith(("[", "(")) and after.startswith(("]", ")")):
        if previous is not None:
            previous.tail = before[:-1]
        elif parent is not None:
            parent.text = before[:-1]
        element.tail = after[1:]
    elif not before and words(element) not in _ARROWS and after.startswith((".", ":", ")")):
        element.tail = after[1:].lstrip()
    remove(element)


def _remove_label(note: etree._Element, label: str) -> None:
    """Remove the number at the start of a note that repeats that of its call."""
    filled = [slot for slot in _slots(note) if slot[2].strip(" \u00a0\n\t")]
    if not filled or not label:
        return
    element, kind, text = filled[0]
    raised = kind == "text" and local(element) in _INLINE
    rest = text.lstrip()
    rest = rest[1:].lstrip() if rest.startswith(("[", "(", "{")) else rest
    found = _AFTER_LABEL.match(rest, len(label)) if rest.startswith(label) else None
    if found is None:
        return
    rest = rest[found.end() :]
    inner = raised and not rest.strip()
    if inner or found["end"] or _SIGN.fullmatch(label):
        setattr(element, kind, rest)
        if inner and (element.tail or "").lstrip()[:1] in tuple(".:)]"):
            element.tail = (element.tail or "").lstrip()[1:]


def _slots(element: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield each place of text in ``element`` in reading order: element, attribute, text."""
    yield element, "text", element.text or ""
    for child in element:
        if local(child):
            yield from _slots(child)
        yield child, "tail", child.tail or ""


def _replace_call(call: etree._Element, number: int) -> None:
    """Replace a call, with the superscript around it if that holds nothing else, by a span."""
    place = call
    parent = call.getparent()
    if parent is not None and local(parent) == "sup" and words(parent) == words(call):
        place = parent
    span = call.makeelement("span", {"data-note": str(number)})
    if _WORDS.search(words(call)):
        call.tag = "span"  # words of the text
        call.attrib.clear()
        call.append(span)
        return
    span.tail = place.tail
    around = place.getparent()
    if around is not None:
        around.replace(place, span)


def _remove_note(page: Page, note: etree._Element) -> None:
    """Remove an emptied note, and the lists and sections that held only notes."""
    parent, before = note.getparent(), note.getprevious()
    if before is not None and local(before) == "hr" and note.getnext() is None:
        remove(before)  # the rule above the notes
    remove(note)
    while parent is not None and parent is not page.body:
        above = parent.getparent()
        named = bool(classes(parent) & _NOTES) or parent.get("role") == "doc-endnotes"
        named = named or bool(epub_type(parent) & {"footnotes", "endnotes", "rearnotes"})
        named = named or (parent.get("id") or "").startswith(DOCUMENT)
        named = named or any(one.get("role") == "doc-endnotes" for one in parent.iterancestors())
        left = (local(child) for child in parent if local(child))  # perhaps all the other notes
        if named and not all(name in {"hr", *_HEADINGS} for name in left):
            return
        if not named and (next(left, None) or words(parent)):
            return
        if headings := words(parent):
            message = f"The heading of the notes was left out: {shown(headings)}."
            fix = "Editions add one."
            page.warnings.append(import_warning("", "import-left-out", message, fix, Severity.INFO))
        remove(parent)
        parent = above
