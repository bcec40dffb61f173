"""The accessibility tree of a document: what Chromium gives to assistive technology."""

from pathlib import Path

from .browser import drive

SCRIPT = Path(__file__).with_name("accessibility_tree.mjs")


def of(document: Path, *, timeout: float = 60) -> str:
    """Return the tree of `document` (XHTML) as indented lines: role, name in quotes, states.

    Raises MissingJudgeError without Node, Puppeteer or Chromium, JudgeError when it breaks down.
    """
    request = {"document": document.resolve().as_uri()}
    return drive(SCRIPT, request, "puppeteer-core", timeout=timeout)
