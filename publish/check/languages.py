"""Words in another language are marked with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Passage, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.language.detection import commonest, hints, kin, language_of, likely, sentences_in
from publish.language.scripts import script_of, scripts_of
from publish.model import Section

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’ʼ-][^\W\d_]+)*")
_ADDRESS = re.compile(r"://|@|www\.|\w\.\w")
#: The letters of scripts that are often met, as character ranges.
_RANGES = {"Latn": "a-zA-ZÀ-ɏḀ-ỿ", "Cyrl": "Ѐ-ԯ", "Grek": "Ͱ-Ͽἀ-῿"}


@cache
def _other(scripts: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for two letters of other scripts: most texts have none."""
    ranges = "".join(_RANGES[script] for script in sorted(scripts))
    return re.compile(rf"[^\W\d_{ranges}]{{2}}")


def foreign(words: str, scripts: frozenset[str]) -> str:
    """Return the first run of words that are in none of ``scripts``, or an empty string.

    ``scripts`` are those of a language; only languages in the scripts of ``_RANGES`` are checked.
    Names in Latin letters are used in every script, so a run of Latin words counts only if it has
    two words or more, and one of them is in small letters.
    """
    if not scripts or not scripts <= _RANGES.keys() or not _other(scripts).search(words):
        return ""
    run: list[str] = []
    text = " ".join("1" if _ADDRESS.search(word) else word for word in words.split())
    for word in [*_WORD.findall(text), ""]:
        other = script_of(word[0]) if word else ""
        if other and other not in scripts:
            run.append(word)
        elif run and _counts(run):
            return " ".join(run)
        else:
            run = []
    return ""


def _counts(run: list[str]) -> bool:
    if script_of(run[0][0]) != "Latn":
        return True
    return len(run) > 1 and any(word.islower() for word in run)


LANGUAGE_UNMARKED = Rule(
    "language-unmarked",
    Severity.WARNING,
    "Words in another script are marked with their language.",
    "A voice spells letters of another script one by one, and braille has no cells for them.",
    "Mark the language: [words]{lang=TAG}, or {lang=TAG} on the line before a block, with a TAG "
    "such as uk or el.",
    number="3.1.2",
)
LANGUAGE_OTHER = Rule(
    "language-other",
    Severity.WARNING,
    "Sentences and phrases in another language are marked with it.",
    "A voice reads them by the rules of the wrong language, and nobody understands it.",
    "Mark the language: [words]{lang=de}, or {lang=de} on the line before a block.",
    number="3.1.2",
)
LANGUAGE_WRONG = Rule(
    "language-wrong",
    Severity.WARNING,
    "The text is in the language that the front matter names.",
    "All of it would be spoken, hyphenated and written in braille by the wrong rules.",
    "Correct the field language in the front matter.",
    number="3.1.1",
)

SAMPLE = 3_000
"""The number of characters by which the language of the text is detected."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find words that aren't in the language that they are marked with."""
    about = index.article.metadata
    sample, other = "", set()
    for at in index.passages:
        run = foreign(at.it.words, scripts_of(at.language))
        if run:
            other.add(id(at))
            yield LANGUAGE_UNMARKED.found(
                at,
                f"“{shortened(run)}” isn't in the script of the language {at.language}.",
                _marking(tag) if (tag := likely(run) or commonest(run)) else "",
            )
        full = len(sample) >= SAMPLE
        if not full and kin(at.language, about.language) and not isinstance(at.it.block, Section):
            sample += at.it.words[: SAMPLE - len(sample)] + "\n"
    if found := language_of(sample, about.language, fewest=40):
        yield LANGUAGE_WRONG.found(
            index.field("language"),
            f"language: The field says {about.language}, but the text is in {found}.",
            f"Write “language: {found}”.",
        )
        return
    yield from _sentences([at for at in index.passages if id(at) not in other])
    yield from _emphasised(index)


def _marking(tag: str) -> str:
    return (
        f"Mark the language: [words]{{lang={tag}}}, or {{lang={tag}}} on the line before a block."
    )


def _sentences(passages: Iterable[At[Passage]]) -> Iterator[Diagnostic]:
    for at in passages:
        if not hints(at.it.words, at.language):
            continue
        for sentence in sentences_in(at.it.words):
            if found := language_of(sentence, at.language):
                yield LANGUAGE_OTHER.found(
                    at,
                    f"“{shortened(sentence)}” is in the language {found}, not in {at.language}.",
                    _marking(found),
                )
                break


def _emphasised(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find foreign phrases in italics, of which fewer words are enough, as print marks them so."""
    for at in index.emphasised:
        words = at.it.split()
        if not 3 <= len(set(words)) <= 12 or not any(word.islower() for word in words[1:]):
            continue
        if found := language_of(at.it, at.language, fewest=3):
            yield LANGUAGE_OTHER.found(
                at,
                f"“{shortened(at.it)}” is in the language {found}, not in {at.language}.",
                f"Mark the language: [{shortened(at.it)}]{{lang={found}}}.",
            )


LANGUAGES = Family("Languages", (LANGUAGE_UNMARKED, LANGUAGE_OTHER, LANGUAGE_WRONG), find)
