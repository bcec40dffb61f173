"""Numbers that count nothing beside them: ordinals, fractions, telephone numbers, the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.narration.normalise.grammar import german
from publish.narration.normalise.numbers import (
    END,
    START,
    cardinal,
    digits,
    number_words,
    ordinal,
    pattern,
)
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue
from publish.narration.normalise.years import suffixed

_PHONE = re.compile(
    r"(?<![\w.,])(?:\+\d[\d ()\u00a0-]{6,18}\d|0\d{2,4}[ -]\d{3,4}[ -]\d{3,4})(?!\w)"
)


def ordinals(text: str, tongue: Tongue) -> Iterator[Form]:
    """``1st``, ``2e``, ``3.º``, ``90-х``."""
    if tongue.language == "de":
        for found in re.finditer(r"(?<![\w.,])(\d{1,3})\.(?=[ \u00a0][^\W\d])", text):
            words = german(ordinal(tongue, int(found[1])), text[: found.start()], alone="")
            yield Form(found.start(), found.end(), words)
    for found in _marked(tongue).finditer(text):
        yield Form(found.start(), found.end(), ordinal(tongue, int(found[1])))
    if tongue.plural == "east":
        for found in re.finditer(r"(?<![\w.,])(\d{1,4})[-‑]([^\W\d_]{1,3})(?![\w-])", text):
            if words := suffixed(tongue, int(found[1]), found[2]):
                yield Form(found.start(), found.end(), words)


@cache
def _marked(tongue: Tongue) -> re.Pattern[str]:
    marks = "|".join(map(re.escape, tongue.ordinal_marks)) or "(?!)"
    return re.compile(rf"(?<![\w.,])(\d{{1,6}})(?:{marks})(?!\w)")


def fractions(text: str, tongue: Tongue) -> Iterator[Form]:
    """``½``, ``2½``, ``3/4``."""
    for found in _fractions(tongue).finditer(text):
        part = tongue.fractions[found["part"]]
        whole = found["whole"]
        words = f"{cardinal(tongue, int(whole))} {tongue.and_} {part}" if whole else part
        yield Form(found.start(), found.end(), words)


@cache
def _fractions(tongue: Tongue) -> re.Pattern[str]:
    parts = "|".join(map(re.escape, tongue.fractions)) or "(?!)"
    return re.compile(rf"(?<![\w/.,])(?:(?P<whole>\d{{1,6}}) ?(?!\d))?(?P<part>{parts})(?![\w/])")


def telephones(text: str, tongue: Tongue) -> Iterator[Form]:
    """``+44 20 7946 0018``: digit by digit, with a rest between groups."""
    for found in _PHONE.finditer(text):
        groups = [digits(tongue, group) for group in re.findall(r"\d+", found[0])]
        plus = f"{tongue.address['+']} " if found[0].startswith("+") else ""
        yield Form(found.start(), found.end(), plus + ", ".join(groups))


def numbers(text: str, tongue: Tongue) -> Iterator[Form]:
    """``1,234,567``, ``86.82``, ``−3``, ``42``."""
    for found in _numbers(tongue).finditer(text):
        minus = f"{tongue.minus} " if found["minus"] else ""
        yield Form(found.start(), found.end(), minus + number_words(tongue, found["number"]))


@cache
def _numbers(tongue: Tongue) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w\d])(?P<minus>[−-])|{START})(?P<number>{pattern(tongue)}){END}")
