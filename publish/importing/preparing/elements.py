"""Turn HTML elements that pandoc would drop into divisions and spans with classes.

``reading.blocks`` and ``reading.inlines`` interpret the classes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publish.importing.markers import kinds_of
from publish.importing.preparing.xml import local, remove, surround, unwrap, words, wrap

if TYPE_CHECKING:
    from lxml import etree


_SECTIONS = frozenset(
    ["main", "article", "header", "footer", "section", "hgroup", "address", "center"]
)
_TITLED = frozenset({"aside-title", "admonition-title", "box-title"})
_CREDITS = frozenset((
    "credit", "photo-credit", "image-credit", "attr", "copyright", "media-credit",
    "photographer", "wp-media-credit", "picture-credit", "caption-credit", "image__credit",
    "source-credit",
))  # fmt: skip
_LABEL = re.compile(r"\D{0,30}\d[\d.–-]*\s*[.:–—]?")
"""The label of a figure, such as “Figure 1.”; other words belong to the caption."""


_BEFORE, _AFTER = ("$$", "$", r"\[", r"\("), ("$$", "$", r"\]", r"\)")
"""The signs of TeX or MathJax around a formula of pandoc's HTML."""


def annotate(body: etree._Element) -> None:
    """Replace the elements of ``body`` that pandoc would drop, in place."""
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
        case "span" if "math" in classes and classes & {"inline", "display"}:
            _tex(element, display="display" in classes)
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
        case "ol":
            _split_numbers(element)
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
    _gather_credits(element)
    for caption in [one for one in element.iter() if local(one) == "figcaption"]:
        for label in [one for one in caption.iter() if "label" in (one.get("class") or "").split()]:
            if _LABEL.fullmatch(words(label)):
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


def _gather_credits(figure: etree._Element) -> None:
    """Move credits beside the caption of a picture into it."""
    captions = [one for one in figure if local(one) == "figcaption"]
    if len(captions) != 1 or not any(local(one) == "img" for one in figure.iter()):
        return
    caption = captions[0]
    for one in list(figure):
        names = set((one.get("class") or "").split())
        if one is not caption and names & _CREDITS and local(one) in ("p", "span", "div", "small"):
            remove(one)
            caption.append(one)


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


def _split_numbers(element: etree._Element) -> None:
    """Begin a new list at an item whose ``value`` isn't the next number: pandoc counts on."""
    start = element.get("start") or "1"
    number = int(start[:9]) if start.isdecimal() else 1
    for place, item in enumerate([one for one in element if local(one) == "li"]):
        value = item.get("value") or ""
        if value.isdecimal() and int(value[:9]) != number:
            number = int(value[:9])
            if not place:
                element.set("start", value)
            else:
                rest = element.makeelement("ol", {"start": value})
                rest.tail, element.tail = element.tail, None
                for later in [item, *item.itersiblings()]:
                    rest.append(later)
                element.addnext(rest)
                _split_numbers(rest)
                return
        number += 1


def _code(element: etree._Element) -> None:
    """Copy the language of code from the class of the inner element (HTML 4.4, ``code``)."""
    for inner in element:
        for name in (inner.get("class") or "").split() if local(inner) == "code" else ():
            if name.startswith(("language-", "lang-")):
                element.set("class", name.partition("-")[2])


def _formula(element: etree._Element) -> None:
    alt = element.get("alttext") or ""
    if not alt or "by-rule" in (element.get("class") or "").split():
        return
    parent = element.getparent()
    if parent is not None and "formula" in (parent.get("class") or "").split():
        parent.set("data-alt", alt)
    elif element.get("display") == "block" and parent is not None and local(parent) != "p":
        wrap(element, "div", {"class": "formula", "data-alt": alt})
    else:
        wrap(element, "span", {"class": "math", "data-alt": alt})


def _tex(element: etree._Element, *, display: bool) -> None:
    """Write the TeX of pandoc's HTML between the signs that are read, whatever its own are."""
    text = (element.text or "").strip()
    before = next((one for one in _BEFORE if text.startswith(one)), "")
    text = text[len(before) :]
    after = next((one for one in _AFTER if text.endswith(one)), "")
    text = text[: len(text) - len(after)]
    if len(element) or not text:
        return
    begin, end = ("\\[", "\\]") if display else ("\\(", "\\)")
    element.text = f"{begin}{text}{end}"
    unwrap(element)


def _image(element: etree._Element) -> None:
    hidden = element.get("role") in ("presentation", "none") or element.get("aria-hidden") == "true"
    if element.get("alt") is None and element.get("aria-label"):
        element.set("alt", element.get("aria-label") or "")
    if hidden or element.get("alt") == "":
        element.set("class", "decorative")
    elif re.fullmatch(r"\s*", element.get("alt") or ""):
        element.attrib.pop("alt", "")
    for name in ("width", "height", "sizes", "srcset", "style"):
        element.attrib.pop(name, "")
