"""A rule for narrated documents: what is spoken is shown, so that it can be highlighted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from publish.errors import Diagnostic
from publish.readers import MalformedError
from publish.readers.document import TYPE, XHTML, has_type, line_of, words_in
from publish.readers.epub import SMIL, Document
from publish.verify.diagnostics import Rule
from publish.verify.epub.requirements import fault

#: The properties that hide an element, with the value that does (CSS Display 3, 2.6 and 4).
_HIDING = {"display": "none", "visibility": "hidden"}
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTES = ("doc-footnote", "footnote", "endnote", "rearnote")


def hidden(document: Document) -> Iterator[Diagnostic]:
    """What is spoken isn't hidden, in a closed ``details``, or a note that only pops up."""
    spoken = _spoken(document)
    if not spoken:
        return
    unshown = _unshown_by_sheets(document)
    found: dict[etree._Element, None] = {}
    for own, element in document.tree.by_id.items():
        if own in spoken:
            found |= dict.fromkeys(_hiding(element, unshown))
    for element in found:
        name = str(element.tag).removeprefix(XHTML)
        if name == "aside" and not _is_hidden(element, unshown):
            code, fix = "overlay-pop-up", "Make it a div with the same role and type."
            message = "A note that is spoken is an aside, which reading systems hide in the text."
        else:
            code, fix = "overlay-hidden", "Show it, or move the text to where it is shown."
            message = f"Text in a {'closed' if name == 'details' else 'hidden'} {name} is spoken."
        yield fault(document.book, code, document.name, line_of(element), message, fix)


def _spoken(document: Document) -> set[str]:
    """Return the ids in ``document`` that its overlay speaks."""
    book, item = document.book, document.item
    found: set[str] = set()
    with suppress(MalformedError):
        for overlay in book.overlays((item,)):
            for text in overlay.root.iter(f"{SMIL}text"):
                name, own = book.resolve(overlay.item.name, text.get("src") or "")
                found |= {own} if name == item.name else set()
    return found


def _hiding(element: etree._Element, unshown: set[etree._Element]) -> Iterator[etree._Element]:
    """Yield ``element`` or the elements around it that hide it."""
    inner = element
    for one in (element, *element.iterancestors()):
        closed = one.tag == f"{XHTML}details" and one.get("open") is None
        pops_up = one.tag == f"{XHTML}aside" and has_type(one, *_NOTES)
        title = one.find(f"{XHTML}summary") if closed else None
        if _is_hidden(one, unshown) or pops_up or (closed and inner not in (one, title)):
            yield one
        inner = one


def _is_hidden(element: etree._Element, unshown: set[etree._Element]) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or bool(_UNSHOWN.search(style)) or element in unshown


def _unshown_by_sheets(document: Document) -> set[etree._Element]:
    """Return the elements that the style sheets of ``document`` hide on every screen."""
    sheets = [sheet for sheet in _sheets(document) if _UNSHOWN.search(sheet)]
    if not sheets:
        return set()
    import cssselect2
    import tinycss2

    matcher = cssselect2.Matcher()
    spaces = {"epub": TYPE[1:].partition("}")[0], None: XHTML[1:-1]}
    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue  # of some media only
            declared = {
                one.name: tinycss2.serialize(one.value).strip()
                for one in tinycss2.parse_blocks_contents(rule.content)
                if one.type == "declaration" and one.lower_name in _HIDING
            }
            with suppress(cssselect2.SelectorError):
                for selector in cssselect2.compile_selector_list(rule.prelude, namespaces=spaces):
                    matcher.add_selector(selector, declared)
    unshown = set()
    for one in cssselect2.ElementWrapper.from_xml_root(document.root).iter_subtree():
        values: dict[str, str] = {}
        for _, _, pseudo, declared in matcher.match(one):
            values |= declared if pseudo is None else {}
        if any(values.get(name) == value for name, value in _HIDING.items()):
            unshown.add(one.etree_element)
    return unshown


def _sheets(document: Document) -> Iterator[str]:
    """Yield the style sheets that ``document`` links to or holds."""
    for element in document.root.iter(f"{XHTML}link", f"{XHTML}style"):
        if element.tag == f"{XHTML}style":
            yield words_in(element)
        elif "stylesheet" in (element.get("rel") or "").lower().split():
            name, _ = document.book.resolve(document.name, element.get("href") or "")
            with suppress(MalformedError):
                yield document.book.container.sheet(name)


RULES: tuple[Rule, ...] = (hidden,)
