"""The tasks of a title, with what each waits for.

    begin -> narrate 0..n -> level -> encode 0..n -> finish
    begin -> layout 0..n -> finish

Most titles need only the first: it reads and checks the source, and builds the editions at once
where nothing of them is worth dividing.  Titles begin before parts of large ones are made, so that
these don't hold others up.  Parts of the sound and of pages take the resources ``sound`` and
``layout`` of a worker, where workers say that they have them.
"""

from __future__ import annotations

from collections.abc import Iterable

from distributed import Client, Future

from publish.batch.results import BatchTask, Parts, Step, Title, encoded
from publish.batch.session import Session
from publish.batch.tasks import run_task

#: Higher ones first: a title that can be finished frees what its parts keep.
_PRIORITY: dict[Step, int] = {
    "finish": 1,
    "begin": 0,
    "level": -1,
    "encode": -1,
    "narrate": -2,
    "layout": -2,
}

#: What a step takes of the resources of a worker.
_RESOURCES: dict[Step, str] = {
    "narrate": "sound",
    "level": "sound",
    "encode": "sound",
    "layout": "layout",
}


class TitleGraph:
    """Gives the tasks of titles to the scheduler of ``client``; each is tried ``retries`` more."""

    def __init__(self, client: Client, session: Session, retries: int) -> None:
        self._client, self._retries = client, retries
        self._output, self._request = session.output, session.request
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        self._resources = {name for worker in workers for name in worker["resources"]}

    def begin(self, title: Title) -> Future[bytes]:
        """Return the task that builds ``title``, or says how it is divided."""
        return self._submit(title, "begin")

    def divide(self, title: Title, parts: Parts) -> Future[bytes]:
        """Return the task that builds ``title`` when all ``parts`` are made."""
        laid_out = self._each(title, "layout", parts.layout)
        narrated = self._each(title, "narrate", parts.narrate)
        level = self._each(title, "level", min(parts.encode, 1), narrated)
        encoded_parts = self._each(title, "encode", parts.encode, level)
        return self._submit(title, "finish", before=[*laid_out, *narrated, *encoded_parts])

    def _each(
        self, title: Title, step: Step, count: int, before: Iterable[Future[bytes]] = ()
    ) -> list[Future[bytes]]:
        before = list(before)
        return [self._submit(title, step, (number, count), before) for number in range(count)]

    def _submit(
        self,
        title: Title,
        step: Step,
        part: tuple[int, int] = (0, 1),
        before: Iterable[Future[bytes]] = (),
    ) -> Future[bytes]:
        request = self._request
        task = BatchTask(
            output=self._output,
            run=request.run,
            title=title,
            step=step,
            part=part,
            memory=request.memory,
            seconds=request.seconds,
        )
        resource = _RESOURCES.get(step, "")
        return self._client.submit(
            run_task,
            encoded(task),
            *before,
            key=(f"{step}-{request.run}", title.name, part[0]),
            retries=self._retries,
            priority=_PRIORITY[step],
            resources={resource: 1} if resource in self._resources else None,
            pure=False,
        )
