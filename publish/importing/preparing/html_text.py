"""Keep the languages, ids and title pages of a page.

Languages and ids move to divisions and spans; the header and colophon of a page that publish built
and what a title page repeats become front matter again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.importing.preparing.notes import classes
from publish.importing.preparing.title_pages import take_title_page
from publish.importing.preparing.xml import local, remove, words, wrap
from publish.importing.records import Front
from publish.language.spacing import keep_together
from publish.model.ids import COLOPHON, CORRECTIONS

if TYPE_CHECKING:
    from lxml import etree


_KEEP_LANGUAGE = frozenset((
    "div", "span", "section", "h1", "h2", "h3", "h4", "h5", "h6", "html", "body", "main",
    "article",
))  # fmt: skip
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
        for element in body.iter("{*}a")
        if (element.get("href") or "").startswith("#")
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
    if local(element) == "tr":
        cell = next((one for one in element if local(one) in ("td", "th")), None)
        if cell is None:
            return
        element = cell
    if local(element) in _WRAPPED:
        wrap(element, "div", {"id": identity})
    else:
        anchor = element.makeelement("span", {"id": identity})
        anchor.tail, element.text = element.text, None
        element.insert(0, anchor)


def loosen(body: etree._Element, language: str) -> None:
    """Replace the no-break spaces in ``body`` that editions put between words by themselves.

    ``language`` is that of the page (:mod:`publish.language.spacing`).
    """
    for element in body.iter():
        for place, kind in ((element, "text"), (element.getparent(), "tail")):
            text = getattr(element, kind) or ""
            if "\xa0" not in text or place is None:
                continue
            around = [place, *place.iterancestors()]
            if not any(local(one) in ("code", "pre") for one in around):
                own = next((found for one in around if (found := one.get("lang"))), language)
                setattr(element, kind, _loose(text, own))


def _loose(text: str, language: str) -> str:
    kept = keep_together(text.replace("\xa0", " "), language)
    pairs = zip(text, kept, strict=True)
    return "".join(" " if one == other == "\xa0" else one for one, other in pairs)


_PARTS = ("title", "subtitle", "standfirst", "dateline")


def take_opening(body: etree._Element, front: Front) -> Front:
    """Remove header, colophon or imprint, and labels of chapters from ``body``, and return
    ``front`` with their content.

    docs/design.md, The XHTML of an article.
    """
    front = _take_title(body, front)
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
        elif name == "p" and "chapter-label" in classes(element):
            remove(element)
        elif _is_apparatus(element):
            front = replace(front, corrections=(*front.corrections, *_corrections(element)))
            remove(element)
        elif "titlepage" in classes(element) or element.get("id") == "title-block-header":
            front = take_title_page(element, front)
    return front


def _is_apparatus(element: etree._Element) -> bool:
    """Return whether ``element`` is the colophon, the imprint or the errata of an edition."""
    inner = {one.get("id") for one in element} if "errata" in classes(element) else set()
    named = element.get("id") == COLOPHON and classes(element) & {"colophon", "imprint"}
    return bool(named) or CORRECTIONS in inner


def _take_title(body: etree._Element, front: Front) -> Front:
    """Remove a title and subtitle at the start that are paragraphs with a class (Google Docs)."""
    for name in ("title", "subtitle"):
        blocks = (one for one in body if local(one) and words(one))
        first = next((one for one in blocks if one.get("data-note") is None), None)
        if first is None or local(first) != "p" or name not in classes(first):
            break
        if getattr(front, name) in ("", words(first)):
            front = front.with_texts({name: words(first)})
            remove(first)
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
