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


@pytest.mark.parametrize(
    ("address", "code", "message"),
    [
        ("tcp://127.0.0.1", 2, "isn't the address of a scheduler"),
        ("nowhere://a:1", 2, "isn't the address of a scheduler"),
        ("tls://127.0.0.1:1", 2, "needs certificates"),
        ("tcp://127.0.0.1:1", 6, "didn't answer for 1 s (Connection refused)"),
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
    source, out = tmp_path / "a.md", str(tmp_path / "out")
    source.write_text("---\ntitle: A\n---\n\nWords.\n")
    last = begin([str(source)], out, BuildOptions(only="epub"), memory=10**9, seconds=60)
    last.note()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = address or f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
            assert main(["batch", str(source), "-o", out, "--scheduler", address]) == code
    assert message in capsys.readouterr().err
    request = saved_request(store_at(out))
    assert request
    assert request.run == last.request.run
