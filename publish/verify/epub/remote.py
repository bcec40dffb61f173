"""Rules for what a book loads from elsewhere: only sounds, videos and fonts may be there.

Scripts may load more; what they do isn't judged.  Links aren't followed, so they may lead anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostic
from publish.readers import MalformedError
from publish.readers.document import XHTML, line_of
from publish.readers.epub import SCHEME, Book, Document, Item, parsed
from publish.runtime.css import addresses
from publish.verify.diagnostics import BookRule, Rule
from publish.verify.epub.names import MATH, SVG
from publish.verify.epub.requirements import fault

#: The types of the resources that may be anywhere (EPUB 3.3, 3.6).
_TYPES = ("audio/", "video/", "font/", "application/font-", "application/vnd.ms-opentype")

#: The types of the resources that have to be in the book, unless scripts ask for them.
_SHOWN = ("image/", "text/", "application/xhtml+xml", "application/javascript")

#: Characters that browsers leave out of addresses (URL Standard, 4.4).
_LEFT_OUT = dict.fromkeys(range(33))
_FILE = re.compile(r"file:", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ftp|file):|[/\\]{2}", re.IGNORECASE)

#: Elements whose obsolete attribute ``background`` browsers load (HTML, 15.3).
_BACKED = ("body", "table", "thead", "tbody", "tfoot", "tr", "td", "th")

#: The attributes whose addresses are loaded, beside ``href`` of the elements of SVG below.
_LOADED = {
    **{f"{XHTML}{name}": ("src",) for name in ("embed", "frame", "iframe", "input", "script")},
    **{f"{XHTML}{name}": ("src", "srcset") for name in ("img", "source")},
    f"{XHTML}audio": ("src",),
    f"{XHTML}video": ("src", "poster"),
    f"{XHTML}track": ("src",),
    f"{XHTML}object": ("data",),
    f"{XHTML}link": ("href", "imagesrcset"),
    **dict.fromkeys((f"{XHTML}{name}" for name in _BACKED), ("background",)),
    f"{MATH}math": ("altimg",),
    f"{MATH}mglyph": ("src",),
}
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_DRAWN = """
color-profile cursor feImage filter font-face-uri image linearGradient mpath pattern radialGradient
script textPath tref use
"""
_LOADED |= {f"{SVG}{name}": _HREF for name in _DRAWN.split()}

#: The kinds of links that are loaded with a document (HTML, 4.6.7).
_LOADING = frozenset({"stylesheet", "preload", "modulepreload", "prefetch"})

#: Elements that change an attribute of the element around them, and the attributes that say how.
_ANIMATING = frozenset({f"{SVG}animate", f"{SVG}set"})
_STEPS = frozenset({"from", "to", "values"})

#: Elements whose addresses are those of sounds, videos and fonts.
_MEDIA = frozenset({f"{XHTML}audio", f"{XHTML}video", f"{SVG}font-face-uri"})

#: The attributes that may name something, or hold a style that does; of SVG, all may.
_NAMING = frozenset({"style", *(name for names in _LOADED.values() for name in names)})

#: A style sheet that refers to something elsewhere has one of these.
_FAR = ("//", "\\", "http", "ftp:", "file:")

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_IN_STYLE = ("media", "supports", "layer", "container", "scope", "starting-style")


class _Reference(Struct, frozen=True):
    """An address on ``line`` of a file; ``media`` if it is that of a sound, video or font."""

    address: str
    line: int
    media: bool = False


def documents(document: Document) -> Iterator[Diagnostic]:
    """A document loads nothing from elsewhere but sounds, videos and fonts."""
    yield from _judged(
        document.book, document.name, references_in(document.root, document.tree.marked)
    )


def files(book: Book) -> Iterator[Diagnostic]:
    """Neither do drawings, style sheets and other documents; the manifest names what is loaded."""
    read = {item.name for item in book.spine}
    fonts: set[str] = set()
    for item in book.named.values():
        if item.name in read or SCHEME.match(item.name):
            continue
        found = [one for one in _in_file(book, item) if is_remote(one.address)]
        fonts.update(one.address.partition("#")[0] for one in found if one.media)
        yield from _judged(book, item.name, found)
    if any("scripted" in item.properties for item in book.items.values()):
        return
    for item in book.items.values():
        is_shown = item.media_type.startswith(_SHOWN) and item.name.partition("#")[0] not in fonts
        if is_shown and is_remote(item.name):
            yield _elsewhere(book, book.package_name, 0, item.name)


def _in_file(book: Book, item: Item) -> Iterator[_Reference]:
    try:
        if item.media_type == "text/css":
            text = book.container.sheet(item.name)
            yield from _in_sheet(text) if any(mark in text.lower() for mark in _FAR) else ()
        elif item.media_type in ("image/svg+xml", "application/xhtml+xml"):
            yield from references_in(parsed(book.bytes(item.name)))
    except MalformedError:  # it is reported, or isn't shown
        return


def _judged(book: Book, name: str, found: Iterable[_Reference]) -> Iterator[Diagnostic]:
    own = book.named[name]
    declares = own.media_type == "text/css" or "remote-resources" in own.properties
    for one in found:
        address = one.address
        if not is_remote(address):
            continue
        item = book.named.get(address) or book.named.get(address.partition("#")[0])
        media = one.media or (item is not None and item.media_type.startswith(_TYPES))
        if not media or _FILE.match(address):
            yield _elsewhere(book, name, one.line, address)
            continue
        if not declares and not book.is_epub2:
            declares = True  # said once
            message = f"The file loads {address[:200]}, but the manifest doesn't say so."
            fix = "Add remote-resources to the properties of its item."
            yield fault(book, "property-missing", name, one.line, message, fix)
        if item is None:
            message = f"The manifest doesn't name {address[:200]}."
            fix = "Add an item for it."
            yield fault(book, "remote-undeclared", name, one.line, message, fix)
        if address.lower().startswith("http:"):
            message = f"Others can read and change {address[:200]} on its way."
            yield fault(book, "remote-insecure", name, one.line, message, "Use https.")


def _elsewhere(book: Book, name: str, line: int, address: str) -> Diagnostic:
    message = f"The file {address[:200]} is not in the book."
    fix = "Add it to the book, and fix the address."
    return fault(book, "remote-resource", name, line, message, fix)


def is_remote(address: str) -> bool:
    return _REMOTE.match(address[:100].translate(_LEFT_OUT)) is not None


def references_in(
    root: etree._Element, elements: Iterable[etree._Element] | None = None
) -> Iterator[_Reference]:
    """Yield what a document or a drawing loads; ``elements`` may name something, by default all."""
    bases = (root.get(_XML_BASE), *(one.get("href") for one in root.iter(f"{XHTML}base")))
    base = next((one for one in bases if one and is_remote(one)), "")
    for one in _in_elements(root, root.iter("*") if elements is None else elements):
        is_relative = base and not SCHEME.match(one.address) and one.address[:1] != "#"
        yield replace(one, address=_joined(base, one.address)) if is_relative else one


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # a browser ignores a base that isn't an address
        return address


def _in_elements(root: etree._Element, elements: Iterable[etree._Element]) -> Iterator[_Reference]:
    """Yield what the elements load."""
    drawn = list(root.iter(f"{SVG}*", f"{XHTML}style"))
    for element, name, value in _suspects(elements, drawn):
        line, tag = line_of(element), str(element.tag)
        is_link = tag == f"{XHTML}link"
        if is_link and _LOADING.isdisjoint((element.get("rel") or "").lower().split()):
            continue
        if name in _LOADED.get(tag, ()):
            media = tag in _MEDIA and name != "poster"
            media |= is_link and element.get("as") in ("audio", "font", "video")
            if tag == f"{XHTML}source" and name == "src":
                around = element.getparent()
                media = around is not None and str(around.tag) in _MEDIA
            candidates = value.split(",") if name.endswith("srcset") else (value,)
            for one in candidates:
                yield _Reference(one.strip().partition(" ")[0] or one, line, media)
        elif tag in _ANIMATING and name in _STEPS and _animates_address(element):
            yield from (_Reference(one.strip(), line) for one in value.split(";"))
        elif name == "style" or tag.startswith(SVG):
            yield from (_Reference(address, line) for address in _in_value(value))
    for style in (one for one in drawn if str(one.tag).endswith("}style")):
        first = line_of(style)
        for found in _in_sheet("".join(map(str, style.itertext()))):
            yield replace(found, line=first + found.line - 1)
    instructions: Any = root.itersiblings(etree.ProcessingInstruction, preceding=True)
    for one in instructions:
        if one.target == "xml-stylesheet":
            yield _Reference(one.attrib.get("href", ""), line_of(one))


def _animates_address(element: etree._Element) -> bool:
    """Return whether an element of SVG changes an address that is loaded (SVG Animations, 2.2)."""
    around = element.getparent()
    is_loaded = around is not None and "href" in _LOADED.get(str(around.tag), ())
    return is_loaded and element.get("attributeName") in ("href", "xlink:href")


def _suspects(
    elements: Iterable[etree._Element], drawn: Iterable[etree._Element]
) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the attributes that are looked at, with their elements: few of most documents."""
    for element in elements:
        if not _NAMING.isdisjoint(element.keys()) and not str(element.tag).startswith(SVG):
            yield from _attributes(element)
    for element in drawn:
        if str(element.tag).startswith(SVG):
            yield from _attributes(element)


def _attributes(element: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    return ((element, str(name), str(value)) for name, value in element.items())


def _in_value(value: str) -> Iterator[str]:
    """Yield the addresses in the value of an attribute that may be a style."""
    import tinycss2

    if "(" in value:
        tokens = addresses(tinycss2.parse_component_value_list(value), strict=False)
        yield from (token.value for token in tokens)


def _in_sheet(text: str) -> Iterator[_Reference]:
    import tinycss2

    yield from _in_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _in_rules(nodes: Iterable[Any]) -> Iterator[_Reference]:
    """Yield what the rules of a style sheet load."""
    import tinycss2

    rules = list(nodes)[::-1]
    while rules:
        rule = rules.pop()
        keyword = rule.lower_at_keyword if rule.type == "at-rule" else ""
        if keyword in _IN_STYLE and rule.content is not None:
            rules += tinycss2.parse_rule_list(rule.content, True, True)[::-1]
            continue
        if rule.type == "error" or keyword == "namespace":
            continue
        inner = rule.prelude if keyword == "import" else [rule]
        for token in addresses(inner, strings=keyword == "import", strict=False):
            yield _Reference(token.value, token.source_line, keyword == "font-face")


RULES: tuple[Rule, ...] = (documents,)
BOOK_RULES: tuple[BookRule, ...] = (files,)
