"""What Dask takes for titles that do nothing, in the graph of a batch (``publish.batch.graph``).

A scheduler and workers run as processes of their own.  Seconds are those of processors, so other
work on the machine hardly changes them.  The projection to a cluster follows from them: the
scheduler has one thread, so it can hand out so many tasks a second and no more.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import psutil

MACHINES, CORES, TITLES = 20, 16, 10_000
"""The cluster and the backlist of the projection."""

WHOLE, DIVIDED = {}, {"narrate": 3, "encode": 2, "layout": 3}
"""The parts of a title that is one task, and of one that is eleven."""

SETTINGS = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "300s"}


def empty(_task: bytes, *_before: bytes) -> bytes:
    """Do nothing, in place of ``publish.batch.tasks.run_task``."""
    return b""


@dataclass(frozen=True)
class Overhead:
    """Milliseconds a task, of the clock and of processors; ``memory`` of the scheduler in MB.

    ``run`` is how many tasks the scheduler has given to workers: ``tasks``.
    """

    tasks: int
    run: int
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
                env=os.environ | SETTINGS,
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


def measured(tasks: int, parts: dict[str, int], workers: int = 2) -> Overhead:
    """Run ``tasks`` empty tasks, of titles that are divided into ``parts``."""
    import dask
    from distributed import Client, as_completed

    from publish.batch import graph
    from publish.batch.results import BatchRequest, Parts, Title

    each = tasks_of(parts)
    titles = [
        Title(name=f"shelf/title-{n}", source=f"/shelf/title-{n}") for n in range(tasks // each)
    ]
    request = BatchRequest(run="overhead", sources=(), options={}, memory=0)
    session = SimpleNamespace(output="/out", request=request)
    with (
        dask.config.set({"distributed.comm.timeouts.tcp": "300s"}),
        cluster(workers) as (at, processes),
        Client(scheduler_file=at, timeout=60) as client,
        mock.patch.object(graph, "run_task", empty),
    ):
        client.wait_for_workers(workers)
        everyone = [*processes, psutil.Process()]
        before = [sum(one.cpu_times()[:2]) for one in everyone]
        memory = most = processes[0].memory_info().rss
        begun = time.perf_counter()
        made = graph.TitleGraph(client, session, 2)
        begins = {made.begin(title): title for title in titles}
        running = as_completed(begins, with_results=True)
        for place, (future, _) in enumerate(running):
            future.release()
            if parts and (title := begins.pop(future, None)):
                running.add(made.divide(title, Parts(**parts)))
            if place % 100 == 0:
                most = max(most, processes[0].memory_info().rss)
        clock = time.perf_counter() - begun
        run = client.run_on_scheduler(lambda dask_scheduler: dask_scheduler.n_tasks)
        used = [sum(one.cpu_times()[:2]) - had for one, had in zip(everyone, before, strict=True)]
    count = len(titles) * each
    a_task = 1000 / count
    return Overhead(
        count,
        run,
        clock * a_task,
        used[0] * a_task,
        sum(used[1:-1]) * a_task,
        used[-1] * a_task,
        (most - memory) / 1e6,
    )


def tasks_of(parts: dict[str, int]) -> int:
    """Return how many tasks a title is: its begin, its parts, one to level the sound, its end."""
    return 1 + sum(parts.values()) + ("encode" in parts) + bool(parts)


def projection(found: Overhead, tasks: int, seconds: float) -> str:
    """Return what a backlist takes whose titles have ``tasks`` tasks and ``seconds`` of work."""
    cores = MACHINES * CORES
    work = TITLES * (seconds + tasks * found.worker / 1000) / cores
    scheduling = TITLES * tasks * max(found.scheduler, found.client) / 1000
    limit = "the scheduler" if scheduling > work else "the work"
    return (
        f"{TITLES:,} titles of {tasks} task(s) and {seconds:g} s on {MACHINES} machines with "
        f"{CORES} cores: {work / 60:.1f} min of work, {scheduling / 60:.1f} min of scheduling; "
        f"{limit} limits, and would up to {scheduling / TITLES * cores:.1f} s a title"
    )


def main(tasks: int = 100_000) -> None:
    for parts, seconds in ((WHOLE, 1.0), (DIVIDED, 30.0)):
        found = measured(tasks, parts)
        print(found, flush=True)
        print(projection(found, tasks_of(parts), seconds), flush=True)
