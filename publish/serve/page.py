"""One HTML page of ours, made from a tree of elements: no text becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from publish.serve.wording import CHOICE, LANGUAGES, PARAMETER, wording_for
from publish.xhtml.tree import Element, Node, element, serialise

if TYPE_CHECKING:
    from starlette.requests import Request


def page(
    request: Request,
    title: str,
    *content: Node,
    scripts: Iterable[str] = (),
    sheets: Iterable[str] = (),
    back: bool = True,
    kind: str = "",
) -> HTMLResponse:
    """Return a page with ``content`` as its main part.

    ``scripts`` are files of ``static/``, run in this order after ``serve.js``, which has the words
    of the table ``[script]``; ``sheets`` are style sheets there, after ``serve.css``.  With
    ``back``, the page has a link to the first page.  ``kind`` is the class of the body.
    """
    words = wording_for(request)
    styles = [
        element("link", "", {"rel": "stylesheet", "href": f"/static/{name}"})
        for name in ("serve.css", *sheets)
    ]
    files = [
        element("script", "", {"src": f"/static/{name}", "defer": "defer"})
        for name in ("serve.js", *scripts)
    ]
    home = element("a", words("page.home"), {"href": "/"}) if back else ""
    body = (
        element("a", words("page.skip"), {"class": "skip", "href": "#content"}),
        element(
            "header", (element("nav", home or "publish"), _languages(request)), {"class": "top"}
        ),
        element("main", content, {"id": "content", "tabindex": "-1"}),
        element("div", "", {"id": "status", "role": "status", "class": "status"}),
    )
    attributes = {
        "class": kind or None,
        "data-words": json.dumps(words.table("script"), ensure_ascii=False),
    }
    document = element(
        "html",
        (
            element(
                "head",
                (
                    element("meta", "", {"charset": "utf-8"}),
                    element("title", f"{title} – publish"),
                    _meta("viewport", "width=device-width, initial-scale=1"),
                    _meta("color-scheme", "light dark"),
                    element("link", "", {"rel": "icon", "href": "data:,"}),
                    *styles,
                    *files,
                ),
            ),
            element("body", body, attributes),
        ),
        {"lang": words.language},
    )
    answer = HTMLResponse(f"<!DOCTYPE html>\n{serialise(document)}\n")
    if request.query_params.get(PARAMETER) in LANGUAGES:
        answer.set_cookie(CHOICE, words.language, max_age=31_536_000, samesite="strict")
    return answer


def _meta(name: str, content: str) -> Element:
    return element("meta", "", {"name": name, "content": content})


def _languages(request: Request) -> Element:
    """Return the links that switch the language of the page."""
    words = wording_for(request)
    links = [
        element(
            "a",
            name,
            {
                "href": f"?{PARAMETER}={tag}",
                "lang": tag,
                "hreflang": tag,
                "aria-current": "true" if tag == words.language else None,
            },
        )
        for tag, name in LANGUAGES.items()
    ]
    return element("nav", links, {"class": "languages", "aria-label": words("page.languages")})
