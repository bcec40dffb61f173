"""The metadata that catalogues and readers use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.check.words import words
from publish.errors import Diagnostic, Severity, shortened

_EPUB = "https://www.w3.org/TR/epub-33/#sec-opf-dcmes-optional-def"


def _missing(name: str, severity: Severity, example: str, why: str) -> Rule:
    return Rule(
        f"{name}-missing",
        severity,
        f"The front matter has the field {name}.",
        why,
        f"Add “{example}” to the front matter.",
        source=_EPUB,
    )


MISSING = {
    "authors": _missing(
        "authors",
        Severity.WARNING,
        "authors: [Ada Kowalska]",
        "Readers look for books by their authors, and want to know who wrote them.",
    ),
    "published": _missing(
        "published",
        Severity.WARNING,
        "published: 2026-03-01",
        "Readers can't tell whether it is still current.",
    ),
    "description": _missing(
        "description",
        Severity.INFO,
        "description: One sentence.",
        "Catalogues have nothing to show.",
    ),
    "publisher": _missing(
        "publisher",
        Severity.INFO,
        "publisher: Example Press",
        "Readers can't tell who published it.",
    ),
    "rights": _missing(
        "rights",
        Severity.INFO,
        "licence: CC-BY-4.0",
        "Libraries can't tell what they may do with it.",
    ),
    "cover": _missing(
        "cover",
        Severity.INFO,
        "cover: {src: pictures/cover.png, alt: What it shows.}",
        "Reading systems that show covers have nothing to show.",
    ),
}
MODIFIED_EARLY = Rule(
    "modified-early",
    Severity.WARNING,
    "The date of modification isn't before the date of publication.",
    "One of the two dates is wrong, and catalogues use both.",
    "Correct one of the two dates.",
    source="https://www.w3.org/TR/epub-33/#sec-metadata-last-modified",
)
TEXT_MISSING = Rule(
    "text-missing",
    Severity.WARNING,
    "A publication has text.",
    "There is nothing to read.",
    "Write the text.",
    source=_EPUB,
)
PEOPLE_JOINED = Rule(
    "people-joined",
    Severity.WARNING,
    "Each author and contributor is a list item.",
    "Catalogues take several people in one item for one person.",
    "Write a list: [Ada Kowalska, Jan Nowak].",
    source="https://www.w3.org/TR/epub-33/#sec-opf-dccreator",
)
NAME_INVERTED = Rule(
    "name-inverted",
    Severity.WARNING,
    "A name is written as it is spoken; its form for sorting is in file-as.",
    "The byline would show the name reversed, and a voice would read it so.",
    "Write {name: Maksim Hryn, file-as: “Hryn, Maksim”}.",
    source="https://www.w3.org/TR/epub-33/#file-as",
)
SUBJECTS_JOINED = Rule(
    "subjects-joined",
    Severity.WARNING,
    "Each subject is a list item.",
    "Catalogues would take all of them for one subject.",
    "Write a list: [Transport, Cities].",
    source="https://www.w3.org/TR/epub-33/#sec-opf-dcsubject",
)

_SUFFIX = re.compile(
    r",\s*(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|inc|ltd|llc|the|gmbh|s\.a)\b", re.I
)
_PERSON = re.compile(r"[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,3}")


@cache
def _between_names() -> re.Pattern[str]:
    joining = "|".join(map(re.escape, words("joining_words")))
    return re.compile(rf"\s(?:{joining})\s|(?:(?<!\s)\s++)?;\s*", re.I)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the front matter, and a missing text."""
    metadata = index.article.metadata
    front = index.field("")
    for name, rule in MISSING.items():
        given = metadata.rights or metadata.licence if name == "rights" else getattr(metadata, name)
        if not given:
            yield rule.found(front, f"The front matter has no field {name}.")
    published, modified = metadata.published, metadata.modified
    if published and modified and modified < published:
        yield MODIFIED_EARLY.found(
            index.field("modified"),
            f"modified: The date is before the date of publication, {published.date()}.",
        )
    for field in ("authors", "contributors"):
        people = getattr(metadata, field)
        for number, person in enumerate(people):
            at = index.field(f"{field}[{number}]" if len(people) > 1 else field)
            yield from _person(at, field, person.name)
    if len(metadata.subjects) == 1 and re.search("[,;]", metadata.subjects[0]):
        subject = metadata.subjects[0]
        yield SUBJECTS_JOINED.found(
            index.field("subjects"),
            f"subjects: “{shortened(subject)}” seems to be several subjects.",
            f"Write [{', '.join(part.strip() for part in re.split('[,;]', subject))}].",
        )
    if not index.article.blocks:
        yield TEXT_MISSING.found(
            index.field(""), "The source has no text after the front matter.", line=0
        )


def _person(at: At[None], field: str, name: str) -> Iterator[Diagnostic]:
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if _SUFFIX.search(name):
        return
    several = len(parts) > 1 and all(_PERSON.fullmatch(part) for part in parts)
    joined = [part for part in _between_names().split(name) if part]
    listed = [part.strip() for one in joined for part in one.split(",") if part.strip()]
    if len(parts) > 1 and len(joined) > 1 and len(listed) > 2:  # Ann, Bob and Cy
        several, parts = True, listed
    if several or (len(joined) > 1 and all(_PERSON.fullmatch(part) for part in joined)):
        names = ", ".join(parts if several else joined)
        yield PEOPLE_JOINED.found(
            at, f"{field}: “{shortened(name)}” seems to be several names.", f"Write [{names}]."
        )
    elif len(parts) == 2:
        spoken = f"{parts[1]} {parts[0]}"
        fix = f'Write {{name: {spoken}, file-as: "{parts[0]}, {parts[1]}"}}.'
        yield NAME_INVERTED.found(at, f"{field}: “{shortened(name)}” seems to be reversed.", fix)


METADATA = Family(
    "Metadata",
    (
        *MISSING.values(),
        MODIFIED_EARLY,
        TEXT_MISSING,
        PEOPLE_JOINED,
        NAME_INVERTED,
        SUBJECTS_JOINED,
    ),
    find,
)
