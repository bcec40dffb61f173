"""How a command ends that was stopped, or that has a fault itself."""

from __future__ import annotations

import pytest

from publish.cli import commands, main


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "Stopped. No file is half-written"),
        (BrokenPipeError(), 1, ""),
        (ZeroDivisionError("by nought"), 1, "ZeroDivisionError: by nought"),
    ],
)
def test_the_end_of_a_command(
    error: BaseException,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(**_words: object) -> None:
        raise error

    monkeypatch.setattr(commands, "app_for", lambda _words: fails)
    assert main(["doctor"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert ("This is a fault of publish." in said.err) is isinstance(error, ZeroDivisionError)
