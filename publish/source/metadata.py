"""Front matter -> :class:`Metadata`; every wrong field is named with its line and its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from publish.article import (
    Correction,
    Image,
    Licence,
    Metadata,
    NarrationSettings,
    Series,
)
from publish.source.fields import Field
from publish.source.folder import FileRefusedError
from publish.source.identifier import WrongIdentifierError, identifier, made_identifier
from publish.source.language import UnknownLanguageError, language_tag
from publish.source.licence import UnknownLicenceError, licence
from publish.source.moments import day, moment
from publish.source.narration import narration, words
from publish.source.people import people
from publish.source.pictures import Pictures

_NAMES = """title language subtitle standfirst authors contributors publisher published modified
dateline identifier description subjects rights licence cover series corrections abbreviations
narration"""
_FIELDS = frozenset(_NAMES.split())


def read_metadata(root: Field, heading: str, pictures: Pictures) -> Metadata:
    """The metadata of the front matter ``root``.

    ``heading`` is the title where no field gives one, or empty.  Raises :class:`SourceError`.
    """
    fields = root.mapping(_FIELDS)

    def text(name: str) -> str:
        return fields[name].text() if name in fields else ""

    title = text("title") or heading
    if not title:
        raise _missing(root, "title", "title: The headline")
    if "language" not in fields:
        raise _missing(root, "language", "language: en-GB")
    authors = people(fields["authors"], "aut") if "authors" in fields else ()
    contributors = people(fields["contributors"], "ctb") if "contributors" in fields else ()
    language = _language(fields["language"])
    return Metadata(
        title=title,
        language=language,
        identifier=_identifier(fields["identifier"])
        if "identifier" in fields
        else made_identifier(language, title, authors[0].name if authors else ""),
        subtitle=text("subtitle"),
        standfirst=text("standfirst"),
        authors=authors,
        contributors=contributors,
        publisher=text("publisher"),
        published=moment(fields["published"]) if "published" in fields else None,
        modified=moment(fields["modified"]) if "modified" in fields else None,
        dateline=text("dateline"),
        description=text("description"),
        subjects=_texts(fields["subjects"]) if "subjects" in fields else (),
        rights=text("rights"),
        licence=_licence(fields["licence"]) if "licence" in fields else None,
        cover=_cover(fields["cover"], pictures) if "cover" in fields else None,
        series=_series(fields["series"]) if "series" in fields else None,
        corrections=_corrections(fields["corrections"]) if "corrections" in fields else (),
        abbreviations=words(fields["abbreviations"]) if "abbreviations" in fields else (),
        narration=narration(fields["narration"], pictures.folder)
        if "narration" in fields
        else NarrationSettings(),
    )


def lines_of(root: Field) -> tuple[tuple[str, int], ...]:
    """The path of every field given with its line, for the checker's messages."""
    return tuple((field.path, field.line) for field in _walk(root))


def _walk(field: Field) -> Iterator[Field]:
    if field.path:
        yield field
    if field.kind == "mapping":
        for _, inner in field.pairs():
            yield from _walk(inner)
    elif field.kind == "list":
        for inner in field.items():
            yield from _walk(inner)


def _missing(root: Field, name: str, example: str) -> Exception:
    given = [field.line for field_name, field in root.pairs() if field_name == name]
    field = replace(root, path=name, line=given[0] if given else 1)
    if given:
        return field.error("is empty.", f"Write “{example}”.", "field-missing")
    mend = f"Add “{example}” at the top of the file, between two lines of ---."
    return field.error("is required and missing.", mend, "field-missing")


def _language(field: Field) -> str:
    try:
        return language_tag(field.text())
    except UnknownLanguageError as error:
        raise field.error(error.message, error.mend, "language-unknown") from error


def _identifier(field: Field) -> str:
    try:
        return identifier(field.text())
    except WrongIdentifierError as error:
        raise field.error(error.message, error.mend, "identifier") from error


def _licence(field: Field) -> Licence:
    try:
        return licence(field.text())
    except UnknownLicenceError as error:
        raise field.error(error.message, error.mend, "licence-unknown") from error


def _texts(field: Field) -> tuple[str, ...]:
    return tuple(item.text() for item in field.items() if not item.empty)


def _cover(field: Field, pictures: Pictures) -> Image:
    fields = field.mapping(frozenset({"src", "alt"}))
    if "src" not in fields:
        raise field.error("has no src.", "Add “src: pictures/cover.png”.", "field-missing")
    alt = fields["alt"].text() if "alt" in fields else None
    try:
        return pictures.image(fields["src"].text(), alt)
    except FileRefusedError as error:
        raise fields["src"].error(error.message, error.mend, error.code) from error


def _series(field: Field) -> Series:
    fields = field.mapping(frozenset({"name", "position"}))
    if "name" not in fields:
        raise field.error("has no name.", "Add “name: ...”.", "field-missing")
    position = fields["position"].text() if "position" in fields else ""
    if position and not re.fullmatch(r"\d+(\.\d+)*", position):
        # EPUB 3.3, D.3.4 group-position
        message = f"“{position}” is not a position."
        raise fields["position"].error(message, "Write a number such as 2 or 2.1.")
    return Series(fields["name"].text(), position)


def _corrections(field: Field) -> tuple[Correction, ...]:
    corrections = []
    for item in field.items():
        fields = item.mapping(frozenset({"date", "text"}))
        when, what = _both(item, fields)
        corrections.append(Correction(when, what))
    return tuple(corrections)


def _both(item: Field, fields: dict[str, Field]) -> tuple[date, str]:
    for name in ("date", "text"):
        if name not in fields:
            raise item.error(f"has no {name}.", f"Add “{name}: ...”.", "field-missing")
    return day(fields["date"]), fields["text"].text()
