"""The EPUB in foliate-js, a reading system of its own, where the user has installed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from publish.runtime.node_packages import find_package
from publish.serve.files import path_inside
from publish.serve.state import state_of
from publish.serve.wording import wording_for
from publish.xhtml.tree import element, serialise

if TYPE_CHECKING:
    from starlette.requests import Request

_FILES = "/foliate-files/"


def foliate_folder() -> Path | None:
    """Return the folder of foliate-js; ``None`` if it isn't installed."""
    found = find_package("foliate-js", "view.js")
    return found.resolve() if found else None


async def _reader(request: Request) -> Response:
    """Return the page in which foliate-js shows an EPUB that was made.

    It shows documents in frames of its own, which have the policy of this page: no script of a
    document runs, and nothing is loaded from elsewhere.
    """
    words, origin = wording_for(request), state_of(request).origin
    buttons = [
        element("button", words(f"preview.{name}"), {"type": "button", "id": name})
        for name in ("previous", "next")
    ]
    body = element(
        "body",
        (
            element("main", "", {"id": "book"}),
            element("p", buttons, {"class": "actions"}),
        ),
        {"class": "foliate", "data-book": f"/made/{request.path_params['id']}/epub"},
    )
    head = element(
        "head",
        (
            element("meta", "", {"charset": "utf-8"}),
            element("title", words("preview.epub")),
            element("link", "", {"rel": "stylesheet", "href": "/static/serve.css"}),
            element("script", "", {"src": "/static/foliate.js", "defer": "defer"}),
        ),
    )
    policy = (
        f"default-src 'none'; script-src {origin}{_FILES} {origin}/static/; "
        f"style-src {origin}/static/ blob: 'unsafe-inline'; img-src blob: data:; media-src blob:; "
        f"font-src blob: data:; connect-src {origin} blob:; frame-src blob:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
    headers = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"}
    document = element("html", (head, body), {"lang": words.language})
    return HTMLResponse(f"<!DOCTYPE html>\n{serialise(document)}\n", headers=headers)


async def _file(request: Request) -> Response:
    """Return a script of foliate-js."""
    folder, name = foliate_folder(), request.path_params["name"]
    if folder is None or not name.endswith(".js"):
        raise HTTPException(404)
    return FileResponse(path_inside(folder, name), media_type="text/javascript")


ROUTES = [Route("/foliate/{id}", _reader), Route(f"{_FILES}{{name:path}}", _file)]
