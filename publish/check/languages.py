"""Words in another language are marked with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publish.article import Section
from publish.check.detector import commonest, hints, kin, language_of, sentences_in
from publish.check.passage import Passage
from publish.check.rule import At, Family, Rule, shortened
from publish.check.scripts import foreign, likely, script_of
from publish.check.survey import Survey
from publish.errors import Problem, Severity

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


def find(survey: Survey) -> Iterator[Problem]:
    """Words that are not in the language they are said to be in."""
    about = survey.article.metadata
    told, other = "", set()
    for at in survey.passages:
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
            survey.field("language"),
            f"language: is {about.language}, and the text is in {found}.",
            f"Write “language: {found}”.",
        )
        return
    yield from _sentences([at for at in survey.passages if id(at) not in other])
    yield from _emphasised(survey)


def _marking(tag: str) -> str:
    return (
        f"Mark its language: [words]{{lang={tag}}}, or {{lang={tag}}} on the line before a block."
    )


def _sentences(passages: Iterable[At[Passage]]) -> Iterator[Problem]:
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


def _emphasised(survey: Survey) -> Iterator[Problem]:
    """Italics are how print marks foreign words; a few of them are enough there."""
    for at in survey.emphasised:
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
