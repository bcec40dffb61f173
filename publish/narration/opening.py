"""Narrate the opening and the closing: title, people, dates, corrections, rights.

Each chapter of a book has its own opening and end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from publish.language.spoken.text import Span
from publish.language.words import date_in_words, names_in_words, role_word
from publish.model import Article, Metadata, Opening, Section, SectionKind
from publish.model.ids import (
    COLOPHON,
    CORRECTIONS,
    COVER_IMAGE,
    correction_id,
    fact_id,
    opening_line_id,
    title_id,
)
from publish.model.walk import recordings_in
from publish.narration.narrators import people_in
from publish.narration.script import ChapterKind, Role
from publish.narration.script_builder import Pause, ScriptBuilder, full_stop
from publish.narration.sentences import text_in


def narrate_opening(builder: ScriptBuilder, article: Article) -> None:
    """Narrate the first chapter: title, subtitle, standfirst, byline, dateline and date."""
    about = article.metadata
    builder.begin(
        ChapterKind.OPENING, about.title, 1, "title",
        image=about.cover, alt=(about.cover.alt or "") if about.cover else "",
    )  # fmt: skip
    _say(builder, Role.TITLE, about.title, "title", Pause.TITLE)
    narrate_under_title(builder, about, "")


def narrate_under_title(builder: ScriptBuilder, about: Metadata | Opening, section: str) -> None:
    """Narrate subtitle, standfirst, byline, dateline and date.

    ``section`` is the id of a chapter, or empty.
    """
    language = builder.language
    _say(builder, Role.TITLE, about.subtitle, opening_line_id(section, "subtitle"), Pause.HEADING)
    _say(builder, Role.BODY, about.standfirst, opening_line_id(section, "standfirst"), Pause.BLOCK)
    if about.authors:
        builder.before = builder.own(f"{builder.words.by} ")
        names = names_in_words([one.name for one in about.authors], builder.words, language)
        target = opening_line_id(section, "byline")
        _say(builder, Role.CREDITS, full_stop(names), target, Pause.PARAGRAPH)
    place = (Span(about.dateline, language),) if about.dateline else ()
    comma = (Span(", ", language),) if place and about.published else ()
    day = _day(builder, about.published.date()) if about.published else ()
    if place or day:
        builder.say(
            Role.CREDITS, (*place, *comma, *day, Span(".", language)),
            pause=Pause.BLOCK, target=opening_line_id(section, "dateline"),
        )  # fmt: skip


def narrate_closing(builder: ScriptBuilder, article: Article) -> None:
    """Narrate the last chapter: corrections, the other people, publisher, rights, series."""
    about, words = article.metadata, builder.words
    builder.begin(ChapterKind.CLOSING, words.colophon, 1, COLOPHON)
    builder.announce(words.colophon, target=title_id(COLOPHON))
    if about.corrections:
        builder.announce(words.corrections, target=CORRECTIONS)
        for place, correction in enumerate(about.corrections, start=1):
            builder.before = (*_day(builder, correction.date), Span(": ", about.language))
            target = correction_id(place)
            _say(builder, Role.CREDITS, correction.text, target, Pause.PARAGRAPH)
        builder.announce(builder.announced.end_of_corrections)
        builder.lengthen(Pause.BLOCK)
    facts = [(role_word(person.role, words), person.name) for person in about.contributors]
    facts.append((role_word("pbl", words), about.publisher))
    facts.append((words.rights, about.rights))
    facts.append((words.licence, about.licence.name if about.licence else ""))
    if about.series:
        facts.append((words.series, about.series.text))
    given = [(name, fact) for name, fact in facts if fact]
    for place, (name, fact) in enumerate(given, start=1):
        builder.before = builder.own(f"{name}: ")
        target = fact_id(place)
        _say(builder, Role.CREDITS, full_stop(fact), target, Pause.SENTENCE)
    _credit_voices(builder, article)
    if about.cover:
        builder.before = builder.own(f"{words.cover}: ")
        _say(builder, Role.ALT, about.cover.alt or "", COVER_IMAGE, Pause.PARAGRAPH)
        builder.before = ()
    builder.announce(words.end)
    lines = dict(article.lines)
    catalogued = {"description": (about.description,), "subjects": about.subjects}
    for field, texts in catalogued.items():
        for text in texts:
            builder.skip(text, lines.get(field, 0), "it is written for catalogues")


def _credit_voices(builder: ScriptBuilder, article: Article) -> None:
    """Say who narrates; the facts before have the people among the contributors.

    The opening and the credits are synthetic in any case.
    """
    words, metadata = builder.words, article.metadata
    name, voices = role_word("nrt", words), words.synthetic_voice
    recordings = recordings_in(article)
    if any(one.role == "nrt" for one in metadata.contributors):
        name = builder.announced.other_parts or name
    elif recordings:
        people = ", ".join((*people_in(metadata, recordings), words.human_voice))
        voices = f"{people}; {voices}"
    builder.announce(f"{name}: {voices}")


def _day(builder: ScriptBuilder, day: date) -> tuple[Span, ...]:
    """Return a date in words; in a language without words of ours, it is read in numbers."""
    language = builder.language
    text = date_in_words(day, language, builder.words)
    say = "" if builder.phraser.added else f"{day.day}.{day.month}.{day.year}"
    return (Span(text, language, say=say),)


def _say(builder: ScriptBuilder, role: Role, text: str, target: str, pause: Pause) -> None:
    builder.say(role, (Span(text, builder.language),), pause=pause, target=target)


@contextmanager
def narrated_as_chapter(
    builder: ScriptBuilder, section: Section, language: str, level: int
) -> Iterator[None]:
    """Set up ``builder`` for narrating ``section`` in this block, if it is a chapter of a book.

    Added words are in its ``language`` (BCP 47).  If the book has its notes in the chapters, they
    follow as a chapter of the narration one deeper than ``level``.
    """
    if section.kind in (SectionKind.SECTION, SectionKind.PART):
        yield
        return
    with builder.inside(section.id, str(section.file or ""), language, text_in(section.blocks)):
        yield
        builder.end_chapter(section, level)
