"""The states of alt texts: described, decorative, drafted by a machine, or incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from publish.accessibility.record import by_machine, drafted
from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity
from publish.model import AltStatus, Article, Figure, Image, InlineImage
from publish.model.walk import all_inlines, figures_in

ALT_DRAFT = Rule(
    "alt-draft",
    Severity.WARNING,
    "Alt text that a machine drafted has been reviewed by a person.",
    "A machine can be wrong in a way that no reader notices.",
    "Compare it with the picture, correct it, and delete “:alt-status: draft”.",
    number="1.1.1",
)
ALT_MACHINE = Rule(
    "alt-machine",
    Severity.WARNING,
    "Alt text does not say that it was made by a machine.",
    "Word processors add such a text by themselves; nobody has reviewed it.",
    "Compare it with the picture, correct it, and delete the remark.",
    number="1.1.1",
)
DESCRIPTION_NEEDED = Rule(
    "description-needed",
    Severity.WARNING,
    "A picture that needs an extended description has one (technique G92).",
    "Alt text is too short for a chart or a map: readers who can't see it miss what it shows.",
    "Write a :::{description} inside the figure.",
    number="1.1.1",
)


class AltCounts(Struct, frozen=True):
    """The number of pictures, with the cover, in each state; each picture counts once.

    ``described``: alt text by a person; ``extended`` of these have an extended description.
    ``decorative``: no content.  ``wanting``: the extended description that it needs is missing.
    ``drafted``: alt text by a machine, not reviewed.  ``missing``: no alt text.
    """

    described: int = 0
    extended: int = 0
    decorative: int = 0
    wanting: int = 0
    drafted: int = 0
    missing: int = 0


def alt_counts(article: Article) -> AltCounts:
    """Return the number of pictures of ``article`` in each state."""
    cover = article.metadata.cover
    figures = list(figures_in(article))
    inline = [i.image for _, i in all_inlines(article) if isinstance(i, InlineImage)]
    states = [_state(figure.image, bool(figure.description)) for figure in figures]
    states += [_state(image, False) for image in [*inline, *([cover] if cover else [])]]
    extended = sum(
        bool(figure.description) and state == "described"
        for figure, state in zip(figures, states, strict=False)
    )
    return AltCounts(
        described=states.count("described"),
        extended=extended,
        decorative=states.count("decorative"),
        wanting=states.count("wanting"),
        drafted=states.count("drafted"),
        missing=states.count("missing"),
    )


def _state(image: Image, described: bool) -> str:
    if image.decorative:
        return "decorative"
    if not (image.alt or "").strip():
        return "missing"
    if drafted(image):
        return "drafted"
    if image.alt_status is AltStatus.NEEDS_DESCRIPTION and not described:
        return "wanting"
    return "described"


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find drafts, and pictures whose extended description is missing."""
    cover = index.article.metadata.cover
    place = index.field("cover")
    covers = [At(place.file, place.line, place.language, cover)] if cover else []
    for at in (*index.pictures, *covers):
        if at.it.alt_status is AltStatus.DRAFT:
            yield ALT_DRAFT.found(at, f"The alt text of {at.it.source} is a draft by a machine.")
        elif by_machine(at.it):
            yield ALT_MACHINE.found(at, f"The alt text of {at.it.source} was made by a machine.")
    for figure in index.figures:
        if _lacks_description(figure.it):
            source = figure.it.image.source
            yield DESCRIPTION_NEEDED.found(
                figure, f"The picture {source} needs an extended description and has none."
            )


def _lacks_description(figure: Figure) -> bool:
    needs = figure.image.alt_status is AltStatus.NEEDS_DESCRIPTION
    return needs and not figure.description


ALT_TEXTS = Family("Alt texts", (ALT_DRAFT, ALT_MACHINE, DESCRIPTION_NEEDED), find)
