"""The front matter of chapters -> the metadata of the book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from publish.article import Article, Contributor, Correction, Metadata, NarrationSettings
from publish.article.names import scoped
from publish.source.folder import FileRefusedError, inside


def with_chapters(metadata: Metadata, chapters: Iterable[Article]) -> Metadata:
    """``metadata`` with the people and corrections of ``chapters``, which a colophon names.

    Each person stands once for each role; corrections stand in the order of their dates.  How a
    chapter has words pronounced holds for the book, unless the book has its own way.  What a
    chapter decides of the checker's rules keeps its file, for which alone it holds.
    """
    chapters = tuple(chapters)
    people: dict[tuple[str, str], Contributor] = {}
    for person in (*metadata.contributors, *(p for c in chapters for p in c.metadata.contributors)):
        people.setdefault((person.name, person.role), person)
    corrections = [
        *metadata.corrections,
        *(
            Correction(each.date, f"{chapter.metadata.title}: {each.text}")
            for chapter in chapters
            for each in chapter.metadata.corrections
        ),
    ]
    said = {
        spelling: how
        for about in (*(chapter.metadata for chapter in reversed(chapters)), metadata)
        for spelling, how in about.narration.pronunciations
    }
    return replace(
        metadata,
        narration=replace(metadata.narration, pronunciations=tuple(said.items())),
        contributors=tuple(people.values()),
        corrections=tuple(sorted(corrections, key=lambda each: each.date)),
        check=(*metadata.check, *(one for c in chapters for one in c.metadata.check)),
    )


def recordings(
    settings: NarrationSettings, folder: Path, ids: Mapping[Path, str]
) -> NarrationSettings:
    """``settings`` whose recordings are known by ids, not by ``chapter.md#name``.

    ``ids`` are the ids of the chapters by the real paths of their sources.
    """

    def name(written: str) -> str:
        path, _, inner = written.partition("#")
        try:
            chapter = ids.get(inside(folder, path))
        except FileRefusedError:
            return written
        if chapter is None:
            return written
        return scoped(chapter, inner) if inner else chapter

    heard = tuple((name(written), file) for written, file in settings.recordings)
    return replace(settings, recordings=heard)
