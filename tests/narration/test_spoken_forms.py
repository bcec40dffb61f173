"""Written forms, through a voice: espeak-ng says them as meant, and times lead back to the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from publish.language.spoken.normalise import normalised
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.speak import speak

#: What espeak-ng makes of what is said: phonemes (IPA, without stress) that must be in it.
SOUNDS = [
    ("en-gb", "dro-HO-bitch", "həʊbɪtʃ"),
    ("en-gb", "the AP and UNESCO", "ðɪ eɪpiː and juːnɛskəʊ"),
    ("en-gb", "at 7 a.m. in 1905", "sɛvən eɪɛm ɪn naɪntiːn əʊfaɪv"),
    ("en-gb", "OSCE", "əʊɛssiːiː"),
    ("en-gb", "two NGOs", "tuː ɛndʒiːəʊz"),
    ("pl", "ONZ", "ɛn zɛt"),
    ("uk", "ООН", "o o ɛn"),
    ("de", "EU", "eː uː"),
    ("be", "5 %", "pʲat͡sʲ prat͡sɛntaw"),
]

_PHONEMES = """
import ctypes, sys
from publish.narration.voices import voices
from publish.narration.voices.espeak import Library

library = Library(lambda *_: 0)
handles = {voice.id: voice.handle for voice in voices()}
tell = library._dll.espeak_TextToPhonemes
tell.restype = ctypes.c_char_p
tell.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
for line in sys.stdin.buffer.read().decode().splitlines():
    voice, text = line.split("\\t")
    library.call("SetVoiceByName", handles[voice].encode())
    rest, out = ctypes.c_char_p(text.encode()), []
    while rest.value is not None:
        out.append((tell(ctypes.byref(rest), 1, 2) or b"").decode())
    sys.stdout.buffer.write((" ".join(out) + "\\n").encode())
"""


def test_espeak_says_it_as_it_is_meant() -> None:
    said = [
        "".join(one.say or one.text for one in normalised([span]))
        for span in (
            Span(text, voice, say=text if "-HO-" in text else "") for voice, text, _ in SOUNDS
        )
    ]
    asked = "\n".join(
        f"{voice}\t{words}" for (voice, _, _), words in zip(SOUNDS, said, strict=True)
    )
    told = subprocess.run(
        [sys.executable, "-c", _PHONEMES], input=asked.encode(), capture_output=True, check=True
    ).stdout.decode()
    for (_, text, phonemes), line in zip(SOUNDS, told.splitlines(), strict=True):
        assert phonemes in line.replace("ˈ", "").replace("ˌ", ""), (text, line)


def test_word_times_point_into_what_a_reader_sees(tmp_path: Path) -> None:
    text = "It cost $5.30 in 1905, says the BBC."
    said = Utterance(role=Role.BODY, spans=(Span(text, "en-GB"),), pause=100)
    chapter = Chapter(
        kind=ChapterKind.OPENING, title="T", level=1, target="title", utterances=(said,)
    )
    script = Script(language="en-GB", chapters=(chapter,))
    narration = speak(script, NarrationSettings(), tmp_path)
    words = narration.chapters[0].clips[0].words
    heard = [text[word.first : word.last] for word in words]
    assert heard == ["It", "cost", "$5.30", "in", "1905", "says", "the", "BBC"]
    price = words[2]
    # "five dollars and thirty cents" takes longer than "It cost".
    assert price.end - price.start > words[1].end - words[0].start
