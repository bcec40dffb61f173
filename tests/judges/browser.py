"""Chromium without a window: what a reader sees of a local page."""

import html
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .process import JudgeError, MissingJudgeError, downloaded, program, run

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = 390  # CSS pixels
DESKTOP = 1280
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def executable() -> str:
    """Path of Chromium, or of Chrome where that is what there is. Raises MissingJudgeError."""
    if sys.platform == "darwin" and _MAC.exists():
        return str(_MAC)
    for name in ("chromium", "chromium-browser", "google-chrome"):
        try:
            return program(name, "Chromium")
        except MissingJudgeError:
            continue
    raise MissingJudgeError("Chromium is not installed: run `make test`, or install chromium")


def drive(script: Path, request: Mapping[str, object], package: str, *, timeout: float) -> str:
    """Run `script`, which drives Chromium from Node, and return its standard output.

    Its argument is a JSON file: `request`, and where Chromium and the npm packages are; one of them
    is `package`. Raises MissingJudgeError without Node, the package or Chromium, JudgeError when it
    breaks down.
    """
    modules = downloaded(f"node/node_modules/{package}").parents[package.count("/")]
    node = program("node", "Node 20 or later")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "request.json")
        where = {"modules": str(modules), "browser": executable(), "flags": FLAGS[1:]}
        file.write_text(json.dumps({**where, **request}), "utf-8")
        return run([node, script, file], timeout=timeout, environment={"HOME": folder})


def screenshot(
    page: Path, picture: Path, *, width: int = DESKTOP, height: int = 2000, timeout: float = 60
) -> Path:
    """Write what `page` (HTML, XHTML or SVG) looks like as a PNG and return its path.

    `width` and `height` are CSS pixels of the window, one to a pixel of the picture. Raises
    MissingJudgeError without Chromium, JudgeError when no picture comes.
    """
    picture = picture.resolve()
    picture.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        # A window cannot be as narrow as a phone, a frame can.
        frame = Path(folder, "frame.html")
        source = html.escape(page.resolve().as_uri())
        frame.write_text(
            "<!DOCTYPE html><title>frame</title><style>body{margin:0}iframe{border:0;display:block}"
            f'</style><iframe src="{source}" width="{width}" height="{height}"></iframe>',
            "utf-8",
        )
        flags = [*FLAGS, f"--user-data-dir={folder}/profile", "--hide-scrollbars"]
        shot = [f"--screenshot={picture}", f"--window-size={width},{height}"]
        run([executable(), *flags, *shot, frame.as_uri()], timeout=timeout)
    if not picture.exists():
        raise JudgeError(f"Chromium made no picture of {page}")
    return picture


def measure(page: str, script: str, *, timeout: float = 60) -> Any:
    """What `script`, an expression of JavaScript, is in `page` (HTML) in a window 500 px wide.

    Windows are no narrower; what has to be narrow gets a width of its own. Raises
    MissingJudgeError without Chromium, JudgeError when there is no answer.
    """
    told = (
        "<script>{const it = document.createElement('pre'); it.id = 'measured';"
        f"it.textContent = JSON.stringify({script}); document.body.append(it);}}</script></body>"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder, "page.html")
        file.write_text(page.replace("</body>", told), "utf-8")
        flags = [*FLAGS, f"--user-data-dir={folder}/profile", "--window-size=500,900"]
        dom = run([executable(), *flags, "--dump-dom", file.as_uri()], timeout=timeout)
    answer = re.search(r'<pre id="measured">(.*?)</pre>', dom, re.DOTALL)
    if answer is None:
        raise JudgeError("Chromium did not answer")
    return json.loads(html.unescape(answer[1]))
