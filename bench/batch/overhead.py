"""What Dask takes for tasks that do nothing, in graphs of the shape of a batch's titles.

A scheduler and workers run as processes of their own.  Seconds are those of processors, so other
work on the machine hardly changes them.  The projection to a cluster follows from them: the
scheduler has one thread, so it can hand out so many tasks a second and no more.
"""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

MACHINES, CORES, TITLES = 20, 16, 10_000
"""The cluster and the backlist of the projection."""

WINDOW = 500
"""How many titles are submitted ahead of those that are finished."""


def shape(title: int, parts: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the tasks of a title with ``parts`` chapters: names, and those of what they wait for.

    With no parts the title is one task; with two, ten.
    """
    if not parts:
        yield f"edition-{title}", ()
        return
    yield f"read-{title}", ()
    for part in range(parts):
        yield f"narrate-{title}-{part}", (f"read-{title}",)
        yield f"encode-{title}-{part}", (f"narrate-{title}-{part}",)
        yield f"layout-{title}-{part}", (f"read-{title}",)
    yield f"pdf-{title}", tuple(f"layout-{title}-{part}" for part in range(parts))
    yield f"epub-{title}", (*(f"encode-{title}-{part}" for part in range(parts)), f"pdf-{title}")
    yield f"edition-{title}", (f"epub-{title}",)


def empty(name: str, *_after: str) -> str:
    """Return ``name``: the task that does nothing."""
    return name


@dataclass(frozen=True)
class Overhead:
    """Milliseconds a task, of the clock and of processors; ``memory`` of the scheduler in MB."""

    tasks: int
    clock: float
    scheduler: float
    worker: float
    client: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.tasks:,} tasks: {self.clock:.2f} ms of the clock a task; of processors: "
            f"scheduler {self.scheduler:.2f}, worker {self.worker:.2f}, client {self.client:.2f} "
            f"ms; the scheduler grew by {self.memory:.0f} MB"
        )


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[psutil.Process]]]:
    """Yield the address of a new scheduler, and its process before those of ``workers`` workers."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="publish-bench-")))

        def start(*command: str) -> psutil.Process:
            started = subprocess.Popen(
                [sys.executable, "-m", *command, "--no-dashboard"],
                cwd=folder,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(started.wait)
            stack.callback(started.kill)
            return psutil.Process(started.pid)

        at = folder / "scheduler.json"
        port = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(at))
        processes = [start("distributed.cli.dask_scheduler", *port)]
        options = ("--nthreads", "1", "--no-nanny", "--scheduler-file", str(at))
        for _ in range(workers):
            processes.append(start("distributed.cli.dask_worker", *options))
        yield str(at), processes


def measured(tasks: int, parts: int, workers: int = 2) -> Overhead:
    """Run ``tasks`` empty tasks in graphs of titles with ``parts`` chapters."""
    from distributed import Client, Future, as_completed

    each = len(list(shape(0, parts)))
    count = tasks // each
    with cluster(workers) as (at, processes), Client(scheduler_file=at, timeout=60) as client:
        client.wait_for_workers(workers)
        everyone = [*processes, psutil.Process()]
        before = [sum(one.cpu_times()[:2]) for one in everyone]
        memory, begun = processes[0].memory_info().rss, time.perf_counter()

        def submit(title: int) -> Future:
            made: dict[str, Future] = {}
            for key, after in shape(title, parts):
                known = [made[one] for one in after]
                made[key] = client.submit(
                    empty, key, *known, key=key, priority=-title, retries=2, pure=False
                )
            return made[f"edition-{title}"]

        waiting = iter(range(count))
        running = as_completed(map(submit, itertools.islice(waiting, WINDOW)), with_results=True)
        most = memory
        for place, (future, _) in enumerate(running):
            future.release()
            if place % WINDOW == 0:
                most = max(most, processes[0].memory_info().rss)
            for title in itertools.islice(waiting, 1):
                running.add(submit(title))
        clock = time.perf_counter() - begun
        used = [sum(one.cpu_times()[:2]) - had for one, had in zip(everyone, before, strict=True)]
    a_task = 1000 / (count * each)
    return Overhead(
        count * each,
        clock * a_task,
        used[0] * a_task,
        sum(used[1:-1]) * a_task,
        used[-1] * a_task,
        (most - memory) / 1e6,
    )


def projection(found: Overhead, tasks: int, seconds: float) -> str:
    """Return what a backlist takes whose titles have ``tasks`` tasks and ``seconds`` of work."""
    cores = MACHINES * CORES
    work = TITLES * (seconds + tasks * found.worker / 1000) / cores
    scheduling = TITLES * tasks * max(found.scheduler, found.client) / 1000
    limit = "the scheduler" if scheduling > work else "the work"
    return (
        f"{TITLES:,} titles of {tasks} tasks and {seconds:g} s on {MACHINES} machines with {CORES} "
        f"cores: {work / 60:.1f} min of work, {scheduling / 60:.1f} min of scheduling; {limit} "
        f"limits, and would up to {scheduling / TITLES * cores:.1f} s a title"
    )


def main(tasks: int = 100_000) -> None:
    for parts, seconds in ((0, 1.0), (2, 30.0)):
        found = measured(tasks, parts)
        print(found, flush=True)
        print(projection(found, len(list(shape(0, parts))), seconds), flush=True)
