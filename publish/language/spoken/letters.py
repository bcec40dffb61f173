"""Find abbreviations, initialisms, Roman numerals, web addresses, signs and dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from publish.language.spoken.numbers import cardinal, ordinal
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: The most letters that are spelled out; longer words in capitals are ordinary words.
LONGEST = 5

#: Letters with full stops, or letters without a space, and an ending.
_CAPITALS = re.compile(
    r"(?<![\w.])(?P<dotted>(?:[^\W\d_]\.){2,6})(?!\w)"
    r"|(?<![\w@#])(?P<word>[^\W\d_]{2,12})(?P<ending>['’]s)?(?!\w)"
)


def abbreviations(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``Dr.``, ``e.g.``, ``No. 5``.

    A slash in the rules separates two readings: before a name or number (with ``#``: only before a
    number), and elsewhere (``St. John``, ``High St.``).
    """
    for found in _abbreviations(rules).finditer(text):
        words, _, otherwise = rules.abbreviations[found[0]].partition("/")
        if otherwise and not _fits(words, text, found.end()):
            words = otherwise
        words = words.removeprefix("#")
        if words != found[0]:
            yield Form(found.start(), found.end(), words)


def _fits(reading: str, text: str, end: int) -> bool:
    """Return whether the text after ``end`` is the name or number that ``reading`` needs."""
    after = text[end : end + 2].lstrip(" \u00a0")[:1]
    if reading.startswith("#"):
        return after.isdigit() or after in tuple("IVX")
    return after.isdigit() or after.isupper()


@cache
def _abbreviations(rules: SpeechRules) -> re.Pattern[str]:
    keys = sorted(rules.abbreviations, key=len, reverse=True)
    known = "|".join(map(re.escape, keys)) or "(?!)"
    # A digit may follow at once where the abbreviation ends in a sign: "№5".
    return re.compile(rf"(?<![\w.])(?:{known})(?![^\W\d])(?<!\w(?=\d))")


def respelled(words: str) -> str:
    """Return a respelling with its stressed syllable in small letters (``dro-HO-bitch``).

    A voice spells capitals letter by letter, so words that are all capitals stay as they are.
    """
    return re.sub(r"[\w-]+", _unstressed, words)


def _unstressed(found: re.Match[str]) -> str:
    word = found[0]
    mixed = any(char.islower() for char in word)
    run = any(one.islower() and two.isupper() for one, two in pairwise(word))
    return word.lower() if mixed and ("-" in word or run) else word


def initialisms(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``BBC``, which is spoken letter by letter, and ``NATO``, which is spoken as a word.

    In a text that is all capitals, only words in the rules are found.
    """
    all_capitals = text.isupper() and len(re.findall(r"[^\W\d_]{2,}", text)) > 1
    for found in _CAPITALS.finditer(text):
        word, ending = found["word"] or found["dotted"].replace(".", ""), found["ending"] or ""
        if word.endswith("s") and word[:-1].isupper() and len(word) > 2:
            word, ending = word[:-1], "s"
        known = rules.acronyms.get(word)
        if known is None and (not word.isupper() or all_capitals or len(word) > LONGEST):
            continue
        words = known or rules.spelled.join(rules.letters.get(letter, letter) for letter in word)
        if ending:  # without the apostrophe, voices read a letter and s as a word
            words += ending if known else "’s"
        yield Form(found.start(), found.end(), words)


_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_NUMERAL = re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

#: A capitalised word, a space, a numeral.
_AFTER_NAME = re.compile(r"(?<![\w’'-])([^\W\d_][\w’'-]{0,60})[ \u00a0]([IVXLC]+)\b(?![.’'-]\w)")


def value(numeral: str) -> int:
    """Return the value of a Roman numeral up to 399; 0 if it isn't one."""
    if not _NUMERAL.fullmatch(numeral):
        return 0
    worth = [_WORTH[char] for char in numeral]
    pairs = zip(worth, [*worth[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs)


def romans(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find Roman numerals: a number in ``Article IV``, an ordinal in ``Louis XIV``.

    A single letter (I, V, X) counts only after a word in the rules.
    """
    numbered, rulers = _words(rules.numbered), _words(rules.rulers)
    for found in _AFTER_NAME.finditer(text):
        name, numeral = found[1], found[2]
        number = value(numeral)
        if not number:
            continue
        if name.casefold() in numbered:
            words = cardinal(rules, number)
        elif name.casefold() in rulers or (
            name[0].isupper() and not name.isupper() and len(numeral) > 1 and number < 40
        ):
            words = rules.ruler.format(number=_reign(rules, number))
        else:
            continue
        stop = rules.ordinal_stop and text.startswith(".", found.end())
        yield Form(found.start(2), found.end() + stop, words)
    if rules.roman_marks:
        marks = "|".join(map(re.escape, rules.roman_marks))
        for found in re.finditer(rf"(?<!\w)([IVXLC]+)(?:{marks})(?!\w)", text):
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(rules, number))


def _reign(rules: SpeechRules, number: int) -> str:
    """Return the words for the number of a ruler: "Louis quatorze", but "François premier"."""
    if 0 < rules.reign_ordinals < number:
        return cardinal(rules, number)
    return ordinal(rules, number)


@cache
def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


#: Lengths of mail and host names: RFC 5321, 4.5.3.1; RFC 1035, 2.3.4.
_ADDRESS = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>“”«»]+[\w/])"
    r"|(?<![\w.+-])(?P<mail>[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63})"
    r"|(?P<site>(?<![\w@.-])(?:[A-Za-z\d][A-Za-z\d-]{0,62}\.){1,8}(?:com|org|net|info|edu|gov|eu|uk|by|ua|pl|de"
    r"|fr|es|ru|io|gh|ie|hu|nl|cn|us|media)(?:/[\w/.-]*\w)?(?!\w|\.\w))"
    r"|(?<![\w&/])(?P<tag>#[^\W\d]\w*)|(?<![\w.])(?P<handle>@\w+)"
)

#: A dash between words, with the space around it and the punctuation before it.
_DASH = re.compile(r"(?P<before>[.,;:!?…]?[”’»\"']?)\s*(?:—|\s[–-]\s|―)\s*")


def addresses(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``example.org/a``, ``a@b.org``, ``#tag``, ``@name``; signs are spoken by name."""
    names = rules.address
    for found in _ADDRESS.finditer(text):
        written = found[0]
        if found["url"]:
            written = re.sub(r"^(?:https?://)?(?:www\.)?|/$", "", written)
        words = re.sub(r"[.@/#_?=&:%+-]", lambda sign: f" {names.get(sign[0], '')} ", written)
        words = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", words)
        yield Form(found.start(), found.end(), " ".join(words.split()) or written)


def signs(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``&``, ``×``, ``±``, ``→``."""
    for found in _signs(rules).finditer(text):
        words = rules.signs[found[0]]
        left = "" if not found.start() or text[found.start() - 1].isspace() else " "
        right = "" if found.end() == len(text) or text[found.end()].isspace() else " "
        yield Form(found.start(), found.end(), f"{left}{words}{right}")


@cache
def _signs(rules: SpeechRules) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, rules.signs)) or "(?!)")


def dashes(text: str, _rules: SpeechRules) -> Iterator[Form]:
    """Find dashes between words; they are replaced by commas, since voices differ about dashes."""
    for found in _DASH.finditer(text):
        start = found.end("before")
        if start > 0 and found.end() < len(text):
            stopped = found["before"][:1] in tuple(".,;:!?…")
            yield Form(start, found.end(), " " if stopped else ", ")
