"""The page of a preview, and its requests."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.serve.guard import VIEW, view_policy
from publish.serve.page import page
from publish.serve.preview.editions import MADE
from publish.serve.preview.foliate import foliate_folder
from publish.serve.preview.live import Preview, Previews
from publish.serve.preview.panels import panels
from publish.serve.preview.rendition import PAGES, SCRIPT, Kind, Rendition
from publish.serve.preview.shown_diagnostics import shown_diagnostics, write_correction
from publish.serve.state import state_of
from publish.serve.wording import wording_for
from publish.xhtml.tree import element

if TYPE_CHECKING:
    from starlette.requests import Request

#: Seconds in which a first rendition is awaited.
_FIRST = 30.0

_LIVE = "live.js"

_STATIC = Path(__file__).parent.parent / "static"

#: The browser's own viewer of PDFs is an object of the page that it makes for one.
_MADE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; media-src 'self'; "
        "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}

_KINDS: dict[str, Kind] = {"web": "web", "epub": "epub"}

#: The policy that a web page has in itself: "self" is no address where a frame is sandboxed, and
#: the header says it all.
_OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


async def _preview(request: Request) -> Response:
    """Return the page of a preview; its frame asks for the first rendition."""
    state, words = state_of(request), wording_for(request)
    preview = previews_of(request).open(request.path_params["source"])
    view = f"{VIEW}{state.view_key}/{preview.id}/"
    data = {
        "class": "preview",
        "id": "preview",
        "data-source": preview.source,
        "data-id": preview.id,
        "data-view": view,
    }
    return page(
        request,
        preview.source,
        element("h1", preview.source),
        element(
            "p",
            element("a", words("preview.desk"), {"href": f"/desk/article/{quote(preview.source)}"}),
        ),
        element("div", panels(view, words, foliate=foliate_folder() is not None), data),
        scripts=("preview.js", "made.js"),
        back=not state.source,
        kind="wide",
    )


async def _state(request: Request) -> Response:
    """Return what the page shows besides the document: pages and diagnostics."""
    preview = previews_of(request).open(request.path_params["source"])
    await _rendition(preview, "web")
    root = state_of(request).root
    return JSONResponse(
        {
            "version": preview.version,
            "error": preview.error,
            "pages": {kind: _pages(one) for kind, one in preview.renditions.items()},
            "diagnostics": await to_thread.run_sync(shown_diagnostics, preview, root),
        }
    )


def _pages(rendition: Rendition) -> list[list[str]]:
    return [[one.name, one.title] for one in rendition.pages]


async def _first_page(request: Request) -> Response:
    """Send a frame to the first page of the text, once that is rendered."""
    preview, kind = _viewed(request)
    previews_of(request).want(preview, kind)
    rendition = await _rendition(preview, kind)
    if rendition is None:
        return Response(status_code=204)
    first = rendition.places[0].page if rendition.places else rendition.pages[0].name
    return RedirectResponse(f"{request.url.path}{first}", 303)


async def _view(request: Request) -> Response:
    """Return a file of a rendition, sandboxed; only scripts that we wrote may run in it."""
    preview, kind = _viewed(request)
    rendition, name = preview.renditions.get(kind), request.path_params["name"]
    found = rendition and rendition.files.get(name)
    if rendition is None or not found:
        raise HTTPException(404)
    file = await to_thread.run_sync(previews_of(request).content, preview, found.digest)
    if found.media_type not in PAGES:
        return FileResponse(file, media_type=found.media_type)
    state = state_of(request)
    files = f"{state.origin}{VIEW}{state.view_key}/"
    live = f"{files}{_LIVE}"
    ours = [key for key, one in rendition.files.items() if one.media_type == SCRIPT]
    scripts = [live, *(f"{files}{preview.id}/{kind}/{key}" for key in ours)]
    text = await to_thread.run_sync(file.read_text, "utf-8")
    text = _OWN_POLICY.sub("", text, count=1)
    text = text.replace("</head>", f'<script src="{live}" defer=""></script></head>', 1)
    policy = view_policy(files, " ".join(scripts))
    return Response(text, headers={"Content-Security-Policy": policy}, media_type=found.media_type)


async def _live_script(_request: Request) -> Response:
    return FileResponse(_STATIC / _LIVE)


async def _make(request: Request) -> Response:
    """Begin to make an edition; the events of its job say when it is there."""
    what = request.path_params["what"]
    if what not in MADE:
        raise HTTPException(404)
    previews = previews_of(request)
    preview = previews.open(request.path_params["source"])
    status = await to_thread.run_sync(previews.make, preview, what)
    return Response(msgspec.json.encode(status), 202, media_type="application/json")


async def _fix(request: Request) -> Response:
    """Make a correction that the page has shown."""
    preview = previews_of(request).open(request.path_params["source"])
    try:
        key = msgspec.json.decode(await request.body(), type=dict[str, str]).get("key", "")
    except msgspec.DecodeError as error:
        raise HTTPException(400) from error
    await to_thread.run_sync(write_correction, preview, state_of(request).root, key)
    return Response(status_code=204)


async def _made(request: Request) -> Response:
    """Return an edition that was made; the viewer of a browser may show a PDF in our page."""
    found = previews_of(request).made.get((request.path_params["id"], request.path_params["what"]))
    if found is None:
        return Response(status_code=204)
    return FileResponse(found, headers=_MADE_HEADERS)


async def _rendition(preview: Preview, kind: Kind) -> Rendition | None:
    """Return a rendition, after waiting for the first one of this kind."""

    def wait() -> None:
        preview.ready.wait(_FIRST)
        end = time.monotonic() + _FIRST
        while kind not in preview.renditions and preview.busy and time.monotonic() < end:
            time.sleep(0.01)

    if kind not in preview.renditions:
        await to_thread.run_sync(wait)
    return preview.renditions.get(kind)


def previews_of(request: Request) -> Previews:
    """Return the previews of the server that answers ``request``."""
    previews: Previews = request.app.state.previews
    return previews


def _viewed(request: Request) -> tuple[Preview, Kind]:
    preview = previews_of(request).by_id(request.path_params["id"])
    kind = _KINDS.get(request.path_params["kind"])
    if preview is None or kind is None:
        raise HTTPException(404)
    return preview, kind


ROUTES = [
    Route("/make/{what}/{source:path}", _make, methods=["POST"]),
    Route("/fix/{source:path}", _fix, methods=["POST"]),
    Route("/made/{id}/{what}", _made),
    Route("/preview/{source:path}", _preview),
    Route("/preview-state/{source:path}", _state),
    Route("/view/{key}/live.js", _live_script),
    Route("/view/{key}/{id}/{kind}/", _first_page),
    Route("/view/{key}/{id}/{kind}/{name:path}", _view),
]
