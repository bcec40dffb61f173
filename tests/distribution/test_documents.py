"""The documents name files and packages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *(
        f"docs/{name}.md"
        for name in (
            *("api", "audit", "checks", "design", "editions", "importing", "source", "verify"),
        )
    ),
]

#: A path in backquotes with at least one folder, which ends in a file name or a slash.
_PATH = re.compile(r"`((?:[\w-]+/)+[\w-]*(?:\.(?:py|toml|md|css|txt))?)`")

#: Outside of the documents of the project's own files: what a user makes, and what is built.
_ELSEWHERE = (
    "name/",
    "publish/language/data/TAG",
    "dist/",
    "my-article/",
    "pictures/",
    "chapters/",
    "static/",
    "_posts/",
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(root: Path, document: str) -> None:
    paths = _PATH.findall((root / document).read_text(encoding="utf-8"))
    missing = [
        path
        for path in paths
        if (path.endswith("/") or "." in path)
        and not path.startswith(_ELSEWHERE)
        and not any((base / path).exists() for base in _bases(root))
    ]
    assert not missing


def test_the_design_names_many_files(root: Path) -> None:
    assert len(_PATH.findall((root / "docs/design.md").read_text(encoding="utf-8"))) > 60


def _bases(root: Path) -> tuple[Path, ...]:
    return (root, root / "publish", root / "publish/editions")
