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
            *("api", "audit", "batch", "checks", "design", "desk", "editions", "feed"),
            *("importing", "serve", "source", "tour", "verify"),
        )
    ),
]

#: A path in backquotes with at least one folder, which ends in a file name or a slash.
_PATH = re.compile(r"`((?:[\w-]+/)+[\w-]*(?:\.(?:py|toml|md|css|txt))?)`")

#: Outside of the documents of the project's own files: what a user makes, and what is built.
_ELSEWHERE = (
    "name/",
    "NAME/",
    "article-episode/",
    "publish/language/data/TAG",
    "backlist/",
    "dist/",
    "out/",
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


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_file_leads_to_one(root: Path, document: str) -> None:
    file = root / document
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", _prose(file.read_text(encoding="utf-8")))
    assert not [target for target in targets if not (file.parent / target).exists()]


def test_pictures_of_the_tour_are_used_and_small(root: Path) -> None:
    tour = (root / "docs/tour.md").read_text(encoding="utf-8")
    pictures = sorted((root / "docs/images").glob("tour-*"))
    assert pictures
    assert not [one.name for one in pictures if f"](images/{one.name})" not in tour]
    assert sum(one.stat().st_size for one in (root / "docs/images").iterdir()) < 1_500_000


def _prose(text: str) -> str:
    """Return Markdown without its code, in which links are examples."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
