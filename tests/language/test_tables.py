"""The files of languages: each is sound, mistakes are named, and one file adds a language."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.check import check
from publish.check.colour import ColourWords
from publish.check.readability import Readability
from publish.check.words import CheckWords
from publish.editions.epub import package_of
from publish.importing.reading.paragraphs import CaptionWords
from publish.language import tables
from publish.language.announcements import Announcements
from publish.language.detection import Detection
from publish.language.display import Display
from publish.language.interface import PlayerWords, ReaderWords, WebWords
from publish.language.mathematics import MathWords
from publish.language.scripts import Writing, alphabet, direction
from publish.language.spacing import Spacing
from publish.language.spoken.normalise import spoken
from publish.language.spoken.speech_rules import SpeechRules
from publish.language.tables import LanguageFileError, languages_with, table
from publish.language.words import Dates, Words
from publish.narration.narrate import narrate
from tests.narration.sources import titled

RECORDS: dict[str, type[object]] = {
    "writing": Writing,
    "words": Words,
    "announcements": Announcements,
    "display": Display,
    "dates": Dates,
    "spacing": Spacing,
    "detection": Detection,
    "colour": ColourWords,
    "check": CheckWords,
    "readability": Readability,
    "captions": CaptionWords,
    "speech": SpeechRules,
    "mathematics": MathWords,
    "web": WebWords,
    "player": PlayerWords,
    "reader": ReaderWords,
}

FILES = sorted(tables.FOLDER.glob("*.toml"))


def test_every_section_has_a_record() -> None:
    assert set(RECORDS) == set(tables.SECTIONS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_section_of_every_file_can_be_read(file: Path) -> None:
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    assert sections
    for section in sections:
        assert table(file.stem, section, RECORDS[section])
        assert file.stem in languages_with(section)


def test_en_toml_explains_every_key() -> None:
    text = (tables.FOLDER / "en.toml").read_text(encoding="utf-8")
    computed = {"language", "month_names"}
    for record in RECORDS.values():
        keys = set(record.__annotations__) - computed
        assert not {key for key in keys if not re.search(rf"\b{key}\b", text)}


def test_a_section_that_a_language_lacks_is_none() -> None:
    assert table("fi", "speech", SpeechRules) is None
    assert table("qab", "words", Words) is None


def test_a_region_changes_keys() -> None:
    british, american = (table(tag, "speech", SpeechRules) for tag in ("en-GB", "en-US"))
    assert british
    assert american
    assert (british.units["%"], american.units["%"]) == ("per cent", "percent")
    assert british.units["km"] == "kilometre|kilometres"
    assert american.units["km"] == "kilometer|kilometers"
    assert british.units["kg"] == american.units["kg"]


Adding = Callable[[str], str]


@pytest.fixture
def adding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Adding:
    """``adding(text)`` adds a language with that file, and returns its tag."""
    folder = tmp_path / "data"
    shutil.copytree(tables.FOLDER, folder)
    monkeypatch.setattr(tables, "FOLDER", folder)

    def add(text: str) -> str:
        (folder / "qaa.toml").write_text(text, encoding="utf-8")
        return "qaa"

    return add


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[writing]\nalfabet = "abc"', r"qaa\.toml: \[writing\]: .*unknown field `alfabet`"),
        ("[writing]\nalphabet = 3", r"qaa\.toml: \[writing\]: Expected `str`.*`\$\.alphabet`"),
        ('[dates]\nwritten = "{day}"', r"qaa\.toml: \[dates\]: .*missing required field `months`"),
        ("\n[writing]\nalphabet = [", r"qaa\.toml: \[writing\]: .*(line 3|end of document)"),
        ("[writting]\n", r"qaa\.toml: \[writting\] isn't a section\. Use one of: writing, words"),
    ],
)
def test_a_mistake_in_a_file_is_named(adding: Adding, text: str, message: str) -> None:
    tag = adding(text)
    section, record = ("dates", Dates) if "[dates]" in text else ("writing", Writing)
    with pytest.raises(LanguageFileError, match=message):
        table(tag, section, record)


MADE_UP = """
[writing]
alphabet = "ŧ"
script = "Latn"

[words]
{words}

[dates]
months = ["an", "bo", "ca", "du", "el", "fi", "go", "hu", "in", "ju", "ka", "lo"]
written = "{{day}}an {{month}} {{year}}"

[check]
vague_links = ["heŧe"]

[speech]
numbers = "en"
decimal = ","
groups = " "
plural = "two"
point = "komŧa"
minus = "mino"
to = "ŧo"
and_ = "ŧan"
date = "{{day}} mo {{month}} {{year}}"
day_month = "{{day}} mo {{month}}"
time = "{{hour}} {{minute}}"
full_hour = "{{hour}} hor"
years = "cardinal"

[speech.units]
km = "kilomeŧ|kilomeŧa"

[speech.abbreviations]
"Dŧ." = "Dokŧo"
"""


def made_up() -> str:
    """The file of a language whose words are the English ones, backwards."""
    words = tomllib.loads((tables.FOLDER / "en.toml").read_text("utf-8"))["words"]
    return MADE_UP.format(words="\n".join(f'{key} = "{word[::-1]}"' for key, word in words.items()))


def test_one_file_adds_a_language(adding: Adding) -> None:
    tag = adding(made_up())
    article = titled(
        "Dŧ. Aŧ, 3 km. [Heŧe](https://example.org).\n\n"
        ":::{figure} pictures/map.svg\n:alt: Mapŧ.\n\nHeŧe.\n:::",
        tag,
        "published: 2026-03-01\n",
    )
    documents = b"\n".join(item.content for item in package_of(article).items).decode(
        "utf-8", "replace"
    )
    assert "erugiF" in documents
    assert "stnetnoC" in documents
    assert "1an ca 2026" in documents
    assert "Figure 1" not in documents

    script = narrate(article)
    said = [span for chapter in script.chapters for one in chapter.utterances for span in one.spans]
    assert "erugiF 1." in [span.text for span in said]
    assert {span.language for span in said} == {tag}

    assert spoken("Dŧ. Aŧ, 3 km.", tag).text == "Dokŧo Aŧ, three kilomeŧa."
    assert spoken("1,5 km, 2 ca 2026", tag).text == (
        "one komŧa five kilomeŧa, second mo ca two thousand and twenty-six"
    )

    assert "ŧ" in alphabet(tag)
    assert direction(tag) == "ltr"
    codes = {diagnostic.code for diagnostic in check(article)}
    assert "name-unpronounced" not in codes
