"""foliate-js: a reading system that opens a book in a browser, turns its pages and plays it."""

import json
from dataclasses import dataclass
from pathlib import Path

from .browser import drive

SCRIPT = Path(__file__).with_name("foliate.mjs")


@dataclass(frozen=True, slots=True)
class Said:
    """A moment of the narration: what is spoken, and what the page shows."""

    target: str  # the id that the overlay names
    begin: float  # seconds in its sound file
    active: str  # the id that is highlighted
    ground: str  # its computed colours, such as rgb(0, 0, 0)
    ink: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One content document as it was shown; `pictures` says of each whether it was loaded."""

    title: str
    language: str
    pictures: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader met; `errors` and `lost` (links that lead nowhere) should be empty."""

    errors: tuple[str, ...]
    pages: int  # turned, from the first to the last
    fraction: float  # of the book, at the last
    documents: tuple[Shown, ...]
    contents: tuple[str, ...]
    page_list: tuple[str, ...]
    lost: tuple[str, ...]
    said: tuple[Said, ...]  # empty without narration


def read(book: Path, *, listen: float = 6, timeout: float = 120) -> Reading:
    """Read `book` to its end, then hear `listen` seconds of it; about 10 seconds for an article.

    Raises MissingJudgeError without Node, foliate-js or Chromium, JudgeError when it breaks down.
    """
    request = {"book": str(book.resolve()), "listen": listen * 1000}
    found = json.loads(drive(SCRIPT, request, "foliate-js", timeout=timeout))
    heard = found["heard"] or {"said": [], "diagnostics": []}
    return Reading(
        errors=(*found["errors"], *heard["diagnostics"]),
        pages=found["pages"],
        fraction=found["fraction"],
        documents=tuple(
            Shown(one["title"], one["language"], tuple(one["pictures"]))
            for one in found["documents"]
        ),
        contents=tuple(found["contents"]),
        page_list=tuple(found["page_list"]),
        lost=tuple(found["lost"]),
        said=tuple(Said(**one) for one in heard["said"]),
    )
