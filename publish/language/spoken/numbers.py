"""Numbers as words: cardinals, ordinals, years, decimals, and forms of counted nouns.

Only this module calls num2words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from publish.language.spoken.speech_rules import SpeechRules


def compound(rules: SpeechRules, words: str) -> str:
    """Return a number as the start of a compound or after another: "Hundert-Euro-Schein"."""
    return rules.compounds.get(words, words)


def gendered(rules: SpeechRules, words: str, gender: str) -> str:
    """Return a number in ``words`` before a noun of ``gender`` (empty: nothing is counted)."""
    changes = rules.genders.get(gender, {})
    if not changes:
        return words
    if rules.agreeing_words:  # "doscientas mil": all words after millions
        *start, last = re.split(rf"(?<=\w)\s(?:{rules.agreeing_words})\b", f" {words}")
        agreed = re.sub(r"[^\W\d]+", lambda found: changes.get(found[0], found[0]), last)
        return f" {words}".removesuffix(last).strip() + agreed if start else agreed.strip()
    start_words, space, word = words.rpartition(" ")
    if word in rules.fixed_in_compounds and words != word:
        return words  # "dwadzieścia jeden" stays
    return f"{start_words}{space}{changes.get(word, word)}"


def declined(rules: SpeechRules, words: str, case: str) -> str:
    """Return a cardinal number in ``words`` in ``case``; all of its words are declined."""
    changes = rules.cardinals.get(case)
    if not changes:
        return words
    return " ".join(changes.get(word, word) for word in words.split(" "))


def inflected(rules: SpeechRules, ordinal: str, case: str) -> str:
    """Return ``ordinal`` in ``case``: with other endings of its last word (Polish: two words)."""
    endings = rules.ordinals.get(case)
    if not endings:
        return ordinal
    words = ordinal.split(" ")
    for place in range(max(0, len(words) - rules.declined_words), len(words)):
        words[place] = _ending(words[place], endings)
    return " ".join(words)


def _ending(word: str, endings: Mapping[str, str]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            return word.removesuffix(ending) + endings[ending]
    return word


def agreeing(rules: SpeechRules, ordinal: str, before: str, alone: str = "") -> str:
    """Return an ordinal with the adjective ending for the text ``before`` it, or with ``alone``.

    In German: "am dritten", "der dritte", and alone "dritter".
    """
    # In "am 3. und 4. Mai", the word that decides is before the first.
    words = re.sub(r"(?:\d[\d.]{0,80}[ \u00a0]\S{1,4}[ \u00a0]){1,20}$", "", before.lower()).split()
    known = (" ".join(words[-2:]), words[-1] if words else "")
    endings = [rules.adjective_endings[one] for one in known if one in rules.adjective_endings]
    return ordinal + (endings[0] if endings else alone)


def counted(rules: SpeechRules, forms: str, number: str, case: str = "") -> tuple[str, str]:
    """Return the gender of a noun and its form after ``number`` (digits; with ``.``: a decimal).

    ``forms`` is ``one|other``, or in Slavic languages ``one|few|many|decimal``, after an optional
    gender: ``f:minute|minutes``.  In a ``case``, Slavic languages have the form of many (genitive).
    """
    gender, colon, rest = forms.partition(":")
    if not colon:
        gender, rest = "m", forms
    choices = rest.split("|")
    choice = plural_form(rules.plural, number)
    if case == "genitive" and len(choices) > 3 and choice < 3:
        choice = 3 if choice == 0 else 2
    return gender, choices[min(choice, len(choices) - 1)]


def plural_form(rule: str, number: str) -> int:
    """Return the form of a noun after ``number``: 0 one, 1 few or others, 2 many, 3 parts."""
    if "." in number:
        if rule in ("east", "polish"):
            return 3
        return int(rule != "french" or not number.startswith(("0.", "1.")))
    count = int(number[-9:] or "0")  # int() refuses very long numbers
    if rule == "french":
        return int(count >= 2)
    if rule == "two":
        return int(count != 1 or len(number) > 9)
    one = count == 1 if rule == "polish" else count % 10 == 1 and count % 100 != 11
    if one:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


#: Numbers with more digits are spoken digit by digit.
LONGEST = 30


@lru_cache(10_000)
def _converted(rules: SpeechRules, number: int, kind: str) -> str:
    """Return the words of num2words, corrected; ``kind``: ``cardinal``, ``ordinal`` or ``year``."""
    from num2words import num2words

    fixes = rules.number_fixes
    if kind == "ordinal" and str(number) in fixes.known_ordinals:
        return fixes.known_ordinals[str(number)]
    if kind == "ordinal" and number > 100 and (last := fixes.ordinal_ends.get(str(number % 100))):
        return f"{_shortened(rules, cardinal(rules, number - number % 100))} {last}"
    if not number:
        return fixes.zeroth if kind == "ordinal" and fixes.zeroth else rules.zero
    words = _spelled_out(rules, num2words, number, kind).replace(",", "")
    for wrong, right in fixes.letters.items():
        words = words.replace(wrong, right)
    for wrong, right in fixes.patterns.items():
        words = re.sub(wrong, right, words)
    start, space, last = words.rpartition(" ")
    if kind == "ordinal":
        words = f"{start}{space}{fixes.ordinals.get(last, last)}"
    if kind != "cardinal":
        words = _shortened(rules, words)
    return words.replace(rules.left_out, " ") if rules.left_out else words


def _shortened(rules: SpeechRules, words: str) -> str:
    """Return "тысяча" for "одна тысяча" at the start: in years, and before a noun."""
    for phrase, right in rules.number_fixes.start.items():
        if f"{words} ".startswith(f"{phrase} "):
            return right + words.removeprefix(phrase)
    return words


def _spelled_out(rules: SpeechRules, num2words: Callable[..., str], number: int, kind: str) -> str:
    if rules.numbers == "zh":  # it has no Chinese
        return _chinese(number) if number < 10**16 else digits(rules, str(number))
    try:
        return str(num2words(number, lang=rules.numbers, to=kind))
    except (NotImplementedError, OverflowError, LookupError):  # it has words up to a limit
        if kind == "cardinal":
            return digits(rules, str(number))
        return _spelled_out(rules, num2words, number, "cardinal")


#: The Chinese names of powers of ten, the highest first.
_POWERS = ((8, "亿"), (4, "万"), (3, "千"), (2, "百"), (1, "十"))


def _chinese(number: int) -> str:
    """Return ``number`` in Chinese characters; a zero stands for powers that are left out."""
    for power, name in _POWERS:
        count, rest = divmod(number, 10**power)
        if count:
            gap = "零" if 0 < rest < 10 ** (power - 1) else ""
            return f"{_chinese(count)}{name}{gap}{_chinese(rest) if rest else ''}"
    return "零一二三四五六七八九"[number]


def cardinal(rules: SpeechRules, number: int, gender: str = "", case: str = "") -> str:
    """Return ``number`` in words; ``gender`` (``m``, ``f``, ``n``) is that of the counted noun."""
    words = gendered(rules, _converted(rules, number, "cardinal"), gender)
    return declined(rules, _shortened(rules, words) if gender or case else words, case)


def ordinal(rules: SpeechRules, number: int, case: str = "") -> str:
    """Return ``number`` as an ordinal, in a case of ``rules.ordinals`` (empty: nominative)."""
    return inflected(rules, _converted(rules, number, "ordinal"), case)


def year(rules: SpeechRules, number: int, case: str = "") -> str:
    """Return ``number`` as a year; ``case`` is used if the language's years are ordinals."""
    if rules.years == "ordinal":
        return ordinal(rules, number, case)
    if rules.years == "digits" and number >= 1000:
        return digits(rules, str(number))
    first, last = rules.cardinal_years or (0, -1)
    if first <= number <= last:
        return cardinal(rules, number)
    if rules.years == "year" and rules.hundred and 200 < number < 1000 and number % 100:
        return in_pairs(rules, str(number))  # "three forty AD"
    kind = "year" if rules.years == "year" and number >= 1000 else "cardinal"
    return _converted(rules, number, kind)


def in_pairs(rules: SpeechRules, written: str) -> str:
    """Return digits as numbers of two digits from the end: "three forty", "one oh one"."""
    if rules.hundred and 2 < len(written) < 5 and not written.startswith("0"):
        first, last = written[:-2], written[-2:]
        if written[1:] == "000":
            return cardinal(rules, int(written))
        if last == "00":
            return f"{cardinal(rules, int(first))} {rules.hundred}"
        if last.startswith("0"):
            return f"{cardinal(rules, int(first))} {rules.minute_zero} {cardinal(rules, int(last))}"
        return f"{cardinal(rules, int(first))} {cardinal(rules, int(last))}"
    if len(written) > 4 or written.startswith("0"):
        return digits(rules, written)
    return cardinal(rules, int(written))


def digits(rules: SpeechRules, written: str) -> str:
    """Return ``written`` digit by digit."""
    return " ".join(_converted(rules, int(char), "cardinal") for char in written)


def number_words(rules: SpeechRules, written: str, gender: str = "", case: str = "") -> str:
    """Return a number as the language writes it (``1,234.5``) in words."""
    whole, decimals = parts(rules, written)
    if len(whole) > LONGEST or (
        len(whole) > 1 and whole.startswith("0") and not rules.leading_zeros
    ):
        words = digits(rules, whole)
    elif not whole:  # ".5"
        words = ""
    else:
        words = cardinal(rules, int(whole), "" if decimals else gender, case)
    if not decimals:
        return words
    if rules.decimal_names and len(decimals) <= len(rules.decimal_names):
        return _as_fraction(rules, whole or "0", decimals)
    if (
        rules.decimals == "digits"
        or len(decimals) > rules.decimal_digits
        or decimals.startswith("0")
    ):
        return f"{words} {rules.point} {digits(rules, decimals)}".strip()
    return f"{words} {rules.point} {cardinal(rules, int(decimals))}"


def _as_fraction(rules: SpeechRules, whole: str, decimals: str) -> str:
    """Return a decimal as a sum: "ноль целых одна десятая"."""
    count = cardinal(rules, int(decimals), "f")
    _, part = counted(rules, rules.decimal_names[len(decimals) - 1], decimals)
    _, one = counted(rules, rules.point, whole)
    if len(whole) > LONGEST:
        return f"{digits(rules, whole)} {one} {count} {part}"
    return f"{cardinal(rules, int(whole), 'f')} {one} {count} {part}"


def parts(rules: SpeechRules, written: str) -> tuple[str, str]:
    """Return the digits before and after the decimal mark of a written number."""
    whole, _, decimals = written.partition(rules.decimal)
    return re.sub(r"\D", "", whole), decimals


@cache
def pattern(rules: SpeechRules) -> str:
    """Return a pattern for a written number without sign: grouped or plain, with decimals.

    An ordinary space may stand between thousands, too: "8 000 000 000 people".
    """
    groups = re.escape(rules.groups)
    decimal = re.escape(rules.decimal)
    return (
        rf"(?:\d{{1,3}}(?:[{groups}]\d{{3}}){{1,20}}(?!\d)"
        r"|[1-9]\d{0,2}(?: \d{3}){1,20}(?![ \-]?\d)|\d+)"
        rf"(?:{decimal}\d+)?"
    )


#: No number is found after or before these characters, with which it is part of a name or code.
START, END = r"(?<![\w.,:/–\-])", r"(?!\w|[.,:/]\d)"

#: The spaces that may stand within a form.
SPACE = "[ \u00a0\u202f\u2009]"


def choices(table: Iterable[str]) -> str:
    """Return a pattern for any of ``table``, the longest first."""
    return "|".join(map(re.escape, sorted(table, key=len, reverse=True))) or "(?!)"
