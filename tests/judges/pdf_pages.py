"""Poppler: what the pages of a PDF look like, what their text says, how it is structured.

Each function raises MissingJudgeError without Poppler and JudgeError for a broken PDF.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .process import JudgeError, program, run

PACKAGE = "Poppler's tools (Debian: poppler-utils)"


def render(pdf: Path, folder: Path, *, dpi: int = 72, timeout: float = 120) -> list[Path]:
    """Draw every page as `folder`/page-N.png; the paths in page order."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page-*.png"):
        old.unlink()
    options = ["-png", "-r", str(dpi)]
    run([program("pdftoppm", PACKAGE), *options, pdf, folder / "page"], timeout=timeout)
    pages = sorted(folder.glob("page-*.png"))  # pdftoppm pads the numbers
    if not pages:
        raise JudgeError(f"no page could be drawn of {pdf}")
    return pages


def text(pdf: Path, *, layout: bool = False, timeout: float = 60) -> list[str]:
    """The text of each page, in content order or, with `layout`, placed as on the page."""
    options = ["-enc", "UTF-8", *(["-layout"] if layout else [])]
    pages = run([program("pdftotext", PACKAGE), *options, pdf, "-"], timeout=timeout)
    return pages.split("\f")[:-1]


def structure(pdf: Path, *, timeout: float = 60) -> str:
    """The structure tree with its attributes and text, indented: the way a screen reader goes."""
    return run([program("pdfinfo", PACKAGE), "-struct-text", pdf], timeout=timeout)


def info(pdf: Path, *, timeout: float = 60) -> dict[str, str]:
    """What the document says of itself: Title, Author, Tagged, Pages, Page size ..."""
    lines = run([program("pdfinfo", PACKAGE), "-isodates", pdf], timeout=timeout).splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


class Word(NamedTuple):
    """A word on a page, in points from the top left corner of its trim box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Sheet(NamedTuple):
    """A page after trimming, in points; ``gap`` is its greatest white part below its first ink.

    ``gap`` is a part of the height; the margins don't count.
    """

    width: float
    height: float
    gap: float
    words: tuple[Word, ...]

    @property
    def outside(self) -> list[str]:
        """The words that aren't wholly on the page."""
        return [
            word.text
            for word in self.words
            if min(word.left, word.top) < -_EDGE
            or word.right > self.width + _EDGE
            or word.bottom > self.height + _EDGE
        ]

    @property
    def overlapping(self) -> list[tuple[str, str]]:
        """The pairs of words of which one covers much of the other."""
        words = sorted(self.words, key=lambda word: word.top)
        found = []
        for place, one in enumerate(words):
            for other in words[place + 1 :]:
                if other.top >= one.bottom:
                    break
                if _covers(one, other):
                    found.append((one.text, other.text))
        return found


#: How far a letter may reach over the edge of a page (points), and how much of its height and width
#: another may cover. A word much higher than another begins with a drop cap beside it.
_EDGE, _COVERED, _HIGHER = 1.0, 0.5, 1.8

#: The margins (points) in which a page has no text but its folio and running head.
_HEAD, _FOOT, _SIDE = 50, 60, 20

#: The dots per inch at which white space is measured, and the darkest grey that counts as white.
_DPI, _WHITE = 36, 235


def _covers(one: Word, other: Word) -> bool:
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    width = min(one.right, other.right) - max(one.left, other.left)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    narrower = min(one.right - one.left, other.right - other.left)
    if max(one.bottom - one.top, other.bottom - other.top) > _HIGHER * lower:
        return False
    return height > _COVERED * lower and width > _COVERED * narrower


def sheets(pdf: Path, *, timeout: float = 120) -> list[Sheet]:
    """Measure each page: its words, and its white space."""
    import pikepdf

    texts = run([program("pdftotext", PACKAGE), "-bbox", pdf, "-"], timeout=timeout)
    with tempfile.TemporaryDirectory() as folder, pikepdf.open(pdf) as opened:
        options = ["-gray", "-r", str(_DPI)]
        run([program("pdftoppm", PACKAGE), *options, pdf, f"{folder}/page"], timeout=timeout)
        pictures = sorted(Path(folder).iterdir())  # pdftoppm pads the numbers
        pages = zip(opened.pages, texts.split("<page ")[1:], pictures, strict=True)
        return [_sheet(page, words, _picture(picture)) for page, words, picture in pages]


def _sheet(page: Any, words: str, picture: tuple[int, bytes]) -> Sheet:
    media = [float(edge) for edge in page.mediabox]
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    box = (left - media[0], media[3] - top, right - media[0], media[3] - bottom)
    width, height = right - left, top - bottom
    return Sheet(width, height, _gap(picture, box) / height, tuple(_words(words, box[0], box[1])))


_WORD = re.compile(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>')


def _words(page: str, left: float, top: float) -> Iterator[Word]:
    for match in _WORD.finditer(page):
        x1, y1, x2, y2 = map(float, match.groups()[:4])
        yield Word(match[5], x1 - left, y1 - top, x2 - left, y2 - top)


def _picture(path: Path) -> tuple[int, bytes]:
    """Return the width and the pixels of a picture (PGM)."""
    data = path.read_bytes()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    if head is None:
        raise JudgeError(f"pdftoppm wrote no PGM: {path}")
    return int(head[1]), data[head.end() :]


def _gap(picture: tuple[int, bytes], box: tuple[float, ...]) -> float:
    """Return the greatest white height (points) below the first ink in the text's area."""
    (width, pixels), scale = picture, _DPI / 72
    left, right = int((box[0] + _SIDE) * scale), int((box[2] - _SIDE) * scale)
    greatest = white = 0
    begun = False
    for row in range(int((box[1] + _HEAD) * scale), int((box[3] - _FOOT) * scale)):
        if min(pixels[row * width + left : row * width + right]) < _WHITE:
            begun, white = True, 0
        elif begun:
            white += 1
            greatest = max(greatest, white)
    return greatest / scale
