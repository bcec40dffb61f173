"""Errors stood below advice about metadata, which begins with line 1, and were overlooked."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli import main

PICTURE = """---
title: {}
language: en
---

![](lamp.png)
"""


def test_errors_come_first(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lamp.png").write_bytes((root / "tests/gallery/pages/lamp.png").read_bytes())
    for name in ("a", "b"):
        Path(f"{name}.md").write_text(PICTURE.format(name), "utf-8")
    assert main(["check", "a.md", "b.md"]) == 4
    told = [line for line in capsys.readouterr().out.splitlines() if ".md:" in line]
    assert [line.split(": ")[0] for line in told if ": error: " in line] == ["a.md:6", "b.md:6"]
    assert [": error: " in line for line in told[:3]] == [True, True, False]
