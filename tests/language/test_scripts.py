"""Scripts and directions of languages, and tags."""

from __future__ import annotations

import pytest

from publish.language.scripts import direction, language_of_script, script_of, scripts_of
from publish.language.tags import same, three_letters


@pytest.mark.parametrize("tag", ["ar", "he-IL", "fa", "ur", "yi", "az-Arab", "UR-PK", "ku-arab-iq"])
def test_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "be-tarask", "uk", "ar-Latn", "he-Latn-IL", "zh-Hant", "ku"])
def test_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


def test_a_region_does_not_make_another_language() -> None:
    assert same("en", "EN-gb")
    assert not same("be", "bg")


@pytest.mark.parametrize(
    ("char", "script"),
    [("a", "Latn"), ("é", "Latn"), ("ў", "Cyrl"), ("字", "Hani"), ("か", "Hira"), ("한", "Hang")],
)
def test_the_script_of_a_letter(char: str, script: str) -> None:
    assert script_of(char) == script


@pytest.mark.parametrize("char", ["1", " ", "’", "µ", "ʰ", "ー", "\u0301", "\U0010ffff"])
def test_characters_of_no_one_script(char: str) -> None:
    assert script_of(char) == ""


@pytest.mark.parametrize(
    ("tag", "scripts"),
    [
        ("en-GB", "Latn"),
        ("be", "Cyrl"),
        ("be-Latn", "Latn"),
        ("sr", "Cyrl Latn"),
        ("sr-Latn", "Latn"),
        ("ja", "Hani Hira Kana"),
        ("ko", "Hang Hani"),
        ("zh-Hant-TW", "Hani"),
        ("cmn", "Hani"),
        ("en-x-cyrl", "Latn"),
        ("qab", ""),
    ],
)
def test_the_scripts_of_a_language(tag: str, scripts: str) -> None:
    assert " ".join(sorted(scripts_of(tag))) == scripts


@pytest.mark.parametrize(
    ("script", "language"),
    [("Latn", "en"), ("Cyrl", "ru"), ("Hira", "ja"), ("Hang", "ko"), ("Hani", "zh"), ("Xxxx", "")],
)
def test_the_main_language_of_a_script(script: str, language: str) -> None:
    assert language_of_script(script) == language


@pytest.mark.parametrize(
    ("tag", "code"), [("en-GB", "eng"), ("de", "deu"), ("rue", "rue"), ("x", "und")]
)
def test_three_letters(tag: str, code: str) -> None:
    assert three_letters(tag) == code
