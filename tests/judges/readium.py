"""r2-shared-js: Readium's parser, which several reading systems share."""

import json
from dataclasses import dataclass
from pathlib import Path

from .process import downloaded, program, run

SCRIPT = Path(__file__).with_name("readium.js")

Link = tuple[str, str]  # title, address


@dataclass(frozen=True, slots=True)
class Clip:
    """One moment of an overlay: the addresses of what is shown and of what is heard."""

    text: str
    audio: str  # with its times, as a media fragment


@dataclass(frozen=True, slots=True)
class Parsed:
    """What Readium understands of a book; lists are flat, in their order."""

    title: str
    languages: tuple[str, ...]
    identifier: str
    features: tuple[str, ...]
    contents: tuple[Link, ...]
    page_list: tuple[Link, ...]
    landmarks: tuple[Link, ...]
    overlays: tuple[tuple[Clip, ...], ...]


def parse(book: Path, *, timeout: float = 60) -> Parsed:
    """Parse `book`; about half a second.

    Raises MissingJudgeError without Node or Readium's parser, JudgeError when it refuses the book.
    """
    modules = downloaded("node/node_modules/r2-shared-js").parent
    node = program("node", "Node 20 or later")
    found = json.loads(run([node, SCRIPT, modules, book.resolve()], timeout=timeout))

    def links(name: str) -> tuple[Link, ...]:
        return tuple((title or "", href) for title, href in found[name])

    return Parsed(
        title=found["title"],
        languages=tuple(found["language"]),
        identifier=found["identifier"],
        features=tuple(found["features"]),
        contents=links("contents"),
        page_list=links("page_list"),
        landmarks=links("landmarks"),
        overlays=tuple(
            tuple(Clip(clip["text"], clip["audio"]) for clip in overlay)
            for overlay in found["overlays"]
        ),
    )
