"""A mistake on many lines filled the screen, and each unknown field listed all known ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.cli import main

FRONT = "---\ntitle: The valley line\nlanguage: en\nauthors: [Ada Kowalska]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def checked(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    Path("article.md").write_text(text, encoding="utf-8")
    main(["check", "article.md"])
    return capsys.readouterr().out


def test_a_kind_is_reported_once_with_its_other_lines(capsys: pytest.CaptureFixture[str]) -> None:
    out = checked(f"{FRONT}---\n[a](#one)\n\n[b](#one)\n\n[c](#two)\n", capsys)
    assert out.count("link-") == 1
    assert "    The same in line 8." in out
    assert "    Line 10: " in out
    assert "#two" in out


def test_unknown_fields_share_one_list_of_the_known(capsys: pytest.CaptureFixture[str]) -> None:
    out = checked(f"{FRONT}zzz: 1\nqqq: 2\n---\nText.\n", capsys)
    assert out.count("Known") == 1
    assert "zzz: The field isn't known, nor is qqq." in " ".join(out.split())


def test_front_matter_of_a_site_generator(capsys: pytest.CaptureFixture[str]) -> None:
    post = "---\ntitle: T\nlayout: post\ndate: 2026-03-01\nslug: t\n---\nText.\n\n[a](#none)\n"
    out = " ".join(checked(post, capsys).split())
    assert "that of a site generator (layout, slug). Convert it with: publish import" in out
    assert "1 error, " in out


def test_findings_about_metadata_come_last(capsys: pytest.CaptureFixture[str]) -> None:
    out = checked(f"{FRONT}---\n| a | b |\n|---|---|\n| 1 | 2 |\n", capsys)
    assert out.index("published-missing") > out.index("table-caption")


def test_a_title_with_a_colon_is_shown_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    out = checked("---\ntitle: Trams: a story\nlanguage: en\n---\nText.\n", capsys)
    assert 'title: "Trams: a story".' in " ".join(out.split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "article.md"], 0),
        (["doctor"], None),
        (["voices", "--language", "be"], 0),
        (["new", "article"], 0),
        (["check", "none.md"], 3),
        (["build"], 2),
    ],
)
def test_every_json_answer_has_the_exit_code(
    words: list[str], code: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("article.md").write_text(f"{FRONT}---\nText.\n", encoding="utf-8")
    given = main([*words, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["exit_code"] == given
    assert code in (None, given)
    assert answer["ok"] is (given == 0)


def test_ctrl_c_is_said_to_people_and_scripts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    Path("article.md").write_text(f"{FRONT}---\nText.\n", encoding="utf-8")
    monkeypatch.setattr("publish.api.check", interrupted)
    assert main(["check", "article.md", "--json"]) == 130
    out, err = capsys.readouterr()
    assert json.loads(out)["exit_code"] == 130
    assert "Stopped." in err
