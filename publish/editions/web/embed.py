"""The players that other sites embed: of each page with sound, without its text.

``embed.js`` shows them in a frame, as does an ``iframe`` in a page that may have no scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.xhtml.tree import Element, element, elements, multiline

#: The script of the player, and the element for the pages of other sites.
PLAYER, EMBED = "player.js", "embed.js"

#: The first page with sound.
_INDEX = "index.html"


def embed_name(page: str) -> str:
    """Return the name of the player of a page: ``embed.html``, ``embed-chapter-1.html``."""
    return "embed.html" if page == _INDEX else f"embed-{page}"


def embed_root(root: Element, page: str, read: str) -> Element:
    """Return the ``html`` element of the player of ``page``, whose own is ``root``.

    ``read`` are the words of its link to the text.
    """
    parts = {one.id: one for one in elements(root)}
    link = {"href": page, "target": "_blank", "rel": "noopener"}
    text = element("p", element("a", read, link), {"class": "player-read"})
    title = next(one for one in elements(root) if one.name == "title")
    heading = element("h1", title.children)
    main = element("main", multiline(heading, parts["player"], text))
    return element(
        "html",
        multiline(
            element("head", multiline(*_head(root, page))),
            element("body", multiline(main, parts["player-data"])),
        ),
        {
            "lang": root.get("lang"),
            "dir": root.get("dir"),
            "data-theme": root.get("data-theme"),
            "data-embed": "",
        },
    )


def _head(root: Element, page: str) -> Iterator[Element]:
    """Yield what the head of ``root`` has for the player; the page stays the canonical address."""
    canonical = element("link", attributes={"rel": "canonical", "href": page})
    head = next(one for one in elements(root) if one.name == "head")
    for one in elements(head.children):
        match one.name:
            case "meta" if one.get("charset") or one.get("http-equiv"):
                yield one
            case "meta" if one.get("name") in ("viewport", "color-scheme"):
                yield one
            case "title":
                yield one
            case "link" if one.get("rel") == "canonical":
                canonical = one
            case "link" if one.get("rel") in ("icon", "stylesheet"):
                yield one
            case "script" if one.get("src") == PLAYER:
                yield one
            case _:
                pass
    yield canonical
