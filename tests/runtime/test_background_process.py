"""A function in a process of its own: its result, its errors, its end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from publish.errors import Diagnostic, MissingToolError, OutputError, SourceError, ToolError
from publish.runtime.atomic import atomic
from publish.runtime.background import BackgroundProcess


def double(number: int) -> int:
    return number * 2


def fail(error: Exception) -> None:
    raise error


def die() -> None:
    os._exit(3)


def linger(folder: Path) -> None:
    with atomic(folder / "book.epub") as temporary:
        temporary.write_text("half")
        (folder / "begun").touch()
        time.sleep(60)


def complain(folder: Path) -> None:
    try:
        (folder / "begun").touch()
        time.sleep(60)
    finally:
        os.write(2, b"Traceback (most recent call last):")


def test_a_result_comes_back() -> None:
    with BackgroundProcess(double, 21) as child:
        assert child.result() == 42


@pytest.mark.parametrize(
    "error",
    [
        SourceError(Diagnostic(code="c", message="m", fix="d", file=Path("a.md"), line=3)),
        MissingToolError("tool", "work", "install it"),
        OutputError(Path("a"), "full", "make room"),
        ValueError("a bug"),
    ],
)
def test_an_error_comes_back_as_it_was(error: Exception) -> None:
    with BackgroundProcess(fail, error) as child, pytest.raises(type(error)) as caught:
        child.result()
    assert str(caught.value) == str(error)


def test_a_process_that_dies_is_an_error_not_a_wait() -> None:
    with BackgroundProcess(die) as child, pytest.raises(ToolError, match="3"):
        child.result()


def test_leaving_early_removes_what_was_half_written(tmp_path: Path) -> None:
    with BackgroundProcess(linger, tmp_path):
        while not (tmp_path / "begun").exists():
            time.sleep(0.02)
    assert [file.name for file in tmp_path.iterdir()] == ["begun"]


def test_a_process_that_is_ended_prints_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with BackgroundProcess(complain, tmp_path):
        while not (tmp_path / "begun").exists():
            time.sleep(0.02)
    assert capfd.readouterr().err == ""
