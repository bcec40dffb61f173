"""Years, decades and centuries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from publish.narration.normalise.grammar import inflected
from publish.narration.normalise.numbers import END, START, cardinal, ordinal, year
from publish.narration.normalise.roman import value
from publish.narration.normalise.spoken import Form
from publish.narration.normalise.tongue import Tongue

_SPACE = "[ \u00a0\u202f]"

#: Numbers that are more often a year than a count where no word tells.
_LIKELY = range(1800, 2100)

#: English words before a year, and before a count.
_DATED = re.compile(
    r"(?:\b(?:in|since|until|till|from|by|of|after|before|during|circa|spring|summer|autumn|fall"
    r"|winter|year|early|late|mid)\s|\()$",
    re.I,
)
_COUNTING = re.compile(
    r"\b(?:about|over|under|nearly|almost|some|than|least|most|approximately|exactly|roughly|only"
    r"|number)\s$",
    re.I,
)

#: What follows a count in English: a noun in the plural, which mostly ends in s as no verb does.
_COUNTED = re.compile(
    r"\s(?:people|men|women|children|(?!was\b|is\b|has\b|does\b|as\b|this\b|its\b|us\b)"
    r"[a-z]+[^\Ws]s)\b"
)


def dated(text: str, tongue: Tongue) -> Iterator[Form]:
    """``1990s``, ``’80s``, ``lata 90.``, ``w 1863 roku``, ``XX wiek``: the text says what it is."""
    if tongue.language == "en":
        yield from _english_decades(text, tongue)
    yield from _named_decades(text, tongue)
    if words := tongue.year_words.get("after"):
        yield from _years_with_word(text, tongue, words)
    yield from _centuries(text, tongue)


def years(text: str, tongue: Tongue) -> Iterator[Form]:
    """``1863`` alone: a year where the words around it do not make it a count."""
    if tongue.language == "en":
        yield from _english_years(text, tongue)
    elif tongue.language == "de":  # both years and counts are told in hundreds there
        for found in re.finditer(rf"{START}(1[1-9]\d\d){END}", text):
            yield Form(found.start(), found.end(), year(tongue, int(found[1])))


def _english_decades(text: str, tongue: Tongue) -> Iterator[Form]:
    for found in re.finditer(r"(?<!\w)(?:([12]\d)?(\d)0|['’‘](\d)0)['’]?s\b", text):
        decade = found[2] or found[3]
        if found[1] and decade == "0":
            century = int(found[1])
            words = "two thousands" if century == 20 else f"{cardinal(tongue, century)} hundreds"
        elif decade == "0":
            continue
        else:
            tens = cardinal(tongue, int(decade) * 10)
            tens = f"{tens[:-1]}ies" if tens.endswith("y") else f"{tens}s"
            words = f"{cardinal(tongue, int(found[1]))} {tens}" if found[1] else tens
        yield Form(found.start(), found.end(), words)


def _english_years(text: str, tongue: Tongue) -> Iterator[Form]:
    for found in re.finditer(rf"{START}([12]\d{{3}}){END}(?![–—%])", text):
        number, before = int(found[1]), text[: found.start()]
        counted = _COUNTED.match(text, found.end()) and not re.search(r"\bthe\s$", before, re.I)
        if counted or _COUNTING.search(before):
            continue
        if number in _LIKELY or (1000 < number < 2100 and _DATED.search(before)):
            yield Form(found.start(), found.end(), year(tongue, number))


def _named_decades(text: str, tongue: Tongue) -> Iterator[Form]:
    """A decade with what marks it in that language: ``1990er``, ``lata 90.``."""
    for mark, case in tongue.decades.items():
        before, _, after = mark.partition("N")
        pattern = rf"{re.escape(before)}(?<!\d)((?:1[89]|20)?\d0){re.escape(after)}(?!\w)"
        for found in re.finditer(pattern, text):
            start = found.start(1)
            if case.startswith("+"):
                words = year(tongue, int(found[1])) + case[1:]
            else:
                words = ordinal(tongue, int(found[1]), case)
            yield Form(start, found.end(), words)


def _years_with_word(text: str, tongue: Tongue, words: str) -> Iterator[Form]:
    """A year before "year": that word's own form tells the case of the ordinal."""
    for entry in words.split("|"):
        pattern = rf"{START}([12]\d{{3}})({_SPACE}?)({re.escape(entry)})(?!\w)"
        for found in re.finditer(pattern, text):
            case, said = _case_of(tongue, entry, text[: found.start()])
            yield Form(found.start(), found.end(), f"{year(tongue, int(found[1]), case)} {said}")


def _case_of(tongue: Tongue, entry: str, before: str) -> tuple[str, str]:
    """The case of a year before ``entry`` and how that is said; ``before`` is the text before."""
    inside = re.search(r"(?:^|\s)(?:у|ў|в|w|we|о|аб|по)\s$", before, re.I) is not None
    written = tongue.year_words.get(entry, "")
    nominative, genitive, locative = [*written.split("/"), "", "", ""][:3]
    if inside and locative:
        return "locative", locative
    return ("genitive", genitive) if genitive else ("", nominative)


def _centuries(text: str, tongue: Tongue) -> Iterator[Form]:
    """``XX wiek``, ``у XX стагоддзі``: a numeral that the noun after it declines."""
    for noun, cases in tongue.centuries.items():
        for found in re.finditer(rf"(?<!\w)([IVX]+)(?={_SPACE}{noun}(?!\w))", text):
            inside = re.search(r"(?:^|\s)(?:у|ў|в|w|we)\s$", text[: found.start()], re.I)
            case = cases.split("/")[1 if inside and "/" in cases else 0]
            if number := value(found[1]):
                yield Form(found.start(), found.end(), ordinal(tongue, number, case))


@lru_cache(10_000)
def suffixed(tongue: Tongue, number: int, suffix: str) -> str:
    """``number`` as the ordinal whose ending is ``suffix`` (``90-х``, ``5-га``); or empty."""
    plain = ordinal(tongue, number)
    cases = ("", *tongue.ordinals)
    # Tens are decades more often than not ("1990-я"), and the plurals stand last.
    for case in reversed(cases) if number % 10 == 0 else cases:
        words = inflected(tongue, plain, case)
        if words.endswith(suffix):
            return words
    return ""
