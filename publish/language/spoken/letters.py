"""Find abbreviations, initialisms, and capitals for emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from publish.language.spoken.context import last_word, text_before
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.spoken.text import Form

#: The most letters that are spelled out; longer words in capitals are ordinary words.
LONGEST = 5

#: Letters with full stops, or letters without a space, and an ending.
_CAPITALS = re.compile(
    r"(?<![\w.])(?P<dotted>(?:[^\W\d_]\.){2,6})(?!\w)"
    r"|(?<![\w@#])(?P<word>[^\W\d_]{2,12})(?P<ending>['’]s)?(?!\w)"
)


#: A word of five letters that can be said; initialisms of that length are rare: "SMITH: I left."
_VOWELS = "AEIOUYÄÖÜÉÈÊÓĄĘАЕИОУЫЭЮЯІЇЄЁЎ"
_VOWEL = re.compile(f"[{_VOWELS}]")
_SAYABLE = re.compile(
    "[^{0}]{{0,2}}[{0}]{{1,2}}(?:[^{0}]{{1,2}}[{0}]{{1,2}}){{0,2}}[^{0}]{{0,2}}$".format(_VOWELS)  # noqa: UP032
)


#: The number of an American street: "21st St. NW".
_NUMBERED = re.compile(r"(?<!\w)\d{1,3}(?:st|nd|rd|th) $")


def abbreviations(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find ``Dr.``, ``e.g.``, ``No. 5``.

    A slash in the rules separates two readings: before a name or number (with ``#``: only before a
    number), and elsewhere (``St. John``, ``High St.``).
    """
    for found in _abbreviations(rules).finditer(text):
        words, _, otherwise = rules.abbreviations[found[0]].partition("/")
        ended = _ends_sentence(rules, text, found.end())
        named = _follows_name(text, found.start())
        street = named and (ended or text[found.end() : found.end() + 2].strip().isdigit())
        street = street or _NUMBERED.search(text_before(text, found.start())) is not None
        if otherwise and (street or not _fits(words, text, found.end())):
            words = otherwise
        words = words.removeprefix("#")
        if words != found[0]:
            if ended and found[0].endswith(".") and words != found[0]:
                words += "."
            yield Form(found.start(), found.end(), words)


def _ends_sentence(rules: SpeechRules, text: str, end: int) -> bool:
    """Return whether a word that begins sentences follows: "High St. The shop shut."."""
    found = re.compile(r"[ \u00a0]([^\W\d_]+)(?!\w|(?<=[ \u00a0]\w)\.)").match(text, end)
    return bool(found) and found[1] in rules.sentence_starts if found else False


def _follows_name(text: str, start: int) -> bool:
    return last_word(text_before(text, start))[:1].isupper()


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


def phrases(text: str, rules: SpeechRules) -> Iterator[Form]:
    """Find fixed expressions: ``24/7``, ``9/11``."""
    for found in _phrases(rules).finditer(text):
        yield Form(found.start(), found.end(), rules.phrases[found[0]])


@cache
def _phrases(rules: SpeechRules) -> re.Pattern[str]:
    known = "|".join(map(re.escape, sorted(rules.phrases, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<![\w/.,-])(?:{known})(?![\w/])")


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

    Capitals for emphasis are neither: known words ("the BEST day"), and words beside them or
    beside longer ones in capitals ("STOP RIGHT THERE").
    """
    found_words = list(_CAPITALS.finditer(text))
    emphasised = _emphasised(rules, text, found_words)
    for place, found in enumerate(found_words):
        word, ending = found["word"] or found["dotted"].replace(".", ""), found["ending"] or ""
        if word.endswith("s") and word[:-1].isupper() and len(word) > 2:
            word, ending = word[:-1], "s"
        known = rules.acronyms.get(word)
        if known is None and not word.isupper():
            continue
        if place in emphasised and (known is None or word.lower() in common_words(rules)):
            if word.lower() != word:  # voices spell some words in capitals
                yield Form(found.start(), found.start() + len(word), word.lower())
            continue
        if known is None and len(word) > LONGEST:
            continue
        if known is None and len(word) == LONGEST and found["word"] and _SAYABLE.match(word):
            yield Form(found.start(), found.start() + len(word), word.lower())
            continue
        words = known or rules.spelled.join(rules.letters.get(letter, letter) for letter in word)
        if ending:  # without the apostrophe, voices read a letter and s as a word
            words += ending if known and "-" not in known else "’s"
        yield Form(found.start(), found.end(), words)


def _emphasised(rules: SpeechRules, text: str, words: list[re.Match[str]]) -> set[int]:
    """Return the places of ``words`` whose capitals are emphasis.

    They are known words; and in a row of capitals with such a word, all of three letters or more
    that could be words, as they have a vowel.
    """
    common = common_words(rules)
    capital = [bool(found["word"]) and found["word"].isupper() for found in words]
    sure = {
        place
        for place, found in enumerate(words)
        if capital[place]
        and (found["word"].lower() in common or (len(found["word"]) > LONGEST))
        and found["word"] not in rules.acronyms
    }
    result: set[int] = set(sure)
    start = 0
    for place in range(len(words) + 1):
        joined = (
            place < len(words)
            and capital[place]
            and (
                place == start
                or not text[words[place - 1].end() : words[place].start()].strip(" ,—–'’\"“”")
            )
        )
        if joined:
            continue
        row = range(start, place)
        count = len(sure.intersection(row))
        if len(row) > 1 and (count * 2 >= len(row) or (count and len(row) > 2)):
            spelled = (one for one in row if words[one]["word"] in rules.acronyms)
            names = {one for one in spelled if words[one]["word"].lower() not in common}
            result.update(
                one for one in row if one not in names and _VOWEL.search(words[one]["word"])
            )
        start = place if place < len(words) and capital[place] else place + 1
    return result


@cache
def common_words(rules: SpeechRules) -> frozenset[str]:
    """Return the words that capitals emphasise, in small letters."""
    return frozenset(rules.emphasised.split())
