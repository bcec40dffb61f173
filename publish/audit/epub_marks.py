"""Index what is marked in an element of an EPUB, such as the links of a sentence, by its letters.

A sentence can hold thousands of links: to look at all of them for each takes the square of the
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from urllib.parse import unquote

from lxml import etree

from publish.audit.addresses import normal_address
from publish.audit.epub_documents import letters_of, link_addresses
from publish.audit.items import letters
from publish.readers.document import XHTML, language_of

_IMG, _ABBR = f"{XHTML}img", f"{XHTML}abbr"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"


class Marks:
    """What is marked in ``element``; each index is made when it is first used.

    ``alts`` and ``formulas`` are the letters of alternative texts, ``abbreviations`` those of each
    abbreviation and its expansion.
    """

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._words: dict[str, dict[str, None]] = {}  # by language

    @cached_property
    def alts(self) -> frozenset[str]:
        return frozenset(letters(one.get("alt") or "") for one in self._element.iter(_IMG))

    @cached_property
    def formulas(self) -> frozenset[str]:
        found = (one for one in self._element.iter(_MATH) if len(one))
        return frozenset(letters(one.get("alttext") or "") for one in found)

    @cached_property
    def abbreviations(self) -> frozenset[tuple[str, str]]:
        found = self._element.iter(_ABBR)
        return frozenset((letters_of(one), letters(one.get("title") or "")) for one in found)

    @cached_property
    def addresses(self) -> frozenset[tuple[str, str]]:
        """The letters of each link, and its address in its normal form."""
        return frozenset((words, normal_address(href)) for words, href in self._links)

    @cached_property
    def targets(self) -> Mapping[tuple[str, str], str]:
        """The address of the first link with the same letters and the same fragment."""
        found: dict[tuple[str, str], str] = {}
        for words, href in self._links:
            found.setdefault((words, unquote(href.strip().partition("#")[2])), href)
        return found

    @cached_property
    def _links(self) -> tuple[tuple[str, str], ...]:
        return tuple(link_addresses(self._element))

    def has_words_in(self, language: str, words: str) -> bool:
        """Return whether ``words`` (letters) are in an element in ``language`` (small letters)."""
        if language not in self._words:
            elements = self._languages.get(language, ())
            self._words[language] = dict.fromkeys(map(letters_of, elements))
        found = self._words[language]
        return words in found or any(words in one for one in found)

    @cached_property
    def _languages(self) -> Mapping[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for one in self._element.iter():
            found.setdefault(language_of(one).lower(), []).append(one)
        return found


@lru_cache(maxsize=2)  # callers ask for what is in an element one after the other
def marks_in(element: etree._Element) -> Marks:
    """Return the index of ``element``."""
    return Marks(element)
