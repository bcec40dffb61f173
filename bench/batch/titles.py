"""Titles of a backlist that is made up: the same number gives the same folder, byte for byte.

Title ``n`` is the same whatever the number of titles.  Texts have 300 to 20,000 words, evenly
spread over the logarithm, in five languages; 0 to 10 pictures, half of them drawings, the others
PNG; notes, tables, lists, quotations and code.  Every twentieth title is a book of chapters.
"""

from __future__ import annotations

import math
import random
import tomllib
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bench.growth import png

FEWEST, MOST = 300, 20_000
"""The words of the shortest and the longest text."""

MOST_PICTURES = 10
SHELF = 100
"""How many titles a folder holds."""

_DATA = Path(__file__).parents[1] / "data" / "titles.toml"
_NAMES = (
    "Agnes",
    "Blanka",
    "Cyril",
    "Dagmar",
    "Edgar",
    "Flora",
    "Gregor",
    "Helmut",
    "Ilona",
    "Jonas",
)
_CODE = "```python\nfor day in range({0}):\n    print(day * {1})\n```"


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


class _Writer:
    """Writes one title of at most ``most`` words, all of it by ``number``, into ``folder``."""

    def __init__(self, number: int, folder: Path, most: int) -> None:
        self.number, self.folder = number, folder
        self.chance = random.Random(f"title {number}")
        self.said = _languages()[self.chance.choice(tuple(_languages()))]
        self.words = round(math.exp(self.chance.uniform(math.log(FEWEST), math.log(most))))
        self.pictures = self.chance.randint(0, MOST_PICTURES)
        self.drawn = self.notes = 0

    def filled(self, kind: str) -> str:
        """Return one of the phrases of ``kind`` with its gaps filled."""
        phrase = self.said[kind]
        phrase = phrase if isinstance(phrase, str) else self.chance.choice(phrase)
        return phrase.format(
            name=self.chance.choice(_NAMES),
            number=self.chance.randint(4, 99),
            things=self.chance.choice(self.said["things"]),
            what=self.chance.choice(self.said["what"]).format(name="", number=self.number),
        )

    def sentence(self) -> str:
        who, did, what, when = map(self.filled, ("who", "did", "what", "when"))
        return f"{who} {did} {what} {when}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(3, 7)))

    def bars(self) -> tuple[str, str]:
        """Draw bars; return the name of the picture, and its alt text."""
        self.drawn += 1
        heights = [self.chance.randint(1, 20) for _ in range(self.chance.randint(4, 12))]
        colour = tuple(self.chance.randint(20, 130) for _ in range(3))
        drawing = self.chance.random() < 0.5
        name = f"{self.number:06}-{self.drawn}.{'svg' if drawing else 'png'}"
        file = self.folder / "pictures" / name
        file.parent.mkdir(exist_ok=True)
        scale = self.chance.choice((10, 20, 40))
        file.write_bytes(_drawing(heights, colour) if drawing else _pixels(heights, colour, scale))
        return name, self.filled("picture")

    def picture(self) -> str:
        name, alt = self.bars()
        return f":::{{figure}} pictures/{name}\n:alt: {alt}\n\n{self.filled('caption')}\n:::"

    def table(self) -> str:
        names = self.said["columns"]
        rows = [[n, *self.chance.choices(range(90), k=2)] for n in range(1, 6)]
        lines = [f"| {' | '.join(map(str, row))} |" for row in (names, ["---"] * 3, *rows)]
        return f":::{{table}} {self.filled('table')}\n" + "\n".join(lines) + "\n:::"

    def extra(self) -> str:
        """Return something that isn't a paragraph."""
        match self.chance.randrange(4):
            case 0:
                return self.table()
            case 1:
                return "\n".join(f"- {self.sentence()}" for _ in range(4))
            case 2:
                return f"> {self.sentence()}\n>\n> — {self.chance.choice(_NAMES)}"
            case _:
                return _CODE.format(self.chance.randint(2, 40), self.chance.randint(2, 9))

    def body(self, words: int, pictures: int) -> Iterator[str]:
        """Yield blocks with ``words`` words, a section every 500, and ``pictures``."""
        begun = sections = drawn = 0
        while begun < words:
            if begun >= sections * 500:
                sections += 1
                yield f"## {self.filled('section')}, {sections}"
            text = self.paragraph()
            begun += len(text.split())
            if self.chance.random() < 0.2:
                self.notes += 1
                yield f"{text}[^n{self.notes}]\n\n[^n{self.notes}]: {self.filled('note')}"
            else:
                yield text
            if drawn < pictures * begun // words:
                drawn += 1
                yield self.picture()
            if self.chance.random() < 0.1:
                yield self.extra()

    def head(self) -> str:
        """Return the front matter; every third title has a cover."""
        title, author = _capital(self.filled("title")), self.chance.choice(_NAMES)
        head = f"title: {title}\nlanguage: {self.said['tag']}\nauthors: [{author} Example]\n"
        if self.number % 3 == 0:
            name, alt = self.bars()
            head += f'cover: {{src: "pictures/{name}", alt: "{alt}"}}\n'
        return head + "licence: CC-BY-4.0\n"

    def article(self, name: str) -> Path:
        head = self.head()
        text = "\n\n".join(self.body(self.words, self.pictures))
        file = self.folder / f"{name}.md"
        file.write_text(f"---\n{head}---\n\n{text}\n", encoding="utf-8")
        return file

    def book(self, name: str) -> Path:
        """Write a book with a chapter every 3,000 words, at least two."""
        self.folder /= name
        self.folder.mkdir(exist_ok=True)
        chapters = max(2, self.words // 3000)
        files = [f"chapter-{place}.md" for place in range(1, chapters + 1)]
        for place, file in enumerate(files):
            pictures = self.pictures * (place + 1) // chapters - self.pictures * place // chapters
            text = "\n\n".join(self.body(self.words // chapters, pictures))
            title = f"{self.said['chapter']} {place + 1}: {self.filled('what')}"
            (self.folder / file).write_text(f'---\ntitle: "{title}"\n---\n\n{text}\n', "utf-8")
        listed = f"contents: [{', '.join(files)}]\n"
        publication = self.folder / "publication.yaml"
        publication.write_text(self.head() + listed, "utf-8")
        return publication


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _drawing(heights: list[int], colour: tuple[int, ...]) -> bytes:
    fill = f"rgb{colour}"
    bars = "".join(
        f'<rect x="{30 * place + 5}" y="{200 - 9 * height}" width="20" height="{9 * height}"/>'
        for place, height in enumerate(heights)
    )
    size = f'viewBox="0 0 {30 * len(heights)} 200"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g fill="{fill}">{bars}</g></svg>'.encode()
    )


def _pixels(heights: list[int], colour: tuple[int, ...], scale: int) -> bytes:
    """Return a PNG with bars of ``scale`` pixels."""
    white, dark = b"\xff\xff\xff" * scale, bytes(colour) * scale
    rows = [b"".join(white + (dark if h > 20 - y else white) for h in heights) for y in range(21)]
    return png(2 * scale * len(heights), 21 * scale, (row for row in rows for _ in range(scale)))


def write(number: int, folder: Path, most: int = MOST) -> Path:
    """Write title ``number`` below ``folder``; return its source."""
    shelf = folder / f"shelf-{number // SHELF:03}"
    shelf.mkdir(parents=True, exist_ok=True)
    writer = _Writer(number, shelf, most)
    name = f"title-{number:06}"
    return writer.book(name) if number % 20 == 19 else writer.article(name)


def titles(count: int, folder: Path, most: int = MOST) -> list[Path]:
    """Write ``count`` titles of at most ``most`` words; return their sources."""
    return [write(number, folder, most) for number in range(count)]


def digest(folder: Path) -> str:
    """Return a short digest of all files below ``folder``, by which two machines compare them."""
    state = 0
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            state = zlib.crc32(file.relative_to(folder).as_posix().encode(), state)
            state = zlib.crc32(file.read_bytes(), state)
    return f"{state:08x}"
