"""Remove scripts, navigation and the like from a page, and keep languages, ids and drawings.

Drawings become pictures; languages and ids move to divisions and spans; the header and colophon of
a page that publish built become front matter again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from publish.importing.preparing.elements import classes
from publish.importing.preparing.xml import local, remove, replaced, text_before, words, wrap
from publish.importing.records import Front, PlacedDiagnostic, import_warning

if TYPE_CHECKING:
    from lxml import etree


_DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "form",
        "button",
        "select",
        "textarea",
        "dialog",
        "link",
        "meta",
        "title",
        "base",
        "canvas",
        "map",
    ]
)
_MEDIA = frozenset(["video", "audio", "iframe", "embed", "object"])


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


class Page(Struct):
    """The tree of a page; ``pictures`` are its drawings (``<svg>``) by file name."""

    body: etree._Element
    front: Front = field(default_factory=Front)
    pictures: dict[str, bytes] = field(default_factory=dict)
    warnings: list[PlacedDiagnostic] = field(default_factory=list)


def clean(page: Page) -> None:
    """Remove programs, navigation, forms and comments from ``page``; report the media removed."""
    for element in list(page.body.iter()):
        _clean_element(page, element)


def _clean_element(page: Page, element: etree._Element) -> None:
    name = local(element)
    if not name:  # a comment
        remove(element)
    elif name in _DROPPED and element is not page.body:
        picture = next((one for one in element.iter() if local(one) == "img"), None)
        if name == "noscript" and picture is not None and not _pictured_before(element):
            replaced(element, picture)
        else:
            remove(element)
    elif name in _MEDIA:
        address = element.get("src") or element.get("data") or ""
        if name != "object" or not any(local(one) == "img" for one in element.iter()):
            message = f"A <{name}> was left out{f': {address[:80]}' if address else ''}."
            fix = "Say in the text what it shows, and link to it."
            page.warnings.append(import_warning("", "import-media", message, fix))
            remove(element)
    elif name == "svg":
        _extract_drawing(page, element)
    elif name == "input" and element.get("type") == "checkbox":
        checked = element.get("checked") is not None
        _replace_by_text(element, "☒ " if checked else "☐ ")
    elif (
        (name == "hr" and "footnotes-sep" in (element.get("class") or ""))
        or name == "input"
        or (element.get("hidden") is not None and element is not page.body)
    ):
        remove(element)


def _pictured_before(element: etree._Element) -> bool:
    """Return whether a picture precedes ``<noscript>``, which then repeats it."""
    before = element.getprevious()
    return before is not None and any(local(one) == "img" for one in before.iter())


def _restore_names(element: etree._Element) -> None:
    """Restore the capitals in names of SVG, which the HTML parser lost, and drop prefixes.

    Source: HTML, 13.2.6.1, "adjust SVG attributes", and 13.2.6.5.
    """
    element.tag = _SVG_NAMES.get(element.tag, element.tag)
    for name, value in ((str(name), str(value)) for name, value in element.attrib.items()):
        restored = "href" if name == "xlink:href" else _SVG_NAMES.get(name, name)
        if restored != name:
            del element.attrib[name]
            element.set(restored, value)
        elif ":" in name and "}" not in name and not name.startswith("xml:"):
            del element.attrib[name]


def _extract_drawing(page: Page, element: etree._Element) -> None:
    """Turn an ``<svg>`` into a picture; remove a hidden one."""
    from lxml import etree

    if element.get("aria-hidden") == "true":
        remove(element)
        return
    titles = [one for one in element.iter() if local(one) == "title"]
    alt = element.get("aria-label") or (titles[0].text if titles else "") or ""
    for one in element.iter(etree.Element):
        _restore_names(one)
    element.set("xmlns", "http://www.w3.org/2000/svg")
    tail, element.tail = element.tail, None
    data = etree.tostring(element)
    name = f"drawing-{len(page.pictures) + 1}.svg"
    page.pictures[name] = data
    image = element.makeelement("img", {"src": name, "alt": alt})
    element.tail = tail
    replaced(element, image)


def _replace_by_text(element: etree._Element, text: str) -> None:
    tail = (element.tail or "").lstrip()
    text_before(element, text + tail)
    element.tail = None
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


_KEEP_LANGUAGE = frozenset(
    [
        "div",
        "span",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "html",
        "body",
        "main",
        "article",
    ]
)
_WRAPPED = frozenset(["p", "blockquote", "ul", "ol", "dl", "table", "figure", "pre", "aside", "hr"])
"""Blocks that can be put into a division."""
_BLOCKS = _WRAPPED | frozenset(["div", "section", "h1", "h2", "h3", "h4", "h5", "h6", "details"])
_IDENTITY_LOST = frozenset(
    ["p", "ul", "ol", "dl", "li", "blockquote", "pre", "dt", "dd", "tr", "td", "th"]
)


def keep_languages(body: etree._Element, document: str) -> None:
    """Keep each ``lang`` other than ``document``, and the ids that links refer to."""
    targets = {
        (element.get("href") or "")[1:]
        for element in body.iter()
        if local(element) == "a" and (element.get("href") or "").startswith("#")
    }
    for element in list(body.iter()):
        if element is body or not local(element):
            continue
        _keep_language(element, document)
        if local(element) in _IDENTITY_LOST and element.get("id") in targets:
            _keep_id(element)


def _keep_language(element: etree._Element, document: str) -> None:
    """Move ``lang`` to a division or a span around or inside an element."""
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    tag = element.get("lang") or element.get("xml:lang") or element.get(xml) or ""
    for name in ("xml:lang", xml):
        element.attrib.pop(name, "")
    if not tag or (tag == document and not _inherits_other(element)):
        element.attrib.pop("lang", "")
        return
    name = local(element)
    if name in _KEEP_LANGUAGE:
        element.set("lang", tag)
        return
    element.attrib.pop("lang", "")
    if name in _WRAPPED:
        wrap(element, "div", {"lang": tag})
    else:
        _wrap_content(
            element, "div" if any(local(one) in _BLOCKS for one in element) else "span", tag
        )


def _inherits_other(element: etree._Element) -> bool:
    return any(one.get("lang") for one in element.iterancestors() if local(one) not in ("html",))


def _wrap_content(element: etree._Element, tag: str, language: str) -> None:
    inner = element.makeelement(tag, {"lang": language})
    inner.text, element.text = element.text, None
    for child in list(element):
        inner.append(child)
    element.append(inner)


def _keep_id(element: etree._Element) -> None:
    """Move the id of an element to a division around it or a span in it."""
    identity = element.get("id") or ""
    del element.attrib["id"]
    if local(element) in _WRAPPED:
        wrap(element, "div", {"id": identity})
    else:
        anchor = element.makeelement("span", {"id": identity})
        anchor.tail, element.text = element.text, None
        element.insert(0, anchor)


_PARTS = ("title", "subtitle", "standfirst", "dateline")


def take_opening(body: etree._Element, front: Front) -> Front:
    """Remove header and colophon from ``body``, and return ``front`` with their content.

    docs/design.md, The XHTML of an article.
    """
    for element in list(body.iter()):
        name = local(element)
        if name == "header" and "opening" in classes(element):
            found = {
                part: words(inner)
                for inner in element.iter()
                for part in _PARTS
                if part in classes(inner)
            }
            for inner in element.iter():
                if local(inner) == "time" and "dateline" in found:
                    found["dateline"] = found["dateline"].removesuffix(words(inner)).rstrip(", ")
                    front = replace(front, published=front.published or inner.get("datetime", ""))
            front = front.with_texts({part: text for part, text in found.items() if text})
            remove(element)
        elif name == "footer" and "colophon" in classes(element):
            front = replace(front, corrections=tuple(_corrections(element)))
            remove(element)
        elif "titlepage" in classes(element) or element.get("id") == "title-block-header":
            remove(element)  # written by pandoc, and repeats the metadata
    return front


def _corrections(colophon: etree._Element) -> list[tuple[str, str]]:
    found = []
    for item in colophon.iter():
        parent = item.getparent()
        if local(item) == "li" and parent is not None and "corrections" in classes(parent):
            for time in item.iter():
                if local(time) == "time":
                    text = " ".join((time.tail or "").split()).lstrip(": ")
                    found.append((time.get("datetime", ""), text))
    return found
