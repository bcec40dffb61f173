"""Connections that don't send their request in time: they end, so that others are answered.

All programs of this computer come from 127.0.0.1, so that there is nobody to set a limit for: of
many that keep the server waiting, the oldest gives way.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds in which the headers of a request have to come, and connections that may keep us waiting:
#: fewer than the server has, so that another one is answered.
HEADER_PATIENCE, MOST_WAITING = 10.0, 224


class Connection(H11Protocol):
    """A connection of uvicorn with a deadline for the headers of each request."""

    since = 0.0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()
        waiting = [
            one for one in self.connections if isinstance(one, Connection) and one.is_waiting
        ]
        if len(waiting) > MOST_WAITING:
            min(waiting, key=lambda one: one.since).end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif not self.is_waiting:  # the next request on it has begun
            self._expect()

    @property
    def is_waiting(self) -> bool:
        """Whether the headers of a request are still to come."""
        return self._deadline is not None

    def end(self) -> None:
        """End the connection at once."""
        self._stop()
        self.transport.abort()

    def _expect(self) -> None:
        self.since = self.loop.time()
        self._deadline = self.loop.call_later(HEADER_PATIENCE, self.end)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
