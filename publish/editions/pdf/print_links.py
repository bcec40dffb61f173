"""Put on paper what links say: addresses, and the pages of cross-references.

The address of a link in an imprint stands after its words, that of the only link in a paragraph of
a note at the end of the paragraph. Those of all other links are numbered, and listed at the end of
the article or chapter. A cross-reference gets the number of its page from the style sheet
(``print/print.css``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from publish.editions.pdf import elements
from publish.glyphs import missing
from publish.language.words import Words, words_for

#: Elements whose links need no address or page: they have one, or are lists of pages.
_WITHOUT = frozenset({"nav", "header"})

#: Roles and classes of links between a text and its notes or descriptions.
_BACK_AND_FORTH = frozenset({"doc-noteref", "doc-backlink"})
_DESCRIPTIONS = frozenset({"description-link", "back"})


def print_links(root: Any) -> None:
    """Add addresses and lists of them to the document, in place; ``root`` is its ``html``."""
    body = root.find("body")
    words = words_for(str(root.get("lang")))
    chapters = [one for one in body.iter("section") if "chapter" in elements.classes(one)]
    for place, holder in enumerate(chapters or [body]):
        listed = _print_in(holder, words, in_note=False)
        if len(listed) == 1:
            _print_beside(holder, *listed)
        elif listed:
            _add_list(holder, listed, words, f"links-{place}")
    if chapters:  # the matter before and after them has no list
        _print_in(body, words, in_note=True, without=frozenset(chapters))


def _print_in(
    holder: Any, words: Words, *, in_note: bool, without: frozenset[Any] = frozenset()
) -> dict[str, int]:
    """Add addresses and words for pages; return the addresses to be listed, with their numbers."""
    listed: dict[str, int] = {}
    paragraphs = _paragraphs_of_notes(holder)
    for link, parent, small in list(_links(holder, in_note=in_note, without=without)):
        address = str(link.get("href"))
        if address.startswith("#"):
            link.set("class", "reference")
            link.set("data-page", words.page_short)
        elif small and not _is_shown(link, address):
            paragraph = paragraphs.get(link)
            if paragraph is None:
                _insert_after(link, parent, "link-address", f" ({_short(address)})")
            else:
                _add_at_end(paragraph, _short(address))
        elif not small and not _is_shown(link, address):
            number = listed.setdefault(address, len(listed) + 1)
            _insert_after(link, parent, "link-number", f"[{number}]")
    return listed


def _links(
    element: Any, *, in_note: bool, without: frozenset[Any]
) -> Iterator[tuple[Any, Any, bool]]:
    """Yield each link, its parent, and whether it is in a note, the imprint or the colophon."""
    for child in element:
        if (
            child in without
            or elements.name(child) in _WITHOUT
            or elements.classes(child) & _DESCRIPTIONS
        ):
            continue
        if elements.name(child) == "a" and elements.role(child) not in _BACK_AND_FORTH:
            yield child, element, in_note
        small = elements.is_footnote(child) or elements.classes(child) & {"imprint", "colophon"}
        yield from _links(child, in_note=in_note or bool(small), without=without)


def _paragraphs_of_notes(holder: Any) -> dict[Any, Any]:
    """Return the paragraph of each link that is the only one with an address in it."""
    found: dict[Any, Any] = {}
    for note in holder.iter("span"):
        if elements.is_footnote(note):
            inner = [one for one in note.iter("span") if "note-paragraph" in elements.classes(one)]
            for paragraph in inner or [note]:
                links = [
                    link for link in paragraph.iter("a") if (link.get("href") or "#")[0] != "#"
                ]
                found |= dict.fromkeys(links if len(links) == 1 else (), paragraph)
    return found


def _add_at_end(paragraph: Any, address: str) -> None:
    """Add ``address`` after the last words of ``paragraph``, before their full stop."""
    while len(paragraph) and paragraph[-1].tag == "span" and not (paragraph[-1].tail or "").strip():
        paragraph = paragraph[-1]
    last = paragraph[-1] if len(paragraph) else None
    text = ((paragraph.text if last is None else last.tail) or "").rstrip()
    stop = text.endswith(".") and not text.endswith("..")
    span = paragraph.makeelement("span", {"class": "link-address"})
    span.text = f", {address}" if stop or not text else f" ({address})"
    span.tail = "." if stop else None
    if last is None:
        paragraph.text = text.removesuffix(".") if stop else text
    else:
        last.tail = text.removesuffix(".") if stop else text
    paragraph.append(span)


#: Percent-encoded characters that aren't ASCII.
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def _short(address: str) -> str:
    """Return ``address`` as it is printed: readable, without a scheme that readers needn't type."""
    address = _ENCODED.sub(_decoded, address)
    with suppress(ValueError):  # no host can be so called; UnicodeError is one
        host = urlsplit(address).hostname or ""
        if "xn--" in host:
            shown = _if_visible(host.encode("ascii").decode("idna"), host)
            address = address.replace(host, shown, 1)
    for scheme in ("https://", "http://", "mailto:"):
        address = address.removeprefix(scheme)
    return address.removesuffix("/")


def _decoded(match: re.Match[str]) -> str:
    """Return encoded characters as themselves (RFC 3987, 3.2), if they are visible."""
    try:
        text = unquote(match[0], errors="strict")
    except UnicodeDecodeError:
        return match[0]
    return _if_visible(text, match[0])


def _if_visible(text: str, code: str) -> str:
    """Return ``text``, or its code where a character of it isn't visible."""
    return text if text.isprintable() and not missing(text) else code


def _is_shown(link: Any, address: str) -> bool:
    return _short(address).casefold() in elements.text_of(link).casefold()


def _insert_after(link: Any, parent: Any, name: str, text: str) -> None:
    span = parent.makeelement("span", {"class": name})
    span.text, span.tail, link.tail = text, link.tail, None
    parent.insert(list(parent).index(link) + 1, span)


def _print_beside(holder: Any, address: str) -> None:
    """Print the only address that would be in a list after the words of its first link."""
    numbers = [one for one in holder.iter("span") if one.get("class") == "link-number"]
    numbers[0].set("class", "link-address")
    numbers[0].text = f" ({_short(address)})"
    for further in numbers[1:]:
        further.text = None


def _add_list(holder: Any, listed: dict[str, int], words: Words, name: str) -> None:
    """Add the list of addresses after the text of ``holder``, before its end matter."""
    section = holder.makeelement("section", {"class": "links", "id": name})
    heading = section.makeelement("p", {"class": "links-title"})
    heading.text = words.links
    section.append(heading)
    for address, number in listed.items():
        entry = section.makeelement("p", {})
        entry.text = f"[{number}] {_short(address)}"
        section.append(entry)
    end = [
        place
        for place, child in enumerate(holder)
        if elements.name(child) == "footer" or elements.classes(child) & {"descriptions", "errata"}
    ]
    holder.insert(end[0] if end else len(holder), section)
