"""Drop caps: the first letter of a text, set large."""

from __future__ import annotations

import unicodedata
from typing import Any

from publish.exporters.pdf.tree import elements

#: Letters of a paragraph that is long enough to stand beside three lines.
_LONG_ENOUGH = 260

#: What the first letter may stand in: not a link, an abbreviation or code, which would be parted.
_PHRASES = frozenset({"span", "em", "strong"})

#: Scripts whose capitals are set as drop caps.
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def set_initials(root: Any) -> None:
    """Put the first letter of the article, and of each chapter, into ``span.drop-cap``, in place.

    It is set where the text begins with a paragraph that is long enough and with a capital.  The
    structure tree says the word whole (``tree/initials.py``).
    """
    body = root.find("body")
    if body is None:
        return
    chapters = [each for each in body.iter("section") if "chapter" in elements.classes(each)]
    for holder in chapters or [body]:
        paragraph = _first_paragraph(holder)
        if paragraph is not None and len(elements.words(paragraph)) >= _LONG_ENOUGH:
            _set(paragraph)


def _first_paragraph(holder: Any) -> Any:
    """The paragraph that the text of ``holder`` begins with, past titles, lists and a picture."""
    for child in holder:
        if elements.name(child) == "p":
            return child
        if elements.name(child) not in ("header", "nav", "figure", "div") and (
            elements.name(child)[:1] != "h" or elements.name(child) == "hr"
        ):
            return None
    return None


def _set(element: Any) -> None:
    """Part the first letter from ``element``, or from the phrase that it begins with."""
    said = element.text or ""
    if not said.strip() and len(element) and elements.name(element[0]) in _PHRASES:
        if not elements.is_footnote(element[0]):
            _set(element[0])
        return
    said = said.lstrip()
    size = _capital(said)
    if size and said[size : size + 1].strip():
        initial = element.makeelement("span", {"class": "drop-cap"})
        initial.text, initial.tail = said[:size], said[size:]
        element.text = None
        element.insert(0, initial)


def _capital(said: str) -> int:
    """How many characters the capital that ``said`` begins with has, accents and all; 0: none."""
    first = said[:1]
    if not first.isupper() or not unicodedata.name(first, "").startswith(_SCRIPTS):
        return 0
    size = 1
    while said[size : size + 1] and unicodedata.combining(said[size]):
        size += 1
    return size
