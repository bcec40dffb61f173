"""A sentence without a comma was one piece for the model, whatever its memory."""

from __future__ import annotations

from collections.abc import Sequence

from publish.narration.synthesis import Part
from publish.narration.voices import voices
from publish.narration.voices.english import Sound
from publish.narration.voices.phoneme_engine import _timed, _words, pieces_of
from publish.narration.voices.tokens import tokens

WORDS = [f"parola{'a' * (number % 5)}" for number in range(60)]


def phonemes(pieces: list[list[Sound]]) -> list[str]:
    return ["".join(one.phonemes for one in piece) for piece in pieces]


def test_a_long_clause_is_cut_at_words_which_keep_their_times() -> None:
    text = " ".join(WORDS)
    clause = Sound(text.replace("o", "ˈo"), 0, len(text))
    pieces = list(pieces_of([clause], 120))
    said = phonemes(pieces)
    assert "".join(said) == clause.phonemes
    assert max(map(len, said)) <= 120
    assert all(one.endswith(" ") for one in said[:-1])
    times, start = list[tuple[Sound, Sequence[int]]](), 0
    for piece, letters in zip(pieces, said, strict=True):
        times += _timed(piece, range(start, start + 100 * len(letters) + 1, 100))
        start += 100 * len(letters)
    found = _words(tokens([Part(text, voices()[0])]), times)
    assert [text[one.first : one.last] for one in found] == WORDS
    assert [(one.end - one.start) // 100 for one in found] == [len(one) + 1 for one in WORDS]


def test_no_piece_is_silent() -> None:
    assert phonemes(list(pieces_of([Sound("", 0, 1), Sound("a" * 200, 1, 2)], 120))) == [
        "a" * 120, "a" * 80,
    ]  # fmt: skip
    assert phonemes(list(pieces_of([Sound("", 0, 1), Sound("  ", 1, 2)], 120))) == []
