"""Server-sent events: what happens, to all open pages (HTML, 9.2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec

#: Events that a page may be behind; then its stream ends, and it connects again.
_BEHIND = 200

#: Seconds between comments that show a browser that the stream is alive.
_ALIVE = 15.0


class EventBus:
    """Sends events to the open streams; :meth:`publish` can be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[str | None]] = set()

    def publish(self, name: str, data: object) -> None:
        """Send the event ``name`` with ``data``, which becomes JSON, to all streams."""
        text = msgspec.json.encode(data).decode()
        self._call(f"event: {name}\ndata: {text}\n\n")

    def close(self) -> None:
        """End all streams."""
        self._call(None)

    def _call(self, item: str | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, item)

    def _put(self, item: str | None) -> None:
        for stream in self._queues:
            if item is None or stream.qsize() >= _BEHIND:
                while not stream.empty():
                    stream.get_nowait()
                stream.put_nowait(None)
            else:
                stream.put_nowait(item)

    async def stream(self) -> AsyncIterator[str]:
        """Yield the events of one page until it leaves, falls behind or the server ends."""
        self._loop = asyncio.get_running_loop()
        queue = asyncio.Queue[str | None]()
        self._queues.add(queue)
        try:
            yield "retry: 500\n\n"
            while True:
                try:
                    item = await asyncio.wait_for(queue.get(), _ALIVE)
                except TimeoutError:
                    item = ": alive\n\n"
                if item is None:
                    return
                yield item
        finally:
            self._queues.discard(queue)
