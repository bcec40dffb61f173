"""Only a person unlocks the claim to conform, and only for what that person has looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.accessibility import claim_of, facts_of, onix, schema
from publish.accessibility.criteria import EPUB, PDF, WCAG, standards
from publish.accessibility.record import open_criteria
from publish.accessibility.statement import statement
from publish.errors import SourceError
from publish.model import Article, Evaluation, Figure, Link, Paragraph, Text
from publish.source import read
from publish.verify import verify
from tests.editions.epub.making import article, made, picture
from tests.judges import epubcheck

ALL = Evaluation("Ada Kowalska", date(2026, 3, 1), "AA", ("all",), organisation="Clear Books")


def evaluated(whole: Article, **changes: object) -> Article:
    evaluation = replace(ALL, **changes)  # type: ignore[arg-type]
    return replace(whole, metadata=replace(whole.metadata, evaluation=evaluation))


def test_nobody_has_looked_nothing_is_claimed() -> None:
    assert claim_of(article(), facts_of(article())) is None


def test_a_part_is_not_enough(tmp_path: Path) -> None:
    whole = article(Figure(image=picture(tmp_path / "a.png")))
    left = {one.number for one in open_criteria(whole, facts_of(whole))}
    assert {"1.1.1", "1.3.1", "discovery", "distribution"} <= left
    assert "2.4.4" not in left, "there are no links"
    some = evaluated(whole, criteria=tuple(left - {"1.1.1"}))
    assert claim_of(some, facts_of(some)) is None
    enough = evaluated(whole, criteria=tuple(left))
    assert claim_of(enough, facts_of(enough)) is not None


def test_a_link_asks_for_one_more_look() -> None:
    linked = article(Paragraph(content=(Link((Text("The map"),), "https://example.org/"),)))
    assert "2.4.4" in {one.number for one in open_criteria(linked, facts_of(linked))}


def test_level_a_asks_for_less() -> None:
    whole = evaluated(article(), criteria=(), level="A")
    numbers = {one.number for one in open_criteria(whole, facts_of(whole))}
    assert "1.3.1" in numbers
    assert "3.1.2" not in numbers


def test_the_epub_bears_the_claim_and_the_person(tmp_path: Path) -> None:
    whole = evaluated(article(), credential="Certified Reader", report="https://example.org/report")
    book = made(whole, tmp_path)
    assert book.meta("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert book.meta("a11y:certifiedBy") == ["Clear Books"]
    assert book.meta("a11y:certifierCredential") == ["Certified Reader"]
    assert book.meta("dcterms:date") == ["2026-03-01"]
    statement_page = book.bytes("EPUB/accessibility.xhtml").decode()
    assert "Evaluated by Ada Kowalska, Clear Books, 1 March 2026." in statement_page
    assert "Nobody has yet certified" not in statement_page
    assert not verify(book.path, quick=True)
    assert not epubcheck.check([book.path])[book.path]


def test_onix_and_json_ld_say_the_same() -> None:
    whole = evaluated(article(), report="https://example.org/report")
    facts = facts_of(whole)
    claim = claim_of(whole, facts)
    found = {one.value: one.description for one in onix.features(facts, claim)}
    assert found["04"] == found["94"] == "https://example.org/report"
    assert {"82", "85"} <= set(found)
    assert (found["90"], found["91"]) == ("Clear Books", "20260301")
    data = schema.json_ld(facts, claim)
    assert data["http://purl.org/dc/terms/conformsTo"] == claim.standard if claim else False


@pytest.mark.parametrize(
    "language", ["en", "be", "uk", "pl", "de", "fr", "es", "it", "nl", "pt", "ru", "ar"]
)
def test_the_statement_names_who_and_when(language: str) -> None:
    whole = evaluated(article(language=language))
    facts = facts_of(whole)
    parts = statement(facts, claim_of(whole, facts))
    said = " ".join(line for part in parts for line in part.sentences)
    assert "Ada Kowalska, Clear Books" in said
    assert "2026" in said
    assert "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" in said


def test_every_criterion_of_the_standards_is_there() -> None:
    by_name = {one.name: one for one in standards()}
    assert set(by_name) == {WCAG, EPUB, PDF}
    levels = [one.level for one in by_name[WCAG].criteria]
    assert (levels.count("A"), levels.count("AA")) == (31, 24)
    assert [one.number for one in by_name[PDF].criteria] == [f"{n:02}" for n in range(1, 32)]
    for standard in standards():
        for one in standard.criteria:
            assert one.machine or one.human or one.construction or one.otherwise, one.number
            assert not one.needs or one.otherwise, one.number


FRONT = "---\ntitle: A\nlanguage: en\nevaluation:\n{}\n---\n\nText.\n"


def test_the_field_is_read(tmp_path: Path) -> None:
    fields = "  evaluator: Ada\n  date: 2026-03-01\n  criteria: [1.1.1, pages]\n  level: A"
    source = tmp_path / "a.md"
    source.write_text(FRONT.format(fields).replace("pages", "discovery"))
    assert read(source).metadata.evaluation == Evaluation(
        "Ada", date(2026, 3, 1), "A", ("1.1.1", "discovery")
    )


@pytest.mark.parametrize(
    ("fields", "line", "message"),
    [
        ("  evaluator: Ada\n  criteria: all", 4, "“date” is missing"),
        ("  evaluator: Ada\n  date: 2026-03-01", 4, "“criteria” is missing"),
        ("  evaluator: Ada\n  date: soon\n  criteria: all", 6, "isn't a date"),
        ("  evaluator: Ada\n  date: 2026-03-01\n  criteria: [9.9.9]", 7, "isn't a criterion"),
        ("  evaluator: A\n  date: 2026-03-01\n  criteria: all\n  level: AAA", 8, "isn't a level"),
        (
            "  evaluator: A\n  date: 2026-03-01\n  criteria: all\n  report: x",
            8,
            "isn't a web address",
        ),
    ],
)
def test_what_the_field_refuses(fields: str, line: int, message: str, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(FRONT.format(fields))
    with pytest.raises(SourceError) as caught:
        read(source)
    assert message in str(caught.value)
    assert caught.value.diagnostic.line == line
