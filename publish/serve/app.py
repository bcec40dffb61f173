"""The table of routes, and the application."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from publish.errors import PublishError
from publish.serve import desk
from publish.serve.files import ChangedError, RefusedPathError, path_inside
from publish.serve.guard import EVENTS, Guard
from publish.serve.jobs import BusyError
from publish.serve.page import page
from publish.serve.preview import foliate
from publish.serve.preview import routes as preview
from publish.serve.preview.live import Previews
from publish.serve.state import ServeState, state_of
from publish.serve.uploads import UploadRefusedError
from publish.serve.wording import wording_for
from publish.xhtml.tree import element

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_STATIC = Path(__file__).parent / "static"

#: The policy of a file of the served folder: whatever it is, it runs nothing.
_FILE_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'"
)

#: The status of errors that aren't the fault of a request.
_STATUS: dict[type[Exception], int] = {
    RefusedPathError: 404,
    ChangedError: 409,
    UploadRefusedError: 503,
    BusyError: 503,
}


def create_app(state: ServeState, previews: Previews | None = None) -> ASGIApp:
    """Return the application that serves ``state``; no request passes by its guard.

    ``previews`` are those of the server, if they were begun before.
    """
    routes = [
        Route(EVENTS, _events),
        Route("/jobs", _jobs),
        Route("/jobs/{number:int}", _job),
        Route("/jobs/{number:int}", _cancel, methods=["DELETE"]),
        Route("/static/{name}", _static),
        Route("/file/{path:path}", _file),
    ]
    app = Starlette(
        routes=[*desk.ROUTES, *preview.ROUTES, *foliate.ROUTES, *routes],
        exception_handlers={PublishError: _failed},
    )
    app.state.serve, app.state.previews = state, previews or Previews(state)
    return Guard(app, state)


async def _events(request: Request) -> Response:
    return StreamingResponse(state_of(request).events.stream(), media_type="text/event-stream")


async def _jobs(request: Request) -> Response:
    return _json(state_of(request).jobs.list_jobs())


async def _job(request: Request) -> Response:
    job = state_of(request).jobs.find(request.path_params["number"])
    if job is None:
        raise HTTPException(404)
    return _json(job.status)


async def _cancel(request: Request) -> Response:
    state_of(request).jobs.cancel(request.path_params["number"])
    return Response(status_code=204)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _static_files():
        raise HTTPException(404)
    return FileResponse(_STATIC / name)


@cache
def _static_files() -> frozenset[str]:
    return frozenset(file.name for file in _STATIC.iterdir())


async def _file(request: Request) -> Response:
    file = path_inside(state_of(request).root, request.path_params["path"])
    return FileResponse(file, headers={"Content-Security-Policy": _FILE_POLICY})


async def _failed(request: Request, error: Exception) -> Response:
    """Answer with a message, as a page if a person has opened the address."""
    status = _STATUS.get(type(error), 400)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": str(error)}, status)
    words = wording_for(request)
    title = element("h1", words("page.failed"))
    answer = page(request, words("page.failed"), title, element("p", str(error), {"lang": "en"}))
    answer.status_code = status
    return answer


def _json(data: object) -> Response:
    return Response(msgspec.json.encode(data), media_type="application/json")
