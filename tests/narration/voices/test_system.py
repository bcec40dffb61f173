"""The system's engine crashes, hangs and forgets: none of that passes unseen."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.errors import MissingToolError, ToolError
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration import sounds
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.speak import speak
from publish.narration.synthesis import Part, Voice
from publish.narration.timeline import Narration
from publish.narration.voices import system, voices
from publish.narration.voices.system import System, system_voices
from publish.runtime import worker_pool
from tests.narration.voices.speaking import heard, samples

#: Stands for pyttsx3; ``{trouble}`` is what it does when it is to write a file.
FAKE = """
import os, pathlib, struct, time, wave

class Voice:
    id, name, languages = "v1", "Test", ["en_GB"]

class Proxy:
    def setBusy(self, busy): pass

class Engine:
    proxy = Proxy()
    def __str__(self): return "fake"
    def getProperty(self, name): return [Voice()] if name == "voices" else {voice!r}
    def setProperty(self, name, value): pass
    def save_to_file(self, text, file): self.file, self.text = file, text
    def runAndWait(self):
        {trouble}
    def sound(self, seconds, rate=22050, channels=1):
        with wave.open(self.file, "wb") as out:
            out.setparams((channels, 2, rate, 0, "NONE", ""))
            out.writeframes(struct.pack("<h", 9000) * int(seconds * rate) * channels)

def init():
    return Engine()
"""

GOOD = "self.sound(len(self.text) / 15)"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """What is known of the system's voices is of one test only."""
    system_voices.cache_clear()
    yield
    system_voices.cache_clear()


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, trouble: str, voice: str = "v1") -> Voice:
    """Put an engine in the way of pyttsx3, for the processes that are started from here."""
    package = folder / "pyttsx3"
    package.mkdir()
    (package / "__init__.py").write_text(FAKE.format(trouble=trouble, voice=voice))
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(system, "_COMMAND", (*system._COMMAND[:2], "-c", STARTER))
    return next(one for one in voices(["system:Test"]) if one.id == "system:Test")


#: Without the search for espeak-ng, which the fake has no use for.
STARTER = (
    "from publish.narration.voices import system_child\n"
    "system_child._find_espeak = lambda: None\n"
    "system_child.main()"
)


def test_long_texts_go_in_pieces_and_lose_nothing() -> None:
    """Two thousand characters at once are safe; twenty thousand crash pyttsx3."""
    voice = next(v for v in voices(["system:x"]) if v.id == "system:English (Great Britain)")
    part = Part("seven trams " * 190, voice)
    speech = System().speak([part], 300)
    assert heard(speech, part) == ["seven", "trams"] * 190
    assert len(samples(speech)) / speech.rate > 60


def test_it_takes_no_ipa_and_says_so() -> None:
    voice = next(v for v in voices(["system:x"]) if v.id == "system:English (Great Britain)")
    parts = [Part("Łódź", voice, ipa="wut͡ɕ"), Part(" and ", voice), Part("x", voice, say="ex")]
    speech = System().speak(parts, 165)
    assert heard(speech, *parts) == ["Łódź", "and", "x"]
    assert len(speech.warnings) == 1
    assert "takes no phonetic alphabet: 'Łódź'" in speech.warnings[0]


def test_voices_differ(known: dict[str, Voice]) -> None:
    """A voice whose file's name has capitals is found, too: pyttsx3 gives it in lower case."""
    said = [
        System().speak([Part("One valley said no.", known[f"system:English ({place})"])], 165).pcm
        for place in ("Great Britain", "America", "Scotland")
    ]
    assert len(set(said)) == 3


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        ("os.abort()", "crashed"),
        ("os._exit(0)", "crashed"),
        ("time.sleep(60)", "hung"),
        ("pass", "wrote nothing"),
        ("raise ValueError('no such device')", "no such device"),
        ("self.sound(0.05)", "spoke 0.0 s for 12 words"),
        ("pathlib.Path(self.file).write_bytes(b'nonsense')", "nonsense|Invalid|aiff"),
    ],
)
def test_trouble_is_named(
    trouble: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = fake(tmp_path, monkeypatch, trouble)
    monkeypatch.setattr(system, "PATIENCE", 2.0)
    start = time.monotonic()
    with pytest.raises((RuntimeError, ToolError), match=named):
        System().speak(
            [Part("One valley said no, and its three lines run to this day.", voice)], 165
        )
    assert time.monotonic() - start < 30


def test_a_voice_that_is_not_taken_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = fake(tmp_path, monkeypatch, GOOD, voice="v2")
    with pytest.raises(RuntimeError, match="it took the voice v2 for v1"):
        System().speak([Part("No.", voice)], 165)


def test_other_rates_and_channels_are_brought_to_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = fake(tmp_path, monkeypatch, "self.sound(2, rate=44100, channels=2)")
    speech = System().speak([Part("One valley said no.", voice)], 165)
    assert speech.rate == 22_050
    assert len(samples(speech)) == pytest.approx(2 * 22_050, rel=0.01)


def test_where_there_is_no_engine_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pyttsx3"
    package.mkdir()
    (package / "__init__.py").write_text("def init():\n    raise RuntimeError('no SAPI')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(system, "_COMMAND", (*system._COMMAND[:2], "-c", STARTER))
    with pytest.raises(MissingToolError, match=r"pip install espeakng-loader.*no SAPI"):
        voices(["system:Test"])


def say(folder: Path) -> Narration:
    said = Utterance(role=Role.BODY, spans=(Span("One valley said no.", "en-GB"),), pause=100)
    chapter = Chapter(
        kind=ChapterKind.OPENING, title="T", level=1, target="title", utterances=(said,)
    )
    script = Script(language="en-GB", chapters=(chapter,))
    return speak(script, NarrationSettings(voice="system:Test"), folder)


def spoken_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker processes use the fake, too."""
    program = (
        "import runpy\n"
        "from publish.narration.voices import system\n"
        f"system._COMMAND = (*system._COMMAND[:2], '-c', {STARTER!r})\n"
        "runpy.run_module('publish.narration.voices.worker', run_name='__main__')"
    )
    monkeypatch.setattr(
        worker_pool, "python_command", lambda _: (sys.executable, "-P", "-c", program)
    )


def test_a_crash_is_made_good_by_a_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "crashed"
    trouble = (
        f"os.mkdir({str(mark)!r}) or os.abort() if not os.path.exists({str(mark)!r}) else {GOOD}"
    )
    fake(tmp_path, monkeypatch, trouble)
    spoken_by(monkeypatch)
    narration = say(tmp_path / "cache")
    assert mark.exists()
    assert narration.voice == "Test"
    assert narration.length > narration.rate


def test_a_crash_that_comes_again_is_named_with_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, monkeypatch, "os.abort()")
    spoken_by(monkeypatch)
    with pytest.raises(ToolError, match=r"system.*crashed.*'One valley said no\.'"):
        say(tmp_path / "cache")


def test_a_hang_is_named_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tmp_path / "number"
    fake(
        tmp_path,
        monkeypatch,
        f"pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(60)",
    )
    spoken_by(monkeypatch)
    monkeypatch.setattr(sounds, "PATIENCE", 3.0)
    with pytest.raises(ToolError, match=r"hung.*'One valley said no\.'"):
        say(tmp_path / "cache")
    gone = time.monotonic() + 5
    while running(int(number.read_text())):
        assert time.monotonic() < gone


def running(process: int) -> bool:
    """Whether it is there and not just waiting for someone to take note of its end."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
