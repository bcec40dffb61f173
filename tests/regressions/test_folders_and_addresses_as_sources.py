"""A folder was refused without a word of the source in it, a web address as a missing path."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli import main


@pytest.mark.parametrize(
    ("words", "name"), [([], "my walk/my walk.md"), (["--book"], "my walk/publication.yaml")]
)
def test_a_folder_names_its_source(
    words: list[str],
    name: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my walk", *words, "--quiet"]) == 0
    assert main(["epub", "my walk"]) == 3
    assert f"Name the source in it: {name}" in capsys.readouterr().err


def test_a_new_source_is_not_named_as_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my walk.md"]) == 2
    assert "Write: publish new 'my walk'" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_address_is_not_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "https://example.org/a.html"]) == 2
    assert "publish fetches nothing from the web. Save the page" in capsys.readouterr().err


def test_the_command_to_build_can_be_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("My page.html").write_text("<h1>T</h1><p>Words.</p>", "utf-8")
    assert main(["import", "My page.html"]) == 0
    assert "publish build 'My page.md'" in capsys.readouterr().out
