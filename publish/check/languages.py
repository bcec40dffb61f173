"""Words in another language are marked with it.

The script that a language is written in, and words that are in another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Passage, Rule, shortened
from publish.errors import Diagnostic, Severity
from publish.language.detector import commonest, hints, kin, language_of, sentences_in
from publish.model import Section

_SCRIPTS = {
    "CYRILLIC": "be bg cu kk ky mk mn ru rue tg tt uk ab ba ce cv os sah",
    "GREEK": "el grc",
    "LATIN": "en de fr es pl cs sk sl hr bs lt lv et fi sv no nb nn da is nl pt it ro ca gl eu ga"
    " cy hu sq tr mt eo la af id ms sw vi oc br gd lb fo csb szl",
}
_SCRIPT_OF = {tag: script for script, tags in _SCRIPTS.items() for tag in tags.split()}
_SCRIPT_SUBTAGS = {"latn": "LATIN", "cyrl": "CYRILLIC", "grek": "GREEK"}
"""ISO 15924 -> the first word of the names of its letters in Unicode."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’ʼ-][^\W\d_]+)*")
_ADDRESS = re.compile(r"://|@|www\.|\w\.\w")
_OTHER = {
    "LATIN": re.compile(r"[^\W\d_a-zA-ZÀ-ɏḀ-ỿ]{2}"),
    "CYRILLIC": re.compile(r"[^\W\d_Ѐ-ԯ]{2}"),
    "GREEK": re.compile(r"[^\W\d_Ͱ-Ͽἀ-῿]{2}"),
}
"""Two letters that are surely not of the script: most texts have none and are soon done with."""

#: The language that most texts in a script are in.
_ALONE = {
    "GREEK": "el", "HEBREW": "he", "ARABIC": "ar", "HANGUL": "ko", "HIRAGANA": "ja",
    "KATAKANA": "ja", "CJK": "zh", "GEORGIAN": "ka", "ARMENIAN": "hy", "DEVANAGARI": "hi",
    "BENGALI": "bn", "THAI": "th", "ETHIOPIC": "am",
}  # fmt: skip

#: Letters that tell a language: all of the first part must be there, and one of the second.
_TELLING = (
    ("", "ў", "be"), ("", "їєґ", "uk"), ("", "ћђ", "sr"), ("", "ѓќ", "mk"),
    ("і", "ищ", "uk"), ("і", "ыэё", "be"), ("и", "ыэё", "ru"),
    ("", "łąęśżź", "pl"), ("", "ß", "de"), ("", "řů", "cs"), ("", "ñ¿¡", "es"),
)  # fmt: skip


def likely(words: str) -> str:
    """The language that the letters of ``words`` are likely of; empty where they do not tell."""
    letters = set(words.lower())
    for all_of, one_of, language in _TELLING:
        if letters.issuperset(all_of) and not letters.isdisjoint(one_of):
            return language
    return _ALONE.get(_letters_of(words), "")


def script_of(language: str) -> str:
    """The script of a language tag, or an empty string where it may be several."""
    subtags = language.lower().split("-")
    for subtag in subtags[1:]:
        if subtag in _SCRIPT_SUBTAGS:
            return _SCRIPT_SUBTAGS[subtag]
    return _SCRIPT_OF.get(subtags[0], "")


def foreign(words: str, script: str) -> str:
    """The first run of words that are not in ``script``, or an empty string.

    Names in Latin letters are at home in every script, so there two words in a row, not both
    capitalised, are what counts.
    """
    if not _OTHER[script].search(words):
        return ""
    run: list[str] = []
    told = " ".join("1" if _ADDRESS.search(word) else word for word in words.split())
    for word in [*_WORD.findall(told), ""]:
        other = _letters_of(word)
        if word and other and other != script:
            run.append(word)
        elif run and _counts(run):
            return " ".join(run)
        else:
            run = []
    return ""


def _counts(run: list[str]) -> bool:
    if _letters_of(run[0]) != "LATIN":
        return True
    return len(run) > 1 and any(word.islower() for word in run)


def _letters_of(word: str) -> str:
    """``LATIN``, ``CYRILLIC``, ...: the script of the word's first letter."""
    return unicodedata.name(word[0], "").split(" ")[0] if word else ""


LANGUAGE_UNMARKED = Rule(
    "language-unmarked",
    Severity.WARNING,
    "Words in another script are marked with their language.",
    "A voice spells letters of another script one by one, and braille has no signs for them.",
    "Mark its language: [words]{lang=TAG}, or {lang=TAG} on the line before a block; TAG is its "
    "language, such as uk or el.",
    number="3.1.2",
)
LANGUAGE_OTHER = Rule(
    "language-other",
    Severity.WARNING,
    "Sentences and phrases in another language are marked with it.",
    "A voice reads them by the rules of the wrong language: nobody understands it.",
    "Mark its language: [words]{lang=de}, or {lang=de} on the line before a block.",
    number="3.1.2",
)
LANGUAGE_WRONG = Rule(
    "language-wrong",
    Severity.WARNING,
    "The text is in the language that the front matter says.",
    "All of it would be read, hyphenated and set in braille by the rules of another language.",
    "Correct language: in the front matter.",
    number="3.1.1",
)

SAMPLE = 3_000
"""Characters that tell the language of a whole text."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Words that are not in the language they are said to be in."""
    about = index.article.metadata
    told, other = "", set()
    for at in index.passages:
        script = script_of(at.language)
        run = foreign(at.it.words, script) if script else ""
        if run:
            other.add(id(at))
            yield LANGUAGE_UNMARKED.found(
                at,
                f"“{shortened(run)}” is not in the script of {at.language}.",
                _marking(tag) if (tag := likely(run) or commonest(run)) else "",
            )
        if kin(at.language, about.language) and not isinstance(at.it.block, Section):
            told += at.it.words[: SAMPLE - len(told)] + "\n" if len(told) < SAMPLE else ""
    if found := language_of(told, about.language, fewest=40):
        yield LANGUAGE_WRONG.found(
            index.field("language"),
            f"language: is {about.language}, and the text is in {found}.",
            f"Write “language: {found}”.",
        )
        return
    yield from _sentences([at for at in index.passages if id(at) not in other])
    yield from _emphasised(index)


def _marking(tag: str) -> str:
    return (
        f"Mark its language: [words]{{lang={tag}}}, or {{lang={tag}}} on the line before a block."
    )


def _sentences(passages: Iterable[At[Passage]]) -> Iterator[Diagnostic]:
    for at in passages:
        if not hints(at.it.words, at.language):
            continue
        for sentence in sentences_in(at.it.words):
            if found := language_of(sentence, at.language):
                yield LANGUAGE_OTHER.found(
                    at,
                    f"“{shortened(sentence)}” is in {found}, not in {at.language}.",
                    _marking(found),
                )
                break


def _emphasised(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Italics are how print marks foreign words; a few of them are enough there."""
    for at in index.emphasised:
        words = at.it.split()
        if not 3 <= len(set(words)) <= 12 or not any(word.islower() for word in words[1:]):
            continue
        if found := language_of(at.it, at.language, fewest=3):
            yield LANGUAGE_OTHER.found(
                at,
                f"“{shortened(at.it)}” is in {found}, not in {at.language}.",
                f"Mark its language: [{shortened(at.it)}]{{lang={found}}}.",
            )


LANGUAGES = Family("Languages", (LANGUAGE_UNMARKED, LANGUAGE_OTHER, LANGUAGE_WRONG), find)
