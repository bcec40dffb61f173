"""Read the field ``contents`` of a publication: the sources of a book, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct

from publish.errors import Diagnostics, suggestion
from publish.model import SectionKind
from publish.model.ids import OPENING_LINES, RESERVED, numbered_id, opening_line_id, slug
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.yaml_fields import Field
from publish.source.article import SUFFIXES
from publish.source.fields import ENTRY, PART

MAX_CHAPTERS = 2_000
"""Limit of the sources of one book; the longest books have some hundreds of chapters."""

KINDS: Mapping[str, SectionKind] = {
    **{str(kind): kind for kind in SectionKind if kind not in (SectionKind.SECTION, "part")},
    "acknowledgements": SectionKind.ACKNOWLEDGMENTS,
}
"""The kinds of a source by name, with the British spelling of acknowledgments too."""


class Entry(Struct, frozen=True):
    """One source: ``file`` is its path for messages, ``real`` the path without symbolic links.

    ``id`` is the id of its section.
    """

    field: Field
    file: Path
    real: Path
    kind: SectionKind
    id: str = ""


class PartEntry(Struct, frozen=True):
    """A part with its sources."""

    field: Field
    title: str
    entries: tuple[Entry, ...]
    id: str = ""


Listed = Entry | PartEntry


def read_contents(field: Field, folder: Path, diagnostics: Diagnostics) -> tuple[Listed, ...]:
    """Return the sources that ``field`` lists; each is a file in ``folder`` or below it.

    Entries with errors are left out, and the errors go to ``diagnostics``.
    """
    listed: list[Listed] = []
    for item in field.items():
        with diagnostics.collect():
            if not item.empty:
                listed.append(_listed(item, folder, diagnostics))
    entries = list(entries_of(listed))
    if len(entries) > MAX_CHAPTERS:
        raise field.error(
            f"The field lists more than {MAX_CHAPTERS} files.", "Make two books of them."
        )
    seen: dict[Path, Entry] = {}
    for entry in entries:
        with diagnostics.collect():
            _refuse_twice(entry, seen.setdefault(entry.real, entry))
    if not diagnostics.found and not any(is_body(one) for one in listed):
        message = "The field lists no chapter."
        raise field.error(message, "Write the path of a source: “- chapters/one.md”.")
    return tuple(listed)


def _refuse_twice(entry: Entry, first: Entry) -> None:
    if entry is not first:
        message = f"“{entry.file.name}” is listed twice, first on line {first.field.line}."
        raise entry.field.error(message, "Keep one of them.", "chapter-twice")


def is_body(one: Listed) -> bool:
    """Return whether ``one`` is body matter by its kind: a part, chapter, prologue ..."""
    return isinstance(one, PartEntry) or one.kind in (
        SectionKind.CHAPTER,
        SectionKind.PROLOGUE,
        SectionKind.CONCLUSION,
        SectionKind.EPILOGUE,
    )


def entries_of(listed: Iterable[Listed]) -> Iterator[Entry]:
    """Yield the sources in order, including those in parts."""
    for one in listed:
        if isinstance(one, PartEntry):
            yield from one.entries
        else:
            yield one


def _listed(item: Field, folder: Path, diagnostics: Diagnostics) -> Listed:
    if item.kind != "mapping" or not any(name == "part" for name, _ in item.pairs()):
        return _entry(item, folder)
    fields = item.mapping(PART.keys())
    if "part" not in fields or "contents" not in fields:
        missing = "contents" if "part" in fields else "title"
        fix = "Write “part: Its title”, and its sources under “contents:”."
        raise item.error(f"The part has no {missing}.", fix, "field-missing")
    entries: list[Entry] = []
    for each in fields["contents"].items():
        with diagnostics.collect():
            if not each.empty:
                entries.append(_entry(each, folder))
    return PartEntry(fields["part"], fields["part"].text(), tuple(entries))


def _entry(item: Field, folder: Path) -> Entry:
    kind = SectionKind.CHAPTER
    path = item
    if item.kind == "mapping":
        if any(name == "part" for name, _ in item.pairs()):
            fix = "List its sources here, or move it out of this part."
            raise item.error("A part can't hold another part.", fix)
        fields = item.mapping(ENTRY.keys())
        if "file" not in fields:
            raise item.error(
                "The field “file” is missing.", "Add “file: chapters/one.md”.", "field-missing"
            )
        path = fields["file"]
        kind = _kind(fields["kind"]) if "kind" in fields else kind
    written = path.text()
    try:
        real = file_inside(folder, written)
    except FileRefusedError as error:
        raise path.error(error.message, error.fix, error.code) from error
    if real.suffix.lower() not in SUFFIXES:
        message = f"“{written}” isn't a source of text."
        raise path.error(message, f"Name a file that ends in {', '.join(SUFFIXES)}.", "type")
    return Entry(path, folder / written, real, kind)


def _kind(field: Field) -> SectionKind:
    written = field.text().lower()
    if written not in KINDS:
        message = f"“{written}” isn't a kind of chapter."
        raise field.error(message, suggestion(written, frozenset(KINDS)))
    return KINDS[written]


def with_ids(listed: Iterable[Listed], folder: Path) -> tuple[Listed, ...]:
    """Return ``listed`` with ids: of parts from their titles, of chapters from their file names.

    A number before a file name isn't part of the id.  Ids of sources with the same name begin with
    their folders.
    """
    listed = tuple(listed)
    names = Counter(_name(entry.file.stem) for entry in entries_of(listed))
    taken = set(RESERVED)

    def free(name: str) -> str:
        number, candidate = 1, name
        while not taken.isdisjoint(_used(candidate)):
            number += 1
            candidate = numbered_id(name, number)
        taken.update(_used(candidate))
        return candidate

    def entry(one: Entry) -> Entry:
        name = _name(one.file.stem)
        if names[name] > 1:
            path = PurePosixPath(one.file.relative_to(folder)).with_suffix("")
            name = _name("-".join(part for part in path.parts if part != ".."))
        return Entry(one.field, one.file, one.real, one.kind, free(name))

    def each(one: Listed) -> Listed:
        if isinstance(one, Entry):
            return entry(one)
        own = free(slug(one.title))
        return PartEntry(one.field, one.title, tuple(map(entry, one.entries)), own)

    return tuple(map(each, listed))


def _used(name: str) -> tuple[str, ...]:
    """Return the ids of a section with the id ``name`` and of its opening."""
    return (name, *(opening_line_id(name, line) for line in OPENING_LINES))


def _name(stem: str) -> str:
    words = re.sub(r"^[\d\W_]+", "", stem)
    return slug(words) if words else f"chapter-{slug(stem).removeprefix('section-')}"
