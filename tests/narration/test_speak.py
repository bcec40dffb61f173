"""Sound and times: exact, gapless, the same for any number of workers, and never silent."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path

import pytest

from publish.errors import MissingToolError, ToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration import sounds
from publish.narration.narrate import narrate
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.sounds import pcm
from publish.narration.speak import speak
from publish.narration.timeline import GRID, HEAD, TAIL, Clip, Narration
from publish.runtime import worker_pool
from tests.narration.sources import SMALL, article_of


def script_of(*spans: Span, language: str = "en-GB") -> Script:
    said = Utterance(role=Role.BODY, spans=spans, pause=100)
    chapter = Chapter(
        kind=ChapterKind.OPENING, title="T", level=1, target="title", utterances=(said,)
    )
    return Script(language=language, chapters=(chapter,))


def say(folder: Path, *spans: Span, language: str = "en-GB", voice: str = "") -> Narration:
    return speak(script_of(*spans, language=language), NarrationSettings(voice=voice), folder)


def spoken(narration: Narration) -> int:
    """How long the voice speaks, in samples."""
    return sum(clip.end - clip.start for clip in clips(narration))


def clips(narration: Narration) -> list[Clip]:
    return [clip for chapter in narration.chapters for clip in chapter.clips]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Narration:
    article = article_of(SMALL)
    folder = tmp_path_factory.mktemp("small")
    return speak(narrate(article), article.metadata.narration, folder, workers=1)


def test_two_workers_give_the_same_narration_as_one(small: Narration, tmp_path: Path) -> None:
    article = article_of(SMALL)
    progress: list[tuple[int, int]] = []
    other = speak(
        narrate(article),
        article.metadata.narration,
        tmp_path,
        progress=lambda done, total: progress.append((done, total)),
        workers=2,
    )
    assert b"".join(pcm(other)) == b"".join(pcm(small))
    assert other.chapters == small.chapters
    total = len(clips(small)) + len(small.labels)
    assert progress == [(done, total) for done in range(1, total + 1)]


def test_the_timeline_has_no_gap_and_fits_the_sound(small: Narration) -> None:
    """Pauses are as long as they should be; up to half a second longer where a segment ends."""
    assert sum(map(len, pcm(small))) == small.length * 2
    ends = {segment.end for segment in small.segments}
    position = 0
    for chapter in small.chapters:
        assert chapter.start == position
        position += HEAD * small.rate // 1000 if chapter is small.chapters[0] else 0
        for clip in chapter.clips:
            assert clip.start == position < clip.end
            last = clip is small.chapters[-1].clips[-1]
            position = clip.end + (TAIL if last else clip.utterance.pause) * small.rate // 1000
            if (border := -(-position // GRID) * GRID) in ends:
                position = border
        assert chapter.end == position
    assert position == small.length


def test_words_stand_in_order_inside_their_clip(small: Narration) -> None:
    for clip in clips(small):
        text, place, time = clip.utterance.text, 0, clip.start
        assert clip.words, text
        for word in clip.words:
            assert place <= word.first < word.last <= len(text)
            assert time <= word.start < word.end <= clip.end
            place, time = word.last, word.start
    tram = next(c for c in clips(small) if c.utterance.text.startswith("The first tram"))
    heard = [tram.utterance.text[word.first : word.last] for word in tram.words]
    assert heard == ["The", "first", "tram", "left", "on", "time"]


def test_it_sounds_like_speech(small: Narration) -> None:
    """A pace between 100 and 250 words a minute; no clipping; silence only where we put it."""
    words = sum(len(clip.utterance.text.split()) for clip in clips(small))
    spoken = sum(clip.end - clip.start for clip in clips(small)) / small.rate
    assert 100 < words / spoken * 60 < 250
    for clip in clips(small):
        samples = array("h", b"".join(pcm(small, clip.start, clip.end)))
        assert 1000 < max(map(abs, samples)) < 32767
        assert samples[0] != 0
        assert samples[-1] != 0
        silent, longest = 0, 0
        for sample in samples:
            silent = silent + 1 if abs(sample) < 50 else 0
            longest = max(longest, silent)
        assert longest < 0.6 * small.rate, clip.utterance.text


def test_a_sentence_sounds_the_same_wherever_it_stands(tmp_path: Path) -> None:
    first = say(tmp_path, Span("One valley said no.", "en-GB"))
    alone = b"".join(pcm(first, *_times(first, 0)))
    both = Script(
        language="en-GB",
        chapters=(
            *script_of(Span("Zażółć gęślą jaźń.", "pl")).chapters,
            *script_of(Span("One valley said no.", "en-GB")).chapters,
        ),
    )
    second = speak(both, NarrationSettings(), tmp_path, workers=1)
    assert b"".join(pcm(second, *_times(second, 1))) == alone


def _times(narration: Narration, place: int) -> tuple[int, int]:
    clip = clips(narration)[place]
    return clip.start, clip.end


def test_a_phrase_is_spoken_by_a_voice_of_its_language(tmp_path: Path) -> None:
    marked = say(tmp_path, Span("Say ", "en-GB"), Span("żółć", "pl"))
    sound = b"".join(pcm(marked, *_times(marked, 0)))
    unmarked = say(tmp_path, Span("Say żółć", "en-GB"))
    assert b"".join(pcm(unmarked, *_times(unmarked, 0))) != sound
    assert marked.warnings == unmarked.warnings == ()


def test_letters_that_the_voice_cannot_read_are_not_spelled_out(tmp_path: Path) -> None:
    unmarked = say(tmp_path, Span("The Пагоня unit", "en-GB"))
    assert "cannot read" in unmarked.warnings[0]
    assert "Пагоня" in unmarked.warnings[0]
    # Spelled out, six letters and "cyrillic" would take three seconds and more.
    assert spoken(unmarked) < 2.5 * unmarked.rate
    heard = [unmarked.chapters[0].clips[0].utterance.text[w.first : w.last]
             for w in unmarked.chapters[0].clips[0].words]  # fmt: skip
    assert heard == ["The", "Пагоня", "unit"]


def test_a_language_without_a_voice_is_said_so(tmp_path: Path) -> None:
    said = say(tmp_path, Span("Dobry źėń", "csb"))
    assert said.warnings == (
        "No voice speaks the language csb: the voice pl (Polish) speaks it instead.",
    )


def test_pronunciations_change_the_sound_and_keep_the_text(tmp_path: Path) -> None:
    settings = NarrationSettings(pronunciations=(("Drohobych", "dro-HO-bitch"),))
    script = script_of(Span("To Drohobych, then to Drohobychia.", "en-GB"))
    said = speak(script, settings, tmp_path)
    plain = speak(script, NarrationSettings(), tmp_path / "..")
    clip, before = said.chapters[0].clips[0], plain.chapters[0].clips[0]
    assert clip.utterance == before.utterance
    text = clip.utterance.text
    words = [text[word.first : word.last] for word in clip.words]
    assert words == ["To", "Drohobych", "then", "to", "Drohobychia"]
    spans = [(word.end - word.start) for word in clip.words]
    others = [(word.end - word.start) for word in before.words]
    assert spans[1] != others[1]
    assert abs(spans[4] - others[4]) < 300  # samples: the end of a longer word stays as it was


def test_ipa_is_spoken(tmp_path: Path) -> None:
    as_ipa = say(tmp_path, Span("Łódź", "en-GB", ipa="wut͡ɕ"))
    as_text = say(tmp_path, Span("Łódź", "en-GB"))
    assert spoken(as_ipa) < spoken(as_text) * 0.9  # "wooch" against "l-od-zee"
    assert as_ipa.warnings == ()
    unknown = say(tmp_path, Span("click", "en-GB", ipa="ǃ"))
    assert "/ǃ/" in unknown.warnings[0]


def test_the_rate_is_obeyed(tmp_path: Path) -> None:
    script = script_of(Span("One valley said no, and its three lines still run.", "en-GB"))
    slow = speak(script, NarrationSettings(rate=120), tmp_path)
    fast = speak(script, NarrationSettings(rate=240), tmp_path)
    assert 1.6 < spoken(slow) / spoken(fast) < 2.4


def test_an_unknown_voice_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="Did you mean en-gb"):
        say(tmp_path, Span("No.", "en-GB"), voice="en-gbx")


def test_a_worker_that_crashes_is_named_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        worker_pool, "python_command", lambda _: (sys.executable, "-c", "import os; os.abort()")
    )
    with pytest.raises(ToolError, match=r"crashed.*'One valley said no\.'"):
        say(tmp_path, Span("One valley said no.", "en-GB"))


def test_a_worker_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        worker_pool,
        "python_command",
        lambda _: (sys.executable, "-c", "import time; time.sleep(60)"),
    )
    monkeypatch.setattr(sounds, "PATIENCE", 0.1)
    with pytest.raises(ToolError, match="hung"):
        say(tmp_path, Span("No.", "en-GB"))


def test_a_crash_is_made_good_by_a_fresh_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process dies, every other one lives."""
    mark = tmp_path / "crashed"
    program = (
        "import os, pathlib, runpy\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists(): mark.touch(); os.abort()\n"
        "runpy.run_module('publish.narration.voices.worker', run_name='__main__')"
    )
    monkeypatch.setattr(
        worker_pool, "python_command", lambda _: (sys.executable, "-P", "-c", program)
    )
    assert say(tmp_path, Span("No.", "en-GB")).length > 0
    assert mark.exists()
