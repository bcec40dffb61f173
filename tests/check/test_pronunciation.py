"""Names that a voice would have to guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check import check
from publish.errors import Diagnostic, Severity
from publish.model import Article
from publish.source import read, read_markdown
from tests.narration.sources import GALLERY


def unpronounced(article: Article) -> list[Diagnostic]:
    return [diagnostic for diagnostic in check(article) if diagnostic.code == "name-unpronounced"]


def found(body: str, language: str = "en-GB", front: str = "") -> list[Diagnostic]:
    text = f"---\ntitle: Trams\nlanguage: {language}\n{front}---\n\n{body}\n"
    return unpronounced(read_markdown(GALLERY / "test.md", text))


def names(body: str, language: str = "en-GB", front: str = "") -> list[str]:
    return [
        diagnostic.message.split("“")[1].split("”")[0]
        for diagnostic in found(body, language, front)
    ]


def test_a_name_is_found_once_with_its_first_line_and_its_count() -> None:
    (diagnostic,) = found("One.\n\nKalinoŭski’s men.\n\n## Kalinoŭski\n\nAnd *Kalinoŭski*.")
    assert diagnostic.line == 8
    assert diagnostic.severity is Severity.INFO
    assert "“Kalinoŭski” has no pronunciation (it occurs 3 times)" in diagnostic.message
    assert "{Kalinoŭski: ...}" in diagnostic.fix


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("From Łódź to Gdańsk.", "en-GB", ["Łódź", "Gdańsk"]),
        ("From Łódź to Gdańsk, then Kraków.", "pl", []),
        ("Zoë had a café, Émile none.", "en-GB", []),
        ("The word żółć is no name.", "en-GB", []),
        ("The Лукашэнка man.", "en-GB", ["Лукашэнка"]),
        ("Ехаў Іван у Їжак праз CNN.", "be", ["Їжак"]),
        ("Müller und Łukasz.", "de", ["Łukasz"]),
        ("See https://example.org/Łódź now.", "en-GB", []),
        ("Łódź", "fil", []),
    ],
)
def test_letters_that_the_language_does_not_have(
    body: str, language: str, expected: list[str]
) -> None:
    assert names(body, language) == expected


@pytest.mark.parametrize(
    "body",
    ["[Łódź]{lang=pl} runs.", '[Łódź]{ipa="wut͡ɕ"} runs.', '[Łódź]{say="wooch"} runs.', "`Łódź`"],
)
def test_a_name_that_the_text_tells_how_to_say(body: str) -> None:
    assert names(body) == []


def test_entries_of_the_front_matter_and_of_the_lexicon(tmp_path: Path) -> None:
    front = "narration:\n  pronunciations:\n    Nowy Sącz: novi sonch\n"
    assert names("Sącz and Łódź.", front=front) == ["Łódź"]
    (tmp_path / "names.pls").write_text(
        '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" '
        'alphabet="ipa" xml:lang="en"><lexeme><grapheme>Łódź</grapheme>'
        "<alias>wooch</alias></lexeme></lexicon>",
        encoding="utf-8",
    )
    source = tmp_path / "article.md"
    source.write_text(
        "---\ntitle: Trams\nlanguage: en\nnarration: {lexicon: names.pls}\n---\n\nŁódź, Śrem.\n",
        encoding="utf-8",
    )
    assert [one.message for one in unpronounced(read(source))] == [
        "The name “Śrem” has no pronunciation."
    ]


def test_the_title_people_and_pictures_count() -> None:
    front = "subtitle: Żywiec\nauthors: [Ada Wójcik]\n"
    body = "![A stop in Łeba.](pictures/map.svg)"
    assert names(body, front=front) == ["Żywiec", "Wójcik", "Łeba"]


def test_the_example_has_an_entry_for_each(root: Path) -> None:
    article = read(root / "assets" / "example" / "article.md")
    assert [one.message for one in check(article) if one.code == "name-unpronounced"] == []
