"""A listener heard a full stop after "approx." and in "J.-C.", and a name without its title."""

from __future__ import annotations

import pytest

from tests.narration.test_narrate import spoken


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The pier is approx. 5 km long, as vol. 2 says on tel. 01463 1234."),
        ("fr", "En 52 av. J.-C. il vint avec M. Petit et A. Blanc."),
        ("es", "Está a aprox. 5 km de la casa de D. Juan."),
        ("it", "Nel 52 a.C. venne l'on. Moro, pag. 5."),
        ("pt", "Em 52 a.C. veio a S. Paulo, pág. 5."),
        ("nl", "Bel mevr. Smit, tel. 020 123, blz. 5."),
        ("pl", "Przyszedł gen. Maczek i św. Jan, str. 5, rys. 3."),
        ("ru", "Пришёл ген. Жуков и св. Иоанн, рис. 3, ст. 4, ок. 5 км."),
        ("uk", "Писав І. Я. Франко, ген. Петренко читав, рис. 3."),
        ("be", "Пісаў Я. Купала, ген. Кавалёў чытаў, рыс. 3."),
    ],
)
def test_one_sentence_stays_one(language: str, text: str) -> None:
    said = [one.replace("’", "'") for one in spoken(text, language)]
    assert said[1] == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He came at max. Then he left."),
        ("pl", "Stało się to w 1920 r. Potem wyjechał."),
        ("fr", "Il mange la vitamine C. Puis il dort."),
    ],
)
def test_two_sentences_stay_two(language: str, text: str) -> None:
    first, second = spoken(text, language)[1:3]
    assert f"{first} {second}" == text
