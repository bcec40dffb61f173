"""EPUBCheck and Ace add their messages, with their own ids, where they are installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from publish.errors import Severity
from publish.verify import other_checkers, verify
from publish.verify.epub import ace, epubcheck

MESSAGES = {
    "messages": [
        {
            "ID": "RSC-005",
            "severity": "ERROR",
            "message": 'Duplicate "p1"',
            "suggestion": None,
            "additionalLocations": 1,
            "locations": [
                {"path": "EPUB/article.xhtml", "line": 7, "column": 2},
                {"path": "EPUB/article.xhtml", "line": 8, "column": 2},
            ],
        },
        {
            "ID": "ACC-001",
            "severity": "USAGE",
            "message": "A hint",
            "suggestion": None,
            "additionalLocations": 0,
            "locations": [],
        },
    ]
}


def assertion(rule: str, impact: str, *tags: str) -> dict[str, object]:
    return {
        "earl:result": {"earl:outcome": "fail", "dct:description": rule.capitalize()},
        "earl:test": {
            "earl:impact": impact,
            "dct:title": rule,
            "help": {"url": "https://example.org/help"},
            "rulesetTags": tags,
        },
    }


REPORT = {
    "assertions": [
        {
            "earl:testSubject": {"url": "article.xhtml"},
            "assertions": [
                assertion("image-alt", "critical", "wcag2a", "wcag111"),
                assertion("image-alt", "critical", "wcag2a", "wcag111"),
                assertion("contrast", "serious", "wcag2aa", "wcag143"),
                assertion("region", "moderate", "best-practice"),
            ],
        }
    ]
}


def program(folder: Path, name: str, code: str) -> tuple[str, ...]:
    """Return the command of a program that does what ``code`` says."""
    script = folder / f"{name}.py"
    script.write_text(f"import json, sys, pathlib\n{code}\n", "utf-8")
    return (sys.executable, str(script))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = program(tmp_path, "check", f"print({json.dumps(MESSAGES)!r})\nsys.exit(1)")
    report = "pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1], 'report.json')"
    judges = program(tmp_path, "ace", f"{report}.write_text({json.dumps(REPORT)!r})")
    monkeypatch.setattr(epubcheck, "command", lambda: checks)
    monkeypatch.setattr(ace, "command", lambda: judges)


@pytest.mark.usefixtures("installed")
def test_their_messages_are_diagnostics(book: Path) -> None:
    assert other_checkers(book) == {"EPUBCheck": True, "Ace": True}
    found = {one.code: one for one in verify(book)}
    assert found.keys() == {"epubcheck-RSC-005", "ace-image-alt", "ace-contrast", "ace-region"}
    duplicate = found["epubcheck-RSC-005"]
    assert (duplicate.file, duplicate.line) == (book / "EPUB/article.xhtml", 7)
    assert (duplicate.severity, duplicate.clause) == (Severity.ERROR, "EPUBCheck RSC-005")
    assert "2 more places" in duplicate.message
    image = found["ace-image-alt"]
    assert (image.severity, image.file) == (Severity.WARNING, book / "EPUB/article.xhtml")
    assert image.clause == "WCAG 2.2 1.1.1 (Ace image-alt)"
    assert "2 times" in image.message
    assert found["ace-region"].severity is Severity.INFO


@pytest.mark.usefixtures("installed")
def test_a_claim_to_conform_makes_failures_of_its_level_errors(book: Path) -> None:
    verdict = {one.code: one.severity for one in ace.verdict(book, "EPUB/content.opf", "A")}
    assert verdict["ace-image-alt"] is Severity.ERROR
    assert verdict["ace-contrast"] is Severity.WARNING


def test_one_that_fails_is_a_warning(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = program(tmp_path, "silent", "pass")
    monkeypatch.setattr(epubcheck, "command", lambda: silent)
    monkeypatch.setattr(ace, "command", lambda: silent)
    found = {one.code: one.severity for one in verify(book)}
    assert found == {"epubcheck-failed": Severity.WARNING, "ace-failed": Severity.WARNING}


@pytest.mark.usefixtures("installed")
def test_a_quick_verification_runs_neither(book: Path) -> None:
    assert verify(book, quick=True) == ()


def test_none_runs_where_none_is_installed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert other_checkers(book) == {"EPUBCheck": False, "Ace": False}
    assert verify(book) == ()
