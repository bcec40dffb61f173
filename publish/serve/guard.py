"""What every request passes before it reaches a route.

A page of another site can make a browser send requests to this computer, also under a name of its
own that it lets resolve to 127.0.0.1 (DNS rebinding).  So the name of the host, the origin and a
token are compared, each by itself; and requests, bodies and streams are counted.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from publish.serve.state import ServeState

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Requests that are answered at the same time, and open event streams; others get status 503.
MAX_REQUESTS, MAX_STREAMS = 32, 16

#: The most bytes of a request, and of one below /upload/.
MAX_BODY, MAX_UPLOAD = 1_000_000, 256_000_000

#: Seconds that a client may pause while it sends a request.
PATIENCE = 30.0

EVENTS, UPLOAD, VIEW = "/events", "/upload/", "/view/"

_READING = frozenset({"GET", "HEAD"})

_STRANGER = "This page needs the address with the token that publish serve printed. Open that one."


class Guard:
    """Refuses requests of strangers, limits the others, and adds headers to the answers."""

    def __init__(self, app: ASGIApp, state: ServeState) -> None:
        self._app, self._state = app, state
        self._host = f"127.0.0.1:{state.port}"
        self._cookie = f"publish-{state.port}"
        self._requests = self._streams = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        view = scope["path"].startswith(f"{VIEW}{self._state.view_key}/")
        headers = _own_headers(self._state, scope["path"], view=view)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in headers.items():
                    given.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope, view=view)
        if answer is None:
            answer = await self._counted(scope, receive, send_with_headers)
        if answer is not None:
            await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, *, view: bool) -> Response | None:
        """Return the answer to a stranger, or to somebody who comes with the token."""
        headers, method = Headers(scope=scope), scope["method"]
        if headers.getlist("host") != [self._host]:
            return PlainTextResponse("This server has another name.", 421)
        origins = headers.getlist("origin")
        allowed = {self._state.origin} | ({"null"} if view and method in _READING else set())
        if any(origin not in allowed for origin in origins):
            return PlainTextResponse("Pages of other sites can't use this server.", 403)
        if method not in _READING and not origins:
            return PlainTextResponse("The request has no Origin.", 403)
        if "service-worker" in headers:  # a script that would answer for this server
            return PlainTextResponse("There are no service workers here.", 403)
        if scope["path"].startswith(VIEW) and not view:
            return PlainTextResponse("There is nothing here.", 404)
        if view:
            return None if method in _READING else PlainTextResponse("Read only.", 405)
        token = QueryParams(scope["query_string"]).get("token", "")
        if method in _READING and _same(token, self._state.token):
            return self._welcome(scope["path"])
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and (
            headers.get("sec-fetch-mode") != "navigate" or method not in _READING
        ):
            return PlainTextResponse("Pages of other sites can't use this server.", 403)
        if not _same(_cookies(headers).get(self._cookie, ""), self._state.token):
            return PlainTextResponse(_STRANGER, 403)
        return None

    def _welcome(self, path: str) -> Response:
        """Return a page that sets the cookie, and goes on without the token in the address.

        A redirection would still count as one of the page that the address was clicked on, which a
        strict cookie isn't sent with.
        """
        address = "/" + path.lstrip("/\\") if path.isascii() and path.isprintable() else "/"
        for sign, name in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), ("'", "&#39;")):
            address = address.replace(sign, name)
        answer = HTMLResponse(
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>publish</title>'
            '<link rel="icon" href="data:,">'
            f'<meta http-equiv="refresh" content="0;url={address}"><a href="{address}">publish</a>'
        )
        answer.set_cookie(self._cookie, self._state.token, httponly=True, samesite="strict")
        return answer

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Let the application answer, unless it has too much to do."""
        stream = scope["path"] == EVENTS
        open_now, most = (self._streams, MAX_STREAMS) if stream else (self._requests, MAX_REQUESTS)
        if open_now >= most:
            return PlainTextResponse("Too many requests.", 503, {"Retry-After": "1"})
        limit = MAX_UPLOAD if scope["path"].startswith(UPLOAD) else MAX_BODY
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal() or len(said) > 15 or int(said) > limit:
            return PlainTextResponse(f"A request has at most {limit} bytes here.", 413)
        self._streams += stream
        self._requests += not stream
        try:
            await self._app(scope, _limited(receive, limit), send)
        finally:
            self._streams -= stream
            self._requests -= not stream
        return None


def _limited(receive: Receive, limit: int) -> Receive:
    """Return ``receive`` that refuses a body longer than ``limit`` bytes, or one that pauses."""
    received, complete = 0, False

    async def receive_limited() -> Message:
        nonlocal received, complete
        if complete:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise HTTPException(408) from None
        received += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if received > limit:
            raise HTTPException(413, f"A request has at most {limit} bytes here.")
        return message

    return receive_limited


def _own_headers(state: ServeState, path: str, *, view: bool) -> Mapping[str, str]:
    """Return the headers of an answer; a route may set its own instead.

    A previewed document has an origin of its own (sandbox), so that nothing of it could use this
    server, even if a script of it ran; and none runs.
    """
    own = state.origin
    shared = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache" if path.startswith("/static/") else "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if view:
        files = f"{own}{VIEW}{state.view_key}/"
        return shared | {
            "Content-Security-Policy": view_policy(files),
            "Access-Control-Allow-Origin": "null",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
    return shared | {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {own}/static/; style-src {own}/static/; "
            f"img-src {own} data:; media-src {own}; font-src {own}/static/; connect-src {own}; "
            f"frame-src {own}; form-action {own}; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }


def view_policy(files: str, scripts: str = "") -> str:
    """Return the policy of a document in a frame, which loads only ``files`` (an address).

    ``scripts`` are addresses of scripts of ours that may run in it, separated by spaces; without
    them, none runs.
    """
    sandbox, allowed = ("sandbox allow-scripts", scripts) if scripts else ("sandbox", "'none'")
    return (
        f"{sandbox}; default-src 'none'; script-src {allowed}; style-src {files} 'unsafe-inline'; "
        f"img-src {files} data:; media-src {files}; font-src {files} data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _same(given: str, secret: str) -> bool:
    return secrets.compare_digest(given.encode(), secret.encode())


def _cookies(headers: Headers) -> dict[str, str]:
    pairs = (one.partition("=") for line in headers.getlist("cookie") for one in line.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}
