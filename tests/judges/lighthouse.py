"""Lighthouse on a folder of web pages: what it says of the first one, served on this computer."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from msgspec import Struct

from .browser import FLAGS, executable
from .process import JudgeError, downloaded, program, run

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class Verdict(Struct, frozen=True):
    """Scores from 0 to 100 by category, and the bytes that were loaded by address."""

    scores: dict[str, int]
    loaded: dict[str, int]
    broken: tuple[str, ...]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def verdict(folder: Path, *, timeout: float = 120) -> Verdict:
    """What Lighthouse says of `index.html` in `folder`, on a phone with a usual network.

    The processor isn't slowed down: how busy this one is says nothing of the page. Raises
    MissingJudgeError without Lighthouse, Node or Chromium, JudgeError when there is no verdict.
    """
    script = downloaded("node/node_modules/lighthouse/cli/index.js")
    node, browser = program("node", "Node 20 or later"), executable()
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        words = [address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
        words += ["--throttling.cpuSlowdownMultiplier=1", f"--chrome-flags={' '.join(FLAGS)}"]
        try:
            told = run(
                [node, script, *words], timeout=timeout, environment={"CHROME_PATH": browser}
            )
        finally:
            server.shutdown()
    try:
        found = json.loads(told)
        requests = found["audits"]["network-requests"]["details"]["items"]
        return Verdict(
            {name: round(found["categories"][name]["score"] * 100) for name in CATEGORIES},
            {
                one["url"].removeprefix(address): int(one["transferSize"])
                for one in requests
                if one.get("resourceType") != "Media" and not one["url"].startswith("data:")
            },
            tuple(
                f"{name}: {found['audits'][one['id']]['title']}"
                for name in CATEGORIES
                for one in found["categories"][name]["auditRefs"]
                if one["weight"] and (found["audits"][one["id"]]["score"] or 1) < 0.9
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise JudgeError(f"Lighthouse gave no verdict on {folder}: {error}") from error
