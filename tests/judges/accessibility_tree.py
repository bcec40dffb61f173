"""The accessibility tree of a document: what Chromium gives to assistive technology."""

import json
import tempfile
from pathlib import Path

from .browser import FLAGS, executable
from .process import downloaded, program, run

SCRIPT = Path(__file__).with_name("accessibility_tree.mjs")


def of(document: Path, *, timeout: float = 60) -> str:
    """Return the tree of `document` (XHTML) as indented lines: role, name in quotes, states.

    Raises MissingJudgeError without Node, Puppeteer or Chromium, JudgeError when it breaks down.
    """
    modules = downloaded("node/node_modules/puppeteer-core/package.json").parent.parent
    node = program("node", "Node 20 or later")
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder, "request.json")
        options = {
            "modules": str(modules),
            "browser": executable(),
            "flags": FLAGS[1:],
            "document": document.resolve().as_uri(),
        }
        request.write_text(json.dumps(options), "utf-8")
        return run([node, SCRIPT, request], timeout=timeout, environment={"HOME": folder})
