"""Turn the drawings of a page (``<svg>``) into pictures."""

from __future__ import annotations

import base64
import re
from copy import deepcopy
from typing import TYPE_CHECKING

from publish.importing.preparing.page import Page, shown
from publish.importing.preparing.xml import local, remove, replaced, words

if TYPE_CHECKING:
    from lxml import etree

_CAPITALISED = """
animateMotion animateTransform clipPath feBlend feColorMatrix feComponentTransfer feComposite
feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA
feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
fePointLight feSpecularLighting feSpotLight feTile feTurbulence foreignObject linearGradient
radialGradient textPath attributeName attributeType baseFrequency calcMode clipPathUnits
diffuseConstant edgeMode filterUnits gradientTransform gradientUnits kernelMatrix kernelUnitLength
keyPoints keySplines keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth
maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform patternUnits
pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits refX refY repeatCount
repeatDur requiredExtensions specularConstant specularExponent spreadMethod startOffset stdDeviation
stitchTiles surfaceScale systemLanguage tableValues targetX targetY textLength viewBox
xChannelSelector yChannelSelector zoomAndPan
"""
_SVG_NAMES = {name.lower(): name for name in _CAPITALISED.split()}
"""Names of elements and attributes with capitals, by the name that the HTML parser gives."""
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NOT_DRAWN = frozenset(["title", "desc", "metadata", "defs", "symbol", "style", "script", "view"])
_GROUPS = frozenset(["g", "a", "switch"])


def _restore_names(element: etree._Element) -> None:
    """Restore the capitals in names of SVG, which the HTML parser lost, and drop prefixes.

    Source: HTML, 13.2.6.1, "adjust SVG attributes", and 13.2.6.5.
    """
    if element.tag in _SVG_NAMES:  # lxml refuses some names that its own parser gives
        element.tag = _SVG_NAMES[element.tag]
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        restored = "href" if name == "xlink:href" else _SVG_NAMES.get(name, name)
        prefixed = ":" in name and "}" not in name
        if restored != name:
            del element.attrib[name]
            element.set(restored, value)
        elif name == "xmlns" or (prefixed and not name.startswith("xml:")):
            del element.attrib[name]


def extract_drawing(page: Page, element: etree._Element) -> None:
    """Turn an ``<svg>`` into a picture; remove one that shows nothing, or is hidden."""
    drawn = _drawn(element)
    if not drawn:
        if said := drawing_alt(element):
            message = f"A drawing that shows nothing was left out: {shown(said)}."
            page.leave_out(element, "import-drawing", message, "Say it in the text.")
        else:
            remove(element)
        return
    ornament = _is_ornament(element)
    if element.get("aria-hidden") == "true" and not (ornament or _captioned(element)):
        page.ornaments += 1
        remove(element)
        return
    given = {"alt": alt} if (alt := drawing_alt(element)) else {}
    if ornament or element.get("role") in ("presentation", "none"):
        given["role"] = "presentation"
    if len(drawn) == 1 and local(drawn[0]) == "image":
        address = drawn[0].get(_XLINK) or drawn[0].get("xlink:href") or drawn[0].get("href") or ""
        replaced(element, element.makeelement("img", {"src": address, **given}))
        return
    _report_text_of_html(page, element)
    name = f"drawing-{len(page.pictures) + 1}.svg"
    page.pictures[name] = _serialised(page, element)
    replaced(element, element.makeelement("img", {"src": name, **given}))


def _drawn(element: etree._Element) -> list[etree._Element]:
    """Return the elements of a drawing that show something, without groups."""
    found: list[etree._Element] = []
    for child in element:
        name = local(child)
        if name in _GROUPS:
            found += _drawn(child)
        elif name and name not in _NOT_DRAWN:
            found.append(child)
    return found


def _is_ornament(element: etree._Element) -> bool:
    """Return whether a drawing is a decorative picture of our own EPUB."""
    parent = element.getparent()
    return parent is not None and parent.get("class") == "ornament"


def _captioned(element: etree._Element) -> bool:
    return any(
        local(around) == "figure" and any(local(one) == "figcaption" for one in around.iter())
        for around in element.iterancestors()
    )


def drawing_alt(element: etree._Element) -> str:
    """Return the name and the description of a drawing (SVG-AAM 1.0, 8.1)."""
    if label := (element.get("aria-label") or "").strip():
        return label
    named = (element.get("aria-labelledby") or "").split()
    by_id = {one.get("id"): one for one in element.iter() if one.get("id")} if named else {}
    texts = [words(by_id[name]) for name in named if name in by_id]
    if not any(texts):
        for kind in ("title", "desc"):
            all_of_them = [one for one in element.iter() if local(one) == kind]
            own = [one for one in all_of_them if one.getparent() is element]
            texts += [words(one) for one in (own or all_of_them)[:1]]
    texts = [text for text in dict.fromkeys(texts) if text]
    return " ".join(text if text[-1] in ".!?…" else f"{text}." for text in texts[:-1]) + (
        f"{' ' if len(texts) > 1 else ''}{texts[-1]}" if texts else ""
    )


def _report_text_of_html(page: Page, element: etree._Element) -> None:
    """Report the words in ``<foreignObject>``, which pictures can't show."""
    for inner in element.iter():
        if local(inner).lower() == "foreignobject" and (text := words(inner)):
            message = f"The drawing holds text as HTML, which a picture can't show: {shown(text)}."
            page.report(element, "import-drawing", message, "Say it in the alt text or the text.")


def _serialised(page: Page, element: etree._Element) -> bytes:
    """Return a drawing as a file, with the parts of other drawings that it uses."""
    from lxml import etree

    tail, element.tail = element.tail, None
    _add_used(element, page.symbols)
    for one in list(element.iter(etree.Element)):
        _restore_names(one)
        _tidy(page, one)
    if not any(element.get(name) for name in ("viewBox", "width", "height")):
        element.set("width", "300")  # the size of one that says none (CSS 2.2, 10.3.2)
        element.set("height", "150")
    if not str(element.tag).startswith("{"):
        element.set("xmlns", "http://www.w3.org/2000/svg")
    data = etree.tostring(element)
    element.attrib.pop("xmlns", "")
    element.tail = tail
    return data


_MOVING = frozenset(
    ["script", "foreignObject", "animate", "animateMotion", "animateTransform", "set", "discard"]
)
_LOADED = re.compile(r"@import[^;{}]*;?")
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


def _tidy(page: Page, element: etree._Element) -> None:
    """Remove what a picture on paper can't do: programs, motion, links; embed its pictures."""
    name = local(element)
    if name in _MOVING:
        remove(element)
        return
    for key in [str(key) for key in element.attrib]:
        if key.lower().startswith("on"):
            del element.attrib[key]
    if name == "style":
        element.text = _LOADED.sub("", element.text or "")
    elif name == "a":
        element.tag = str(element.tag)[:-1] + "g"
        for key in ("href", _XLINK, "target"):
            element.attrib.pop(key, "")
    elif name == "image":
        key = "href" if element.get("href") else _XLINK
        data = page.read(element.get(key) or "")
        kind = next((kind for magic, kind in _KINDS.items() if (data or b"").startswith(magic)), "")
        if data is not None and kind:
            element.set(key, f"data:image/{kind};base64,{base64.b64encode(data).decode()}")


def _add_used(element: etree._Element, symbols: dict[str, etree._Element]) -> None:
    """Copy what ``<use>`` refers to from other drawings of the page into ``element``."""
    own = {one.get("id") for one in element.iter()}
    names = [
        (one.get(_XLINK) or one.get("xlink:href") or one.get("href") or "").removeprefix("#")
        for one in element.iter()
        if local(one) == "use"
    ]
    missing = {name for name in names if name and name not in own}
    if not missing:
        return
    for name in missing & symbols.keys():
        prefix = str(element.tag).removesuffix("svg")
        defs = element.makeelement(f"{prefix}defs", {})
        copied = deepcopy(symbols[name])
        copied.tail = None
        defs.append(copied)
        element.insert(0, defs)


def parts_of_drawings(root: etree._Element) -> dict[str, etree._Element]:
    """Return what other drawings of a page can use, by its id."""
    found: dict[str, etree._Element] = {}
    for element in root.iter("{*}symbol", "{*}g", "{*}path"):
        if element.get("id"):
            found.setdefault(element.get("id") or "", element)
    return found
