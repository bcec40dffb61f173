"""The desk, used by somebody who has only a keyboard, in Chromium."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .browser import drive
from .process import downloaded

SCRIPT = Path(__file__).with_name("desk.mjs")


@dataclass(frozen=True, slots=True)
class Worked:
    """The pages that were judged, what was wrong on the way, and the title of the report."""

    pages: Sequence[str]
    faults: Sequence[str]
    title: str


def work(
    address: str, document: Path, folder: Path, *, shots: Path | None = None, timeout: float = 480
) -> Worked:
    """Import `document`, complete it, build an EPUB and download it to `folder`.

    `shots` is a folder for screenshots. Raises MissingJudgeError without Node, Puppeteer, axe or
    Chromium, JudgeError when the browser breaks down.
    """
    request = {
        "address": address,
        "document": str(document.resolve()),
        "folder": str(folder.resolve()),
        "shots": str(shots.resolve()) if shots else "",
        "axe": str(downloaded("node/node_modules/@daisy/axe-core-for-ace/axe.min.js")),
    }
    answer = json.loads(drive(SCRIPT, request, "puppeteer-core", timeout=timeout))
    return Worked(answer["pages"], answer["faults"], answer["title"])
