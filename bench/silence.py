"""Which words and signs a voice swallows: those without which its phonemes are the same.

Run: python bench/silence.py [--voice heart] [--generated 200] [FILE ...]

The files are sources, else the example and those of the gallery; and generated articles,
half of them such as nobody would write.  Signs are compared in their word, as a build does; of
plain words it is enough that they have phonemes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from publish.errors import PublishError
from publish.language.spoken.normalise import normalised
from publish.narration.casting import Casting
from publish.narration.narrate import narrate
from publish.narration.synthesis import Part, Voice
from publish.narration.voices.espeak import Espeak, espeak_voices
from publish.narration.voices.hibari import Hibari, hibari_voices
from publish.narration.voices.silence import Listener
from publish.prepare import prepare
from publish.source import read
from tests.editions.pdf.gallery import PAGES, pages
from tests.robust.generating import generated
from tests.robust.honest import honest

FILES = (
    ROOT / "assets/example/article.md",
    ROOT / "tests/gallery/every-construct/article.md",
    ROOT / "tests/gallery/dialects/article.md",
    ROOT / "tests/gallery/book/publication.yaml",
)


def parts_of(file: Path, only: Voice | None) -> Iterator[Part]:
    """What is said of ``file``: by the usual voices of espeak-ng, or its English by ``only``."""
    voices = espeak_voices()
    script = narrate(prepare(read(file)))
    for chapter in script.chapters:
        for utterance in chapter.utterances:
            for span in normalised(utterance.spans):
                if only is None:
                    voice = Casting.of(voices, "", span.language).main
                elif span.language.startswith("en"):
                    voice = only
                else:
                    continue
                yield Part(span.text, voice, span.ipa, span.say)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--voice", choices=["espeak", "heart"], default="espeak")
    parser.add_argument("--generated", type=int, default=0, metavar="N")
    options = parser.parse_args()
    heart = hibari_voices()[0] if options.voice == "heart" else None
    engine = Hibari() if heart else Espeak()
    listener = Listener(engine.phonemes)
    found: Counter[str] = Counter()
    known: dict[tuple[str, str], bool] = {}
    texts = refused = 0
    with TemporaryDirectory() as folder:
        files = list(options.files or FILES)
        if not options.files:
            for name in ("pier.svg", "lamp.png"):
                shutil.copy(PAGES / name, folder)
            for page in pages():
                files.append(Path(folder) / f"{page.stem}.md")
                files[-1].write_text(page.text, encoding="utf-8")
        for seed in range(options.generated):
            inside = Path(folder) / str(seed)
            inside.mkdir()
            files.append((generated if seed % 2 else honest)(seed, inside))
        for file in files:
            try:
                parts = list(parts_of(file, heart))
            except PublishError:
                refused += 1
                continue
            texts += len(parts)
            found.update(listener.warnings(parts))
            for part in parts:
                for word in () if part.ipa else (part.say or part.text).split():
                    key = (part.voice.id, word)
                    if key not in known:
                        said = engine.phonemes(part.voice, word)
                        known[key] = any(map(str.isalpha, said))
                    if not known[key] and any(map(str.isalnum, word)):
                        found[f"{part.voice.id}: {word!r} is silent"] += 1
    for message, count in sorted(found.items()):
        print(f"{count} times: {message}")
    print(f"{len(files) - refused} articles, {refused} refused")
    print(f"{texts} texts, {len(known)} words, {len(found)} silent")


if __name__ == "__main__":
    main()
