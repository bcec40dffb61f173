"""Gather what the contact sheet shows of a title, in the worker: picture, facts, messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from publish.accessibility.record import Facts, claim_of, facts_of
from publish.batch.results import TitleResult
from publish.check import by_importance
from publish.check.alt_texts import AltCounts, alt_counts
from publish.errors import Diagnostic, PublishError, SourceError, shortened
from publish.model import Article, Image
from publish.model.walk import figures_in
from publish.readers.epub import opened
from publish.runtime.raster import jpeg
from publish.runtime.text import read_text

#: The longest side of a picture on the sheet, in pixels: twice that of its place.
_SIDE = 360

#: The most messages of a title that are kept, and the most characters of a line that are quoted.
MOST_MESSAGES, _QUOTED = 100, 160


def with_card(
    result: TitleResult,
    article: Article,
    epub: Path | None,
    write: Callable[[str, bytes], object],
) -> TitleResult:
    """Return ``result`` with what its card shows.

    ``epub`` is the finished EPUB, if there is one here; ``write`` puts a file into the output.
    """
    picture, alt = cover_of(article)
    name = f"contact-sheet/covers/{result.title}.jpg" if picture else ""
    if picture:
        write(name, picture)
    facts = facts_shown(article, _facts_of(article, epub))
    return replace(result, cover=name, cover_alt=alt, facts=facts)


def _facts_of(article: Article, epub: Path | None) -> Facts:
    """Return the facts of ``article``, with what only the finished EPUB says."""
    if epub is None or not epub.is_file():
        return facts_of(article)
    with opened(epub) as book:
        return facts_of(
            article,
            narrated=bool(book.metas("media:duration")),
            heard="auditory" in book.values("schema:accessModeSufficient"),
            paged=bool(book.metas("pageBreakSource")),
        )


def cover_of(article: Article) -> tuple[bytes, str]:
    """Return a small JPEG of the cover, or else of the first picture, and its alt text.

    Both are empty if there is none that can be drawn: that stops no build.
    """
    shown: list[Image] = [one.image for one in figures_in(article) if not one.image.decorative]
    for image in filter(None, (article.metadata.cover, *shown[:1])):
        try:
            return jpeg(image, _SIDE), image.alt or ""
        except (PublishError, OSError):
            continue
    return b"", ""


def facts_shown(article: Article, facts: Facts) -> dict[str, str]:
    """Return the facts about accessibility that the sheet shows, by a name.

    ``facts`` are those of the edition with most of them.
    """
    claim = claim_of(article, facts)
    evaluation = article.metadata.evaluation
    shown = {
        "conformance": f"WCAG 2.2 level {claim.level}" if claim else "none claimed",
        "evaluated": f"{claim.certifier}, {claim.day.isoformat()}" if claim else "",
        "pictures": _pictures(alt_counts(article)),
        "cover": "" if article.metadata.cover else "none",
        "narration": ("all of the text" if facts.heard else "the text") if facts.narrated else "",
        "pages": "as in the PDF" if facts.paged else "",
        "hazards": "a picture may flash" if facts.moving else "",
    }
    if evaluation and not claim:
        shown["evaluated"] = f"not complete: {evaluation.evaluator}, {evaluation.date.isoformat()}"
    if facts.formulas:
        shown["formulas"] = "in words" if facts.described_formulas else "as MathML"
    return {name: words for name, words in shown.items() if words}


def _pictures(counts: AltCounts) -> str:
    """Return how many pictures are described, and what a person has to do."""
    todo = [
        f"{count} {what}"
        for count, what in (
            (counts.missing, "without alt text"),
            (counts.drafted, "with a draft as alt text"),
            (counts.wanting, "without the description that they need"),
        )
        if count
    ]
    if todo:
        return ", ".join(todo)
    if counts.described:
        return "all described"
    return "decorative" if counts.decorative else "none"


def messages(diagnostics: Iterable[Diagnostic]) -> tuple[dict[str, Any], ...]:
    """Return ``diagnostics`` as ``publish build --json`` has them, each with its line, ``excerpt``.

    There are at most :data:`MOST_MESSAGES`, in the order of `publish.check.by_importance`.
    """
    lines = cache(_lines)
    return tuple(
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "fix": one.fix,
            "file": str(one.file),
            "line": one.line,
            "clause": one.clause,
            "excerpt": shortened(next(iter(lines(one.file)[one.line - 1 :]), ""), _QUOTED)
            if one.line > 0
            else "",
        }
        for one in by_importance(diagnostics)[:MOST_MESSAGES]
    )


def _lines(file: Path) -> tuple[str, ...]:
    """Return the lines of ``file``; none if it can't be read, which is a message already."""
    try:
        return tuple(read_text(file).split("\n"))
    except SourceError:
        return ()
