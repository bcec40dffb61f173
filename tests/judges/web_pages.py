"""Pages of the web edition in the hands of readers: settings, notes, search, paper, axe."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .browser import drive
from .process import downloaded

SCRIPT = Path(__file__).with_name("web_pages.mjs")


def look(
    page: Path, windows: Sequence[tuple[int, int]], state: str, *, axe: bool = False
) -> dict[str, object]:
    """A page to look at, in `windows` (width and height in CSS pixels) one after the other.

    `state` is what its reader wants, such as "night"; `axe` judges it in the last window.
    """
    return {"address": page.resolve().as_uri(), "windows": windows, "state": state, "axe": axe}


def read(
    looks: Sequence[Mapping[str, object]],
    article: Path,
    search: Path,
    words: Sequence[str],
    *,
    timeout: float = 180,
) -> dict[str, Any]:
    """What `web_pages.mjs` found: of each of `looks`, of an `article` with notes, of a `search`.

    Raises MissingJudgeError without Node, axe or Chromium, JudgeError when it breaks down.
    """
    axe = downloaded("node/node_modules/@daisy/axe-core-for-ace/axe.min.js")
    request = {
        "looks": looks,
        "axe": str(axe),
        "article": article.resolve().as_uri(),
        "search": search.resolve().as_uri(),
        "words": words,
    }
    found: dict[str, Any] = json.loads(drive(SCRIPT, request, "puppeteer-core", timeout=timeout))
    return found
