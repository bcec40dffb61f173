"""How fast narration is, beside other ways and beside what the machine can do at all.

Run: python bench/audio.py [--quick] [--words N] [--voice ID ...]; --quick leaves the book out,
which is read by each voice, a natural one and espeak-ng by default.  All figures are of one run,
one after the other.  Shares are those of the seconds that processors worked (user and system, of
all ended processes).  Those of the clock, beside them, change with what else the machine has to
do, which the load tells.  Other work slows processors too, as they share caches, so a share is
good to a tenth.  The target for 900 words is by the clock of two idle cores: ``publish`` works on
all, pyttsx3 on one.

The limit is synthesis of the same sentences on all cores with the sound thrown away, and then the
fastest encoder on all cores, over as much sound as the book has with its pauses, with the stream
thrown away: no program does less with these engines.

``publish`` runs as a user has it (``bench/installed.py``), after one run that is not counted.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.installed import environment, installed
from bench.text import article
from publish import speech
from publish.encoding.codecs import mp3
from publish.model import Article
from publish.narration.casting import Direction
from publish.narration.lexicon import Lexicon
from publish.narration.narrate import narrate
from publish.narration.sounds import pcm
from publish.narration.synthesis import SynthesisRequest
from publish.narration.voices import DEFAULT_VOICE, ESPEAK, speaker, voices
from publish.prepare import prepare
from publish.runtime import ffmpeg
from publish.source import read

FORMATS = ("m4b", "mp3", "opus")
BOOK, SHORT = 100_000, 900
ROUNDS = 3
VOICES = ("heart", ESPEAK)
FILTER = "volume=3.5dB,alimiter=limit=0.7:attack=5:release=50:level=false:latency=true"
CORES = os.cpu_count() or 1
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Taken:
    """Seconds on the clock and of all processors, and the most memory of all processes, in MB."""

    seconds: float = 0.0
    work: float = 0.0
    memory: float = 0.0


@contextmanager
def watched() -> Iterator[Taken]:
    """Time and memory of what the block starts (this process left out)."""
    taken, done = Taken(), threading.Event()

    def watch() -> None:
        while not done.wait(0.25):  # looking takes time too
            taken.memory = max(taken.memory, memory_of_children())

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun, before = time.perf_counter(), work_of_children()
    try:
        yield taken
    finally:
        taken.seconds = time.perf_counter() - begun
        taken.work = work_of_children() - before
        done.set()
        watcher.join()


def work_of_children() -> float:
    """Seconds of all processors that ended children have had."""
    return sum(os.times()[2:4])


def memory_of_children() -> float:
    """The resident memory of all processes that descend from this one, in MB (Linux)."""
    parents, sizes = {}, {}
    for number in (path.name for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            about = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[number] = about[1]
        sizes[number] = int(about[21]) * PAGE / 1e6
    total = 0.0
    for process in parents:
        parent = parents[process]
        while parent in parents and parent != str(os.getpid()):
            parent = parents[parent]
        total += sizes[process] if parent == str(os.getpid()) else 0.0
    return total


def ours(python: Path, source: Path, folder: Path, only: str, cache: Path) -> Taken:
    """The command line, from source to editions."""
    command = [python, "-m", "publish", "build", source, "-o", folder, "--only", only, "-q"]
    with watched() as taken:
        subprocess.run(command, check=True, env=environment(PUBLISH_CACHE=str(cache)), cwd=folder)
    return taken


def naive(sentences: list[str], folder: Path, only: str) -> Taken:
    """pyttsx3 and pydub."""
    listed = folder / "sentences.txt"
    listed.write_text("\n".join(sentences), encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("naive.py")), listed, folder, only]
    with watched() as taken:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return taken


def a_process_a_sentence(sentences: list[str], folder: Path, only: str) -> Taken | None:
    """The espeak-ng program for each sentence, then ffmpeg for each format."""
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    listed, sound = folder / "clips.txt", ffmpeg.program()
    with watched() as taken:
        for number, sentence in enumerate(sentences):
            clip = folder / f"{number}.wav"
            subprocess.run([program, "-s", "165", "-w", clip, "--", sentence], check=True)
        listed.write_text("".join(f"file {number}.wav\n" for number in range(len(sentences))))
        for name in only.split(","):
            join = [sound, "-v", "error", "-y", "-f", "concat", "-i", listed]
            subprocess.run([*join, "-b:a", "64k", folder / f"joined.{name}"], check=True)
    return taken


def requests_of(about: Article) -> list[SynthesisRequest]:
    """All that is to be said of an article."""
    script = narrate(about)
    settings = about.metadata.narration
    direction = Direction.of(voices(settings.voices.values()), settings, script.language)
    lexicon = Lexicon.of(about.metadata.narration)
    return [
        SynthesisRequest(
            *direction.parts_of(one.role, lexicon.apply(one.spans)), direction.main.rate
        )
        for chapter in script.chapters
        for one in chapter.utterances
    ]


def spoken(requests: list[SynthesisRequest]) -> float:
    """Speak ``requests`` in this process; how many seconds its threads worked for that."""
    engine, before = speaker(), time.process_time()
    for request in requests:
        engine.speak(request.parts, request.speed)
    return time.process_time() - before


def limit(
    about: Article, requests: list[SynthesisRequest], cache: Path, folder: Path
) -> tuple[Taken, Taken]:
    """Synthesis and encoding that no program can do without; ``cache`` holds what was spoken."""
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(spoken, [requests[:1]] * CORES))  # the engine is loaded
        begun = time.perf_counter()
        work = sum(pool.map(spoken, [requests[part::CORES] for part in range(CORES)]))
        speaking = Taken(time.perf_counter() - begun, work)
    # Ten minutes of the book, as often as it takes.
    raw = folder / "sound.pcm"
    with (
        speech.spoken(about, lambda *_: None, cache) as narration,
        raw.open("wb") as file,
    ):
        rate, length = narration.rate, 600 * narration.rate
        some = b"".join(pcm(narration, 0, length))
        for _ in range(max(1, round(narration.length / length / CORES))):
            file.write(some)
    codec = mp3(rate)
    options = ["-af", FILTER, "-ar", str(codec.rate), *codec.options]
    sound = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", str(raw)]
    command = [ffmpeg.program(), "-v", "error", *sound, *options, "-b:a", "64k", "-f", "null", "-"]
    # as ours: ffmpeg's threads are not to push each other aside (sched(7))
    batch = (os.sched_setscheduler, (0, os.SCHED_BATCH, os.sched_param(0)))
    with watched() as encoding, ThreadPoolExecutor(CORES, "", *batch) as threads:
        list(threads.map(lambda _: subprocess.run(command, check=True), range(CORES)))
    return speaking, encoding


def short(python: Path, folder: Path) -> None:
    """900 words in three formats."""
    source = folder / "short.md"
    source.write_text(article(SHORT), encoding="utf-8")
    about = prepare(read(source))
    sentences = [request.text for request in requests_of(about)]
    only = ",".join(FORMATS)
    print(f"{SHORT} words, {only}")
    (folder / "out").mkdir()
    ours(python, source, folder / "out", only, folder / "not counted")
    mine = other = Taken(float("inf"), float("inf"))
    for number in range(ROUNDS):  # by turns, and the least counts: a machine is not always as fast
        cache = folder / f"cache-{number}"
        mine = least_of(mine, ours(python, source, folder / "out", only, cache))
        other = least_of(other, naive(sentences, scratch(folder, f"naive-{number}"), only))
    each = a_process_a_sentence(sentences, scratch(folder, "each"), only)
    show("publish", mine, other)
    show("pyttsx3 + pydub", other, other)
    if each:
        show("espeak-ng a sentence", each, other)
    else:
        print("  espeak-ng a sentence: left out; get it with apt install espeak-ng")
    show("publish, again", ours(python, source, folder / "out", only, cache), other)
    goal("0.20 of pyttsx3 + pydub", mine, other)
    print()


def book(python: Path, folder: Path, words: int) -> None:
    """A book as MP3; then with one word changed."""
    source, text = folder / "book.md", article(words)
    source.write_text(text, encoding="utf-8")
    about = prepare(read(source))
    requests = requests_of(about)
    voice = requests[0].parts[0].voice
    print(f"{words} words, mp3, {len(requests)} utterances, by {voice.name}")
    (folder / "out").mkdir()
    cold = ours(python, source, folder / "out", "mp3", folder / "cache")
    speaking, encoding = limit(about, requests, folder / "cache", folder)
    least = Taken(speaking.seconds + encoding.seconds, speaking.work + encoding.work)
    middle = text.index(" the ", len(text) // 2)
    source.write_text(f"{text[:middle]} very nearly{text[middle:]}", encoding="utf-8")
    corrected = ours(python, source, folder / "out", "mp3", folder / "cache")
    show("the limit: synthesis", speaking, least)
    show("the limit: encoder", encoding, least)
    show("publish", cold, least)
    show("publish, a correction", corrected, cold)
    if voice.engine == ESPEAK:
        part = [request.text for request in requests[: len(requests) // 50]]
        slow = naive(part, scratch(folder, "naive-book"), "mp3")
        print(
            f"  pyttsx3 + pydub: {slow.seconds:.1f} s for the first fiftieth, so at least", end=" "
        )
        print(f"{slow.seconds * 50 / 60:.0f} min for the book (joining takes longer, the longer)")
    goal("1.30 of the limit", cold, least)
    goal("0.05 of a cold build for a correction", corrected, cold)
    print(f"  share of the limit: {least.work / cold.work:.0%} of the processors' time")


def least_of(one: Taken, other: Taken) -> Taken:
    """The least seconds of both, by the clock and of the processors."""
    memory = max(one.memory, other.memory)
    return Taken(min(one.seconds, other.seconds), min(one.work, other.work), memory)


def show(name: str, taken: Taken, whole: Taken) -> None:
    print(
        f"  {name:<22} {taken.seconds:7.1f} s {taken.seconds / whole.seconds:6.2f}"
        f"   processors {taken.work:7.1f} s {taken.work / whole.work:6.2f}"
        f"   memory {taken.memory:4.0f} MB"
    )


def goal(most: str, taken: Taken, whole: Taken) -> None:
    share, by_the_clock = taken.work / whole.work, taken.seconds / whole.seconds
    print(
        f"  target: at most {most}; found {share:.2f} of the processors' time"
        f" ({taken.work:.1f} of {whole.work:.1f} s), {by_the_clock:.2f} by the clock"
        f" at a load of {os.getloadavg()[1]:.1f}"
    )


def scratch(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="900 words only")
    parser.add_argument("--words", type=int, default=BOOK, help="the length of the book")
    parser.add_argument("--voice", nargs="*", default=VOICES, help="who reads the book")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="publish-bench-") as folder:
        python = installed(Path(folder) / "installed")
        os.environ[DEFAULT_VOICE] = ESPEAK
        short(python, scratch(Path(folder), "short"))
        for voice in () if options.quick else options.voice:
            os.environ[DEFAULT_VOICE] = voice
            book(python, scratch(Path(folder), voice.replace(":", "-")), options.words)


if __name__ == "__main__":
    main()
