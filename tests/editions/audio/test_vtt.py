"""Captions and chapters in WebVTT, as webvtt-py reads them."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import webvtt

from publish.model import Article
from publish.narration.timeline import Narration
from publish.sync.chapter_marks import chapter_marks
from publish.sync.webvtt import captions, chapters_vtt
from tests.building import export

_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3})")


def ms(time: str) -> int:
    found = _TIME.fullmatch(time)
    assert found, time
    hours, minutes, seconds, rest = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def cues(text: str) -> list[tuple[int, int, str]]:
    """Start and end in ms and the text with its marks, of each cue."""
    return [(ms(cue.start), ms(cue.end), cue.raw_text) for cue in webvtt.from_string(text)]


def words(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())


def test_chapters_are_the_timeline_s(narration: Narration) -> None:
    assert [
        (start, end, words(text))
        for start, end, text in cues(chapters_vtt(chapter_marks(narration)))
    ] == [(mark.start, mark.end, mark.title) for mark in chapter_marks(narration)]


def test_nothing_follows_the_signature_but_a_blank_line(narration: Narration) -> None:
    """Strict parsers, such as the W3C's webvtt.js, refuse header lines."""
    for text in (captions(narration)[0], chapters_vtt(chapter_marks(narration))):
        assert re.match(r"WEBVTT\n\n00:00:00\.\d{3} --> ", text)


def test_all_that_is_said_is_shown(article: Article, narration: Narration, tmp_path: Path) -> None:
    path = tmp_path / "article.vtt"
    made = export("vtt", article, narration, path)
    found = cues(path.read_text(encoding="utf-8"))
    assert made.summary == f"{len(found)} captions"
    said = [clip.utterance.text for timed in narration.chapters for clip in timed.clips]
    assert " ".join(words(text) for _, _, text in found) == " ".join(" ".join(said).split())


def test_captions_follow_each_other_and_are_short(narration: Narration) -> None:
    found = cues(captions(narration)[0])
    assert all(start < end for start, end, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert max(len(words(text)) for _, _, text in found) <= 90  # 84 and punctuation
    assert len(found) > sum(len(timed.clips) for timed in narration.chapters)


def test_every_word_has_its_time(narration: Narration) -> None:
    """The times inside a caption rise, lie inside it, and are those of the words that follow.

    A date is said as one word, and each word of it has a part of its time.
    """
    text, _ = captions(narration)
    spoken = {
        narration.ms(word.start): narration.ms(word.end)
        for timed in narration.chapters
        for clip in timed.clips
        for word in clip.words
    }
    for start, end, cue in cues(text):
        times = [ms(time) for time in re.findall(r"<([\d:.]+)>", cue)]
        if times:
            assert start < times[0]
            assert times[-1] < end
        assert times == sorted(set(times))
        for time in times:
            assert time in spoken or any(start < time < end for start, end in spoken.items())
        pieces = [words(piece) for piece in re.split(r"<[\d:.]+>", cue)] if times else []
        assert all(sum(map(_is_word, piece.split())) <= 1 for piece in pieces)


def _is_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def test_another_language_is_marked(narration: Narration) -> None:
    text, _ = captions(narration)
    assert re.search(r"<lang be>трамвай\.?</lang>", text)
    assert re.search(r"<lang pl>Nikt </lang>", text)
    assert "<lang en-GB>" not in text


def test_what_looks_like_a_mark_is_text(narration: Narration) -> None:
    text, _ = captions(narration)
    assert "museum &amp; rails" in re.sub(r"<[^>]*>", "", text)
