"""Recall editions whose inputs haven't changed, so that they aren't made again.

An edition is recalled if everything that determines it is as it was: the article, all files that it
and the options name, this program, its libraries and the voices.  The file itself must be there,
as it was written.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, json, msgpack

from publish.editions.build_edition import Edition, Timings
from publish.errors import Diagnostic, MissingToolError
from publish.model import Article
from publish.narration.script import Skipped
from publish.runtime.cache import Cache, blake2b, digest
from publish.runtime.stylesheets import style_folder


class _Record(Struct, frozen=True, kw_only=True):
    """An edition as it was built: its file name, and the digests of its files by their names."""

    format: str
    variant: str
    name: str
    files: dict[str, str]
    size: int
    summary: str
    diagnostics: tuple[Diagnostic, ...]
    page_map: dict[str, int]
    measured: dict[str, float]
    skipped: tuple[Skipped, ...]


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
        if _digests(path) != record.files:
            return None
        return Edition(
            format=record.format,
            variant=record.variant,
            path=path,
            size=record.size,
            summary=record.summary,
            timings=Timings(0, 0, 0),
            diagnostics=record.diagnostics,
            page_map=record.page_map,
            measured=record.measured,
            skipped=record.skipped,
            unchanged=True,
        )

    def remember(self, edition: Edition, *inputs: object, spoken: bool = False) -> Edition:
        """Note that ``edition`` was made from ``inputs``, and return it.

        Where a file was written after :meth:`recall`, nobody knows which one the edition has, and
        nothing is noted.
        """
        if not self._cache or edition.unchanged:
            return edition
        key, states = self._asked.get(repr((inputs, spoken))) or (self._key(inputs, spoken), None)
        if key and states in (None, self._states(inputs)):
            record = _Record(
                format=edition.format,
                variant=edition.variant,
                name=edition.path.name,
                files=_digests(edition.path),
                size=edition.size,
                summary=edition.summary,
                diagnostics=edition.diagnostics,
                page_map=dict(edition.page_map),
                measured=dict(edition.measured),
                skipped=edition.skipped,
            )
            self._cache.put(key, json.encode(record, enc_hook=str))
        return edition

    def _states(self, inputs: tuple[object, ...]) -> list[str]:
        """Return what changes when a file of the article or of ``inputs`` is written."""
        return [_stat(path) for path in _files((inputs, self._article))]

    def _key(self, inputs: tuple[object, ...], spoken: bool) -> str:
        """Return the name of the record; empty if not all that determines the edition is known."""
        files = _files(inputs)
        if any(path.suffix.lower() == ".css" and _refers(path) for path in files):
            return ""
        voices = _voices(self._article) if spoken else ""
        if spoken and not voices:
            return ""
        known = repr((inputs, self._target.resolve(), voices, _program())).encode()
        return digest(self._content, known, *map(_state, files)).hex()

    @cached_property
    def _content(self) -> bytes:
        """A digest of the article and of its files."""
        return digest(repr(self._article).encode(), *map(_state, _files(self._article)))


def _files(values: object) -> tuple[Path, ...]:
    """Return the files that are named in structs, in a fixed order."""
    found: set[Path] = set()

    def note(value: object) -> str:
        if not isinstance(value, Path):
            raise NotImplementedError(f"{type(value)} is no input of an edition")
        if value.is_file():
            found.add(value)
        return ""

    msgpack.encode(values, enc_hook=note)
    return tuple(sorted(found))


def _state(path: Path) -> bytes:
    return os.fsencode(f"{path} ") + _digest(path)


def _digest(path: Path) -> bytes:
    state = blake2b()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            state.update(piece)
    return state.digest()


def _digests(path: Path) -> dict[str, str]:
    """Return the digest of a file, or of each file of a folder; empty if there is none."""
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file())
        return {one.relative_to(path).as_posix(): _digest(one).hex() for one in files}
    return {path.name: _digest(path).hex()} if path.is_file() else {}


def _refers(sheet: Path) -> bool:
    """Return whether a style sheet may need other files, which nobody keeps track of."""
    text = sheet.read_text(encoding="utf-8", errors="replace").lower()
    return "url(" in text or "@import" in text or "\\" in text


def _voices(article: Article) -> str:
    """Return what determines the sound of the narration besides its script, or an empty string."""
    from publish.narration.casting import voices_for
    from publish.narration.voices import default_voice, version_of

    try:
        found = voices_for(article.metadata.narration, article.metadata.language)
    except MissingToolError:
        return ""
    tool = shutil.which("ffmpeg")
    versions = sorted({version_of(voice.engine, voice.handle) for voice in found})
    return repr((versions, default_voice(), _stat(Path(tool)) if tool else ""))


@cache
def _program() -> str:
    """Return a digest of this program, of its style sheets and of the versions of all libraries."""
    package = Path(__file__).parents[1]
    own = sorted(_states((package, style_folder(""))))
    libraries = sorted(
        one.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for one in folder.iterdir()
        if one.suffix in (".dist-info", ".egg-info")
    )
    known = (own, libraries, sys.version, os.environ.get("SOURCE_DATE_EPOCH", ""))
    return digest(repr(known).encode()).hex()


def _states(folders: Iterable[Path]) -> Iterator[str]:
    for top in folders:
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name != "__pycache__"]
            yield from (_stat(Path(folder, name)) for name in files)


def _stat(path: Path) -> str:
    state = path.stat()
    return f"{path} {state.st_size} {state.st_mtime_ns}"


def _decoded(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise NotImplementedError(f"{kind} is no part of an edition")


_DECODER = json.Decoder(_Record, dec_hook=_decoded)
"""Made when the module is imported: msgspec makes no two at the same time."""
