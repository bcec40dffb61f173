"""Find Roman numerals: of rulers, parts, wars, centuries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from publish.language.spoken.context import text_before
from publish.language.spoken.letters import common_words
from publish.language.spoken.numbers import agreeing, cardinal, choices, ordinal, year
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

#: Cyrillic letters that stand for Roman figures where keyboards lack these.
_CYRILLIC = str.maketrans("ІХ", "IX")

_NUMERAL = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

#: A capitalised word, a space, a numeral (also in the Unicode block of numerals).
_AFTER_NAME = re.compile(
    r"(?<![\w’'-])([^\W\d_][\w’'-]{0,60}\.?)[ \u00a0]([IVXLCDMⅠ-Ⅿ]{1,12})(?![\w-])(?![’'](?!s\b)\w)"
)

_BEFORE_NOUN = re.compile(
    r"(?<![\w.,’'-])([IVXLCⅠ-Ⅿ]{1,8}\.?|\d{1,3}\.)[ \u00a0]([^\W\d_]{2,40})(?!\w)"
)


#: Letters that are figures only in larger numbers: "Annex C".
_LETTERS = ("L", "C", "D", "M")

#: Up to the tenth, centuries are ordinals after "siglo".
_LOW_CENTURIES = 10

#: Chapters have lower numbers: "CV", "MIX" alone are words.
_CHAPTERS = 100

#: The number of a chapter, alone or before its title; and a numeral of two figures or more.
_HEADING = re.compile(r"\s*([IVXLCDM]{1,12})(?:[.:—–]\s|\s*+(?:[.:]\s*+)?$)")
_ALONE = re.compile(r"(?<![\w.&'’/-])[IVX]{2,8}(?![\w&/-]|['’.]\w)")


def value(numeral: str) -> int:
    """Return the value of a Roman numeral up to 3999; 0 if it isn't one."""
    plain = unicodedata.normalize("NFKC", numeral).translate(_CYRILLIC)
    if not _NUMERAL.fullmatch(plain):
        return 0
    worth = [_WORTH[char] for char in plain]
    return sum(
        -one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True)
    )


def romans(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find Roman numerals: a number in ``Article IV``, an ordinal in ``Louis XIV``.

    A single letter (I, V, X) counts only after a word in the rules.
    """
    numbered = _words(rules.numbered)
    for found in _AFTER_NAME.finditer(text):
        name, numeral = found[1], found[2]
        number = value(numeral)
        if not number or numeral in _LETTERS:
            continue  # "Annex C"
        if numeral == "I" and name[0].islower() and rules.language == "en":
            continue  # "the part I know"
        if _is_word(rules, text, found.start(2)):
            continue
        case = _case_of_ruler(rules, name)
        stop = rules.ordinal_stop and text.startswith(".", found.end())
        short = name.endswith(".") and len(numeral) > 1 and name in rules.abbreviations
        if name.casefold() in rules.low_centuries and number <= _LOW_CENTURIES:
            words, stop = ordinal(rules, number), False
        elif name.casefold() in numbered or short or not numeral.isascii():
            words, stop = cardinal(rules, number), False
        elif case is not None or (
            name not in rules.sentence_starts and _looks_like_ruler(name, numeral, number)
        ):
            before = text_before(text, found.start())
            words = _reign(rules, number, case or "", before)
        else:
            continue
        yield Form(found.start(2), found.end() + stop, words)
    yield from _before_nouns(text, rules)
    if rules.roman_marks:
        marks = "|".join(map(re.escape, rules.roman_marks))
        for found in re.finditer(rf"(?<!\w)([IVXLC]+)(?:{marks})(?!\w)", text):
            number = value(found[1])
            if number and found[1] not in _LETTERS:  # French "Le", "Ce"
                yield from _century(text, rules, found, ordinal(rules, number))
    for found in _small(rules).finditer(text):  # "page xii", "pp. iv–vi"
        numbers = [value(one.upper()) for one in (found["one"], found["two"]) if one]
        if all(numbers) and found["one"] not in common_words(rules):
            words = f" {rules.to} ".join(cardinal(rules, number) for number in numbers)
            yield Form(found.start("one"), found.end(), words)
    for found in re.finditer(r"(?<![\w.-])M{1,3}[MDCLXVI]{3,12}(?![\w-])", text):  # a year
        if number := value(found[0]):
            yield Form(found.start(), found.end(), year(rules, number))
    heading = _HEADING.match(text)
    if heading and 0 < (number := value(heading[1])) < _CHAPTERS:
        yield Form(heading.start(1), heading.end(1), cardinal(rules, number))
    for found in _ALONE.finditer(text):
        number = value(found[0])
        if (
            number
            and not _is_word(rules, text, found.start())
            and found[0].lower() not in common_words(rules)
        ):
            yield Form(found.start(), found.end(), cardinal(rules, number))
    for found in re.finditer(r"(?<!\w)[Ⅰ-ↈ]{1,8}(?!\w)", text):
        if number := value(found[0].upper()):
            yield Form(found.start(), found.end(), cardinal(rules, number))


@cache
def _small(rules: SpeechRules) -> re.Pattern[str]:
    """Return a pattern for one or two small numerals after a word for a part or page."""
    short = [key for key, said in rules.abbreviations.items() if said.startswith("#")]
    words = choices([*rules.numbered, *(name.lower() for name in rules.numbered), *short])
    one = "(?:[ivxl]{2,8}|[vx])"
    return re.compile(
        rf"(?<!\w)(?:{words})[ \u00a0](?P<one>{one})(?:[–-](?P<two>{one}))?(?![\w’'–-])"
    )


def _century(text: str, rules: SpeechRules, found: re.Match[str], words: str) -> Iterator[Form]:
    """Yield the number of a century, and the word for which an abbreviation after it stands."""
    yield Form(found.start(), found.end(), words)
    for short, word in rules.century_short.items():
        if text.startswith(f"{short}", found.end() + 1) and not text[found.end()].isalnum():
            last = found.end() + 1 + len(short)
            sentence = text[last : last + 1] == " " and text[last + 1 : last + 2].isupper()
            yield Form(found.end() + 1, last, f"{word}." if sentence else word)


def _is_word(rules: SpeechRules, text: str, start: int) -> bool:
    """Return whether letters are no number: a word, or capitals like "the IV drip"."""
    return _full(rules.roman_letters or "(?!)").match(text, start) is not None


def _looks_like_ruler(name: str, numeral: str, number: int) -> bool:
    plain = name[0].isupper() and not name.isupper() and not name.endswith(".")
    return plain and len(numeral) > 1 and number < 40


def _before_nouns(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``II wojna``, ``XX век``: an ordinal in the case of the noun."""
    if not rules.roman_nouns:
        return
    for found in _BEFORE_NOUN.finditer(text):
        numeral, case = found[1].rstrip("."), _case_of_noun(rules, found[2].lower())
        number = int(numeral) if numeral.isdecimal() else value(numeral)
        if number and case is not None:
            words = ordinal(rules, number, case)
            if rules.ordinal_stop:
                words = agreeing(rules, words, text_before(text, found.start()), case)
            yield Form(found.start(), found.end(1), words)


def _case_of_noun(rules: SpeechRules, noun: str) -> str | None:
    for pattern, case in rules.roman_nouns.items():
        if _full(pattern).fullmatch(noun):
            return case
    return None


def _case_of_ruler(rules: SpeechRules, name: str) -> str | None:
    """Return the case in which a ruler's name stands; ``None`` if it isn't one."""
    for pattern, case in rules.rulers.items():
        if _full(pattern).fullmatch(name):
            return case
    return None


@cache
def _full(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _words(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _reign(rules: SpeechRules, number: int, case: str, before: str) -> str:
    """Return the words for the number of a ruler: "Louis quatorze", but "François premier"."""
    if 0 < rules.reign_ordinals < number:
        return cardinal(rules, number)
    template = rules.ruler
    if rules.reign_articles:  # German: "mit König Ludwig dem Zweiten"
        words = re.findall(r"[^\W\d_]+", before.lower())[-2:]
        keys = (case, *(f"{case} {word}".strip() for word in words))
        known = [rules.reign_articles[key] for key in keys if key in rules.reign_articles]
        template = known[-1] if known else template
    return template.format(number=ordinal(rules, number, case))
