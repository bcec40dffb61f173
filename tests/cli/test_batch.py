"""``publish batch`` on a cluster of this machine, from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publish.cli import main

TEXT = """---
title: The Lamp of {name}
language: en
authors: [{{name: Ann Author}}]
published: 2026-01-01
---

The keeper lights the lamp.
"""


def test_a_batch_builds_what_it_can_and_goes_on_with_the_rest(tmp_path: Path) -> None:
    texts, out = tmp_path / "texts", tmp_path / "out"
    texts.mkdir()
    for name in ("north", "south"):
        (texts / f"{name}.md").write_text(TEXT.format(name=name))
    (texts / "broken.md").write_text("---\ntitle: Broken\n---\n\n![](none.png)\n")
    publish = (sys.executable, "-P", "-m", "publish", "batch", "-o", str(out), "--json")
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    begun = subprocess.run(
        [*publish, str(texts), "--workers", "1"], capture_output=True, text=True, env=environment
    )
    assert begun.returncode == 3, begun.stderr
    states = {one["title"]: one["state"] for one in json.loads(begun.stdout)["titles"]}
    assert states == {"north": "built", "south": "built", "broken": "refused"}
    assert {path.name for path in out.glob("*.epub")} == {"north.epub", "south.epub"}
    left = [path.name for path in (*tmp_path.iterdir(), *out.iterdir()) if "publish-" in path.name]
    assert left == [".publish-batch"]


def test_what_is_wrong_is_said_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(tmp_path / "missing"), "-o", str(tmp_path / "out")]) == 2
    assert "There is no" in capsys.readouterr().err
    assert main(["batch", "-o", str(tmp_path / "out"), "--resume"]) == 2
    assert "There is no batch in" in capsys.readouterr().err
    assert main(["batch", "texts", "--resume", "--only", "pdf"]) == 2
    assert "leave out --only, sources." in capsys.readouterr().err


def test_a_plan_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "north.md").write_text(TEXT.format(name="north"))
    out = tmp_path / "out"
    assert main(["batch", str(tmp_path / "north.md"), "-o", str(out), "--dry-run"]) == 0
    assert "1 edition of 1 title would be made" in capsys.readouterr().out
    assert not out.exists()


def test_dask_is_asked_for_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("publish.cli.batching.find_spec", lambda _name: None)
    assert main(["batch", str(tmp_path)]) == 5
    assert 'pip install "publish-editions[batch]"' in capsys.readouterr().err
