"""Find the spans between delimiters, such as comments and environments, in linear time.

A pattern such as ``<!--.*?-->`` looks for the end again from each beginning, so it takes the square
of the length of a text that has many beginnings and no end.  Here, an end that isn't found once
isn't looked for again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from msgspec import Struct

Closing = str | re.Pattern[str] | None
"""What ends a span; an empty string: it has no inside.  ``None``: no span begins here."""


class Span(Struct, frozen=True):
    """A part of a text from an opening to the end of its closing, and what is between them."""

    opening: re.Match[str]
    inside: str
    closing: str

    @property
    def start(self) -> int:
        return self.opening.start()

    @property
    def end(self) -> int:
        return self.opening.end() + len(self.inside) + len(self.closing)

    @property
    def text(self) -> str:
        """The span with its delimiters."""
        return f"{self.opening[0]}{self.inside}{self.closing}"


def spans(
    text: str,
    opening: re.Pattern[str],
    closing: Closing | Callable[[re.Match[str]], Closing],
    *,
    to_the_end: bool = False,
) -> Iterator[Span]:
    """Yield each span of ``text`` from an ``opening`` to the first ``closing`` after it.

    ``opening`` must match in linear time by itself, and not the empty string.  ``closing`` can
    depend on the match of the opening, but must have few values.  A span that isn't closed is none,
    or lasts ``to_the_end``.
    """
    missing: set[Closing] = set()
    place = 0
    while found := opening.search(text, place):
        place = found.end()
        wanted = closing(found) if callable(closing) else closing
        if wanted is None:
            continue
        end = (-1, -1) if wanted in missing else _find(text, wanted, place)
        if end[0] < 0:
            missing.add(wanted)
            if not to_the_end:
                continue
            end = (len(text), len(text))
        yield Span(found, text[place : end[0]], text[end[0] : end[1]])
        place = end[1]


def _find(text: str, closing: str | re.Pattern[str], place: int) -> tuple[int, int]:
    """Return where the first ``closing`` after ``place`` begins and ends; -1 if there is none."""
    if isinstance(closing, str):
        start = text.find(closing, place)
        return start, start + len(closing)
    found = closing.search(text, place)
    return found.span() if found else (-1, -1)


def replace_spans(
    text: str,
    opening: re.Pattern[str],
    closing: Closing | Callable[[re.Match[str]], Closing],
    change: Callable[[Span], str],
) -> str:
    """Return ``text`` with each of its :func:`spans` replaced by ``change`` of it."""
    parts, end = [], 0
    for span in spans(text, opening, closing):
        parts += [text[end : span.start], change(span)]
        end = span.end
    return "".join([*parts, text[end:]])


def line_numbers(text: str) -> Callable[[int], int]:
    """Return a function for the line, from 1, of a place in ``text``."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda place: bisect_left(ends, place) + 1
