"""Shared by the audits of EPUB and PDF: the dispatch by kind of item, and the losses."""

from __future__ import annotations

from typing import Protocol

from publish.audit.items import Item, Kind, Result, short

NO_PICTURE = "no picture is there"
NO_CALL = "a call of it does not lead to it"
NO_TABLE = "the table is not there"
NO_CELL = "the cell is not there"
NO_SENTENCE = "its sentence is not there"
NOT_THERE = "it is not there"


class Reader(Protocol):
    """A finished edition with text; each method returns the result for one kind of item."""

    def words(self, item: Item) -> Result: ...
    def figure(self, item: Item) -> Result: ...
    def alt_text(self, item: Item) -> Result: ...
    def description(self, item: Item) -> Result: ...
    def note(self, item: Item) -> Result: ...
    def table(self, item: Item) -> Result: ...
    def cell(self, item: Item) -> Result: ...
    def marker(self, item: Item) -> Result: ...
    def link(self, item: Item) -> Result: ...
    def language(self, item: Item) -> Result: ...
    def formula(self, item: Item) -> Result: ...
    def abbreviation(self, item: Item) -> Result: ...


def find(item: Item, reader: Reader) -> Result:
    """Return the result for ``item`` in the edition of ``reader``."""
    match item.kind:
        case Kind.FIGURE:
            return reader.figure(item)
        case Kind.ALT:
            return reader.alt_text(item)
        case Kind.DESCRIPTION:
            return reader.description(item)
        case Kind.NOTE:
            return reader.note(item)
        case Kind.TABLE:
            return reader.table(item)
        case Kind.CELL:
            return reader.cell(item)
        case Kind.MARKER:
            return reader.marker(item)
        case Kind.LINK:
            return reader.link(item)
        case Kind.LANGUAGE:
            return reader.language(item)
        case Kind.FORMULA:
            return reader.formula(item)
        case Kind.ABBREVIATION:
            return reader.abbreviation(item)
        case (
            Kind.FRONT
            | Kind.HEADING
            | Kind.TEXT
            | Kind.CAPTION
            | Kind.CREDIT
            | Kind.QUOTATION
            | Kind.ATTRIBUTION
            | Kind.CODE
        ):
            return reader.words(item)


def words_missing(text: str) -> str:
    return f"“{short(text)}” is not there"


def alt_missing(item: Item) -> str:
    return f"no picture has the alt text “{short(item.text)}”"


def header_changed(item: Item) -> str:
    return "it is not a header cell" if item.header else "it is a header cell"


def headers_changed(item: Item) -> str:
    return f"its headers are not {', '.join(item.headers) or 'none'}"


def marker_changed(item: Item, shown: str = "") -> str:
    there = f"{shown} is there instead" if shown else "it is not there"
    return f"“{short(item.text, 40)}” has the marker {item.target}, and {there}"


def link_broken(item: Item) -> str:
    return f"it leads to {item.target}, which is not there"


def link_missing(item: Item) -> str:
    return f"“{short(item.text, 30)}” does not lead to {short(item.target)}"


def language_missing(item: Item) -> str:
    return f"“{short(item.text, 40)}” is not marked as {item.language}"


def formula_missing(item: Item) -> str:
    return f"no formula has the words “{short(item.text)}”"


def expansion_missing(item: Item) -> str:
    return f"“{item.text}” is not marked as {short(item.target)}"
