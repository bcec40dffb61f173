"""Detect the language of a text.

`language_of`     the language of a sentence, if it surely isn't the one that it is marked with
`commonest`, `likely`  a language that words may be in, as advice
`guess_language`  the likeliest language of a document, for an editor to confirm

Common words decide first.  If they don't, ``language_of`` uses py3langid, which compares sequences
of letters.  Alone, py3langid is too confident about a few words, names and lists.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from msgspec import Struct

from publish.language.scripts import language_of_script, likely_script, script_of, scripts_of
from publish.language.tables import languages_with, table
from publish.language.tags import primary


class Detection(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``detection`` of a language.

    ``common``: words that are common in it, for `language_of`.
    ``commonest``: about twenty of them, for `guess_language`.
    ``own_letters``: letters of no other language here.  ``typical_letters``: letters of few others.
    ``script_letters``: letters that distinguish it from the main language of its script.
    ``letter_pair``: a letter, and letters of which one must occur too, that together identify it.
    ``kin``: languages that a few words don't distinguish from it.
    ``identify``: py3langid may answer with it.
    """

    common: str = ""
    commonest: str = ""
    own_letters: str = ""
    typical_letters: str = ""
    script_letters: str = ""
    letter_pair: tuple[str, str] | None = None
    kin: tuple[str, ...] = ()
    identify: bool = False


_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s’]+|[\n«»„“”\"]")

FEWEST_WORDS = 4
"""The number of words that an answer needs."""
SURE = 0.97
"""The probability that an answer of py3langid needs."""

_SAMPLE = 20_000
"""The number of characters of a document that `guess_language` reads."""
_FEW_LETTERS = 20
"""The number of letters below which a name in another script could outweigh the text."""


@cache
def _tables() -> dict[str, Detection]:
    """Return the table of each language that has one."""
    found = ((tag, table(tag, "detection", Detection)) for tag in languages_with("detection"))
    return {tag: one for tag, one in found if one}


@cache
def _languages_in(script: str) -> dict[str, Detection]:
    """Return the tables of the languages that are mostly written in ``script``."""
    return {tag: one for tag, one in _tables().items() if likely_script(tag) == script}


@cache
def _common() -> dict[str, frozenset[str]]:
    """Return the common words of each language that has some."""
    return {tag: frozenset(one.common.split()) for tag, one in _tables().items() if one.common}


def common_words(language: str) -> frozenset[str]:
    """Return words that are common in ``language``, in lower case; none if it has no list."""
    return _common().get(primary(language), frozenset())


def kin(one: str, other: str) -> bool:
    """Return whether two languages are the same, or too near for a few words to distinguish."""
    first, second = primary(one), primary(other)
    near = _tables().get(first)
    return first == second or (near is not None and second in near.kin)


def sentences_in(text: str) -> list[str]:
    """Return ``text`` cut roughly into sentences and quotations."""
    return _SENTENCE.split(text)


@cache
def _foreign_words(language: str) -> frozenset[str]:
    """Return common words of other languages that aren't common in ``language``."""
    return frozenset().union(*_common().values()) - _common().get(language, frozenset())


def hints(text: str, language: str) -> bool:
    """Return whether two words of ``text`` are common in other languages: a first, quick test."""
    foreign = _foreign_words(primary(language))
    return sum(map(foreign.__contains__, text.lower().split())) > 1


def suspicious(words: str, language: str) -> bool:
    """Return whether hardly a word is common in ``language``, and several are in another.

    Names and headlines have no common words of any language.  In most sentences at least every
    eighth word is common, so the first count is enough for most texts.
    """
    own = _common().get(primary(language))
    if own is None:
        return False
    quick = words.lower().split()
    if sum(map(own.__contains__, quick)) * 4 > len(quick):
        return False
    found = [word.lower() for word in _WORD.findall(words)]
    known = sum(word in own for word in found)
    if len(found) < 3 or known * 8 > len(found) * 2:
        return False
    return any(
        sum(word in common for word in found) >= max(2, 3 * known)
        for other, common in _common().items()
        if other != primary(language)
    )


def language_of(words: str, language: str, *, fewest: int = FEWEST_WORDS) -> str:
    """Return the language of ``words`` if it surely isn't ``language``, else an empty string.

    The answer is a primary subtag.  py3langid takes half a second to load, and is used only if
    common words don't decide.
    """
    if not suspicious(words, language):
        return ""
    found = [word.lower() for word in _WORD.findall(words)]
    if len(found) < fewest:
        return ""
    other = _by_common_words(found, language) or _by_letters(found)
    return "" if kin(other, language) else other


def _by_common_words(found: list[str], language: str) -> str:
    """Return the language in which a third of the words are common, twice as many as elsewhere."""
    if not _common()[primary(language)].isdisjoint(found):
        return ""
    counts = {other: sum(word in common for word in found) for other, common in _common().items()}
    best = max(counts, key=lambda other: counts[other])
    second = max(count for other, count in counts.items() if not kin(other, best))
    return best if counts[best] * 3 >= len(found) and second * 2 <= counts[best] else ""


def _by_letters(found: list[str]) -> str:
    language, share = _identifier().classify(" ".join(found))
    return str(language) if share >= SURE else ""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([language for language, one in _tables().items() if one.identify])
    return identifier


def commonest(words: str) -> str:
    """Return the language that most of ``words`` are common in; empty for none or a tie."""
    found = [word.lower() for word in _WORD.findall(words)]
    counts = {one: sum(word in common for word in found) for one, common in _common().items()}
    most = max(counts.values())
    best = [one for one, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else ""


def likely(words: str) -> str:
    """Return the language that the letters of ``words`` indicate, or an empty string."""
    letters = set(words.lower())
    script = next(filter(None, map(script_of, words)), "")
    of_script = _languages_in(script)
    for language, one in of_script.items():
        if not letters.isdisjoint(one.own_letters):
            return language
    for language, one in of_script.items():
        letter, others = one.letter_pair or ("", "")
        if letter in letters and not letters.isdisjoint(others):
            return language
    return "" if script in ("", "Latn", "Cyrl") else language_of_script(script)


@cache
def language_of_letter(letter: str) -> str:
    """Return the one language that has ``letter``, or an empty string."""
    found = (tag for tag, one in _tables().items() if letter.lower() in one.own_letters)
    return next(found, "")


def guess_language(text: str) -> str:
    """Return the likeliest language of a document; ``en`` if nothing indicates one.

    The script decides if it is mostly used for one language; otherwise common words and typical
    letters do.
    """
    sample = text[:_SAMPLE]
    scripts = _scripts_in(sample)
    script = max(scripts, key=lambda one: scripts[one], default="Latn")
    if script == "Hani" and scripts["Hira"] + scripts["Kana"] > scripts["Hani"] / 10:
        return language_of_script("Hira")
    letters = Counter(sample.lower())
    of_script = _languages_in(script)
    for language, one in of_script.items():
        if sum(letters[letter] for letter in one.script_letters) * 50 > scripts[script]:
            return language
    words = Counter(_WORD.findall(sample.lower()))
    scores = {
        language: sum(words[word] for word in one.commonest.split())
        + 2 * sum(letters[letter] for letter in one.own_letters + one.typical_letters)
        for language, one in of_script.items()
        if one.commonest
    }
    if not scores:
        return language_of_script(script) or "en"
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] else "en"


def writes(tag: str, text: str) -> bool:
    """Return whether most letters of ``text`` are in a script of the language ``tag``.

    True for a language whose script isn't known, for a tag with a script subtag, and for a very
    short text.
    """
    own = scripts_of(tag)
    scripts = _scripts_in(text[:_SAMPLE])
    few = sum(scripts.values()) < _FEW_LETTERS
    if not own or few or re.search(r"-[A-Za-z]{4}(-|$)", tag):
        return True
    return sum(scripts[script] for script in own) * 2 >= sum(scripts.values())


def _scripts_in(sample: str) -> Counter[str]:
    """Return the number of letters of ``sample`` by script."""
    scripts: Counter[str] = Counter()
    for letter, count in Counter(sample).items():
        if script := script_of(letter):
            scripts[script] += count
    return scripts
