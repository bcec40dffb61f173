"""A scheduler that doesn't answer was waited for when the last batch had been replaced already."""

import socket
from pathlib import Path

import dask
import pytest

from publish.batch import connecting
from publish.batch.results import saved_request
from publish.batch.session import begin
from publish.batch.store import store_at
from publish.cli import main
from publish.editions.edition import BuildOptions


def _noted(folder: Path) -> tuple[str, str, str]:
    """Note a batch of one title in ``folder``; return its source, its output and its run."""
    source, out = str(folder / "a.md"), str(folder / "out")
    Path(source).write_text("---\ntitle: A\n---\n\nWords.\n")
    last = begin([source], out, BuildOptions(only="epub"), memory=10**9, seconds=60)
    last.note()
    return source, out, last.request.run


def _run_of(out: str) -> str:
    request = saved_request(store_at(out))
    return request.run if request else ""


@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("tcp://127.0.0.1", 2, "isn't the address of a scheduler"),
        ("nowhere://a:1", 2, "isn't the address of a scheduler"),
        ("tls://127.0.0.1:1", 2, "needs certificates"),
        ("tcp://127.0.0.1:1", 6, "didn't answer for 1 s ("),
        ("", 6, "didn't answer for 1 s (no answer)"),
    ],
)
def test_the_last_batch_stays_when_no_scheduler_answers(
    tmp_path: Path,
    address: str,
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connecting, "_PAUSE", 0.1)
    source, out, run = _noted(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = address or f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
            assert main(["batch", source, "-o", out, "--scheduler", address]) == code
    assert message in capsys.readouterr().err
    assert _run_of(out) == run


def test_an_interrupt_before_a_scheduler_answers_does_not_speak_of_the_last_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(connecting, "_greet", interrupted)
    source, out, run = _noted(tmp_path)
    assert main(["batch", source, "-o", out, "--scheduler", "tcp://127.0.0.1:1"]) == 130
    assert "--resume" not in capsys.readouterr().err
    assert _run_of(out) == run
