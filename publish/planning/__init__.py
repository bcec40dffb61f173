"""Plan a build: which editions are up to date, and why others must be made.

Nothing of the source is read for it.  A build keeps two kinds of records in its cache: for each
edition, and for the reading and checking of a source, with the states of all files that were looked
at, the options, and the versions of what made it.  What can't be recorded is made again.

A record only says that work can be saved: :mod:`publish.editions.unchanged` finds out whether an
edition whose source was written again still is what it would be.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from publish.editions import table
from publish.editions.build_edition import Edition
from publish.editions.edition import BuildOptions
from publish.editions.recorded import RecordedEdition
from publish.editions.versions import versions
from publish.editions.wanted import Wanted, wanted
from publish.errors import Diagnostic
from publish.planning.records import (
    MADE,
    READ,
    MadeEdition,
    ReadSource,
    Record,
    edition_key,
    known_of_edition,
    known_of_reading,
    name_of,
    reading_key,
    records_cache,
)
from publish.runtime.cache import Cache
from publish.runtime.file_states import FileState, state_of

#: Returns the digests of the files of the edition with this name, by their names in it, which for
#: an edition that is one file is that of the edition; nothing if there is no such edition.
Placed = Callable[[str], Mapping[str, str]]


class PlannedEdition(Struct, frozen=True, kw_only=True):
    """One edition of a build; ``name`` and ``variant`` are those of :class:`Edition`.

    ``reason`` says in one sentence why it must be made; it is empty for an ``edition`` that is up
    to date.
    """

    name: str
    variant: str
    path: Path
    reason: str
    edition: Edition | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """What a build of ``source`` would do.

    ``reason`` says why the source must be read and checked, even if all ``editions`` are up to
    date.  Without one, ``diagnostics`` are those of its check, ``narrator`` says who narrates it,
    and ``title`` and ``language`` are its own.
    """

    source: Path
    name: str
    editions: tuple[PlannedEdition, ...]
    reason: str
    diagnostics: tuple[Diagnostic, ...] = ()
    narrator: str = ""
    title: str = ""
    language: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether there is nothing to do."""
        return not self.reason and not any(one.reason for one in self.editions)


def plan(
    source: Path | str,
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
    placed: Placed | None = None,
) -> Plan:
    """Return what a build of ``source`` into ``folder`` would do; nothing is written.

    ``placed`` looks up editions that were put elsewhere when they were built.

    Raises:
        UsageError: An edition or a shop of the options is unknown.
    """
    source, folder = Path(source), Path(folder)
    asked = wanted(options)
    name = name_of(source)
    cache, refused = records_cache(options, make=False)
    look_up = _LookUp(cache, source, folder / name, options, placed)
    editions = tuple(look_up.edition(one, refused) for one in asked)
    read, reason = look_up.reading(refused)
    if read is None:
        return Plan(source=source, name=name, editions=editions, reason=reason)
    return Plan(
        source=source,
        name=name,
        editions=editions,
        reason="",
        diagnostics=read.diagnostics,
        narrator=read.narrator,
        title=read.title,
        language=read.language,
    )


class _LookUp:
    """Looks up the records of one source; each file is examined once."""

    def __init__(
        self,
        cache: Cache | None,
        source: Path,
        target: Path,
        options: BuildOptions,
        placed: Placed | None,
    ) -> None:
        self._placed = placed
        self._cache, self._source, self._target, self._options = cache, source, target, options
        self._same: dict[FileState, bool] = {}
        self._folders: dict[str, str] = {}
        self._programs = {spoken: versions(spoken=spoken) for spoken in (False, True)}

    def edition(self, one: Wanted, refused: str) -> PlannedEdition:
        """Return the plan for one edition; ``refused`` says why there is no cache."""
        row = table.find(one.name, "split" if one.spoken and self._options.split else one.variant)
        path = self._target.with_name(self._target.name + row.suffix)
        known = known_of_edition(
            one, self._source, self._target, self._options, self._programs[one.spoken]
        )
        planned = None
        for found in self._made(one):
            made = found.edition
            path = self._target.with_name(made.name)
            spoiled = self._spoiled(made, path)
            reason = self._changed(found, known) or spoiled
            if reason and spoiled and planned:
                continue  # it isn't about the edition that is there, and the other one may be
            planned = PlannedEdition(
                name=made.format,
                variant=made.variant,
                path=path,
                reason=reason,
                edition=None if reason else made.recalled(path, made.written),
            )
            if not reason:
                break
        if planned:
            return planned
        exists = os.path.exists(path)  # noqa: PTH110 - no error for a name that no file can have
        reason = refused or ("There is no record of how it was made." if exists else _missing(path))
        return PlannedEdition(name=row.name, variant=row.variant, path=path, reason=reason)

    def reading(self, refused: str) -> tuple[ReadSource | None, str]:
        """Return the record of reading and checking, or ``None`` and why it must be done."""
        known = known_of_reading(self._source, self._programs[True])
        reason = refused or "It hasn't been checked for these editions yet."
        key = reading_key(self._source, self._options)
        for found in self._cache.versions(key, READ) if self._cache else ():
            reason = self._changed(found, known)
            if not reason:
                return found, ""
        return None, reason

    def _made(self, one: Wanted) -> Iterator[MadeEdition]:
        """Yield the record of an edition here, then that in the store, which may be newer."""
        key = edition_key(one, self._target)
        for found in self._cache.versions(key, MADE) if self._cache else ():
            if found.edition.name == Path(found.edition.name).name:
                yield found

    def _changed(self, record: Record, known: dict[str, str]) -> str:
        """Return why what was recorded must be made again, or an empty string."""
        shared = known.keys() & record.known.keys()
        for sentence in sorted(known | record.known, key=lambda one: one not in shared):
            if known.get(sentence) != record.known.get(sentence):
                return sentence
        for one in record.inputs:
            if one not in self._same:
                self._same[one] = one.holds(self._folders)
            if not self._same[one]:
                return _difference(one, self._source)
        return ""

    def _spoiled(self, made: RecordedEdition, path: Path) -> str:
        """Return why a finished edition must be made again, or an empty string."""
        if self._placed:
            there = self._placed(path.name)
            put = {name or path.name: one.digest for name, one in made.written}
            return "" if there == put else _spoiled(path, is_there=bool(there))
        states = [state for _, state in made.written]
        listed = {one.path for one in states}
        same = _files_of(path) == listed and all(one.holds(self._folders) for one in states)
        return "" if same else _spoiled(path, is_there=os.path.lexists(path))


def _spoiled(path: Path, *, is_there: bool) -> str:
    return f"{path.name} was changed." if is_there else _missing(path)


def _missing(path: Path) -> str:
    return f"{path.name} is missing."


def _difference(before: FileState, source: Path) -> str:
    """Return a sentence about a file that isn't as it was."""
    now = state_of(before.path, digested=False)
    folder = str(source.absolute().parent) + os.sep
    name = before.path.removeprefix(folder)
    if not now.real:
        return f"{name} is missing."
    return f"{name} has changed." if before.real else f"{name} is new."


def _files_of(path: Path) -> set[str]:
    """Return the absolute paths of a file, or of all files in a folder."""
    top = str(path.absolute())
    if not path.is_dir():
        return {top}
    return {f"{folder}{os.sep}{name}" for folder, _, names in os.walk(top) for name in names}
