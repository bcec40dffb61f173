"""podcast-partytime: the parser of the Podcast Index, for Apple's elements and Podcasting 2.0."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .process import downloaded, program, run

SCRIPT = Path(__file__).with_name("partytime.js")


@dataclass(frozen=True, slots=True)
class Podcast:
    """What the Podcast Index understands of a feed, and the categories that it knows."""

    feed: dict[str, Any]
    categories: dict[str, tuple[str, ...]]


def parse(feed: Path, *, timeout: float = 60) -> Podcast:
    """Parse `feed`; about a third of a second.

    Raises MissingJudgeError without Node or the parser, JudgeError when it refuses the feed.
    """
    modules = downloaded("node/node_modules/podcast-partytime").parent
    node = program("node", "Node 20 or later")
    command: list[str | Path] = [node, SCRIPT, modules, feed.resolve()]
    found = json.loads(run(command, timeout=timeout, environment={"LOG": "silent"}))
    categories = {name: tuple(below) for name, below in found["categories"].items()}
    return Podcast(found["feed"], categories)
