"""The program that one finds everywhere: pyttsx3 writes a file a sentence, pydub joins them.

Run as ``python naive.py SENTENCES FOLDER FORMATS``: one sentence a line, formats with commas.
What is not in the usual tutorial only keeps it from crashing or losing sentences.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
import warnings
from pathlib import Path

import espeakng_loader

os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)  # before pyttsx3 looks for it
warnings.simplefilter("ignore")

import imageio_ffmpeg
import pyttsx3
from pydub import AudioSegment
from pyttsx3.drivers import _espeak

AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()

EXPORTS = {
    "mp3": {"format": "mp3", "bitrate": "64k"},
    "m4b": {"format": "ipod", "bitrate": "64k"},
    "opus": {"format": "opus", "codec": "libopus", "bitrate": "32k"},
}


def main() -> None:
    sentences = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    folder = Path(sys.argv[2])
    engine = pyttsx3.init()
    engine.setProperty("rate", 165)
    book = AudioSegment.empty()
    for number, sentence in enumerate(sentences):
        clip = folder / f"{number}.wav"
        engine.save_to_file(sentence, str(clip))
        engine.runAndWait()
        _espeak.Synchronize()
        for _ in range(500):  # it returns before the file is there
            if clip.exists() and clip.stat().st_size > 44:
                break
            time.sleep(0.01)
        book += AudioSegment.from_wav(str(clip)) + AudioSegment.silent(300)
    for name in sys.argv[3].split(","):
        book.export(str(folder / f"book.{name}"), **EXPORTS[name])


if __name__ == "__main__":
    main()
