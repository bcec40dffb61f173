"""Write the model as a source: front matter, text and notes, with the line of each block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from publish.importing.records import Front
from publish.importing.writing.blocks import Lines, blocks_of, joined, note_of
from publish.importing.writing.escape import yaml_text
from publish.model import Block, Contributor, Note


class Written(Struct, frozen=True):
    """A source; ``lines`` maps serial numbers of blocks and names of fields to lines from 1."""

    text: str
    lines: dict[int | str, int]


def source_of(front: Front, blocks: Sequence[Block], notes: Sequence[Note]) -> Written:
    """Return the source; the ``line`` of ``blocks`` and ``notes`` is their serial number."""
    fields = list(_fields(front))
    head = [line for _, line in fields]
    body = joined([blocks_of(blocks), *map(note_of, notes)], between=("",))
    head_lines = Lines(("---", *head, "---"))
    whole = joined([head_lines, body] if body.lines else [head_lines], between=("",))
    lines: dict[int | str, int] = {}
    for serial, index in whole.marks:
        lines.setdefault(serial, index + 1)
    for number, (name, _) in enumerate(fields, start=2):
        lines.setdefault(name, number)
    return Written("\n".join(whole.lines) + "\n", lines)


def _fields(front: Front) -> Iterator[tuple[str, str]]:
    """Yield the name and the line of each field, in the order of docs/source.md."""

    def plain(name: str, value: str) -> Iterator[tuple[str, str]]:
        words = " ".join(value.split())
        if words:
            yield name, f"{name}: {yaml_text(words)}"

    yield from plain("title", front.title)
    yield from plain("language", front.language)
    yield from plain("subtitle", front.subtitle)
    yield from plain("standfirst", front.standfirst)
    yield from _people("authors", front.authors, "aut")
    yield from _people("contributors", front.contributors, "ctb")
    for name in ("publisher", "published", "modified", "dateline", "identifier", "description"):
        yield from plain(name, str(getattr(front, name)))
    if front.subjects:
        yield "subjects", "subjects:"
        yield from (("subjects", f"  - {yaml_text(subject)}") for subject in front.subjects)
    yield from plain("rights", front.rights)
    yield from plain("licence", front.licence)
    if front.cover[0]:
        yield "cover", "cover:"
        yield "cover.src", f"  src: {yaml_text(front.cover[0])}"
        if front.cover[1]:
            yield "cover.alt", f"  alt: {yaml_text(' '.join(front.cover[1].split()))}"
    if front.series:
        yield "series", "series:"
        yield "series.name", f"  name: {yaml_text(front.series.name)}"
        if front.series.position:
            yield "series.position", f"  position: {front.series.position}"
    if front.corrections:
        yield "corrections", "corrections:"
        for date, text in front.corrections:
            yield "corrections", f"  - date: {date}"
            yield "corrections", f"    text: {yaml_text(' '.join(text.split()))}"
    if front.abbreviations:
        yield "abbreviations", "abbreviations:"
        for short, long in front.abbreviations:
            yield "abbreviations", f"  {yaml_text(short)}: {yaml_text(long)}"


def _people(name: str, people: Sequence[Contributor], default: str) -> Iterator[tuple[str, str]]:
    if not people:
        return
    yield name, f"{name}:"
    for person in people:
        if person.role == default and not person.file_as:
            yield name, f"  - {yaml_text(person.name)}"
            continue
        yield name, f"  - name: {yaml_text(person.name)}"
        if person.role != default:
            yield name, f"    role: {person.role}"
        if person.file_as:
            yield name, f"    file-as: {yaml_text(person.file_as)}"
