"""Roman numerals after names and after words that are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.narration.normalise.numbers import cardinal, ordinal
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_NUMERAL = re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

#: A capitalised word, a space, a numeral.
_AFTER_NAME = re.compile(r"(?<![\w’'-])([^\W\d_][\w’'-]{0,60})[ \u00a0]([IVXLC]+)\b(?![.’'-]\w)")


def value(numeral: str) -> int:
    """The number that a numeral up to 399 stands for; 0 where it is none."""
    if not _NUMERAL.fullmatch(numeral):
        return 0
    worth = [_WORTH[char] for char in numeral]
    pairs = zip(worth, [*worth[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs)


def romans(text: str, tongue: Tongue) -> Iterator[Form]:
    """``Article IV`` counts, ``Louis XIV`` is an ordinal; a lone I, V or X needs such a word."""
    numbered, rulers = _words(tongue.numbered), _words(tongue.rulers)
    for found in _AFTER_NAME.finditer(text):
        name, numeral = found[1], found[2]
        number = value(numeral)
        if not number:
            continue
        if name.casefold() in numbered:
            words = cardinal(tongue, number)
        elif name.casefold() in rulers or (
            name[0].isupper() and not name.isupper() and len(numeral) > 1 and number < 40
        ):
            words = tongue.ruler.format(number=_reign(tongue, number))
        else:
            continue
        # German writes a full stop after an ordinal.
        stop = tongue.language == "de" and text.startswith(".", found.end())
        yield Form(found.start(2), found.end() + stop, words)
    if tongue.language == "fr":
        for found in re.finditer(r"(?<!\w)([IVXLC]+)(?:er|re|e|ème)(?!\w)", text):
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(tongue, number))


def _reign(tongue: Tongue, number: int) -> str:
    if tongue.language in ("fr", "es") and number > (1 if tongue.language == "fr" else 10):
        return cardinal(tongue, number)
    return ordinal(tongue, number)


@cache
def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
