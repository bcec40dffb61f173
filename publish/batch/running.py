"""Run a batch: give its titles to a cluster, and collect what became of them.

Each title is finished once.  Where the scheduler is lost, the titles that aren't are given to the
next one; building one a second time does no harm.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from distributed import Client, as_completed
from distributed.scheduler import KilledWorker

from publish.batch.cluster import Cluster
from publish.batch.results import (
    BatchTask,
    Title,
    TitleResult,
    decoded,
    encoded,
    save_result,
    saved_result,
    saved_results,
)
from publish.batch.session import Session
from publish.batch.tasks import TaskError, build
from publish.errors import ToolError

#: How often results are fetched, in seconds.
_INTERVAL = 0.1

#: The clock seconds after which a scheduler that doesn't answer is asked again.
_TIMEOUT = 10

#: The clock seconds without a worker after which that is said.
_NO_WORKER = 30

Say = Callable[[str], None]


class _SchedulerLostError(Exception):
    """The scheduler has ended, or can't be reached."""


def run(
    session: Session,
    cluster: Cluster,
    *,
    retries: int,
    say: Say,
) -> Iterator[TitleResult]:
    """Build what is left of ``session``, and yield what became of each when that is known.

    ``say`` is told what a person should know: that the scheduler is lost, that there is no worker.

    Raises:
        ToolError: A cluster of this machine ends again and again.
    """
    left = {title.name: title for title in session.left}
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is said below
    while left:
        client = _client(cluster, say)
        try:
            for result in _round(client, cluster, session, left, retries, say):
                cluster.progressed()
                yield result
        except _SchedulerLostError:
            for result in saved_results(session.records, session.request.run, tuple(left)):
                del left[result.title]
                yield result
            say(f"The scheduler is lost; {_titles(len(left))} wait until it is back.")
        finally:
            client.close(timeout=0.2)


def _titles(count: int) -> str:
    return f"{count} title" + ("" if count == 1 else "s")


def _client(cluster: Cluster, say: Say) -> Client:
    """Return a connection to the scheduler; wait until it is there."""
    said = False
    while True:
        cluster.check()
        try:
            return Client(
                cluster.address,
                security=cluster.security(),
                timeout=_TIMEOUT,
                set_as_default=False,
            )
        except OSError as error:  # Dask's own error of time is one
            if not said:
                said = True
                say(f"No scheduler answers at {cluster.address} ({error}). The batch waits for it.")


def _round(
    client: Client,
    cluster: Cluster,
    session: Session,
    left: dict[str, Title],
    retries: int,
    say: Say,
) -> Iterator[TitleResult]:
    """Yield the results of ``left`` titles that this scheduler finishes, and remove them there.

    Raises:
        _SchedulerLostError: It is lost before it has finished all of them.
    """
    names: dict[object, Title] = {}
    records, request = session.records, session.request
    by_size = sorted(left.values(), key=lambda title: title.size)
    for number, title in enumerate(by_size):
        names[f"title-{request.run}", number] = title
    completed = as_completed(
        client.map(
            build,
            [
                encoded(BatchTask(output=session.output, run=request.run, title=title))
                for title in names.values()
            ],
            key=list(names),
            retries=retries,
        ),
        loop=client.loop,
        with_results=True,
        raise_errors=False,
    )
    lost = False
    worked = time.monotonic()
    while completed.count():
        batch = completed.next_batch(block=False)
        for future, answer in batch:
            title = names[future.key]
            if future.status == "finished":
                result = decoded(answer, TitleResult) if answer else None
                result = result or saved_result(records, request.run, title.name)
            elif future.status == "error":
                result = _failed(title, future.exception(), retries)
                save_result(records, request.run, result)
            else:
                lost = True
                continue
            future.release()
            if result:
                del left[title.name]
                yield result
        if not batch:
            time.sleep(_INTERVAL)
            lost = not cluster.check() or lost
            if client.status not in ("running", "connecting"):
                lost = True
        if lost:
            raise _SchedulerLostError
        if client.scheduler_info()["workers"]:
            worked = time.monotonic()
        elif time.monotonic() - worked > _NO_WORKER:
            worked = float("inf")
            say(f"The scheduler at {cluster.address} has no worker. The batch waits for one.")


def _failed(title: Title, error: object, retries: int) -> TitleResult:
    """Return the result of a title that its tasks couldn't finish."""
    reason = str(error) if isinstance(error, TaskError) else f"{type(error).__name__}: {error}"
    attempts = retries + 1
    if isinstance(error, KilledWorker):
        attempts = error.allowed_failures + 1
        reason = f"{attempts} workers ended while they built it."
    return TitleResult(
        title=title.name,
        source=title.source,
        state="failed",
        reason=reason,
        exit_code=ToolError.exit_code,
        attempts=attempts,
    )
