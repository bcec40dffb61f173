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
    r"|(?<![\w&/])(?P<tag>#[^\W\d]\w*(?!\w|#))|(?<![\w.])(?P<handle>@\w+)"
)


#: The name of a file; and names in programs: "user_name", "getElementById()".
_FILE = re.compile(
    r"(?<![\w@./\\-])(?P<name>[\w-]{1,60}(?:\.[\w-]{1,20}){0,2})\.(?P<kind>pdf|docx?|odt|rtf|xlsx?|pptx?"
    r"|csv|tsv|json|xml|html?|css|js|ts|py|rb|rs|java|cpp|sh|md|txt|tex|jpe?g|png|gif|svg|webp|mp[34]"
    r"|m4b|wav|epub|zip|tar|gz|exe|toml|ya?ml|log|ini|sql)(?![\w/-]|\.\w)"
)
_IDENTIFIER = re.compile(
    r"(?<![\w@#./-])(?:[^\W_]+(?:_[^\W_]+){1,6}|[a-z]{2,20}(?:[A-Z][a-z]{1,20}){2,5}"
    r"|[a-z]{2,20}[A-Z][a-z]{1,20}(?=\(\)))(?![\w@/-])(?:\(\))?"
)

#: What nobody reads out in an address: queries, numbers of records, escapes.
_UNREADABLE = re.compile(
    r"[?#&]|%[\dA-Fa-f]{2}|/(?=[\w.~-]{0,60}(?:\d[A-Za-z]{1,9}\d|[A-Za-z]\d{1,9}[A-Za-z]))[\w.~-]{8}"
)


def addresses(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``example.org/a``, ``a@b.org``, ``#tag``, ``@name``, ``a_b.pdf``, ``getName()``.

    Signs are spoken by name.  The part of a long address that isn't made of words is left at
    "and so on".
    """
    for found in _ADDRESS.finditer(text):
        written, more = found[0], ""
        if found["url"]:
            written = re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", written)
        if "/" in written and (cut := _UNREADABLE.search(written, written.index("/"))):
            written, more = written[: cut.start()].rstrip("/"), rules.address.get("…", "")
        words = _named(rules, written, spell=bool(found["tag"] or found["handle"]))
        if found["url"] or found["mail"] or found["site"]:
            words = _with_country(rules, written, words)
        yield Form(found.start(), found.end(), f"{words}, {more}" if more else words or written)
    for found in _FILE.finditer(text):
        kind = found["kind"].upper()
        said = rules.acronyms.get(kind) or (
            kind.lower() if kind in _WORDS else rules.spelled.join(map(rules.letter, kind))
        )
        words = f"{_named(rules, found['name'])} {rules.address['.']} {said}"
        yield Form(found.start(), found.end(), words)
    for found in _IDENTIFIER.finditer(text):
        words = _named(rules, found[0].removesuffix("()"))
        yield Form(found.start(), found.end(), words if "_" in found[0] else words.lower())


#: Kinds of files that are said as words.
_WORDS = ("ZIP", "TAR", "INI", "LOG", "TOML", "YAML", "YML", "JSON")


def _named(rules: SpeechRules, written: str, *, spell: bool = False) -> str:
    """Return the words of a name, with its signs named; ``spell``: words in capitals spelled."""
    names = rules.address
    words = re.sub(r"[.@/#_?=&:%+|~!-]", lambda sign: f" {names.get(sign[0], '')} ", written)
    words = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", words)
    words = re.sub(r" jpg\b", " jpeg", words)
    if spell:
        words = re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", " ", words)
        words = re.sub(r"(?<!\w)[A-Z]{2,5}(?!\w)", lambda run: _capitals(rules, run[0]), words)
    words = re.sub(
        r"\d+", lambda run: f" {digits(rules, run[0])} " if len(run[0]) < 30 else run[0], words
    )
    return " ".join(words.split())


def _capitals(rules: SpeechRules, word: str) -> str:
    if word.lower() in rules.emphasised.split():
        return word.lower()
    return rules.acronyms.get(word) or rules.spelled.join(map(rules.letter, word))


def _with_country(rules: SpeechRules, written: str, words: str) -> str:
    """Return ``words`` with the letters of a country spelled if they are no word: "co.uk"."""
    host = re.split("[/?]", written.partition("@")[2] or written)[0]
    country = host.rpartition(".")[2]
    if len(country) != 2 or not (rules.spelled == "-" or _NO_VOWEL.fullmatch(country)):
        return words
    spelled = rules.spelled.join(map(rules.letter, country.upper()))
    dot = re.escape(rules.address["."])
    return re.sub(rf"(?<= {dot} ){country}(?= |$)", spelled, words)


_NO_VOWEL = re.compile("[bcdfghjklmnpqrstvwxz]{2}")


def streets(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``1428 Elm St.``, ``Reno, NV 89501``, ``10115 Berlin``: house numbers, post codes."""
    if rules.streets:
        for found in _streets(rules).finditer(text):
            yield Form(found.start(1), found.end(1), in_pairs(rules, found[1]))
            if found[2]:
                yield Form(found.start(2), found.end(2), rules.compass[found[2]].capitalize())
        for found in _NUMBERED_STREET.finditer(text):  # "12 S 1st st"
            words = rules.abbreviations.get(f"{found[1].capitalize()}.", "").rpartition("/")[2]
            if words:
                yield Form(found.start(1), found.end(1), words)
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


#: "21st st", "5th ave": small letters, where capitals are abbreviations elsewhere, too.
_NUMBERED_STREET = re.compile(r"(?<![\w.])\d{1,3}(?:st|nd|rd|th) (st|ave|rd|blvd)\b")


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
