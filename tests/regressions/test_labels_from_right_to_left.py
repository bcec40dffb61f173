"""Bylines with names in two scripts ran together in the wrong order, and labels stood on the wrong
side; the name of a table's frame gave the table its own language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publish.intake import read
from publish.language.words import Words, names_in_words, words_for
from publish.prepare import prepare
from tests.building import edition_of

SOURCE = """---
title: مرسى
language: fa
authors: [Ada Kowalska, مریم]
publisher: بندر
published: 2026-03-01
---

متن کوتاه.

| نام قایق | صاحب قایق | رنگ قایق | سال ساخت قایق |
|----------|-----------|----------|---------------|
| دریا     | مریم      | آبی      | ۱۹۹۹          |
"""


@pytest.mark.parametrize("language", ["ru", "it", "pt", "nl", "uk", "ar"])
def test_these_languages_have_words_of_their_own(language: str) -> None:
    own, english = words_for(language), words_for("en")
    assert own.language == language
    names = Words.__struct_fields__
    same = {name for name in names if getattr(own, name) == getattr(english, name)}
    assert same <= {"code", "date", "formula", "links", "tip", "page_short", "role_dsr"}
    for name in names:  # the same places to fill in
        assert _places(getattr(own, name)) == _places(getattr(english, name)), name


def _places(words: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words))


def test_names_keep_their_order() -> None:
    names = ["Ada", "Maksim", "مريم"]
    assert names_in_words(names, words_for("ar")) == "Ada وMaksim ومريم"
    assert names_in_words(names, words_for("fa"), "fa") == "Ada,\u200f Maksim and مريم"
    assert names_in_words(names, words_for("en"), "en") == "Ada,\u200e Maksim and مريم"
    assert names_in_words(["Ada", "Bo", "Cy"], words_for("en"), "en") == "Ada, Bo and Cy"


def test_what_is_in_a_frame_keeps_its_language(tmp_path: Path) -> None:
    source = tmp_path / "marsa.md"
    source.write_text(SOURCE, encoding="utf-8")
    edition = edition_of("epub", prepare(read(source)), None, tmp_path / "marsa")
    assert [one.message for one in edition.diagnostics] == []
