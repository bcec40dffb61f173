"""Rules that an author switches off or weighs otherwise: in the front matter, in .publish.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check import CheckReport, examine
from publish.errors import Severity, SourceError
from publish.source import read
from publish.source.settings_file import settings_near

BODY = "\n[Click here](https://example.org)\n\n## One\n\n#### Three\n\nText.\n"


def report(folder: Path, check: str = "", body: str = BODY) -> CheckReport:
    source = folder / "article.md"
    source.write_text(f"---\ntitle: T\nlanguage: en\n{check}---\n{body}", encoding="utf-8")
    return examine(read(source), settings_near(source, folder))


def severities(made: CheckReport) -> dict[str, str]:
    return {one.code: one.severity.value for one in made.diagnostics}


def test_a_rule_that_is_off_is_listed_with_its_reason_and_what_it_would_have_found(
    tmp_path: Path,
) -> None:
    made = report(tmp_path, "check:\n  link-vague: {severity: off, reason: Links of 1998.}\n")
    assert "link-vague" not in severities(made)
    (silenced,) = made.silenced
    assert (silenced.setting.code, silenced.count) == ("link-vague", 1)
    assert (silenced.setting.reason, silenced.setting.line) == ("Links of 1998.", 5)


@pytest.mark.parametrize("severity", ["information", "warning", "error"])
def test_a_rule_with_another_severity(severity: str, tmp_path: Path) -> None:
    made = report(
        tmp_path, f"check:\n  heading-jump: {{severity: {severity}, reason: Old posts.}}\n"
    )
    assert severities(made)["heading-jump"] == severity
    assert made.silenced == ()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{severity: off}", "check.link-vague: The field “reason” is missing."),
        ("{severity: off, reason: }", "check.link-vague: The field “reason” is missing."),
        ("{reason: Old.}", "check.link-vague: The field “severity” is missing."),
        ("off", "check.link-vague: The field must give a severity and a reason."),
        ("{severity: of, reason: Old.}", "check.link-vague.severity: “of” isn't a severity."),
        ("{severity: off, reason: A, x: b}", "check.link-vague.x: The field isn't known."),
    ],
)
def test_a_reason_is_required(written: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        report(tmp_path, f"check:\n  link-vague: {written}\n")
    assert error.value.diagnostic.message == message
    assert error.value.diagnostic.line == 5


def test_the_nearest_file_holds_up_to_the_folder_one_works_in(tmp_path: Path) -> None:
    inner = tmp_path / "posts" / "2026"
    inner.mkdir(parents=True)
    source = inner / "article.md"
    assert settings_near(source, tmp_path) == ()
    rule = '[check.{}]\nseverity = "off"\nreason = "House style."\n'
    (tmp_path / ".publish.toml").write_text(rule.format("alt-long"), encoding="utf-8")
    assert [one.code for one in settings_near(source, tmp_path)] == ["alt-long"]
    assert settings_near(source, tmp_path / "posts") == ()
    assert settings_near(source, tmp_path / "elsewhere") == ()
    (inner / ".publish.toml").write_text(rule.format("link-vague"), encoding="utf-8")
    assert [one.code for one in settings_near(source, tmp_path)] == ["link-vague"]
    assert [one.code for one in settings_near(source, tmp_path / "elsewhere")] == ["link-vague"]


def test_the_front_matter_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".publish.toml").write_text(
        '[check]\nlink-vague = { severity = "off", reason = "House style." }\n'
        'heading-jump = { severity = "warning", reason = "Old posts." }\n',
        encoding="utf-8",
    )
    made = report(tmp_path, "check:\n  link-vague: {severity: error, reason: Not here.}\n")
    assert severities(made)["link-vague"] == "error"
    assert severities(made)["heading-jump"] == "warning"
    assert not any(one.severity is Severity.ERROR for one in report(tmp_path).diagnostics)


@pytest.mark.parametrize(
    ("written", "line", "message"),
    [
        ("[check]\nalt-long = \n", 2, "The file isn't TOML: Invalid value."),
        ("[chekc]\n", 1, "chekc: The table isn't known."),
        ("check = 1\n", 1, "check: The value must be a table."),
        ('[check]\nalt-long = "off"\n', 2,
         "check.alt-long: The field must give a severity and a reason."),
        ('[check]\n\n[check.alt-long]\nseverity = "off"\n', 3,
         "check.alt-long: The field “reason” is missing."),
        ('[check]\nalt-long = {severity = 1, reason = "A"}\n', 2,
         "check.alt-long.severity: 1 isn't a severity."),
        ('[check]\nalt-long = {x = 1}\n', 2, "check.alt-long.x: The key isn't known."),
        ("\udcff", 0, "The file isn't UTF-8."),
        ("#" * 100_001, 0, "The file is larger than 100 kB."),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong(written: str, line: int, message: str, tmp_path: Path) -> None:
    file = tmp_path / ".publish.toml"
    file.write_bytes(written.encode("utf-8", "surrogateescape"))
    with pytest.raises(SourceError) as error:
        settings_near(tmp_path / "article.md", tmp_path)
    diagnostic = error.value.diagnostic
    assert (diagnostic.file, diagnostic.line, diagnostic.message) == (file, line, message)
    assert diagnostic.fix


def test_two_mistakes_in_a_file_are_both_told(tmp_path: Path) -> None:
    (tmp_path / ".publish.toml").write_text("[x]\n[check]\na = 1\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        settings_near(tmp_path / "article.md", tmp_path)
    assert [one.line for one in error.value.diagnostics] == [1, 3]
