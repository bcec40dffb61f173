"""The words of our pages: the same keys and places in all languages, and the choice of one."""

from __future__ import annotations

import string

import pytest
from starlette.testclient import TestClient

from publish.serve.wording import LANGUAGES, words_of
from tests.serve.conftest import ClientFor


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_words(language: str) -> None:
    english, own = words_of("en")._words, words_of(language)._words
    assert list(own) == list(english)
    for key, text in own.items():
        assert text.strip(), key
        assert _places(text) == _places(english[key]), key


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_choice_of_a_language(client_for: ClientFor) -> None:
    asked = {
        "de-AT,de;q=0.9,en;q=0.5": "de",
        "ja, uk;q=0.1": "uk",
        "*": "en",
        "fr;q=x": "en",
        "": "en",
    }
    for header, language in asked.items():
        text = client_for(**{"Accept-Language": header}).get("/").text
        assert f'<html lang="{language}">' in text
    client: TestClient = client_for(**{"Accept-Language": "de"})
    assert '<html lang="pl">' in client.get("/?language=pl").text
    assert '<html lang="pl">' in client.get("/").text
