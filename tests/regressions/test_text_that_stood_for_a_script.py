"""A text that was the digest of a script took the script's place in a single page."""

from __future__ import annotations

import hashlib

from publish.editions.web.single import single_page
from publish.xhtml.tree import Element

SCRIPT = b"document.title = 'fog < mist'"


def test_a_text_stays_a_text() -> None:
    text = f"@{hashlib.sha256(SCRIPT).hexdigest()}@"
    root = Element(
        "html",
        (),
        (
            Element("head", (), (Element("script", ("src", "page.js", "defer", "defer")),)),
            Element("body", (), (Element("p", (), (text,)),)),
        ),
    )
    page = single_page(root, {"page.js": SCRIPT}).decode()
    assert f"<p>{text}</p><script>{SCRIPT.decode()}</script>" in page
