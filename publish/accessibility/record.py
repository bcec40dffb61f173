"""The facts about the accessibility of a publication, and its claim of conformance.

Only a person can make the claim, after evaluating all criteria that need a person.

Sources: EPUB Accessibility 1.1, "Conformance reporting" (the words and the certifier of a claim);
WCAG 2.2, 5.3.1 (the contents of a claim).
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from publish.accessibility.criteria import EPUB, WCAG, Criterion, standards
from publish.model import (
    Abbreviation,
    Accessibility,
    AltStatus,
    Article,
    Figure,
    Image,
    InlineImage,
    InlineMath,
    Link,
    MathBlock,
    Phrase,
    Section,
    Table,
)
from publish.model.inlines import is_plain_formula
from publish.model.walk import all_blocks, all_inlines
from publish.runtime.pictures import is_animated

_MACHINE = re.compile(
    r"description automatically generated|automatically generated|ai-generated content"
    r"|automatisch generierte beschreibung|description générée automatiquement"
    r"|opis wygenerowany automatycznie|descripción generada automáticamente",
    re.I,
)
"""The words that word processors add to alt texts that they generate."""


def by_machine(image: Image) -> bool:
    """Return whether the alt text says that it was generated."""
    return bool(_MACHINE.search(image.alt or ""))


def drafted(image: Image) -> bool:
    """Return whether the alt text of ``image`` was generated and nobody has reviewed it."""
    return image.alt_status is AltStatus.DRAFT or by_machine(image)


class Facts(Struct, frozen=True, kw_only=True):
    """The facts about an edition of an article in ``language`` (BCP 47).

    ``pictures``: some picture of the text isn't decorative; ``complete``: all of these, if any,
    have alt text; ``alternatives``: there are such pictures, or a cover, and all have alt text;
    ``moving``: a picture may be animated, and so might flash.  ``sections``, ``descriptions``,
    ``formulas``, ``notes``: there are some.  ``described_formulas``: all of them but single letters
    and numbers have words of the author.  ``phrases``: words in another language are marked.
    ``narrated``: sound is synchronised with the text; ``heard``: with all of it; ``narrators`` are
    the voices, in words, ``voices`` the same by their names in the list of voices.  ``paged``: it
    has the page numbers of the PDF.  ``has_page_source``: the PDF has an ISBN of its own.
    ``abbreviations``: some are explained.
    ``contents``: a table of contents leads to every section.  ``said`` is what the publisher says
    besides, ``words`` are labels of the front matter.
    """

    language: str
    pictures: bool
    alternatives: bool
    complete: bool
    moving: bool
    sections: bool
    descriptions: bool
    formulas: bool
    described_formulas: bool
    notes: bool
    phrases: bool
    narrated: bool
    heard: bool
    narrators: tuple[str, ...]
    voices: tuple[str, ...]
    paged: bool
    has_page_source: bool
    abbreviations: bool
    contents: bool
    said: Accessibility
    words: tuple[tuple[str, str], ...]


def facts_of(
    article: Article,
    *,
    narrated: bool = False,
    narrators: tuple[str, ...] = (),
    voices: tuple[str, ...] = (),
    heard: bool = False,
    paged: bool = False,
    contents: bool = True,
) -> Facts:
    """Return the facts of an edition of ``article`` for reading systems.

    ``heard``: its sound leaves out nothing of the text.
    """
    cover = article.metadata.cover
    inlines = [inline for _, inline in all_inlines(article)]
    blocks = all_blocks(article)
    kinds = set(map(type, inlines)) | set(map(type, blocks))
    has_formulas = not kinds.isdisjoint({MathBlock, InlineMath})
    formulas = [
        one
        for one in ((*inlines, *blocks) if has_formulas else ())
        if isinstance(one, InlineMath | MathBlock) and not is_plain_formula(one.tex)
    ]
    figures = [block for block in blocks if isinstance(block, Figure)]
    shown = [figure.image for figure in figures]
    if InlineImage in kinds:
        shown += [inline.image for inline in inlines if isinstance(inline, InlineImage)]
    meant = [image for image in shown if not image.decorative]
    with_cover = [*meant, *([cover] if cover else [])]
    return Facts(
        language=article.metadata.language,
        pictures=bool(meant),
        alternatives=bool(with_cover) and all(map(_described, with_cover)),
        complete=all(map(_described, meant)),
        moving=any(map(_may_move, {image.file: image for image in shown}.values())),
        sections=any(isinstance(block, Section) for block in article.blocks),
        descriptions=any(figure.description for figure in figures),
        formulas=has_formulas,
        described_formulas=all(one.alt for one in formulas) if formulas else False,
        notes=bool(article.notes),
        phrases=Phrase in kinds,
        narrated=narrated,
        heard=narrated and heard and all(map(_described, meant)),
        narrators=narrators,
        voices=voices,
        paged=paged,
        has_page_source="pdf" in dict(article.metadata.isbns),
        abbreviations=Abbreviation in kinds,
        contents=contents,
        said=article.metadata.accessibility,
        words=article.metadata.words,
    )


def _described(image: Image) -> bool:
    """Return whether ``image`` has alt text that isn't an unreviewed draft."""
    return bool(image.alt) and not drafted(image)


def _may_move(image: Image) -> bool:
    """Return whether a picture is animated, and so might flash."""
    if image.media_type == "image/jpeg":
        return False
    try:
        content = image.file.read_bytes()
    except OSError:  # the exporter reports it
        return True
    if image.media_type == "image/svg+xml":
        return b"<animate" in content or b"@keyframes" in content
    return is_animated(image)


class Claim(Struct, frozen=True):
    """A claim to conform to ``level`` (``A`` or ``AA``); ``report`` is an address."""

    evaluator: str
    day: date
    level: str
    organisation: str = ""
    credential: str = ""
    report: str = ""

    @property
    def standard(self) -> str:
        """The standard, in the words of EPUB Accessibility 1.1."""
        return f"{EPUB} - {WCAG} Level {self.level}"

    @property
    def certifier(self) -> str:
        """The certifier: the organisation, or else the evaluator."""
        return self.organisation or self.evaluator


def present(article: Article, facts: Facts) -> frozenset[str]:
    """Return the names of the facts that hold, as used in ``needs`` of a criterion."""
    blocks = [type(block) for block in all_blocks(article)]
    inlines = [type(inline) for _, inline in all_inlines(article)]
    held = {
        "pictures": facts.pictures or article.metadata.cover is not None,
        "links": Link in inlines,
        "tables": Table in blocks,
        "formulas": MathBlock in blocks or InlineMath in inlines,
        "notes": bool(article.notes),
        "sections": facts.sections,
        "phrases": Phrase in inlines,
        "narrated": facts.narrated,
        "paged": facts.paged,
        "moving": facts.moving,
    }
    return frozenset(name for name, holds in held.items() if holds)


def open_criteria(article: Article, facts: Facts) -> tuple[Criterion, ...]:
    """Return the criteria of the evaluated level that still need a person to look at them."""
    evaluation = article.metadata.evaluation
    level = evaluation.level if evaluation else "AA"
    here = present(article, facts)
    checked = evaluation.criteria if evaluation else ()
    return tuple(
        one
        for standard in standards()
        if standard.name in (WCAG, EPUB)
        for one in standard.criteria
        if one.human
        and one.applies(here)
        and (one.level in ("", "A") or level == "AA")
        and "all" not in checked
        and one.number not in checked
    )


def claim_of(article: Article, facts: Facts) -> Claim | None:
    """Return the editions' claim, or ``None`` if criteria still need a person."""
    evaluation = article.metadata.evaluation
    if evaluation is None or open_criteria(article, facts):
        return None
    return Claim(
        evaluation.evaluator,
        evaluation.date,
        evaluation.level,
        evaluation.organisation,
        evaluation.credential,
        evaluation.report,
    )
