"""Lighthouse on a folder of web pages: what it says of the first one, served on this computer."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from .browser import FLAGS, executable
from .process import JudgeError, downloaded, program, run

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class Verdict(Struct, frozen=True):
    """Scores from 0 to 100 by category, and the bytes that were loaded by address."""

    scores: dict[str, int]
    loaded: dict[str, int]
    broken: tuple[str, ...]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` as hosts of static files do, text compressed and sound in ranges.

    Yields the address.
    """
    files = StaticFiles(directory=folder, html=True)
    sound = StaticFiles(directory=folder / "sound", check_dir=False)
    app = Starlette(routes=[Mount("/sound", sound), Mount("/", GZipMiddleware(files))])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


def verdict(folder: Path, *, timeout: float = 120) -> Verdict:
    """What Lighthouse says of `index.html` in `folder`, on a phone with a usual network.

    The processor isn't slowed down: how busy this one is says nothing of the page. Raises
    MissingJudgeError without Lighthouse, Node or Chromium, JudgeError when there is no verdict.
    """
    script = downloaded("node/node_modules/lighthouse/cli/index.js")
    node, browser = program("node", "Node 20 or later"), executable()
    with served(folder) as address:
        words = [address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
        words += ["--throttling.cpuSlowdownMultiplier=1", f"--chrome-flags={' '.join(FLAGS)}"]
        told = run([node, script, *words], timeout=timeout, environment={"CHROME_PATH": browser})
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
                if one["weight"]
                and (score := found["audits"][one["id"]]["score"]) is not None
                and score < 0.9
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise JudgeError(f"Lighthouse gave no verdict on {folder}: {error}") from error
