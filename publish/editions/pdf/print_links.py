"""Put on paper what links say: addresses, and the pages of cross-references.

The address of a link in a note or imprint stands after its words. Those of all other links are
numbered, and listed at the end of the article or chapter. A cross-reference gets the number of its
page from the style sheet (``print/print.css``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.editions.pdf import elements
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
        if listed:
            _add_list(holder, listed, words, f"links-{place}")
    if chapters:  # the matter before and after them has no list
        _print_in(body, words, in_note=True, without=frozenset(chapters))


def _print_in(
    holder: Any, words: Words, *, in_note: bool, without: frozenset[Any] = frozenset()
) -> dict[str, int]:
    """Add addresses and words for pages; return the addresses to be listed, with their numbers."""
    listed: dict[str, int] = {}
    for link, parent, small in list(_links(holder, in_note=in_note, without=without)):
        address = str(link.get("href"))
        if address.startswith("#"):
            link.set("class", "reference")
            link.set("data-page", words.page_short)
        elif small and not _is_shown(link, address):
            _insert_after(link, parent, "link-address", f" ({_short(address)})")
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


def _short(address: str) -> str:
    """Return ``address`` as it is printed: without a scheme that readers needn't type."""
    for scheme in ("https://", "http://", "mailto:"):
        address = address.removeprefix(scheme)
    return address.removesuffix("/")


def _is_shown(link: Any, address: str) -> bool:
    return _short(address).casefold() in elements.text_of(link).casefold()


def _insert_after(link: Any, parent: Any, name: str, text: str) -> None:
    span = parent.makeelement("span", {"class": name})
    span.text, span.tail, link.tail = text, link.tail, None
    parent.insert(list(parent).index(link) + 1, span)


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
