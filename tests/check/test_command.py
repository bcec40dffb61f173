"""`publish check` as a person and as a script see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from publish.check import RULES
from publish.cli import main

Captured = pytest.CaptureFixture[str]

GOOD = (
    "---\ntitle: The valley line\nlanguage: en\nauthors: [Ada Kowalska]\npublished: 2026-03-01\n"
    "description: A line.\npublisher: Example Press\nlicence: CC-BY-4.0\n"
    "cover: {src: a.svg, alt: A tram.}\n"
)
BAD = (
    f"{GOOD}check:\n  link-vague: {{severity: off, reason: Links of 1998.}}\n---\n"
    "[Click here](https://example.org)\n\n## One\n\n#### Three\n\n![](a.svg)\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    (tmp_path / "good.md").write_text(f"{GOOD}---\nThe tram came.\n")
    (tmp_path / "bad one.md").write_text(BAD)
    (tmp_path / "unreadable.md").write_text(
        "---\ntitle: T\nlanguage: xx-99\n---\n\n:::{nope}\na\n:::\n\n[a](b.html)\n\n![a](no.png)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_findings_stand_by_file_each_with_its_line_and_fix(capsys: Captured) -> None:
    assert main(["check", "good.md", "bad one.md"]) == 4
    out, err = capsys.readouterr()
    assert err == ""
    assert out == (
        "bad one.md\n"
        "bad one.md:17: error: heading-jump (WCAG 2.2 1.3.1 Info and Relationships)\n"
        "    | #### Three\n"
        "    The heading “Three” jumps from level 2 to level 4. Write it with ###.\n"
        "bad one.md:19: error: alt-missing (WCAG 2.2 1.1.1 Non-text Content)\n"
        "    | ![](a.svg)\n"
        "    The picture a.svg has no alt text. Say what it shows in one or two\n"
        "    sentences, or mark the :::{figure} “:decorative: true”.\n"
        "\n"
        "Switched off\n"
        "link-vague (bad one.md: 1 finding; bad one.md:11): Links of 1998.\n"
        "\n"
        "2 errors, 0 warnings, 0 for information.\n"
        "good.md: pictures: 1 described\n"
        "bad one.md: pictures: 1 described, 1 without alt text\n"
    )


@pytest.mark.usefixtures("folder")
def test_all_mistakes_of_a_source_are_told(capsys: Captured) -> None:
    assert main(["check", "unreadable.md", "bad one.md", "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert answer["exit_code"] == 3
    told = [(one["file"], one["line"], one["code"]) for one in answer["diagnostics"]]
    assert told == [
        ("unreadable.md", 3, "language-unknown"),
        ("unreadable.md", 6, "directive-unknown"),
        ("unreadable.md", 10, "link-target"),
        ("unreadable.md", 12, "path-missing"),
        ("bad one.md", 17, "heading-jump"),
        ("bad one.md", 19, "alt-missing"),
    ]


@pytest.mark.usefixtures("folder")
def test_a_script_gets_criterion_counts_and_what_was_switched_off(capsys: Captured) -> None:
    main(["check", "bad one.md", "--json"])
    answer = json.loads(capsys.readouterr().out)
    jump = answer["diagnostics"][0]
    assert jump["severity"] == "error"
    assert jump["wcag"] == {
        "number": "1.3.1",
        "name": "Info and Relationships",
        "level": "A",
        "url": "https://www.w3.org/WAI/WCAG22/Understanding/info-and-relationships",
    }
    (source,) = answer["sources"]
    assert source["alt_texts"]["missing"] == 1
    assert source["alt_texts"]["described"] == 1
    assert source["silenced"][0]["reason"] == "Links of 1998."


def log(capsys: Captured) -> Any:
    found = json.loads(capsys.readouterr().out)
    schema = json.loads(Path(__file__).with_name("sarif.schema.json").read_text())
    jsonschema.validate(found, schema)
    return found


@pytest.mark.usefixtures("folder")
def test_sarif(capsys: Captured) -> None:
    assert main(["check", "bad one.md", "unreadable.md", "--sarif"]) == 3
    (run,) = log(capsys)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} >= RULES.keys()
    jump = run["results"][0]
    assert rules[jump["ruleIndex"]]["id"] == jump["ruleId"] == "heading-jump"
    assert jump["level"] == "error"
    place = jump["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "bad%20one.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 17}
    (off,) = run["invocations"][0]["ruleConfigurationOverrides"]
    assert off["descriptor"]["id"] == "link-vague"
    assert off["configuration"]["properties"]["reason"] == "Links of 1998."


def test_a_finding_keeps_its_fingerprint_when_lines_are_added(
    folder: Path, capsys: Captured
) -> None:
    prints = []
    for text in (BAD, BAD.replace("## One", "One more line.\n\n## One")):
        (folder / "bad one.md").write_text(text)
        main(["check", "bad one.md", "--sarif"])
        results = log(capsys)["runs"][0]["results"]
        prints.append([one["partialFingerprints"] for one in results])
    assert prints[0] == prints[1]


@pytest.mark.usefixtures("folder")
def test_a_source_without_findings(capsys: Captured) -> None:
    assert main(["check", "good.md"]) == 0
    assert capsys.readouterr().out.startswith("No findings.\n")
    assert main(["check", "good.md", "--sarif"]) == 0
    assert log(capsys)["runs"][0]["results"] == []


def test_a_style_sheet_of_ones_own(folder: Path, capsys: Captured) -> None:
    (folder / "my.css").write_text("p { color: #111 }\n.credit { color: #aaa }\n")
    assert main(["check", "good.md", "--style", "my.css"]) == 4
    out = capsys.readouterr().out
    assert "my.css:2: error: contrast-low" in out
    assert main(["check", "good.md", "--style", "good.md"]) == 2


def test_a_rule_is_explained(capsys: Captured) -> None:
    assert main(["check", "--explain", "link-vague"]) == 0
    out = capsys.readouterr().out
    assert RULES["link-vague"].why in out
    assert "WCAG 2.2 2.4.4 Link Purpose (In Context), level A" in out
    assert main(["check", "--explain", "all", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rules"]) == len(RULES)
    assert main(["check", "--explain", "link-vage"]) == 2
    assert "Did you mean link-vague?" in capsys.readouterr().err
    assert main(["check"]) == 2
    assert main(["check", "--explain", "note"]) == 2
    assert "Did you mean note-" in capsys.readouterr().err


def test_the_chapters_of_a_book_are_named(folder: Path, capsys: Captured) -> None:
    (folder / "publication.yaml").write_text(
        "title: The valley\nlanguage: en\nauthors: [Ada Kowalska]\npublished: 2026-03-01\n"
        "contents:\n  - one.md\n  - two.md\n"
    )
    (folder / "one.md").write_text("---\ntitle: One\n---\n\n## A\n\n#### B\n\nText.\n")
    (folder / "two.md").write_text(
        "---\ntitle: Two\n---\n\nA word.[^a]\n\n[^a]: [here](https://a.org)\n"
    )
    assert main(["check", "publication.yaml", "--json"]) == 4
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    told = {(Path(one["file"]).name, one["line"], one["code"]) for one in diagnostics}
    assert ("one.md", 7, "heading-jump") in told
    assert ("two.md", 7, "link-vague") in told


def test_a_chapter_decides_for_itself(folder: Path, capsys: Captured) -> None:
    rule = "check:\n  link-vague: {severity: off, reason: It is old.}\n"
    (folder / "publication.yaml").write_text(
        "title: The valley\nlanguage: en\ncontents:\n  - one.md\n  - two.md\n"
    )
    body = "---\n\n[here](https://example.org)\n"
    (folder / "one.md").write_text(f"---\ntitle: One\n{rule}{body}")
    (folder / "two.md").write_text(f"---\ntitle: Two\n{body}")
    assert main(["check", "publication.yaml", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    told = [Path(one["file"]).name for one in answer["diagnostics"] if one["code"] == "link-vague"]
    assert told == ["two.md"]
    (silenced,) = answer["sources"][0]["silenced"]
    assert (Path(silenced["file"]).name, silenced["findings"]) == ("one.md", 1)
