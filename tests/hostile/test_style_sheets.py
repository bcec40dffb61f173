"""A publisher's style sheet, and the files that it asks for, may come from strangers too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.test_refusals import refused

SOURCE = "---\ntitle: Fog\nlanguage: en\nauthors: [Ada]\npublished: 2026-01-02\n---\n\nIt came.\n"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("noise.ttf", "The font “Own” of the style sheet can't be loaded: its file isn't a font."),
        ("cut.ttf", "The font “Own” of the style sheet can't be loaded: its file isn't a font."),
        ("missing.ttf", "No such file or directory"),
        ("large.ttf", "large.ttf is larger than 50 MB"),
        ("../outside.ttf", "it refers to something outside the article"),
        ("link.ttf", "it refers to something outside the article"),
        ("https://example.org/font.ttf", "it refers to something outside the article"),
    ],
)
def test_a_font_that_is_not_what_it_says(asked: str, message: str, tmp_path: Path) -> None:
    folder = tmp_path / "style"
    folder.mkdir()
    (folder / "noise.ttf").write_bytes(os.urandom(4000))
    (folder / "cut.ttf").write_bytes(b"\0\1\0\0\0\x10\1\0\0\4\0\0")
    (folder / "large.ttf").touch()
    os.truncate(folder / "large.ttf", 60_000_000)
    (tmp_path / "outside.ttf").write_bytes(b"")
    (folder / "link.ttf").symlink_to(tmp_path / "outside.ttf")
    sheet = folder / "own.css"
    sheet.write_text(
        f'@font-face {{ font-family: Own; src: url("{asked}") }}\np {{ font-family: Own }}'
    )
    (tmp_path / "fog.md").write_text(SOURCE, encoding="utf-8")
    said = refused(tmp_path, ["pdf", "fog.md", "--style", str(sheet), "-o", "out"])
    assert message in said
    assert f"{sheet}: error: " in said
    assert not list(tmp_path.glob("out/*"))


#: Ten thousand times the last.
_VARIABLES = "".join(f"--v{n}: {f'var(--v{n + 1}) ' * 10};" for n in range(4))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            f"p {{ {_VARIABLES} --v4: {'x ' * 1000}; color: var(--v0) }}",
            "Laying out the pages with this style sheet takes more than",
        ),
        ("p::after { content: target-counter('#x', page) }", "undefined anchor"),
        (".byline { position: running(a) }", "the layout shows '' where the article says"),
    ],
    ids=["variables", "target", "running"],
)
def test_rules_that_never_end_or_lose_text(rules: str, message: str, tmp_path: Path) -> None:
    sheet = tmp_path / "own.css"
    sheet.write_text(rules, encoding="utf-8")
    (tmp_path / "fog.md").write_text(SOURCE, encoding="utf-8")
    said = refused(tmp_path, ["pdf", "fog.md", "--style", str(sheet), "-o", "out"])
    assert message in said
    assert f"{sheet}: error: " in said
    assert not list(tmp_path.glob("out/*"))
