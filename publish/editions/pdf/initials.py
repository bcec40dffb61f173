"""Set drop caps: the first letters of articles and chapters, in place of ``::first-letter``.

WeasyPrint 70 crashes on floats in that pseudo-element.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from publish.editions.pdf import elements
from publish.language.scripts import script_of

#: The fewest letters of a paragraph that fills the three lines of a drop cap.
_LONG_ENOUGH = 260

#: Elements whose first letter can become a drop cap: not links, abbreviations or code.
_INITIAL_ELEMENTS = frozenset({"span", "em", "strong"})

#: Scripts whose capitals are set as drop caps.
_SCRIPTS = ("Latn", "Cyrl", "Grek")


def set_initials(root: Any) -> None:
    """Put the first letter of the article, or of each chapter, into ``span.drop-cap``.

    The text has to begin with a capital, in a paragraph that is long enough. In the structure tree
    the word stays whole (``tree/corrections.py``).
    """
    body = root.find("body")
    if body is None:
        return
    chapters = [each for each in body.iter("section") if "chapter" in elements.classes(each)]
    for holder in chapters or [body]:
        paragraph = _first_paragraph(holder)
        if paragraph is not None and _length(paragraph) >= _LONG_ENOUGH:
            _set_initial(paragraph)


def _length(paragraph: Any) -> int:
    """Return the number of characters of a paragraph without its notes."""
    notes = (one for one in paragraph.iter() if elements.is_footnote(one))
    return len(elements.text_of(paragraph)) - sum(len(elements.text_of(note)) for note in notes)


def _first_paragraph(holder: Any) -> Any:
    """Return the paragraph that begins the text of ``holder``, after titles and pictures."""
    for child in holder:
        if elements.name(child) == "p":
            return child
        if "imprint" in elements.classes(child):
            continue
        if elements.name(child) not in ("header", "nav", "figure", "div") and (
            elements.name(child)[:1] != "h" or elements.name(child) == "hr"
        ):
            return None
    return None


def _set_initial(element: Any) -> None:
    """Wrap the first letter of ``element``, or of the phrase that it begins with."""
    text = element.text or ""
    if not text.strip() and len(element) and elements.name(element[0]) in _INITIAL_ELEMENTS:
        if not elements.is_footnote(element[0]):
            _set_initial(element[0])
        return
    text = text.lstrip()
    size = _capital(text)
    if size and text[size : size + 1].strip():
        initial = element.makeelement("span", {"class": "drop-cap"})
        initial.text, initial.tail = text[:size], text[size:]
        element.text = None
        element.insert(0, initial)


def _capital(text: str) -> int:
    """Return the length of the capital, with its accents, at the start of ``text``, or 0."""
    first = text[:1]
    if not first.isupper() or script_of(first) not in _SCRIPTS:
        return 0
    size = 1
    while text[size : size + 1] and unicodedata.combining(text[size]):
        size += 1
    return size
