"""The templates of kinds of text: without findings, and built at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from publish.cli import main
from publish.frontend import TemplateKind


@pytest.mark.parametrize("kind", get_args(TemplateKind))
def test_a_new_text_of_each_kind_has_no_findings_and_builds(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / kind
    assert main(["new", str(folder), "--template", kind, "--json"]) == 0
    source = json.loads(capsys.readouterr().out)["path"]
    assert main(["check", source, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []
    assert main(["epub", source, "-o", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []
    drawings = list(folder.rglob("*.svg"))
    assert drawings
    assert all("CC0-1.0" in drawing.read_text(encoding="utf-8") for drawing in drawings)


def test_one_template_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "a"), "--book", "--template", "report"]) == 2
    assert "leave out one of them" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "a"), "--template", "poem"]) == 2
    assert "'poem' is not one of 'feature', 'book'" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()
