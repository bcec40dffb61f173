"""Languages and identifiers of elements that pandoc would drop -> divisions and spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.importing.preparing.trees import wrap
from publish.importing.preparing.xml import local

if TYPE_CHECKING:
    from lxml import etree

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
"""Blocks around which a division can stand."""
_BLOCKS = _WRAPPED | frozenset(["div", "section", "h1", "h2", "h3", "h4", "h5", "h6", "details"])
_IDENTITY_LOST = frozenset(
    ["p", "ul", "ol", "dl", "li", "blockquote", "pre", "dt", "dd", "tr", "td", "th"]
)


def with_languages(body: etree._Element, document: str) -> None:
    """Keep every ``lang`` that is not ``document``, and the identifiers that links lead to."""
    targets = {
        (element.get("href") or "")[1:]
        for element in body.iter()
        if local(element) == "a" and (element.get("href") or "").startswith("#")
    }
    for element in list(body.iter()):
        if element is body or not local(element):
            continue
        _language(element, document)
        if local(element) in _IDENTITY_LOST and element.get("id") in targets:
            _identify(element)


def _language(element: etree._Element, document: str) -> None:
    """Move ``lang`` to a division or a span around, or in, an element."""
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
        _fill(element, "div" if any(local(one) in _BLOCKS for one in element) else "span", tag)


def _inherits_other(element: etree._Element) -> bool:
    return any(one.get("lang") for one in element.iterancestors() if local(one) not in ("html",))


def _fill(element: etree._Element, tag: str, language: str) -> None:
    inner = element.makeelement(tag, {"lang": language})
    inner.text, element.text = element.text, None
    for child in list(element):
        inner.append(child)
    element.append(inner)


def _identify(element: etree._Element) -> None:
    """Keep the identifier that a link leads to."""
    identity = element.get("id") or ""
    del element.attrib["id"]
    if local(element) in _WRAPPED:
        wrap(element, "div", {"id": identity})
    else:
        anchor = element.makeelement("span", {"id": identity})
        anchor.tail, element.text = element.text, None
        element.insert(0, anchor)
