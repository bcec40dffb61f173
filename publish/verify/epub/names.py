"""Accessible names of elements (Accessible Name and Description Computation 1.2, simplified)."""

from __future__ import annotations

from lxml import etree

from publish.readers.document import XHTML
from publish.readers.epub import Document

SVG = "{http://www.w3.org/2000/svg}"
MATH = "{http://www.w3.org/1998/Math/MathML}"

_LABELS = ("aria-label", "aria-labelledby", "title")
_EMBEDDED = frozenset(f"{XHTML}{name}" for name in ("audio", "video", "object", "iframe", "canvas"))


def decorates(element: etree._Element) -> bool:
    """Return whether ``element`` is marked as decorative, or is in a part that is hidden."""
    if element.get("role") in ("presentation", "none"):
        return True
    return any(
        one.get("aria-hidden") == "true" or one.get("hidden") is not None
        for one in (element, *element.iterancestors())
    )


def labelled(element: etree._Element) -> bool:
    """Return whether an attribute of ``element`` names it."""
    return any((element.get(name) or "").strip() for name in _LABELS)


def has_name(element: etree._Element) -> bool:
    """Return whether ``element`` has words, a label, or a part that has an alternative."""
    if labelled(element) or "".join(map(str, element.itertext())).strip():
        return True
    return any(
        labelled(part)
        or part.tag in _EMBEDDED
        or any((part.get(name) or "").strip() for name in ("alt", "alttext", "value"))
        for part in element.iter("*")
    )


def drawing_has_name(svg: etree._Element) -> bool:
    """Return whether a drawing has a label, a title, a description, or words; or an ancestor's."""
    if any((part.text or "").strip() for part in svg.iter(*_SVG_WORDS)):
        return True
    return any(labelled(one) or (one.get("role") == "img") for one in (svg, *svg.iterancestors()))


_SVG_WORDS = tuple(
    f"{space}{name}"
    for space, names in ((SVG, ("title", "desc", "text", "tspan", "a")), (XHTML, ("p", "span")))
    for name in names
)


def control_has_name(document: Document, control: etree._Element) -> bool:
    """Return whether an ``input``, ``select`` or ``textarea`` has a label (HTML, 4.10.4)."""
    if labelled(control) or _names_itself(control):
        return True
    if next(control.iterancestors(f"{XHTML}label"), None) is not None:
        return True
    own = control.get("id")
    return bool(own) and any(
        label.get("for") == own and has_name(label) for label in document.root.iter(f"{XHTML}label")
    )


def _names_itself(control: etree._Element) -> bool:
    """Return whether an input needs no label: it is hidden, or is a button with words."""
    kind = (control.get("type") or "text").lower()
    if kind in ("hidden", "submit", "reset"):  # browsers name the buttons
        return True
    return kind in ("button", "image") and bool(control.get("value") or control.get("alt"))
