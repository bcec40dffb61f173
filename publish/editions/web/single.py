"""One page with everything inside: style, scripts, pictures and sound.

Its policy names the style and the scripts by their digests (Content Security Policy Level 3, 8.3).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Mapping

from publish.editions.web.page import POLICY
from publish.runtime.custom_sheets import FOLDER
from publish.xhtml.tree import Element, elements, serialise

#: The media types of the files inside.
_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "m4a": "audio/mp4",
    "vtt": "text/vtt",
    "woff2": "font/woff2",
    "woff": "font/woff",
    "ttf": "font/ttf",
    "otf": "font/otf",
}


def single_page(root: Element, files: Mapping[str, bytes]) -> bytes:
    """Return the page ``root`` with ``files``, which are those that it names, inside.

    ``root`` is changed in place.
    """
    inside: dict[str, str] = {}  # the placeholder of each style sheet and script -> its text
    hashes: dict[str, list[str]] = {"style": [], "script": []}
    policy: Element | None = None
    deferred: list[Element] = []
    for one in elements(root):
        if one.get("http-equiv"):
            policy = one
        elif one.name == "link" and one.get("rel") == "stylesheet":
            _inline(one, "style", _with_files(files[one.get("href")], files), inside, hashes)
        elif one.name == "script" and one.get("src"):
            deferred += [one] if "defer" in one.attributes[::2] else []
            _inline(one, "script", files[one.get("src")], inside, hashes)
        elif one.name in ("img", "source", "track") and one.get("src") in files:
            one.set("src", data_address(one.get("src"), files[one.get("src")]))
    _move_last(root, deferred)
    if policy:
        policy.set("content", _policy(hashes))
    page = f"<!DOCTYPE html>\n{serialise(root)}\n"
    for name, text in inside.items():
        page = page.replace(name, text, 1)
    return page.encode()


def _with_files(sheet: bytes, files: Mapping[str, bytes]) -> bytes:
    """Return a style sheet with the files that the publisher's sheets name inside."""
    for name, content in files.items():
        if name.startswith(FOLDER):
            address = data_address(name, content).encode()
            for before, after in ((b"url(", b")"), (b'"', b'"')):
                sheet = sheet.replace(before + name.encode() + after, before + address + after)
    return sheet


def _move_last(root: Element, scripts: list[Element]) -> None:
    """Move ``scripts`` to the end of the body: nothing defers those in the page."""
    head, body = (one for one in root.children if isinstance(one, Element))
    head.children = tuple(one for one in head.children if one not in scripts)
    body.children = (*body.children, *scripts)


def _inline(
    one: Element,
    name: str,
    content: bytes,
    inside: dict[str, str],
    hashes: Mapping[str, list[str]],
) -> None:
    """Make ``one`` an element ``name`` with a placeholder for ``content``, and note its digest.

    The placeholder stands for what the serialisation would escape; no text can have guessed it.
    """
    text = content.decode()
    if name == "script":
        text = re.sub(r"<(?=/script|!--|script)", r"\\x3C", text, flags=re.IGNORECASE)
    else:  # an escaped solidus is a solidus (CSS Syntax 3, 4.3.7), and ends no element
        text = re.sub(r"</(?=style)", r"<\\/", text, flags=re.IGNORECASE)
    digest = hashlib.sha256(text.encode()).digest()
    hashes[name].append(f"'sha256-{b64encode(digest).decode()}'")
    own = f"@{secrets.token_hex(16)}@"
    inside[own] = text
    one.name, one.attributes, one.children = name, (), (own,)


def _policy(hashes: Mapping[str, list[str]]) -> str:
    policy = POLICY.format(forms="'none'")
    for name, found in hashes.items():
        known = " ".join(found) or "'none'"
        policy = policy.replace(f"{name}-src 'self'", f"{name}-src {known}")
    return policy.replace("'self'", "data:").replace("data: data:", "data:")


def data_address(name: str, content: bytes) -> str:
    """Return ``content`` of the file ``name`` as an address (RFC 2397)."""
    return f"data:{_TYPES[name.rpartition('.')[2]]};base64,{b64encode(content).decode()}"
