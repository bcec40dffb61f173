"""Recall editions whose inputs haven't changed, so that they aren't made again.

An edition is recalled if everything that determines it is as it was: the article, all files that it
and the options name, this program, its libraries and the voices.  The file itself must be there,
as it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from publish.editions.build_edition import Edition, states_of
from publish.editions.recorded import RecordedEdition, decoded
from publish.editions.versions import versions
from publish.errors import MissingToolError
from publish.model import Article, NarrationSettings
from publish.model.walk import recordings_in
from publish.runtime.cache import Cache, digest, file_digest
from publish.runtime.custom_sheets import references
from publish.runtime.file_states import FileState


class Unchanged:
    """The editions of one article that earlier builds made; with no cache there are none."""

    def __init__(self, folder: Path | None, article: Article, target: Path) -> None:
        """``folder`` is that of the cache, ``target`` the path of the editions without a suffix."""
        self._cache = Cache(folder) if folder else None
        self._article, self._target = article, target
        self._asked: dict[str, tuple[str, list[str]]] = {}

    def recall(self, *inputs: object, spoken: bool = False) -> Edition | None:
        """Return the edition that was made from ``inputs``; ``None`` if it must be made.

        ``inputs`` are all options that it depends on; ``spoken`` says that it has the narration.
        """
        if not self._cache:
            return None
        key = self._key(inputs, spoken)
        self._asked[repr((inputs, spoken))] = key, self._states(inputs)
        record = self._cache.decoded(key, _DECODER) if key else None
        if record is None or record.name != Path(record.name).name:
            return None
        path = self._target.with_name(record.name)
        written = states_of(path)
        if _digests(written) != _digests(record.written):
            return None
        return record.recalled(path, written)

    def remember(self, edition: Edition, *inputs: object, spoken: bool = False) -> Edition:
        """Note that ``edition`` was made from ``inputs``, and return it.

        Where a file was written after :meth:`recall`, nobody knows which one the edition has, and
        nothing is noted.
        """
        if not self._cache or edition.unchanged:
            return edition
        key, states = self._asked.get(repr((inputs, spoken))) or (self._key(inputs, spoken), None)
        if key and states in (None, self._states(inputs)):
            record = RecordedEdition.of(edition)
            with suppress(UnicodeEncodeError):  # the name of its folder isn't text
                self._cache.put(key, msgpack.encode(record, enc_hook=str))
        return edition

    def _states(self, inputs: tuple[object, ...]) -> list[str]:
        """Return what changes when a file of the article or of ``inputs`` is written."""
        more = _named((inputs, self._article.metadata.narration))
        return [_stat(path) for path in _files({*self._silent_names, *more})]

    def _key(self, inputs: tuple[object, ...], spoken: bool) -> str:
        """Return the name of the record; empty if not all that determines the edition is known."""
        files = list(_files(_named(inputs)))
        for path in [one for one in files if one.suffix.lower() == ".css"]:
            others = references(path)
            if others is None:
                return ""
            files += others
        voices = _voices(self._article) if spoken else ""
        if spoken and not voices:
            return ""
        known = repr((inputs, self._target.resolve(), voices, versions(spoken=spoken))).encode()
        content = self._content if spoken else self._silent_content
        return digest(content, known, *map(_state, files)).hex()

    @cached_property
    def _content(self) -> bytes:
        """A digest of the article and of its files."""
        files = _files(_named(self._article))
        return digest(repr(self._article).encode(), *map(_state, files))

    @cached_property
    def _silent_content(self) -> bytes:
        """A digest of what an edition without sound has of the article and of its files."""
        silent = set(sound_files(self._article))
        files = [file for file in _files(self._silent_names) if file not in silent]
        return digest(repr(self._silent_article).encode(), *map(_state, files))

    @cached_property
    def _silent_names(self) -> frozenset[Path]:
        """The paths that the article names, without those of the settings of its narration."""
        return _named(self._silent_article)

    @property
    def _silent_article(self) -> Article:
        metadata = replace(self._article.metadata, narration=NarrationSettings())
        return replace(self._article, metadata=metadata)


def _digests(written: tuple[tuple[str, FileState], ...]) -> dict[str, str]:
    return {name: state.digest for name, state in written}


def sound_files(article: Article) -> tuple[Path, ...]:
    """Return the files of ``article`` that only its narration needs."""
    settings = article.metadata.narration
    signals = (settings.lexicon, settings.intro, settings.outro, settings.earcon)
    return (*recordings_in(article), *filter(None, signals))


def _files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files among ``paths``, in a fixed order."""
    return tuple(sorted(path for path in paths if path.is_file()))


def _named(values: object) -> frozenset[Path]:
    """Return the paths that are named in structs."""
    found: set[Path] = set()

    def note(value: object) -> str:
        if not isinstance(value, Path):
            raise NotImplementedError(f"{type(value)} is no input of an edition")
        found.add(value)
        return ""

    msgpack.encode(values, enc_hook=note)
    return frozenset(found)


def _state(path: Path) -> bytes:
    return os.fsencode(f"{path} ") + file_digest(path)


def _voices(article: Article) -> str:
    """Return what determines the sound of the narration besides its script, or an empty string."""
    from publish.narration.voices import default_voice, version_of

    found = _voices_of(article)
    if found is None:
        return ""
    files = [_stat(file) for file in voice_files(article) or () if file.is_file()]
    return repr((sorted({version_of(*voice) for voice in found}), files, default_voice()))


def voice_files(article: Article) -> tuple[Path, ...] | None:
    """Return the files of the programs and voices that may narrate ``article``.

    ``None`` if one is missing.
    """
    from publish.narration.voices import files_of
    from publish.runtime import ffmpeg

    found = _voices_of(article)
    if found is None:
        return None
    try:
        encoder = Path(ffmpeg.program())
    except MissingToolError:
        return None
    return (encoder, *sorted({file for voice in found for file in files_of(*voice)}))


def _voices_of(article: Article) -> tuple[tuple[str, str], ...] | None:
    """Return the engines and handles of the voices that may narrate ``article``."""
    from publish.narration.casting import voices_for

    try:
        found = voices_for(article.metadata.narration, article.metadata.language)
    except MissingToolError:
        return None
    return tuple((voice.engine, voice.handle) for voice in found)


def _stat(path: Path) -> str:
    state = path.stat()
    return f"{path} {state.st_size} {state.st_mtime_ns}"


_DECODER = msgpack.Decoder(RecordedEdition, dec_hook=decoded)
"""Made when the module is imported: msgspec makes no two at the same time."""
