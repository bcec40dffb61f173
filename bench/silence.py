"""Which words a voice swallows: the phonemes of each utterance, with and without each word.

Run: python bench/silence.py [FILE ...]

The files are articles in Markdown, else those of the gallery.  A word is swallowed if the
phonemes of espeak-ng are the same without it.  They are asked for in a process of their own,
since the library ends the process on some input.
"""

from __future__ import annotations

import argparse
import ctypes
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from publish.language.spoken.normalise import normalised
from publish.narration.casting import Casting
from publish.narration.narrate import narrate
from publish.narration.voices.espeak import data, espeak_voices, library
from publish.prepare import prepare
from publish.source import read_markdown

FILES = (
    ROOT / "tests/gallery/every-construct/article.md",
    ROOT / "tests/gallery/dialects/article.md",
)

#: espeakAUDIO_OUTPUT_SYNCHRONOUS, espeakCHARS_UTF8 and espeakPHONEMES_IPA of its header.
SYNCHRONOUS, UTF8, IPA = 2, 1, 2


@cache
def engine(language: str) -> ctypes.CDLL:
    """The library, with the voice of ``language``."""
    loaded = ctypes.CDLL(library(), mode=ctypes.RTLD_GLOBAL)
    loaded.espeak_Initialize(SYNCHRONOUS, 0, str(data()).encode(), 0)
    loaded.espeak_TextToPhonemes.restype = ctypes.c_char_p
    voice = Casting.of(espeak_voices(), "", language).main
    if loaded.espeak_SetVoiceByName(voice.handle.encode()):
        raise ValueError(f"espeak-ng has no voice {voice.handle}")
    return loaded


def phonemes(text: str, language: str) -> str:
    """The phonemes of ``text``, without stress and pauses."""
    buffer = ctypes.create_string_buffer(text.encode())
    place, out = ctypes.c_void_p(ctypes.addressof(buffer)), []
    while place.value:
        said = engine(language).espeak_TextToPhonemes(ctypes.byref(place), UTF8, IPA)
        out.append((said or b"").decode(errors="replace"))
    return "".join(char for char in "".join(out) if char.isalpha())


def swallowed(text: str, language: str) -> list[str]:
    """The words of ``text`` without which its phonemes are the same."""
    words = text.split()
    whole = phonemes(text, language)
    return [
        word
        for place, word in enumerate(words)
        if word.strip(".,;:!?…–—-()[]«»“”„‘’'\"")
        and phonemes(" ".join(words[:place] + words[place + 1 :]), language) == whole
    ]


def utterances(files: Iterable[Path]) -> Iterable[tuple[str, str]]:
    """The spoken texts of ``files``, each with its language."""
    for file in files:
        script = narrate(prepare(read_markdown(file, file.read_text(encoding="utf-8"))))
        for chapter in script.chapters:
            for utterance in chapter.utterances:
                for span in normalised(utterance.spans):
                    if not span.ipa:
                        yield span.say or span.text, span.language


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    texts = Counter(utterances(options.files or FILES))
    found = crashes = 0
    for language in sorted({language for _, language in texts}):
        pool = ProcessPoolExecutor(1)
        for text, own in texts:
            if own != language:
                continue
            try:
                words = pool.submit(swallowed, text, language).result()
            except BrokenProcessPool:
                crashes, pool = crashes + 1, ProcessPoolExecutor(1)
                continue
            found += len(words)
            for word in words:
                print(f"{language}: {word!r} is silent in {text!r}")
    print(f"{len(texts)} texts, {found} silent words, {crashes} texts that end the library")


if __name__ == "__main__":
    main()
