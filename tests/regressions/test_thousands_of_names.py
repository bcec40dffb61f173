"""Names of the front matter in thousands were tried one by one at each place of the text."""

from __future__ import annotations

import random
import re
import time

from publish.language.script_runs import runs
from publish.language.spoken.text import Span
from publish.language.whole_words import WholeWords
from publish.model import Abbreviation, Paragraph, Text
from publish.narration.casting import SPEED, Casting, Direction
from publish.narration.lexicon import Entry, Lexicon
from publish.narration.repetition import is_in
from publish.narration.script import Role, Utterance
from publish.narration.synthesis import Voice
from publish.prepare import _marking

_NAMES = [f"lamp {number}" for number in range(16_000)]
_TEXT = "The lamp of the lamp 7999, and L3 33 at lamp x. " * 1_000
_VOICE = Voice("en-gb", "English", "en-GB", "", "espeak", "")


def test_they_are_whole_words_and_the_longest_comes_first() -> None:
    choice = random.Random(1)
    signs = ["a", "b", "ab", " ", ".", "'", "_", "é", "e\u0301", "1", "-", "the", "С"]
    for _ in range(2_000):
        names = {"".join(choice.choices(signs, k=choice.randint(1, 5))) for _ in range(4)}
        text = "".join(choice.choices(signs, k=20))
        longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        wanted = [one.span() for one in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", text)]
        assert [*WholeWords(names).find(text)] == wanted, (names, text)


def test_abbreviations_and_pronunciations() -> None:
    begun = time.process_time()
    said = Lexicon(Entry(name, say=name.upper()) for name in _NAMES).apply([Span(_TEXT, "en")])
    assert sum(one.say == "LAMP 7999" for one in said) == 1_000
    mark = _marking(dict.fromkeys(_NAMES, "a name"))
    block = mark(Paragraph(content=(Text(_TEXT),), line=1))
    assert isinstance(block, Paragraph)
    assert sum(isinstance(one, Abbreviation) for one in block.content) == 1_000
    assert time.process_time() - begun < 5


def test_speakers() -> None:
    casting = Casting([_VOICE], _VOICE)
    speakers = {f"dr. {name}": (casting, SPEED) for name in _NAMES}
    direction = Direction("", casting, SPEED, {}, speakers)

    def say(text: str) -> Utterance:
        return Utterance(role=Role.BODY, spans=(Span(text, "en"),), pause=0, block=text)

    begun = time.process_time()
    said = [say(f"Dr. Lamp {number}: Is it?") for number in range(15_990, 16_010)] * 100
    named = [*direction.speakers_of(said)]
    assert (named[9], named[10]) == ("dr. lamp 15999", "")
    assert [*direction.speakers_of([say("Dr. Lamp 7."), say("Dr. Lamp"), say("A")])] == [
        "dr. lamp 7", "", "",
    ]  # fmt: skip
    assert time.process_time() - begun < 5


def test_expansions_that_the_text_may_have() -> None:
    begun = time.process_time()
    text = "The lamps of Šiauliai, in the *old* town, burn. 世界卫生组织说。" + _TEXT * 20
    assert all(map(is_in, [text] * 4, ["old town", "OLD TOWN burn", "šiauliai", "世界卫生组织"]))
    assert not any(is_in(text, f"own burn {number}") for number in range(20_000))
    assert time.process_time() - begun < 5


def test_words_in_scripts_that_the_voice_does_not_read() -> None:
    latin = frozenset({"Latn"})
    assert runs("a Пагоня, the Ω of שלום!", latin) == [
        ("a ", ""), ("Пагоня, ", "Cyrl"), ("the Ω of ", ""), ("שלום!", "Hebr"),
    ]  # fmt: skip
    casting = Casting([_VOICE], _VOICE, "en")
    begun = time.process_time()
    casting.cast([Span(" ".join(f"Пагоня {n} then" for n in range(15_000)), "en")])
    casting.cast([Span(f"слово{n}ж", "en") for n in range(15_000)])
    assert all(len(one) < 300 for one in casting.warnings)
    assert time.process_time() - begun < 5
