"""Messages named a wrong version, a random file, or came too late or too often."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import BuildOptions, api
from publish.cli import main
from publish.errors import SourceError
from publish.runtime.text import read_text

HEAD = "---\ntitle: A walk\nlanguage: en\nauthors: [Ada]\n---\n\n"


def test_warnings_of_an_unchanged_source_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "cache"))
    for name in ("one", "two"):
        Path(f"{name}.md").write_text(f"{HEAD}A path.\n", "utf-8")
    command = ["build", "one.md", "two.md", "--only", "epub"]
    assert main(command) == 0
    assert capsys.readouterr().err.count(": warning: ") == 2
    Path("two.md").write_text(f"{HEAD}Two paths.\n", "utf-8")
    assert main(command) == 0
    told = capsys.readouterr().err
    assert "one.md: unchanged; 1 warning as before, listed by publish check one.md\n" in told
    assert told.count("two.md:1: warning: ") == told.count("warning: ") == 1
    assert main([*command, "--json"]) == 0
    assert capsys.readouterr().out.count('"published-missing"') == 2


def test_a_feed_without_an_address_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(f"{HEAD}A path.\n", "utf-8")
    checked = api.read_checked([source], options := BuildOptions(only="epub,rss", cache=False))
    with pytest.raises(SourceError, match=r"narration\.url"):
        list(api.build_each(checked, tmp_path / "out", options))
    assert not (tmp_path / "out").exists()


def test_a_folder_names_all_its_sources(tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "old.docx").touch()
    assert "publish import" in _told(folder)
    (folder / "b.md").touch()
    assert _told(folder) == f"Name the source in it: {folder / 'b.md'}"
    (folder / "posts" / "a.md").touch()
    listed = f"It holds 2 Markdown files: b.md, posts{'/'}a.md."
    assert _told(folder) == f"{listed} Name those that you mean, such as {folder / 'b.md'}."


def _told(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_text(folder)
    return caught.value.diagnostic.fix


def test_the_words_of_a_formula_are_whole(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    terms = " + ".join(f"\\frac{{a_{n}}}{{b_{n}}}" for n in range(9))
    source.write_text(f"{HEAD}${terms}$\n", "utf-8")
    found = [one for one in api.check(source).diagnostics if one.code == "formula-words"]
    assert "b sub 8" in found[0].message


def test_the_version_of_pandoc_is_its_own() -> None:
    from publish.runtime.pandoc import version

    assert int(version().partition(".")[0]) >= 2


def test_front_matter_of_two_documents_is_called_that(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("---\ntitle: A walk\n%YAML 1.2\n--- # Again\n---\n\nA path.\n", "utf-8")
    with pytest.raises(SourceError) as caught:
        api.read(source)
    assert caught.value.diagnostic.line == 3
    assert "where another document begins" in caught.value.diagnostic.message
    assert "begins with %" in caught.value.diagnostic.fix
