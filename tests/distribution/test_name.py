"""The name ``publish`` on the Python Package Index belongs to an unrelated project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ADVICE = re.compile(r"pip3? install[^`\n]*(?<![\w./-])publish(?![\w-])|(?<![\w-])publish\[[a-z]")
KINDS = {".py", ".md", ".toml", ".txt", ".in", ".sh", ""}


def test_nothing_advises_to_install_the_package_of_somebody_else(root: Path) -> None:
    folders = [root / name for name in ("publish", "docs", "scripts", "bench", "requirements")]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in KINDS]
    files += [file for file in root.iterdir() if file.suffix in KINDS]
    texts = {file: file.read_text(encoding="utf-8") for file in files if file.is_file()}
    assert root / "README.md" in texts
    assert [str(file) for file, text in texts.items() if ADVICE.search(text)] == []
    assert "pip install 'publish-editions[import]'" in texts[root / "README.md"]


def test_the_advice_of_others_would_be_found() -> None:
    for wrong in ("pip install publish", "pip install -U 'publish[import]'", '"publish[test]"'):
        assert ADVICE.search(wrong), wrong
    for right in (
        "pip install 'publish-editions[import]'",
        "pip install /a/publish",
        "publish [x]",
    ):
        assert not ADVICE.search(right), right


def test_classifiers_say_what_is_tested(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "publish-editions"
    assert project["scripts"] == {"publish": "publish.cli:main"}
    systems = [one for one in project["classifiers"] if one.startswith("Operating System")]
    assert systems == ["Operating System :: POSIX :: Linux"]
