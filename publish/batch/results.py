"""The records of a batch, and the folder in the output that keeps them for ``--resume``.

``.publish-batch/request.json`` says how titles are built, ``titles.json`` which; each title has a
file in ``.publish-batch/results``, which is put there at once as a whole, in place of that of an
earlier run.  Nothing else is needed to go on, and nobody has to write two files together.  Parts of
a title are made at the same time, so each has a file of its own in ``.publish-batch/parts``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, get_type_hints

from msgspec import DecodeError, Struct, ValidationError, convert, field, json, to_builtins
from msgspec.structs import replace

from publish.editions.edition import BuildOptions

#: The folder in the output with the files of this module.
FOLDER = ".publish-batch"

#: The most bytes of a result that goes through the scheduler; a larger one is read from the store.
MOST_BYTES = 4096

#: The files that are read at the same time, since a store far away takes its time for each.
_READERS = 16

#: ``built`` and ``unchanged`` are finished; the source is at fault for ``refused``; ``failed`` are
#: a crash, a limit of time or memory, a worker that was lost, and faults of this program.
State = Literal["built", "unchanged", "refused", "failed"]

#: The tasks of a title.
Step = Literal["begin", "narrate", "level", "encode", "layout", "finish"]

T = TypeVar("T")


class Title(Struct, frozen=True, kw_only=True):
    """A source to build: ``name`` is the path of its editions in the output, without a suffix.

    ``source`` is an absolute path, or an address; ``size`` is in bytes.
    """

    name: str
    source: str
    size: int = 0


class EditionResult(Struct, frozen=True, kw_only=True):
    """An edition of a title: ``file`` is its path in the output, with ``/``.

    ``name`` and ``variant`` are those of its row in the table.  ``size`` is in bytes, ``seconds``
    are of processors; ``digest`` is that of its bytes.
    """

    name: str
    variant: str = ""
    file: str
    size: int = 0
    summary: str = ""
    unchanged: bool = False
    seconds: float = 0.0
    digest: str = ""


class TitleResult(Struct, frozen=True, kw_only=True):
    """What became of a title.

    ``title`` is the name of :class:`Title`; ``reason`` is one sentence, for ``refused`` and
    ``failed``; ``exit_code`` is what ``publish build`` would end with.  ``cover`` is a file in the
    output with its alternative text, or empty; ``facts`` are those about accessibility.
    ``diagnostics`` are as ``publish build --json`` has them.  ``seconds`` of
    processors are by step; ``attempts`` is how often it was begun in its batch, or the one of its
    parts that was begun most often.
    """

    title: str
    source: str
    state: State
    reason: str = ""
    exit_code: int = 0
    heading: str = ""
    language: str = ""
    cover: str = ""
    cover_alt: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    editions: tuple[EditionResult, ...] = ()
    diagnostics: tuple[dict[str, Any], ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    attempts: int = 1

    @property
    def finished(self) -> bool:
        """Whether its editions are in place."""
        return self.state in ("built", "unchanged")


class BatchRequest(Struct, frozen=True, kw_only=True):
    """How a batch builds its titles; ``run`` tells its results from those of earlier runs.

    ``sources`` are what the command was given, ``options`` are :func:`options_data`.  A task may
    take ``memory`` bytes, and ``seconds`` of processors; 0 means as many as its source explains.
    """

    sources: tuple[str, ...]
    options: dict[str, Any]
    memory: int
    seconds: int = 0
    run: str = field(default_factory=lambda: secrets.token_hex(8))


class TitleRecord(Struct, frozen=True, kw_only=True):
    """What is known of a title: its ``result`` in ``run``, or in an earlier one if that is empty.

    That of a part has no result.
    ``begun`` says how often each of its steps was begun in ``begun_in``, the last run.
    """

    run: str = ""
    result: TitleResult | None = None
    begun_in: str = ""
    begun: dict[str, int] = field(default_factory=dict)

    def begun_again(self, run: str, step: Step) -> TitleRecord:
        """Return the record of a title that is begun now: it has no result in ``run`` any more."""
        before = self.begun if self.begun_in == run else {}
        counts = {**before, step: before.get(step, 0) + 1}
        return TitleRecord(result=self.result, begun_in=run, begun=counts)

    def ended(self, run: str, result: TitleResult) -> TitleRecord:
        """Return the record of a title that has ended in ``run``, with its attempts."""
        counts = self.begun.values() if self.begun_in == run else ()
        whole = replace(result, attempts=max(result.attempts, *counts, 1))
        return replace(self, run=run, result=whole)


class Parts(Struct, frozen=True, kw_only=True):
    """Into how many parts the steps of a title are divided; 0 where nothing is gained."""

    narrate: int = 0
    encode: int = 0
    layout: int = 0


class BatchTask(Struct, frozen=True, kw_only=True):
    """One task of a title: ``output`` is a folder or an address, ``run`` that of a request.

    The ``step`` is ``begin``, which builds the title or divides it, one of :class:`Parts`,
    ``level``, which measures the sound before its parts are encoded, or ``finish``, which builds
    it when they are there.  ``part`` is the number of the part, from 0, and how many there are.
    It may take ``memory`` bytes and ``seconds`` of processors, as in :class:`BatchRequest`.  Tasks
    go through the scheduler, so they say only where things are.
    """

    output: str
    run: str
    title: Title
    step: Step = "begin"
    part: tuple[int, int] = (0, 1)
    memory: int = 0
    seconds: int = 0


class Answer(Struct, frozen=True, kw_only=True):
    """What a task returns: the result of its title, or into which ``parts`` that is divided.

    Neither, where a part is done, or the result is long: it is in the store.  ``attempts`` is how
    often the part was begun, or the one before it that was begun most often.
    """

    result: TitleResult | None = None
    parts: Parts | None = None
    attempts: int = 1


class Records(Protocol):
    """The small files of a store, by names with ``/``."""

    def read(self, name: str) -> bytes:
        """Return the content of ``name``.  Raises `FileNotFoundError`."""

    def write(self, name: str, data: bytes) -> None:
        """Put ``data`` in place at once."""


def encoded(record: Struct | Sequence[Struct]) -> bytes:
    """Return ``record`` as JSON."""
    return json.encode(record, enc_hook=_written)


def decoded(data: bytes, kind: type[T]) -> T:
    """Return the record of type ``kind`` that :func:`encoded` wrote.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: ``data`` is something else.
    """
    return json.decode(data, type=kind, dec_hook=_read)


def _written(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value)} is no part of a record")


def _read(kind: type, value: Any) -> Any:
    if issubclass(kind, Path):
        return kind(value)
    raise NotImplementedError(f"{kind} is no part of a record")


def options_data(options: BuildOptions) -> dict[str, Any]:
    """Return ``options`` for a record; their cache is ``True`` or ``False``."""
    with_cache = replace(options, cache=bool(options.cache))
    data: dict[str, Any] = to_builtins(with_cache, enc_hook=_written)
    return data


def options_from(data: dict[str, Any]) -> BuildOptions:
    """Return the options that :func:`options_data` wrote; raises `ValidationError`."""
    kinds = get_type_hints(BuildOptions)
    kinds["cache"] = bool  # msgspec reads no union with a path
    return BuildOptions(
        **{name: convert(data[name], kinds[name], dec_hook=_read) for name in kinds if name in data}
    )


def save_request(records: Records, request: BatchRequest, titles: Sequence[Title]) -> None:
    """Note what is built; the results of earlier runs count no more."""
    records.write(f"{FOLDER}/titles.json", encoded(titles))
    records.write(f"{FOLDER}/request.json", encoded(request))


def saved_request(records: Records) -> BatchRequest | None:
    """Return how the last batch built; ``None`` if there is none that can be read."""
    try:
        return decoded(records.read(f"{FOLDER}/request.json"), BatchRequest)
    except (FileNotFoundError, DecodeError, ValidationError):
        return None


def saved_titles(records: Records) -> tuple[Title, ...]:
    """Return what the last batch built.  Raises `FileNotFoundError` and `DecodeError`."""
    return decoded(records.read(f"{FOLDER}/titles.json"), tuple[Title, ...])


def save_record(records: Records, title: str, record: TitleRecord, part: str = "") -> None:
    """Note what is known of ``title``, or of its ``part`` of this name."""
    records.write(_name(title, part), encoded(record))


def saved_record(records: Records, title: str, part: str = "") -> TitleRecord:
    """Return what is known of ``title``, or of its ``part``; it is empty where nothing is."""
    try:
        return decoded(records.read(_name(title, part)), TitleRecord)
    except (FileNotFoundError, DecodeError, ValidationError):
        return TitleRecord()


def saved_result(records: Records, run: str, title: str) -> TitleResult | None:
    """Return what became of ``title`` in ``run``; ``None`` if that isn't known."""
    record = saved_record(records, title)
    return record.result if record.run == run else None


def saved_results(
    records: Records, run: str, titles: Iterable[str], note: Callable[[], None] = lambda: None
) -> Iterator[TitleResult]:
    """Yield what became of ``titles`` in ``run``, as far as it is known; ``note`` after each."""
    with ThreadPoolExecutor(_READERS) as readers:
        for found in readers.map(lambda title: saved_result(records, run, title), titles):
            note()
            if found:
                yield found


def _name(title: str, part: str) -> str:
    return f"{FOLDER}/parts/{title}.{part}.json" if part else f"{FOLDER}/results/{title}.json"
