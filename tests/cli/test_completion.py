"""What shells complete: commands, options, editions, voices; asked as bash, zsh and fish ask."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publish.cli import main

BASH = """
eval "$(_PUBLISH_COMPLETE=source_bash publish)"
for line in "$@"; do
  read -ra COMP_WORDS <<< "$line"
  [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _publish_completion publish
  echo "${COMPREPLY[*]}"
done
"""


def completed(
    line: str, shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Return what ``shell`` is told of ``line``, which ends with the word that is begun."""
    monkeypatch.setattr(sys, "argv", ["publish"])
    monkeypatch.setenv("_PUBLISH_COMPLETE", f"complete_{shell}")
    if shell == "bash":
        monkeypatch.setenv("COMP_WORDS", line.replace(" ", "\n"))
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended:
        main()
    signal.signal(signal.SIGINT, handler)  # a command that begins takes it
    assert ended.value.code == 0
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("publish sch", "schema"),
        ("publish build --only ep", "epub episode"),
        ("publish build --only epub,e", "epub,episode"),
        ("publish audio --only ep", "episode"),
        ("publish pdf --pdf large", "large-print"),
        ("publish epub --for ko", "kobo"),
        ("publish build --voice en-gb-x-r", "en-gb-x-rp"),
        ("publish build --theme r", "report"),
        ("publish build --mastering a", "audiobook"),
        ("publish audio --profile text", "text-only"),
        ("publish voices --language be", "be"),
        ("publish check --explain alt-mi", "alt-missing"),
        ("publish new a --template r", "report recipe"),
        ("publish schema b", "book"),
        ("publish build --no-c", "--no-cache"),
        ("publish build art", ""),  # bash itself completes files
    ],
)
def test_bash_is_told(
    line: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(line, "bash", monkeypatch, capsys).split() == words.split()


def test_zsh_and_fish_are_told_with_an_explanation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "publish build --only ep"
    assert '"epub":"reading systems' in completed(line, "zsh", monkeypatch, capsys)
    assert "epub\treading systems" in completed(line, "fish", monkeypatch, capsys)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "publish"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m publish "$@"\n')
    program.chmod(0o755)
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    lines = ["publish sch", "publish build --only epub,pd"]
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", *lines],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["schema", "epub,pdf"]
