"""The stress of Belarusian, Ukrainian and Russian words, which espeak-ng knows in half of them."""

from __future__ import annotations

import pytest

from publish.narration.synthesis import Part, Voice
from publish.narration.voices.espeak import espeak_voices
from publish.narration.voices.stress import MARK, VOWELS, Stresses, stressed, stresses_of
from tests.narration.voices.speaking import heard, spoken_in_turn

#: Common words, which must stay right; ``bench/stress.py`` measures with other text.
BELARUSIAN = """малады́ наста́ўнік адчыні́ў во́кны стары́ за́мак стая́ў на гары́ варо́ты вялі́кія дамы́ яна́
калі́
бабу́ля расказа́ла пра даро́гу сусе́дзяў малака́ рака́ вада́ была́ хало́дная абяца́ла дапамагчы́ лю́дзям"""
UKRAINIAN = """молоди́й учи́тель відчини́в ві́кна стари́й стоя́в на горі́ вели́кі буди́нки вона́ коли́ бабу́ся
розповіда́ла про доро́гу сусі́дів молоко́ ріка́ вода́ була́ холо́дна обіця́ла допомогти́ лю́дям робо́ту хоті́в"""


def vowel_of(word: str) -> int:
    return sum(char in VOWELS for char in word.partition(MARK)[0])


@pytest.mark.parametrize(("language", "text"), [("be", BELARUSIAN), ("uk", UKRAINIAN)])
def test_common_words_have_their_stress(language: str, text: str) -> None:
    stresses = stresses_of(language)
    marked = [word for word in text.split() if MARK in word]
    wrong = [one for one in marked if stresses.vowel(one.replace(MARK, "")) != vowel_of(one)]
    assert not wrong
    assert len(marked) > 20


def test_a_short_u_is_no_vowel() -> None:
    stresses = stresses_of("be")
    words = ("удвая", "ўдвая", "уратаваць", "ўратаваць", "увосень", "ўвосень")
    assert [stresses.vowel(word) for word in words] == [3, 2, 4, 3, 2, 1]


def told(text: str, mnemonics: dict[str, str], stresses: Stresses) -> str:
    pieces = stressed(text, stresses, lambda word: mnemonics[word].split("|"))
    assert "".join(piece for piece, _ in pieces) == text
    return "".join(f"[{said}]" if said else piece for piece, said in pieces)


def test_only_words_that_espeak_stresses_wrongly_are_replaced() -> None:
    known = {"вада": "v|'a|d|a", "рака": "r|a|k|'a", "дзень": "dz|;|'E|n|;"}
    assert told("Дзень, вада; рака", {**known, "Дзень": ""}, stresses_of("be")) == (
        "Дзень, [v|a|d|'a]; рака"
    )


def test_the_marks_of_the_author_win_and_are_not_read() -> None:
    known = {"замок": "z|a|m|'o|k", "молоко": "m|V|l|V|k|'o"}
    russian = stresses_of("ru")
    assert told("за́мок, замо́к", known, russian) == "[z|'a|m|V|k], [z|a|m|'o|k]"
    assert told("мо́локо и замок", known, russian) == "[m|'o|l|V|k|V] и замок"


def test_each_word_keeps_its_time() -> None:
    voice: Voice = next(one for one in espeak_voices() if one.id == "be")
    part = Part("Малады настаўнік і за́мак на гары [[тут]].", voice)
    plain, again = spoken_in_turn([part], [part])
    assert plain == again
    assert heard(plain, part) == ["Малады", "настаўнік", "і", "за́мак", "на", "гары", "тут"]
