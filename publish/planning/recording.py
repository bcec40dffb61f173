"""Record how editions are made, when they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import msgpack
from msgspec.structs import replace

from publish.editions.build_edition import Edition
from publish.editions.edition import BuildOptions
from publish.editions.option_files import companions, paths_in
from publish.editions.recorded import RecordedEdition
from publish.editions.versions import versions
from publish.editions.wanted import Wanted, wanted
from publish.errors import MissingToolError, OutputError
from publish.planning.records import (
    MadeEdition,
    ReadSource,
    Record,
    edition_key,
    known_of_edition,
    known_of_reading,
    reading_key,
    records_cache,
)
from publish.runtime.cache import Cache
from publish.runtime.file_states import FileState, settled, state_of
from publish.runtime.shared_cache import lost_store

if TYPE_CHECKING:
    from publish.pipeline import CheckedSource


def remembered(
    sources: Iterable[CheckedSource],
    editions: Iterable[Edition],
    folder: Path,
    options: BuildOptions,
) -> Iterator[Edition]:
    """Yield ``editions``, those of ``sources`` in their order, and record how they were made."""
    asked, cache = wanted(options), records_cache(options, make=True)[0]
    rest = iter(editions)
    for source in sources:
        record = Recorder(cache, source, folder, options) if cache and source.seen else None
        for one in asked:
            edition = next(rest)
            if record:
                record.edition(one, edition)
            lost = lost_store()  # after it was recorded: the next build has another one
            yield replace(edition, diagnostics=(*edition.diagnostics, *lost)) if lost else edition
        if record:
            record.reading()
    yield from rest


class Recorder:
    """Records how the editions of one source were made."""

    def __init__(
        self, cache: Cache, source: CheckedSource, folder: Path, options: BuildOptions
    ) -> None:
        self._cache, self._options, self._source = cache, options, source
        self._target = folder / source.article.name

    def edition(self, one: Wanted, edition: Edition) -> None:
        """Record how ``edition`` was made, if all that determines it is known."""
        file = self._source.article.file
        inputs, written = self._inputs(one), _placed(edition)
        if inputs is None or not written:
            return
        record = MadeEdition(
            known=known_of_edition(
                one, file, self._target, self._options, versions(spoken=one.spoken)
            ),
            inputs=inputs,
            edition=RecordedEdition.of(replace(edition, written=written)),
        )
        self._put(edition_key(one, self._target), record)

    def reading(self) -> None:
        """Record what reading and checking the source has found."""
        from publish.pipeline import narrator_of

        source = self._source
        seen = settled((*source.seen.values(), *source.seen_checking.values()))
        if seen is None:
            return
        try:
            narrator = narrator_of(source.article, self._options)
        except MissingToolError:
            narrator = ""
        record = ReadSource(
            known=known_of_reading(source.article.file, versions(spoken=True)),
            inputs=seen,
            diagnostics=source.diagnostics,
            narrator=narrator,
            title=source.article.metadata.title,
            language=source.article.metadata.language,
        )
        self._put(reading_key(source.article.file, self._options), record)

    def _put(self, key: str, record: Record) -> None:
        try:
            self._cache.put(key, msgpack.encode(record, enc_hook=str))
        except (OutputError, UnicodeEncodeError):  # another build makes it again
            return

    def _inputs(self, one: Wanted) -> tuple[FileState, ...] | None:
        """Return the states of the files that determine an edition; ``None`` if one is unknown."""
        from publish.editions.unchanged import sound_files, voice_files
        from publish.pipeline import with_options

        article = with_options(self._source.article, self._options)
        states = list(self._source.seen.values())
        if not one.spoken:
            silent = set(map(str, sound_files(article)))
            states = [state for state in states if state.real not in silent]
        for file in paths_in(one.inputs):
            others = companions(file)
            if others is None:
                return None
            for path in (file, *others):
                state = self._source.seen_checking.get(str(path.absolute()))
                if state is None:
                    return None
                states.append(state)
        found = settled(states)
        voices = voice_files(article) if one.spoken else ()
        if found is None or voices is None:
            return None
        return (*found, *(state_of(file, digested=False) for file in voices))


def _placed(edition: Edition) -> tuple[tuple[str, FileState], ...]:
    """Return the states of an edition's files in place; none if they aren't those that it wrote."""
    found: list[tuple[str, FileState]] = []
    for name, written in edition.written:
        now = written.of_moved(edition.path / name if name else edition.path)
        if now is None:
            return ()
        found.append((name, now))
    return tuple(found)
