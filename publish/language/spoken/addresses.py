"""Find web addresses, and street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import text_before
from publish.language.spoken.numbers import choices, digits, in_pairs
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: Lengths of mail and host names: RFC 5321, 4.5.3.1; RFC 1035, 2.3.4.
_ADDRESS = re.compile(
    r"(?P<url>(?:https?://|ftp://|file://|www\.)[^\s<>“”«»]+[\w/])"
    r"|(?<![\w.+-])(?P<mail>[\w.+&-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}(?:/[\w/.-]*\w)?)"
    r"|(?P<site>(?<![\w@.-])(?:[A-Za-z\d][A-Za-z\d-]{0,62}\.){1,8}(?:com|org|net|info|edu|gov|eu|uk|by|ua|pl|de"
    r"|fr|es|ru|it|pt|br|io|gh|ie|hu|nl|be|cn|us|ca|au|ch|at|media|tv|app|dev)(?:/[\w/.|-]*\w)?(?!\w|\.\w))"
    r"|(?<![\w&/])(?P<tag>#[^\W\d]\w*)|(?<![\w.])(?P<handle>@\w+)"
)


def addresses(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``example.org/a``, ``a@b.org``, ``#tag``, ``@name``; signs are spoken by name."""
    names = rules.address
    for found in _ADDRESS.finditer(text):
        written = found[0]
        if found["url"]:
            written = re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", written)
        words = re.sub(r"[.@/#_?=&:%+|~!-]", lambda sign: f" {names.get(sign[0], '')} ", written)
        words = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", words)
        words = re.sub(
            r"\d+",
            lambda run: f" {digits(rules, run[0])} " if len(run[0]) < 30 else run[0],
            words,
        )
        yield Form(found.start(), found.end(), " ".join(words.split()) or written)


def streets(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1428 Elm St.``, ``Reno, NV 89501``, ``10115 Berlin``: house numbers, post codes."""
    if rules.streets:
        for found in _streets(rules).finditer(text):
            yield Form(found.start(1), found.end(1), in_pairs(rules, found[1]))
            if found[2]:
                yield Form(found.start(2), found.end(2), rules.compass[found[2]].capitalize())
    if rules.places and not rules.states:
        for found in _post_codes(rules).finditer(text):
            yield Form(found.start(), found.end(), digits(rules, found[0]))
    if rules.states:
        common = rules.emphasised.split()
        for found in _states(rules).finditer(text):
            code = found["state"]
            if not found["zip"] and (code in rules.acronyms or code.lower() in common):
                continue  # "Well, OK, then."
            if not found["zip"] and not _is_place(rules, text, found):
                continue  # "Ann Lee, MD"
            yield Form(found.start("state"), found.end("state"), rules.states[found["state"]])
            if found["zip"]:
                yield Form(found.start("zip"), found.end("zip"), digits(rules, found["zip"]))


@cache
def _post_codes(rules: SpeechRules) -> re.Pattern[str]:
    """Return a pattern for ``10115 Berlin``: before a town, or after the number of a house."""
    return re.compile(
        rf"(?<![\w.,/–-])\d{{5}}(?=[ \u00a0](?:{choices(rules.places)})(?!\w))"
        r"|(?<=\d, )\d{5}(?=[ \u00a0][A-ZÄÖÜ][a-zäöüß])"
    )


#: A place after a preposition: "in New Haven", "near St. Paul".
_IN_PLACE = re.compile(
    r"\b(?:[Ii]n|[Nn]ear|[Aa]t|[Oo]utside|[Aa]round)(?:[ \u00a0][A-Z][a-z][\w.’'-]{0,20}){1,3}, $"
)


def _is_place(rules: SpeechRules, text: str, found: re.Match[str]) -> bool:
    """Return whether a name before the code of a state is a place, not a graduate or a list."""
    before = text_before(text, found.start())
    if found["state"] not in rules.degrees:
        return re.search(r"\w[a-z.]{1,20}, $", before) is not None
    return _IN_PLACE.search(before) is not None or before.endswith(_places(rules))


@cache
def _places(rules: SpeechRules) -> tuple[str, ...]:
    return tuple(f"{place}, " for place in rules.places)


@cache
def _streets(rules: SpeechRules) -> re.Pattern[str]:
    word = r"[ \u00a0](?:[A-Z][\w’'.-]{0,20}|\d{1,3}(?:st|nd|rd|th))"
    street = rf"[ \u00a0](?:{choices(rules.streets)})(?!\w)"
    return re.compile(
        rf"(?<![\w.,-])(\d{{2,4}})(?:[ \u00a0]([NSEW])\b\.?)?(?=(?:{word}){{1,3}}{street})"
    )


@cache
def _states(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile(
        rf"(?<=, )(?P<state>{choices(rules.states)})"
        r"(?:[ \u00a0](?P<zip>\d{5})(?![\w-])|(?=[.,;)]|$))"
    )
