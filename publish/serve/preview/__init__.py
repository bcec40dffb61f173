"""The preview of a source: what it becomes, while somebody writes it."""

from __future__ import annotations

from starlette.routing import Route

#: The routes of the preview.
ROUTES: list[Route] = []
