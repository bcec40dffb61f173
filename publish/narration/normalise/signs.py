"""Addresses of the net, and signs that are no letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

#: The lengths are those of mail and host names (RFC 5321, 4.5.3.1; RFC 1035, 2.3.4).
_ADDRESS = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>“”«»]+[\w/])"
    r"|(?<![\w.+-])(?P<mail>[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63})"
    r"|(?P<site>(?<![\w@.-])(?:[A-Za-z\d][A-Za-z\d-]{0,62}\.){1,8}(?:com|org|net|info|edu|gov|eu|uk|by|ua|pl|de"
    r"|fr|es|ru|io|gh|ie|hu|nl|cn|us|media)(?:/[\w/.-]*\w)?(?!\w|\.\w))"
    r"|(?<![\w&/])(?P<tag>#[^\W\d]\w*)|(?<![\w.])(?P<handle>@\w+)"
)

#: A dash that divides, with the space around it; where punctuation stands before, it adds none.
_DASH = re.compile(r"(?P<before>[.,;:!?…]?[”’»\"']?)\s*(?:—|\s[–-]\s|―)\s*")


def addresses(text: str, tongue: Tongue) -> Iterator[Form]:
    """``example.org/a``, ``a@b.org``, ``#tag``, ``@name``: what one says to type."""
    names = tongue.address
    for found in _ADDRESS.finditer(text):
        written = found[0]
        if found["url"]:
            written = re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", written)
        words = re.sub(r"[.@/#_?=&:%+-]", lambda sign: f" {names.get(sign[0], '')} ", written)
        words = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", words)
        yield Form(found.start(), found.end(), " ".join(words.split()) or written)


def signs(text: str, tongue: Tongue) -> Iterator[Form]:
    """``&``, ``×``, ``±``, ``→``: by the table of the language."""
    for found in _signs(tongue).finditer(text):
        words = tongue.signs[found[0]]
        left = "" if not found.start() or text[found.start() - 1].isspace() else " "
        right = "" if found.end() == len(text) or text[found.end()].isspace() else " "
        yield Form(found.start(), found.end(), f"{left}{words}{right}")


@cache
def _signs(tongue: Tongue) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, tongue.signs)) or "(?!)")


def dashes(text: str, _tongue: Tongue) -> Iterator[Form]:
    """A dash is a rest, as a comma is; voices read a dash between words in several ways."""
    for found in _DASH.finditer(text):
        start = found.end("before")
        if start > 0 and found.end() < len(text):
            stopped = found["before"][:1] in tuple(".,;:!?…")
            yield Form(start, found.end(), " " if stopped else ", ")
