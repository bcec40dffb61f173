"""What is said before and after the text: title, people, dates, corrections, rights."""

from __future__ import annotations

from publish.article import Article, Metadata, Opening
from publish.narration.pauses import Pause
from publish.narration.script import ChapterKind, Role, Span
from publish.narration.telling import Telling, full_stop
from publish.words.dates import date_in_words
from publish.words.roles import role_word


def tell_opening(telling: Telling, article: Article) -> None:
    """Open the first chapter: title, subtitle, standfirst, byline, dateline and date."""
    about = article.metadata
    telling.begin(
        ChapterKind.OPENING, about.title, 1, "title",
        image=about.cover, alt=(about.cover.alt or "") if about.cover else "",
    )  # fmt: skip
    _say(telling, Role.TITLE, about.title, "title", Pause.TITLE)
    tell_under_title(telling, about, "")


def tell_under_title(telling: Telling, about: Metadata | Opening, prefix: str) -> None:
    """Subtitle, standfirst, byline, dateline and date; ``prefix`` is that of their ids."""
    language = telling.language
    _say(telling, Role.TITLE, about.subtitle, f"{prefix}subtitle", Pause.HEADING)
    _say(telling, Role.BODY, about.standfirst, f"{prefix}standfirst", Pause.BLOCK)
    if about.authors:
        telling.before = telling.own(f"{telling.words.by} ")
        names = ", ".join(author.name for author in about.authors)
        _say(telling, Role.CREDITS, full_stop(names), f"{prefix}byline", Pause.PARAGRAPH)
    place = (Span(about.dateline, language),) if about.dateline else ()
    comma = (Span(", ", language),) if place and about.published else ()
    day = date_in_words(about.published.date(), language) if about.published else ""
    if place or day:
        telling.say(
            Role.CREDITS, (*place, *comma, *telling.own(day), Span(".", language)),
            pause=Pause.BLOCK, target=f"{prefix}dateline",
        )  # fmt: skip


def tell_closing(telling: Telling, article: Article) -> None:
    """Open the last chapter: corrections, the other people, publisher, rights, series."""
    about, words = article.metadata, telling.words
    telling.begin(ChapterKind.CLOSING, words.colophon, 1, "colophon")
    telling.announce(words.colophon, target="colophon-title")
    if about.corrections:
        telling.announce(words.corrections, target="colophon-corrections")
        for place, correction in enumerate(about.corrections, start=1):
            telling.before = telling.own(f"{date_in_words(correction.date, about.language)}: ")
            target = f"colophon-correction-{place}"
            _say(telling, Role.CREDITS, correction.text, target, Pause.PARAGRAPH)
    facts = [(role_word(person.role, words), person.name) for person in about.contributors]
    facts.append((role_word("pbl", words), about.publisher))
    facts.append((words.rights, about.rights))
    facts.append((words.licence, about.licence.name if about.licence else ""))
    if about.series:
        facts.append((words.series, about.series.text))
    given = [(name, fact) for name, fact in facts if fact]
    for place, (name, fact) in enumerate(given, start=1):
        telling.before = telling.own(f"{name}: ")
        target = f"colophon-fact-{place}"
        _say(telling, Role.CREDITS, full_stop(fact), target, Pause.SENTENCE)
    if about.cover:
        telling.before = telling.own(f"{words.cover}: ")
        _say(telling, Role.ALT, about.cover.alt or "", "cover-img", Pause.PARAGRAPH)
        telling.before = ()
    telling.announce(words.end)
    lines = dict(article.lines)
    catalogued = {"description": (about.description,), "subjects": about.subjects}
    for field, texts in catalogued.items():
        for text in texts:
            telling.skip(text, lines.get(field, 0), "it is written for catalogues")


def _say(telling: Telling, role: Role, text: str, target: str, pause: Pause) -> None:
    telling.say(role, (Span(text, telling.language),), pause=pause, target=target)
