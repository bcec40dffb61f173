"""Turn HTML elements that pandoc would drop into divisions and spans with classes.

``reading.blocks`` and ``reading.inlines`` interpret the classes.  The many forms of notes in HTML
and EPUB are converted to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.importing.markers import kinds_of
from publish.importing.preparing.xml import local, remove, surround, words, wrap

if TYPE_CHECKING:
    from lxml import etree


_SECTIONS = frozenset(
    ["main", "article", "header", "footer", "section", "hgroup", "address", "center"]
)
_TITLED = frozenset({"aside-title", "admonition-title", "box-title"})
_CREDITS = frozenset({"credit", "photo-credit", "image-credit", "attr", "copyright"})


def annotate(body: etree._Element) -> None:
    """Replace the elements of ``body`` that pandoc would drop, in place."""
    _describe(body)
    for element in list(body.iter()):
        if element is not body and local(element):
            _element(element)


def _element(element: etree._Element) -> None:
    classes = set((element.get("class") or "").split())
    match local(element):
        case "aside":
            _aside(element, classes)
        case "details":
            _details(element)
        case "figure":
            _figure(element)
        case "blockquote":
            _quotation(element)
        case "p" if "attribution" in classes or classes & _TITLED or _boxed(element, classes):
            wrap(element, "div", {"class": " ".join(sorted(classes))})
        case "abbr":
            element.tag = "span"
            element.set("class", "abbr")
        case "math":
            _formula(element)
        case "pre":
            _code(element)
        case "td" | "th" if classes & {"left", "center", "right"}:
            side = next(one for one in ("left", "center", "right") if one in classes)
            element.set("style", f"text-align: {side}")
        case "img":
            _image(element)
        case "q":
            element.tag = "span"
            surround(element, "“", "”")
        case "picture":
            element.tag = "span"
        case "source" | "track" | "wbr":
            remove(element)
        case "small" | "time" | "cite" | "font" | "big" | "dfn" | "data":
            element.tag = "span" if local(element) != "cite" else "em"
        case "ins":
            element.tag = "span"
        case "div" if element.get("role") == "doc-pullquote":
            element.set("class", "pull-quote")
        case name if name in _SECTIONS:
            element.tag = "div"


def _boxed(element: etree._Element, classes: set[str]) -> bool:
    """Return whether a paragraph is an aside, and not part of one."""
    if not kinds_of(classes) or "note" in classes:  # a note may be one at the foot of a table
        return False
    around = (one for one in element.iterancestors() if local(one) in ("div", "aside"))
    return not any(kinds_of((one.get("class") or "").split()) for one in around)


def _describe(body: etree._Element) -> None:
    """Move extended descriptions (``aria-details``, WAI-ARIA 1.3; ``longdesc``) into figures."""
    by_id = {element.get("id"): element for element in body.iter() if element.get("id")}
    for image in list(body.iter()):
        if local(image) != "img":
            continue
        written = image.get("aria-details") or image.get("aria-describedby") or ""
        written = written or (image.get("longdesc") or "").partition("#")[2]
        found = by_id.get(written.split(" ")[0]) if written else None
        if found is None or found is body or image in found.iter():
            continue
        figure = next((one for one in image.iterancestors() if local(one) == "figure"), None)
        if figure is not None and found in figure.iterancestors():
            continue
        division = image.makeelement("div", {"class": "description"})
        for child in list(found):
            if local(child) != "summary" and child.get("role") != "doc-backlink":
                division.append(child)
        if (found.text or "").strip():
            division.text = found.text
        remove(found)
        if figure is None:
            figure = image.makeelement("figure", {})
            paragraph = next((p for p in image.iterancestors() if local(p) == "p"), None)
            place = paragraph if paragraph is not None and _only(paragraph, image) else image
            parent = place.getparent()
            if parent is None:
                continue
            figure.tail, image.tail = place.tail, None
            parent.replace(place, figure)
            figure.append(image)
        figure.append(division)


def _only(paragraph: etree._Element, image: etree._Element) -> bool:
    return not words(paragraph) and [one for one in paragraph.iter() if local(one) == "img"] == [
        image
    ]


def _aside(element: etree._Element, classes: set[str]) -> None:
    role = element.get("role") or ""
    if role == "doc-pullquote" or classes & {"pull-quote", "pullquote"}:
        element.set("class", "pull-quote")
    elif role == "doc-tip":
        element.set("class", "tip")
    elif not classes:
        element.set("class", "note" if role in ("note", "doc-notice") else "sidebar")
    elif "aside" not in classes:
        element.set("class", " ".join([*classes, "sidebar"]))
    if classes & {"note", "tip", "important", "warning", "caution"}:
        for title in [one for one in element if "aside-title" in (one.get("class") or "")]:
            if not any(local(inner) == "span" for inner in title):  # an added label such as "Note"
                remove(title)
    element.tag = "div"


def _details(element: etree._Element) -> None:
    """Turn ``<details>`` into a description (in a figure) or an aside with a title."""
    summary = next((one for one in element if local(one) == "summary"), None)
    element.tag = "div"
    if any(local(one) == "figure" for one in element.iterancestors()):
        element.set("class", "description")
        if summary is not None:
            remove(summary)
        return
    element.set("class", "sidebar")
    if summary is not None:
        summary.tag = "p"
        wrap(summary, "div", {"class": "aside-title"})


def _figure(element: etree._Element) -> None:
    """Remove the label of a figure, which editions add, and mark its credit."""
    for caption in [one for one in element.iter() if local(one) == "figcaption"]:
        for label in [one for one in caption.iter() if "label" in (one.get("class") or "").split()]:
            remove(label)
        for inner in list(caption.iter()):
            names = set((inner.get("class") or "").split())
            if inner is caption or not names & _CREDITS:
                continue
            inner.set("class", "credit")
            if local(inner) == "p":
                wrap(inner, "div", {"class": "credit"})
            elif local(inner) != "div":
                inner.tag = "span"


def _quotation(element: etree._Element) -> None:
    """Mark the source of a quotation in ``<footer>`` or ``<cite>`` at its end."""
    last = element[-1] if len(element) else None
    if last is None or (last.tail or "").strip():
        return
    paragraph = local(last) == "p" and len(last) == 1 and not (last.text or "").strip()
    inner = last[0] if paragraph and local(last[0]) == "cite" else last
    marked = "attribution" in (last.get("class") or "").split()
    if local(last) == "footer" or local(inner) == "cite" or marked:
        inner.tag = "span" if inner is not last else "p"
        for cite in [one for one in last.iter() if local(one) == "cite"]:
            cite.tag = "span"
        if not any(local(child) == "p" for child in last):
            last.tag = "p"
            wrap(last, "div", {"class": "attribution"})
        else:
            last.tag = "div"
            last.set("class", "attribution")
        element.tag = "div"
        element.set("class", "quoted")


def _code(element: etree._Element) -> None:
    """Copy the language of code from the class of the inner element (HTML 4.4, ``code``)."""
    for inner in element:
        for name in (inner.get("class") or "").split() if local(inner) == "code" else ():
            if name.startswith(("language-", "lang-")):
                element.set("class", name.partition("-")[2])


def _formula(element: etree._Element) -> None:
    alt = element.get("alttext") or ""
    if not alt:
        return
    parent = element.getparent()
    if parent is not None and "formula" in (parent.get("class") or "").split():
        parent.set("data-alt", alt)
    else:
        wrap(element, "span", {"class": "math", "data-alt": alt})


def _image(element: etree._Element) -> None:
    source = element.get("src") or ""
    lazy = element.get("data-src") or element.get("data-original") or element.get("data-lazy-src")
    if lazy and (not source or source.startswith("data:")):
        element.set("src", lazy)
    hidden = element.get("role") in ("presentation", "none") or element.get("aria-hidden") == "true"
    if hidden or element.get("alt") == "":
        element.set("class", "decorative")
    elif re.fullmatch(r"\s*", element.get("alt") or ""):
        element.attrib.pop("alt", "")
    for name in ("width", "height", "sizes", "srcset", "style"):
        element.attrib.pop(name, "")


_TYPE = "{http://www.idpf.org/2007/ops}type"
_CALLS = frozenset({"footnote-ref", "noteref", "footnoteref", "fnref", "note-ref"})
_NOTES = frozenset({"footnotes", "endnotes", "notes", "footnote-definitions", "footdef"})
_BACK = frozenset({"footnote-back", "reversefootnote", "backlink", "footnote-backref", "fn-back"})


def move_notes(body: etree._Element) -> None:
    """Move each note to the start of ``body``, as a division, and replace its calls by spans.

    A call has the role ``doc-noteref`` (DPUB-ARIA), the ``epub:type`` ``noteref`` or a usual class,
    and its ``href`` refers to the note.
    """
    by_id = {element.get("id"): element for element in body.iter() if element.get("id")}
    numbers: dict[str, int] = {}
    divisions = []
    for call in [one for one in body.iter() if _is_call(one)]:
        target = (call.get("href") or "").partition("#")[2]
        note = by_id.get(target)
        if note is None or note is body or call in note.iter():
            continue
        if target not in numbers:
            numbers[target] = len(numbers) + 1
            divisions.append(_division(note, numbers[target]))
        _replace_call(call, numbers[target])
    for note in [by_id[target] for target in numbers]:
        _remove_note(body, note)
    for place, division in enumerate(divisions):
        body.insert(place, division)
    if divisions and body.text:
        divisions[-1].tail, body.text = body.text, None


def epub_type(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get(_TYPE) or element.get("epub:type") or "").split())


def classes(element: etree._Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _is_call(element: etree._Element) -> bool:
    if local(element) != "a" or "#" not in (element.get("href") or ""):
        return False
    parent = element.getparent()
    raised = parent is not None and local(parent) == "sup"
    return (
        element.get("role") == "doc-noteref"
        or "noteref" in epub_type(element)
        or bool(classes(element) & _CALLS)
        or (raised and parent is not None and bool(classes(parent) & _CALLS))
        or (raised and words(element).strip("[]()*†").isdigit())
    )


def _is_back(element: etree._Element) -> bool:
    return local(element) == "a" and (
        element.get("role") == "doc-backlink"
        or bool(classes(element) & _BACK)
        or words(element) in ("↩", "↩︎", "^", "↑")
    )


def _division(note: etree._Element, number: int) -> etree._Element:
    """Return the text of a note, without its number and its back link."""
    for inner in list(note.iter()):
        number_of = "note-number" in classes(inner)
        if inner is not note and (_is_back(inner) or number_of):
            remove(inner)
    division = note.makeelement("div", {"data-note": str(number)})
    holds = any(local(child) in ("p", "div", "ul", "ol", "blockquote", "pre") for child in note)
    target = division
    if not holds:
        target = note.makeelement("p", {})
        division.append(target)
    target.text = note.text
    for child in list(note):
        target.append(child)
    return division


def _replace_call(call: etree._Element, number: int) -> None:
    """Replace a call, with the superscript around it if that holds nothing else, by a span."""
    place = call
    parent = call.getparent()
    if parent is not None and local(parent) == "sup" and words(parent) == words(call):
        place = parent
    span = call.makeelement("span", {"data-note": str(number)})
    span.tail = place.tail
    around = place.getparent()
    if around is not None:
        around.replace(place, span)


def _remove_note(body: etree._Element, note: etree._Element) -> None:
    """Remove an emptied note, and the lists and sections that held only notes."""
    parent = note.getparent()
    remove(note)
    while parent is not None and parent is not body:
        above = parent.getparent()
        named = bool(classes(parent) & _NOTES) or parent.get("role") == "doc-endnotes"
        named = named or bool(epub_type(parent) & {"footnotes", "endnotes", "rearnotes"})
        left = list(_leaves(parent))
        if left and not (named and all(local(child) in ("hr", "h1", "h2", "h3") for child in left)):
            return
        if not left and words(parent) and not named:
            return
        remove(parent)
        parent = above


def _leaves(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child):
            yield child
