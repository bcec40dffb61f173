"""The page of a preview, and its requests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from publish.serve.guard import VIEW, view_policy
from publish.serve.page import page
from publish.serve.preview.live import Preview, Previews
from publish.serve.preview.shown_diagnostics import shown_diagnostics
from publish.serve.state import ServeState, state_of
from publish.serve.wording import Wording, wording_for
from publish.xhtml.tree import Element, element

if TYPE_CHECKING:
    from starlette.requests import Request

#: Seconds in which a first rendition is awaited.
_FIRST = 30.0

_LIVE = "live.js"

_STATIC = Path(__file__).parent.parent / "static"


async def _preview(request: Request) -> Response:
    """Return the page of a preview; its frame asks for the first rendition."""
    state, words = state_of(request), wording_for(request)
    preview = _previews(request).open(request.path_params["source"])
    tabs = {name: words(f"preview.{name}") for name in ("web", "epub", "pdf", "sound")}
    view = _address(state, preview)
    return page(
        request,
        preview.source,
        element("h1", preview.source),
        element(
            "div",
            (
                element(
                    "div",
                    (_tab_list(tabs, words), *(_panel(name, view, words) for name in tabs)),
                    {"class": "shown"},
                ),
                _checks(words),
            ),
            {"class": "preview", "id": "preview", "data-source": preview.source, "data-view": view},
        ),
        scripts=("preview.js",),
        back=not state.source,
        kind="wide",
    )


def _tab_list(tabs: dict[str, str], words: Wording) -> Element:
    """Return the tabs (WAI-ARIA Authoring Practices, Tabs); ``preview.js`` switches them."""
    buttons = [
        element(
            "button",
            title,
            {
                "type": "button",
                "role": "tab",
                "id": f"tab-{name}",
                "aria-controls": f"panel-{name}",
                "aria-selected": "true" if name == "web" else "false",
                "tabindex": None if name == "web" else "-1",
            },
        )
        for name, title in tabs.items()
    ]
    return element("div", buttons, {"role": "tablist", "aria-label": words("preview.editions")})


def _panel(name: str, view: str, words: Wording) -> Element:
    shown = name == "web"
    attributes = {
        "role": "tabpanel",
        "id": f"panel-{name}",
        "aria-labelledby": f"tab-{name}",
        "hidden": None if shown else "hidden",
    }
    if name != "web":
        return element("div", "", attributes)
    frame = {
        "id": "frame",
        "title": words("preview.frame"),
        "sandbox": "allow-scripts",
        "src": view,
    }
    return element("div", element("iframe", "", frame), attributes)


def _checks(words: Wording) -> Element:
    heading = element("h2", words("preview.checks"), {"id": "checks-title"})
    return element(
        "section",
        (
            heading,
            element("p", "", {"id": "checks-count", "role": "status"}),
            element("ol", "", {"id": "checks", "class": "checks"}),
        ),
        {"class": "side", "aria-labelledby": "checks-title"},
    )


async def _state(request: Request) -> Response:
    """Return what the page shows besides the document: pages and diagnostics."""
    preview = _previews(request).open(request.path_params["source"])
    await _first_rendition(preview)
    root, rendition = state_of(request).root, preview.rendition
    return JSONResponse(
        {
            "version": preview.version,
            "error": preview.error,
            "title": rendition.title if rendition else "",
            "pages": [[one.name, one.title] for one in rendition.pages] if rendition else [],
            "diagnostics": await to_thread.run_sync(shown_diagnostics, preview, root),
        }
    )


async def _first_page(request: Request) -> Response:
    """Send a frame to the first page of the text, once that is rendered."""
    preview = _viewed(request)
    await _first_rendition(preview)
    if preview.rendition is None:
        return Response(status_code=204)
    pages, places = preview.rendition.pages, preview.rendition.places
    first = places[0].page if places else pages[0].name
    return RedirectResponse(f"{_address(state_of(request), preview)}{first}", 303)


async def _view(request: Request) -> Response:
    """Return a file of a rendition, sandboxed; our own script is the only one that may run."""
    preview, state = _viewed(request), state_of(request)
    found = preview.rendition and preview.rendition.files.get(request.path_params["name"])
    if not found:
        raise HTTPException(404)
    file = _previews(request).content(found.digest)
    if found.media_type not in ("application/xhtml+xml", "text/html"):
        return FileResponse(file, media_type=found.media_type)
    files = f"{state.origin}{VIEW}{state.view_key}/"
    script = f'<script src="{files}{_LIVE}" defer=""></script></head>'
    text = (await to_thread.run_sync(file.read_text, "utf-8")).replace("</head>", script, 1)
    policy = view_policy(files, f"{files}{_LIVE}")
    return Response(text, headers={"Content-Security-Policy": policy}, media_type=found.media_type)


async def _live_script(_request: Request) -> Response:
    return FileResponse(_STATIC / _LIVE)


async def _first_rendition(preview: Preview) -> None:
    if not preview.ready.is_set():
        await to_thread.run_sync(preview.ready.wait, _FIRST)


def _previews(request: Request) -> Previews:
    previews: Previews = request.app.state.previews
    return previews


def _viewed(request: Request) -> Preview:
    preview = _previews(request).by_id(request.path_params["id"])
    if preview is None:
        raise HTTPException(404)
    return preview


def _address(state: ServeState, preview: Preview) -> str:
    return f"{VIEW}{state.view_key}/{preview.id}/"


ROUTES = [
    Route("/preview/{source:path}", _preview),
    Route("/preview-state/{source:path}", _state),
    Route("/view/{key}/live.js", _live_script),
    Route("/view/{key}/{id}/", _first_page),
    Route("/view/{key}/{id}/{name:path}", _view),
]
