"""Progress is drawn for people at a terminal, and for nobody else."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from publish.cli import screen as screen_module
from publish.cli.screen import Screen


class Terminal(io.StringIO):
    """A stream that says it is a terminal: not every machine of tests has pseudo-terminals."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Yield what a terminal shows that takes the place of standard error."""
    monkeypatch.setenv("TERM", "xterm")
    with monkeypatch.context() as patch:
        shown = Terminal()
        patch.setattr(sys, "stderr", shown)
        yield shown


def report(screen: Screen) -> None:
    with screen_module.progress(screen) as told:
        for done in range(1, 4):
            told("narration", done, 3)
        told("encoding", 1, 0)


def test_a_terminal_shows_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_module, "DELAY", 0.0)
    with terminal(monkeypatch) as shown:
        report(Screen())
    said = shown.getvalue()
    assert "narration" in said
    assert "encoding" in said


@pytest.mark.parametrize("screen", [Screen(quiet=True), Screen(json=True)])
def test_quiet_and_json_show_nothing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_module, "DELAY", 0.0)
    with terminal(monkeypatch) as shown:
        report(screen)
    assert shown.getvalue() == ""


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as shown:
        report(Screen())
    assert shown.getvalue() == ""


def test_a_file_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screen_module, "DELAY", 0.0)
    report(Screen())
    assert capsys.readouterr().err == ""
