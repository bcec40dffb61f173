"""The child of a worker, with titles that are bombs: what they do depends on their names."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from publish.batch import building
from publish.batch.results import Answer, Parts, TitleResult
from publish.runtime.worker_pool import serve


def start(memory: int) -> Callable[[building.Assignment], Answer]:
    building._start(memory)
    return work


def work(assignment: building.Assignment) -> Answer:
    name = assignment.title.name
    if name == "time":
        re.match("(a*)*b", "a" * 60)  # in C, without a look at signals
    elif name == "memory":
        kept = []
        while True:
            kept.append(b"x" * 10_000_000)
    elif name == "crash" or (name == "once" and not _tried(assignment)):
        _crash()
    elif name == "chapters" and assignment.step == "begin":
        return Answer(parts=Parts(narrate=2))
    elif name == "chapters":
        if assignment.part[0] == 1:
            _crash()
        return Answer()
    elif name == "large":
        with Path(assignment.output, "steps").open("a") as steps:
            steps.write(f"{assignment.step} {assignment.part[0]}\n")
        if assignment.step == "begin":
            return Answer(parts=Parts(narrate=2, encode=2, layout=1))
        if (assignment.step, assignment.part) == ("narrate", (1, 2)) and not _tried(assignment):
            _crash()
        if assignment.step != "finish":
            return Answer()
    return Answer(result=TitleResult(title=name, source=str(os.getpid()), state="built"))


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)  # another thread may receive it


def _tried(assignment: building.Assignment) -> bool:
    mark = Path(assignment.output, f"tried-{assignment.title.name}")
    there = mark.exists()
    mark.touch()
    return there


if __name__ == "__main__":
    serve(start)
