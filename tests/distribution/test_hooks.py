"""The pre-commit hook and the GitHub Action run what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from publish.cli import main

GOOD = "---\ntitle: T\nlanguage: en\npublisher: P\n---\n\nText.\n"
BAD = "---\ntitle: T\nlanguage: en\n---\n\n![](a.svg)\n"


@pytest.fixture
def hook(root: Path) -> dict[str, str]:
    (found,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("file", "taken"),
    [
        ("articles/valley.md", True),
        ("book/publication.yaml", True),
        ("publication.yml", True),
        ("docs/README.md", False),
        ("SECURITY.md", False),
        ("a.yaml", False),
        ("valley.mdx", False),
    ],
)
def test_the_hook_takes_sources(file: str, taken: bool, hook: dict[str, str]) -> None:
    matches = re.search(hook["files"], file) and not re.search(hook["exclude"], file)
    assert bool(matches) is taken


def test_the_hook_refuses_what_shuts_readers_out(
    hook: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *words = shlex.split(hook["entry"])
    assert program == "publish"
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.md").write_text(BAD, encoding="utf-8")
    assert main([*words, str(tmp_path / "good.md")]) == 0
    assert main([*words, str(tmp_path / "good.md"), str(tmp_path / "bad.md")]) != 0
    assert "bad.md:6: error:" in capsys.readouterr().err


def test_actions_are_pinned_and_no_input_becomes_a_command(root: Path) -> None:
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    steps = action["runs"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", one) for one in used)
    assert not [step for step in steps if "${{" in step.get("run", "")]


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_the_action_checks_and_writes_sarif(root: Path, tmp_path: Path) -> None:
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    script = action["runs"]["steps"][-1]["run"]
    program = tmp_path / "publish" / "bin" / "publish"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m publish "$@"\n')
    program.chmod(0o755)
    (tmp_path / "in" / "two words").mkdir(parents=True)
    (tmp_path / "in" / "two words" / "bad.md").write_text(BAD, encoding="utf-8")

    def run(sources: str, fail: str) -> int:
        given = {"SOURCES": sources, "SARIF": "out.sarif", "FAIL": fail}
        environment = os.environ | given | {"RUNNER_TEMP": str(tmp_path)}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True
        ).returncode

    assert run("in/**/*.md\n", "true") in (3, 4)
    results = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    where = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where == "in/two%20words/bad.md"
    assert run("in/**/*.md", "false") == 0
    assert run("nothing/*.md", "true") == 2
