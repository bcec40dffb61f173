"""Find the words of each item on the pages of a PDF for print, which has no tags.

The pages show only words, in the order in which they are drawn: notes come after the text of their
page, and print adds numbers and addresses of links.  What only tags can say isn't compared, nor
words in scripts whose letters are drawn in another order than they are read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from publish.audit.items import Item, Kind, Result, found, left_out, letters, lost, short
from publish.readers.pdf.records import Page, PdfFile

#: Kinds whose words stand on the pages.
_WORDS = frozenset(
    {
        *(Kind.FRONT, Kind.HEADING, Kind.TEXT, Kind.CAPTION, Kind.CREDIT, Kind.DESCRIPTION),
        *(Kind.NOTE, Kind.CELL, Kind.QUOTATION, Kind.ATTRIBUTION, Kind.CODE),
    }
)

_NO_TAGS = "only the tags of a PDF say it, and one for print has none"
_PICTURE = "pictures are not compared in a PDF without tags"
_NO_HEADING = "its page has no heading, and a PDF for print has no bookmarks"
_OTHER_ORDER = "its letters are drawn in another order than they are read"
_DRAWN = "it has no words but those of a drawing"

#: The page of a cross-reference, which print adds: “(p. 14)”.
_PAGE = re.compile(r"\([^()\d]{1,8}\d+\)")

#: How far text may reach over the edge of the trimmed page, in points.
_EDGE = 1.0

#: How many letters print may add between two words: the number or address of a link.
_ADDED = 120

#: A text may be drawn in this many pieces, and one more for each so many letters.
_PIECES, _LETTERS_A_PIECE = 2, 40


def audit_printed(file: PdfFile, items: Sequence[Item], edition: str) -> Iterator[Result]:
    """Yield the result of each of ``items`` in a PDF/X file without tags."""
    pages = _Pages(file.pages)
    drawn = _drawn_words(items)
    every = sorted({one for words in drawn.values() for one in words}, key=len, reverse=True)
    for item in items:
        if item.names_page:
            yield left_out(item, edition, _NO_HEADING)
        elif item.kind not in _WORDS:
            yield left_out(item, edition, _PICTURE if item.kind is Kind.FIGURE else _NO_TAGS)
        elif any(_is_drawn_in_another_order(letter) for letter in item.text):
            yield left_out(item, edition, _OTHER_ORDER)
        else:
            yield _result(item, edition, pages, drawn, every)


def _result(
    item: Item, edition: str, pages: _Pages, drawn: dict[str, list[str]], every: list[str]
) -> Result:
    number = 0
    for part in item.parts:
        words = every if item.kind is Kind.CELL else drawn.get(part.id, [])
        for text in _without(part.text, words):
            page = pages.page_of(text)
            if not page:
                return lost(item, edition, f"“{short(text)}” is not on the pages")
            number = number or page
    return found(item, edition, f"page {number}") if number else left_out(item, edition, _DRAWN)


def _drawn_words(items: Sequence[Item]) -> dict[str, list[str]]:
    """Return the words that stand for drawings in each run of text, the longest first."""
    drawn: dict[str, list[str]] = {}
    for item in items:
        if item.kind in (Kind.FORMULA, Kind.ALT) and item.owner:
            drawn.setdefault(item.owner, []).append(item.text)
    return {own: sorted(words, key=len, reverse=True) for own, words in drawn.items()}


def _without(text: str, drawn: Sequence[str]) -> list[str]:
    """Return the pieces of ``text`` between the words of drawings."""
    pieces = [" ".join(text.split())]
    for words in drawn:
        pieces = [rest for piece in pieces for rest in piece.split(words)]
    return [piece for piece in pieces if letters(piece)]


def _is_drawn_in_another_order(letter: str) -> bool:
    """Return whether ``letter`` is of a script from right to left, or has a vowel before it."""
    return letter > "\u0300" and (
        unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.category(letter) == "Mc"
    )


def _plain(text: str) -> str:
    """Return the letters of ``text`` without case, accents, digits and signs.

    Lines add hyphens, print adds numbers, and headings may be set in capitals.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalpha())


class _Pages:
    """The text of the pages as it is drawn; text outside the trimmed page doesn't count."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._shown = [letters("".join(_texts(page))) for page in pages]
        plain = [_plain(_PAGE.sub("", shown)) for shown in self._shown]
        self._starts: list[int] = []
        self._text, self._last = "", 0
        for one in plain:
            self._starts.append(len(self._text))
            self._text += one

    def page_of(self, text: str) -> int:
        """Return the page, from 1, on which ``text`` begins (0: it isn't there)."""
        wanted = _plain(_PAGE.sub("", text))
        if not wanted:  # a number or a sign
            shown = letters(text)
            return next((n for n, page in enumerate(self._shown, 1) if shown in page), 0)
        place = self._text.find(wanted, self._last)
        if place < 0:
            place = self._text.find(wanted)
        if place < 0:
            place = self._in_pieces(wanted)
        if place < 0:
            place = self._with_additions([_plain(word) for word in text.split()])
        if place < 0:
            return 0
        self._last = place
        return bisect_right(self._starts, place)

    def _in_pieces(self, wanted: str) -> int:
        """Return where ``wanted`` begins if a note or the like interrupts it (-1: nowhere)."""
        first, done = -1, 0
        for _ in range(_PIECES + len(wanted) // _LETTERS_A_PIECE):
            size = self._longest(wanted, done)
            if not size:
                return -1
            place = self._text.find(wanted[done : done + size])
            first, done = place if first < 0 else first, done + size
            if done == len(wanted):
                return first
        return -1

    def _longest(self, wanted: str, start: int) -> int:
        """Return how many letters of ``wanted`` from ``start`` on stand together on the pages."""
        low, high = 0, len(wanted) - start
        while low < high:
            middle = (low + high + 1) // 2
            if wanted[start : start + middle] in self._text:
                low = middle
            else:
                high = middle - 1
        return low

    def _with_additions(self, words: list[str]) -> int:
        """Return where ``words`` follow each other, with what print adds after links (-1: nowhere).

        One in twenty may be divided between two pages.
        """
        words = [word for word in words if word]
        place = self._text.find(words[0])
        while place >= 0:
            end, missing = place, 0
            for word in words:
                at = self._text.find(word, end, end + len(word) + _ADDED)
                missing += at < 0
                end = at + len(word) if at >= 0 else end
            if missing <= len(words) // 20:
                return place
            place = self._text.find(words[0], place + 1)
        return -1


def _texts(page: Page) -> Iterator[str]:
    trim = page.boxes.get("TrimBox")
    for run in page.content.runs:
        inside = trim is None or (
            run.left > trim[0] - _EDGE
            and run.bottom > trim[1] - _EDGE
            and run.right < trim[2] + _EDGE
            and run.top < trim[3] + _EDGE
        )
        if inside:
            yield run.text
