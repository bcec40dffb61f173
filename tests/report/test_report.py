"""``publish report``: what readers, booksellers and evaluators get."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from publish.cli import main
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of as export
from tests.judges import axe

ONIX = "{http://ns.editeur.org/onix/3.1/reference}"
GALLERY = Path(__file__).parents[1] / "gallery/every-construct/article.md"

#: A folder without editions.
NOWHERE = Path(__file__).parent


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main(["report", *map(str, words)]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of the source with every construct."""
    folder = tmp_path_factory.mktemp("editions")
    export("epub", prepare(read(GALLERY)), None, folder / "article")
    return folder


def test_the_statement_is_what_is_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, GALLERY, NOWHERE)
    assert text.startswith("Accessibility\n\nWays of reading\n  - Appearance")
    assert "Nobody has yet certified" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_onix(capsys: pytest.CaptureFixture[str]) -> None:
    root = ET.fromstring(said(capsys, GALLERY, NOWHERE, "--onix"))
    pairs = [
        tuple(one.findtext(f"{ONIX}ProductFormFeature{name}") for name in ("Type", "Value"))
        for one in root.iter(f"{ONIX}ProductFormFeature")
    ]
    assert ("09", "14") in pairs
    assert ("12", "00") in pairs
    assert not {"04", "82", "85"} & {value for _, value in pairs}


def test_json_ld(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, GALLERY, NOWHERE, "--json-ld"))
    assert data["@context"] == "https://schema.org"
    assert "alternativeText" in data["accessibilityFeature"]


def test_conformance_says_who_judges(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    data = json.loads(said(capsys, GALLERY, folder, "--json"))
    by_number = {
        (one["standard"], each["number"]): each
        for one in data["conformance"]
        for each in one["criteria"]
    }
    pictures = by_number["WCAG 2.2", "1.1.1"]
    assert pictures["judges"] == ["check", "verify", "audit"]
    assert pictures["status"] == "needs a person"
    assert by_number["WCAG 2.2", "1.2.2"]["status"] == "not applicable"
    assert by_number["WCAG 2.2", "1.2.2"]["reason"] == "There is no video."
    assert by_number["WCAG 2.2", "2.4.2"]["status"] == "passed by machine"
    assert by_number["WCAG 2.2", "1.4.12"]["status"] == "met by construction"
    assert by_number["PDF/UA-1", "14"]["not_judged_by"] == ["audit"], "no PDF was built"
    assert data["alt_texts"]["described"] > 4
    assert data["claim"] == ""


def test_a_finding_fails_its_criterion(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = tmp_path / "article.md"
    source.write_text(
        "---\ntitle: A\nlanguage: en\nauthors: [B]\n---\n\n"
        "Read [here](https://example.org/).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    text = said(capsys, source, tmp_path, "--conformance")
    start = text.index("2.4.4 Link Purpose")
    assert text[start:].startswith("2.4.4 Link Purpose (In Context) (A): fails")
    assert "“here”" in text[start : start + 500]
    assert "Evaluated by: ___" in text


def test_the_page(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    said(capsys, GALLERY, folder, "--html", page)
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "3.3.8 Accessible Authentication" in text
    assert not axe.violations(page)
    assert not axe.violations(page, dark=True)


EVALUATED = """---
title: A
language: en
authors: [B]
evaluation:
  {{evaluator: Ada Kowalska, organisation: Clear Books, date: 2026-03-01, criteria: {criteria},
  report: "https://example.org/report?a=1&b=2"}}
---

One. Two.
"""


@pytest.mark.parametrize("criteria", ["all", "[1.1.1]"])
def test_an_evaluation_is_named_and_what_it_allows_to_claim(
    criteria: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, page = tmp_path / "article.md", tmp_path / "report.html"
    source.write_text(EVALUATED.format(criteria=criteria), encoding="utf-8")
    text = said(capsys, source, tmp_path, "--conformance")
    said(capsys, source, tmp_path, "--html", page)
    html = page.read_text(encoding="utf-8")
    claims = "The editions claim: EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    assert "Evaluated by: Ada Kowalska, Clear Books   Date: 2026-03-01" in text
    assert "<p>Ada Kowalska, Clear Books, 2026-03-01</p>" in html
    assert '<a href="https://example.org/report?a=1&amp;b=2">' in html
    assert (claims in text) is (claims in html) is (criteria == "all")
    assert ("No edition claims to conform" in text) is (criteria != "all")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["--onix", "--json-ld"], "Choose one of --onix, --json-ld and --conformance."),
        (["no-such-folder"], "There is no folder no-such-folder."),
    ],
)
def test_what_cannot_be_meant(
    asked: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(GALLERY), *asked]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert not said.out
