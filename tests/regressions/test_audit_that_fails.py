"""An audit that failed said that the edition can't be read, or stopped the build for good."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from publish import BuildOptions, api
from publish.cli import main
from publish.errors import AuditError, LostError

EPUB = import_module("publish.audit.epub")  # the package's name is a function's, too


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "walk.md"
    path.write_text("---\ntitle: A walk\nlanguage: en\n---\n\nWe walk.\n", encoding="utf-8")
    return path


def _fail(*_: object) -> None:
    raise AttributeError("'list' object has no attribute 'get'")


def test_it_is_our_fault_and_the_edition_is_kept(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = source.parent / "out"
    monkeypatch.setattr(EPUB, "find", _fail)
    assert main(["epub", str(source), "-o", str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["error"], told["exit_code"]) == ("AuditError", 1)
    assert "fault of publish" in told["message"]
    assert "AttributeError in test_audit_that_fails.py" in told["message"]
    assert [file.name for file in out.iterdir()] == ["walk.unaudited.epub"]
    with pytest.raises(AuditError):
        api.build(source, out, BuildOptions(only="epub"))


def test_without_an_audit_it_is_built_with_a_warning(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = source.parent / "out"
    monkeypatch.setattr(EPUB, "find", _fail)
    assert main(["epub", str(source), "-o", str(out), "--no-audit"]) == 0
    assert "EPUB: nobody has checked that nothing of the source is lost" in capsys.readouterr().err
    assert [file.name for file in out.iterdir()] == ["walk.epub"]


def test_what_is_lost_is_no_fault_of_the_audit(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EPUB, "letters_of", lambda _: "")
    with pytest.raises(LostError, match="--no-audit"):
        api.build(source, source.parent / "out", BuildOptions(only="epub"))
