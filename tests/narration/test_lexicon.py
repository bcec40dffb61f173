"""Pronunciations: whole words, by language, from a PLS file that nobody vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration.lexicon import Entry, Lexicon, read_pls
from tests.narration.sources import GALLERY

PLS = """<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
 alphabet="{alphabet}" xml:lang="en">{body}</lexicon>"""


def lexemes(folder: Path, body: str, alphabet: str = "ipa") -> list[Entry]:
    file = folder / "lexicon.pls"
    file.write_text(PLS.format(body=body, alphabet=alphabet), encoding="utf-8")
    return read_pls(file)


def test_graphemes_aliases_and_phonemes() -> None:
    assert read_pls(GALLERY / "lexicon.pls") == [
        Entry("Zarechye", say="zah-RETCH-yeh", language="en-GB"),
        Entry("tramway", ipa="ˈtræmweɪ", language="en-GB"),
    ]


def test_a_pronunciation_between_slashes_is_in_ipa() -> None:
    settings = NarrationSettings(pronunciations=(("Łódź", "/ˈwut͡ɕ/"), ("24/7", "all/day")))
    spans = Lexicon.of(settings).apply([Span("Łódź 24/7", "en")])
    assert [(one.text, one.ipa, one.say) for one in spans] == [
        ("Łódź", "ˈwut͡ɕ", ""), (" ", "", ""), ("24/7", "", "all/day"),
    ]  # fmt: skip


def test_two_graphemes_share_a_pronunciation_and_another_alphabet_is_passed_over(
    tmp_path: Path,
) -> None:
    body = (
        "<lexeme><grapheme>colour</grapheme><grapheme>color</grapheme>"
        "<phoneme alphabet='x-other'>k</phoneme><phoneme>ˈkʌlə</phoneme></lexeme>"
        "<lexeme><grapheme>odd</grapheme><phoneme alphabet='x-other'>o</phoneme></lexeme>"
    )
    found = lexemes(tmp_path, body)
    assert [(entry.grapheme, entry.ipa) for entry in found] == [
        ("colour", "ˈkʌlə"),
        ("color", "ˈkʌlə"),
    ]


def test_only_whole_words_of_the_language_are_replaced() -> None:
    lexicon = Lexicon([Entry("New York", say="noo york"), Entry("tram", ipa="træm", language="en")])
    text = "The tram, a tramway to New York."
    spans = lexicon.apply([Span(text, "en-GB"), Span("tram", "pl"), Span("tram", "en", say="x")])
    assert "".join(span.text for span in spans) == f"{text}tramtram"
    assert [(s.text, s.say or s.ipa) for s in spans if s.say or s.ipa] == [
        ("tram", "træm"),
        ("New York", "noo york"),
        ("tram", "x"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<lexicon", "not well-formed"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "document type"),
        ("<other/>", "not a PLS lexicon"),
    ],
)
def test_what_is_no_lexicon_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.pls"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as error:
        read_pls(file)
    assert error.value.diagnostic.file == file


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_pls(tmp_path / "none.pls")
