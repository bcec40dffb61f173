"""Messages bring back data as it was, and nothing else."""

from __future__ import annotations

import copyreg
import io
import os
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

import pytest

from publish.errors import Diagnostic, MissingVoiceError, Severity, SourceError
from publish.narration.synthesis import Recording
from publish.runtime import programs
from publish.runtime.frames import send_frame
from publish.runtime.messages import receive, send
from publish.runtime.worker_pool import WorkerPool

FOUND = Diagnostic(code="c", message="m", fix="f", file=Path("a.md"), line=3)


def _framed(raw: bytes) -> io.BytesIO:
    stream = io.BytesIO()
    send_frame(stream, raw)
    stream.seek(0)
    return stream


@pytest.mark.parametrize(
    "thing",
    [
        (None, True, -1, 1 << 70, 1.5, "ў", b"\0", [1], {2}, frozenset({3}), {"a": (4,)}),
        datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=2))),
        (datetime.now(UTC), date(2026, 3, 1), PurePosixPath("a/b")),
        (FOUND, Severity.WARNING, Recording(Path("a.mp3"), -20.0, 22_050)),
    ],
)
def test_data_comes_back_as_it_was(thing: object) -> None:
    pipe = io.BytesIO()
    send(pipe, thing)
    pipe.seek(0)
    back = receive(pipe)
    assert back == thing
    assert repr(back) == repr(thing)


@pytest.mark.parametrize(
    "error", [SourceError(FOUND, FOUND), MissingVoiceError("v", "f", Path("a"), 2), KeyError("x")]
)
def test_an_error_comes_back_as_it_was(error: Exception) -> None:
    pipe = io.BytesIO()
    send(pipe, error)
    pipe.seek(0)
    back = receive(pipe)
    assert (type(back), str(back), back.args) == (type(error), str(error), error.args)


def test_a_library_may_change_how_errors_are_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        copyreg.dispatch_table, KeyError, lambda _error: (os.getcwd, ())
    )  # Dask does
    test_an_error_comes_back_as_it_was(KeyError("x"))


class _Call:
    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


@pytest.mark.parametrize(
    "call",
    [
        _Call(os.system, "touch ran"),
        _Call(eval, "open('ran', 'w')"),
        _Call(programs.run, ["touch", "ran"]),
        _Call(programs.Program, ["touch", "ran"]),
        _Call(WorkerPool, "this"),
        _Call(Path.write_text, Path("ran"), ""),
        _Call(getattr, Path, "write_text"),
        _Call(__import__, "antigravity"),
    ],
)
def test_nothing_is_called(call: _Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    raw = pickle.dumps(call)
    with pytest.raises(pickle.UnpicklingError, match="isn't data"):
        receive(_framed(raw))
    assert not list(tmp_path.iterdir())


def test_no_module_of_others_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_stranger.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.syspath_prepend(tmp_path)
    raw = b"ca_stranger\nThing\n."
    with pytest.raises(pickle.UnpicklingError, match="isn't data"):
        receive(_framed(raw))
    assert not (tmp_path / "ran").exists()
