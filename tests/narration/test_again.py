"""Speaking again: what did not change is not spoken anew, and nothing depends on the cache."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from publish.errors import ToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration import sounds
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.sounds import pcm
from publish.narration.speak import speak
from publish.narration.timeline import GRID, Narration
from publish.runtime import worker_pool

SENTENCES = (
    "The first tram left on time.",
    "Nobody in the valley had seen anything like it.",
    "The bridge keeper counted every passenger twice.",
    "It was raining when the last one stepped off.",
)


def script_of(*sentences: str) -> Script:
    said = tuple(
        Utterance(role=Role.BODY, spans=(Span(text, "en-GB"),), pause=300) for text in sentences
    )
    chapter = Chapter(kind=ChapterKind.SECTION, title="T", level=1, target="title", utterances=said)
    return Script(language="en-GB", chapters=(chapter,))


def say(folder: Path, *sentences: str) -> Narration:
    return speak(script_of(*sentences), NarrationSettings(), folder, workers=1)


def entries(folder: Path) -> dict[str, int]:
    """Every entry of the cache, and when it was written."""
    return {
        f"{path.parent.name}{path.name}": path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }


def sound(narration: Narration) -> bytes:
    return b"".join(pcm(narration))


def test_a_corrected_sentence_is_the_only_one_spoken(tmp_path: Path) -> None:
    say(tmp_path, *SENTENCES)
    before = entries(tmp_path)
    corrected = say(tmp_path, SENTENCES[0], "Nobody here had.", *SENTENCES[2:])
    after = entries(tmp_path)
    assert before.items() <= after.items()
    (new,) = {name.split(".")[0] for name in after.keys() - before.keys()}
    assert corrected.chapters[0].clips[1].key == new


@pytest.mark.parametrize("kind", [".pcm", ".json"])
@pytest.mark.parametrize("damage", ["cut off", "changed", "gone"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, kind: str, damage: str) -> None:
    first = say(tmp_path, *SENTENCES)
    whole = sound(first)
    for entry in tmp_path.rglob(f"*{kind}"):
        raw = bytearray(entry.read_bytes())
        raw[-1] ^= 1
        entry.write_bytes(raw[:-1] if damage == "cut off" else raw)
        if damage == "gone":
            entry.unlink()
    second = say(tmp_path, *SENTENCES)
    assert second.chapters == first.chapters
    assert sound(second) == whole


def test_sound_that_goes_while_it_is_used_is_made_again(tmp_path: Path) -> None:
    narration = say(tmp_path, *SENTENCES)
    whole = sound(narration)
    for entry in tmp_path.rglob("*.pcm"):
        entry.unlink()
    assert sound(narration) == whole


def test_any_part_of_the_sound_is_what_stands_there(tmp_path: Path) -> None:
    narration = say(tmp_path, *SENTENCES)
    whole = sound(narration)
    assert len(whole) == 2 * narration.length
    assert narration.length % GRID == 0
    for start in range(0, narration.length, 7001):
        for length in (1, 1000, 60_000):
            part = b"".join(pcm(narration, start, start + length, chunk=999))
            assert part == whole[2 * start : 2 * (start + length)]


#: A worker with an engine that fails at sentences with "bridge", in the way that is put in.
FAILING = """
import runpy, sys
from msgspec.structs import replace
from publish.narration import voices
real = voices.speaker()
class Engine:
    def speak(self, parts, speed, rate):
        speech = real.speak(parts, speed, rate)
        if "bridge" in parts[0].text:
            {failure}
        return speech
voices.speaker = Engine
runpy.run_module("publish.narration.voices.worker", run_name="__main__")
"""

FAILURES = {
    "crashed": "import os; os.abort()",
    "hung": "import time; time.sleep(60)",
    "it says nothing": "return replace(speech, pcm=b'')",
    "it says nothing, at length": "return replace(speech, pcm=bytes(20000))",
    "it says 41 letters in 45 ms": "return replace(speech, pcm=speech.pcm[:2000], words=())",
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_sentence_that_cannot_be_spoken_is_named_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    program = FAILING.format(failure=FAILURES[what])
    with monkeypatch.context() as patch:
        patch.setattr(
            worker_pool, "python_command", lambda _: (sys.executable, "-P", "-c", program)
        )
        patch.setattr(sounds, "PATIENCE", 2.0)
        with pytest.raises(ToolError, match=f"{what.split(',')[0]}.*'The bridge keeper"):
            say(tmp_path, *SENTENCES)
    kept = {path.name.split(".")[0] for path in tmp_path.rglob("*.json")}
    assert len(kept) >= 2  # what was spoken before it, at least
    before = entries(tmp_path)
    whole = say(tmp_path, *SENTENCES)
    assert before.items() <= entries(tmp_path).items()
    assert sound(whole) == sound(say(tmp_path / "other", *SENTENCES))


def test_a_failure_that_happens_once_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "failed"
    once = (
        "import pathlib\n"
        f"            mark = pathlib.Path({str(mark)!r})\n"
        "            if not mark.exists():\n"
        "                mark.touch()\n"
        "                return replace(speech, pcm=bytes(20000))"
    )
    program = FAILING.format(failure=once)
    monkeypatch.setattr(
        worker_pool, "python_command", lambda _: (sys.executable, "-P", "-c", program)
    )
    narration = say(tmp_path / "one", *SENTENCES)
    assert mark.exists()
    monkeypatch.undo()
    assert sound(narration) == sound(say(tmp_path / "other", *SENTENCES))


def test_signs_that_no_voice_has_a_word_for_are_a_short_silence(tmp_path: Path) -> None:
    clip = say(tmp_path, "⁂", "One.").chapters[0].clips[0]
    assert clip.end > clip.start
