"""Run a batch: give its titles to a cluster, and collect what became of them.

Each title is finished once.  Where the scheduler is lost, the titles that aren't are given to the
next one; building one a second time does no harm.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator

from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from publish.batch.cluster import Cluster
from publish.batch.connecting import Say, connected
from publish.batch.exclusion import Check
from publish.batch.graph import TitleGraph
from publish.batch.results import (
    Answer,
    Title,
    TitleResult,
    decoded,
    save_record,
    saved_record,
    saved_result,
    saved_results,
)
from publish.batch.session import Session
from publish.batch.tasks import TaskError
from publish.errors import OutputError, PublishError, ToolError

#: How often results are fetched, in seconds.
_INTERVAL = 0.1


class _SchedulerLostError(Exception):
    """The scheduler has ended, or can't be reached."""


def run(
    session: Session,
    cluster: Cluster,
    *,
    retries: int,
    say: Say,
    check: Check,
) -> Iterator[TitleResult]:
    """Build what is left of ``session``, and yield what became of each when that is known.

    The session is noted when the scheduler answers, before this returns: until then ``--resume`` is
    about the last one.  ``say`` is told what a person should know: that the scheduler is lost, that
    there is no worker.  ``check`` is called again and again.

    Raises:
        UsageError: What ``check`` raises, as :func:`publish.batch.exclusion.alone_in` does.
        ToolError: No scheduler answers, or a cluster of this machine ends again and again.
    """
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is said below
    client = connected(cluster, say, first=True)
    session.note()
    return _results(client, session, cluster, retries, say, check)


def _results(
    client: Client, session: Session, cluster: Cluster, retries: int, say: Say, check: Check
) -> Iterator[TitleResult]:
    left = {title.name: title for title in session.left}
    while left:
        try:
            for result in _Round(client, cluster, session, left, say, check).results(retries):
                cluster.progressed()
                yield result
        except _SchedulerLostError:
            saved = saved_results(session.records, session.request.run, tuple(left))
            for result in (one for one in saved if one.finished):
                del left[result.title]
                yield result
            say(f"The scheduler is lost; {_titles(len(left))} wait until it is back.")
        finally:
            closing = threading.Thread(target=_close, args=(client,), daemon=True)
            closing.start()
        closing.join()  # after Ctrl-C nobody waits for it
        if left:
            client = connected(cluster, say, first=False)


def _close(client: Client) -> None:
    with contextlib.suppress(TimeoutError):
        client.close(timeout=0.2)


def _titles(count: int) -> str:
    return f"{count} title" + ("" if count == 1 else "s")


class _Round:
    """The titles that one scheduler builds: those ``left`` of a session, shortest first."""

    def __init__(
        self,
        client: Client,
        cluster: Cluster,
        session: Session,
        left: dict[str, Title],
        say: Say,
        check: Check,
    ) -> None:
        self._client, self._cluster, self._session = client, cluster, session
        self._left, self._say, self._check = left, say, check
        self._completed = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        self._titles: dict[object, Title] = {}
        self._worked = time.monotonic()

    def results(self, retries: int) -> Iterator[TitleResult]:
        """Yield the results of the titles, and remove them from those that are left.

        Raises:
            _SchedulerLostError: The scheduler is lost before it has finished all of them.
        """
        graph = TitleGraph(self._client, self._session, retries)
        for title in sorted(self._left.values(), key=lambda one: one.size):
            self._add(graph.begin(title), title)
        while self._completed.count():
            batch = self._completed.next_batch(block=False)
            for future, data in batch:
                title = self._titles.pop(future.key)
                answer = self._answer(future, data, title, retries)
                future.release()
                if answer.parts:
                    self._add(graph.divide(title, answer.parts), title)
                elif answer.result:
                    del self._left[title.name]
                    yield answer.result
            self._check()
            if not batch:
                time.sleep(_INTERVAL)
                self._look()

    def _add(self, future: Future[bytes], title: Title) -> None:
        self._titles[future.key] = title
        self._completed.add(future)

    def _answer(self, future: Future[bytes], data: bytes, title: Title, retries: int) -> Answer:
        """Return the answer of a task that has ended."""
        records, run = self._session.records, self._session.request.run
        if future.status == "finished":
            answer = decoded(data, Answer)
            if not answer.parts and not answer.result:
                return Answer(result=saved_result(records, run, title.name))
            return answer
        if future.status != "error":
            raise _SchedulerLostError
        result = _failed(title, future.exception(), retries)
        with contextlib.suppress(OutputError):  # --resume then tries it again, as it does anyway
            record = saved_record(records, title.name).ended(run, result)
            result = record.result or result
            save_record(records, title.name, record)
        return Answer(result=result)

    def _look(self) -> None:
        """Look whether the scheduler is there, and any worker."""
        if not self._cluster.check() or self._client.status not in ("running", "connecting"):
            raise _SchedulerLostError
        if self._client.scheduler_info()["workers"]:
            self._worked = time.monotonic()
        elif time.monotonic() - self._worked > self._cluster.patience:
            self._worked = float("inf")
            lacking = f"has had no worker for {self._cluster.patience:.0f} s"
            self._say(f"The scheduler at {self._cluster.address} {lacking}. The batch waits.")


def _failed(title: Title, error: object, retries: int) -> TitleResult:
    """Return the result of a title that its tasks couldn't finish."""
    ours = isinstance(error, TaskError | PublishError)
    reason = str(error) if ours else f"{type(error).__name__}: {error}"
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
