"""``--dry-run`` says what a build would make; a build that makes nothing prints what it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from publish import api
from publish.cli import main

SOURCE = "---\ntitle: A walk\nlanguage: en\nauthors: [Ada]\n---\n\nThe path ends here.\n"
PLAN = api.plan


@pytest.fixture
def built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A folder with a source whose EPUB was built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "cache"))
    Path("walk.md").write_text(SOURCE, encoding="utf-8")
    assert main(["epub", "walk.md", "--dry-run"]) == 0
    missing = "dist/walk.epub  would be made: walk.epub is missing.\n"
    assert capsys.readouterr().out == missing
    assert [one.name for one in tmp_path.iterdir()] == ["walk.md"]
    assert main(["epub", "walk.md", "--quiet"]) == 0
    return tmp_path


def files(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_it_says_why_and_writes_nothing(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(built)

    def told(*words: str) -> str:
        assert main(["epub", "walk.md", "--dry-run", *words]) == 0
        return capsys.readouterr().out

    assert told() == "dist/walk.epub  up to date\n"
    assert told("--theme", "book") == (
        "dist/walk.epub  would be made: The option --theme has changed.\n"
    )
    data = json.loads(told("--json"))
    assert data["ok"]
    assert data["sources"] == [
        {
            "source": "walk.md",
            "unchanged": True,
            "reason": "",
            "editions": [
                {
                    "format": "epub",
                    "variant": "",
                    "path": str(Path("dist/walk.epub")),
                    "unchanged": True,
                    "reason": "",
                }
            ],
        }
    ]
    assert files(built) == before
    assert main(["epub", "nowhere.md", "--dry-run"]) == 3


def test_a_build_that_makes_nothing_prints_the_same(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints what it did when it had to read its sources."""
    (built / "other.md").write_text(SOURCE.replace("walk", "ride"), encoding="utf-8")
    command = ["build", "walk.md", "other.md", "--only", "epub,vtt"]
    assert main(command) == 0
    printed = []
    for reads in (False, True):
        if reads:
            monkeypatch.setattr(api, "plan", reading)
            monkeypatch.setattr("publish.cli.making.api.plan", reading)
        for more in ([], ["--json"]):
            capsys.readouterr()
            assert main([*command, *more]) == 0
            printed.append(capsys.readouterr())
    assert printed[:2] == printed[2:]
    assert "warning" in printed[0].err
    assert all(one["unchanged"] for one in json.loads(printed[1].out)["editions"])


def reading(*arguments: Any) -> object:
    return replace(PLAN(*arguments), reason="It must be read.")


def test_only_sources_with_something_to_make_are_read(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    usual = api.read_checked

    def noted(sources: list[Path], *more: Any) -> object:
        read.extend(sources)
        return usual(sources, *more)

    monkeypatch.setattr(api, "read_checked", noted)
    (built / "a.md").write_text(SOURCE, encoding="utf-8")
    (built / "z.md").write_text(SOURCE, encoding="utf-8")
    capsys.readouterr()
    assert main(["epub", "a.md", "walk.md", "z.md", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert read == [Path("a.md"), Path("z.md")]
    assert [one["path"] for one in made["editions"]] == [
        str(Path("dist", name)) for name in ("a.epub", "walk.epub", "z.epub")
    ]
    assert [one["unchanged"] for one in made["editions"]] == [False, True, False]
    assert {one["file"] for one in made["diagnostics"]} == {"a.md", "walk.md", "z.md"}
    (built / "more").mkdir()
    (built / "more" / "walk.md").write_text(SOURCE, encoding="utf-8")
    assert main(["epub", "walk.md", "more/walk.md"]) == 2
