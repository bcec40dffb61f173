"""The desk: import, complete, build and download without a terminal."""

from __future__ import annotations

from starlette.routing import Route

#: The routes of the desk; ``publish.serve.app`` asks them first.
ROUTES: list[Route] = []
