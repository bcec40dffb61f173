"""Words are divided where pyphen divides them, though only a few patterns are parsed."""

import pyphen
import pytest

from publish.editions.pdf.lines.hyphenation import Patterns, language_of

WORDS = {
    "en_GB": ("hyphenation", "Representative", "unimaginable", "a", "strength"),
    "cs_CZ": ("nejneobhospodařovávatelnější", "Vlastnosti", "rozhlas"),
    "bg_BG": ("непротивоконституционствувателствувайте", "Библиотека"),
    "ca": ("intel·ligència", "paral·lel", "biblioteca"),
    "nb_NO": ("menneskerettighetsorganisasjon", "datter"),
}


@pytest.mark.parametrize("name", WORDS)
def test_words_are_divided_as_by_pyphen(name: str) -> None:
    path = pyphen.LANGUAGES[name]
    ours, theirs = Patterns(path), pyphen.HyphDict(path)
    for word in WORDS[name]:
        found, expected = ours.positions(word), theirs.positions(word)
        assert found == expected
        changes = [[getattr(one, "data", None) for one in some] for some in (found, expected)]
        assert changes[0] == changes[1]
    assert {letters: theirs.patterns[letters] for letters in ours.patterns} == ours.patterns
    assert ours.unread.keys() | ours.patterns.keys() == theirs.patterns.keys()
    assert len(ours.patterns) < 300


def test_language_without_patterns() -> None:
    assert language_of(None) is None
    assert language_of("zh-Hans") is None
    assert language_of("en-GB-oxendict") == "en_GB"
