"""The record that all routes share."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.serve.events import EventBus
from publish.serve.jobs import JobRunner

if TYPE_CHECKING:
    from starlette.requests import Request


def _secret() -> str:
    return secrets.token_urlsafe(24)


class ServeState(Struct, frozen=True, kw_only=True):
    """What a server serves, and its secrets.

    ``root`` is the served folder, with symbolic links resolved; ``source`` is the path of the one
    source, relative to it, or empty.  ``port`` is that of 127.0.0.1.  ``scratch`` is a temporary
    folder, removed when the server ends.  ``token`` opens all pages; ``view_key`` only the
    addresses of previewed documents, which send no cookies because they are sandboxed.
    ``closing`` is called by :meth:`close`.
    """

    root: Path
    scratch: Path
    port: int
    source: str = ""
    token: str = field(default_factory=_secret)
    view_key: str = field(default_factory=_secret)
    events: EventBus = field(default_factory=EventBus)
    jobs: JobRunner = field(default_factory=JobRunner)
    closing: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs.changed = lambda status: self.events.publish("job", status)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """The address with the token, which is printed."""
        return f"{self.origin}/?token={self.token}"

    def close(self) -> None:
        """End streams, jobs and what is in ``closing``."""
        self.events.close()
        self.jobs.close()
        for close in self.closing:
            close()


def state_of(request: Request) -> ServeState:
    """Return the state of the server that answers ``request``."""
    state: ServeState = request.app.state.serve
    return state
