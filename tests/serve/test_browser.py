"""The preview in Chromium: a save, the keyboard, and documents with scripts of all kinds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish.serve.preview import foliate
from publish.serve.server import _listening
from publish.serve.state import ServeState
from tests.judges.browser import drive
from tests.serve.test_attacks import running

SCRIPT = Path(__file__).parent / "preview.mjs"

_RUN = "console.log('RAN');alert('RAN')"

#: Files whose scripts must not run, wherever they are opened.
EVIL_HTML = f"""<!DOCTYPE html><html><head><title>x</title><script>{_RUN}</script>
<script src="/static/serve.js"></script><script src="evil.js"></script>
<meta http-equiv="refresh" content="0;url=javascript:{_RUN}"><base href="https://example.org/">
<link rel="stylesheet" href="https://example.org/x.css"></head>
<body id="evil" onload="{_RUN}"><img src="x" onerror="{_RUN}"><svg onload="{_RUN}"></svg>
<img src="https://example.org/x.png"><iframe srcdoc="<script>{_RUN}</script>"></iframe>
<iframe src="javascript:{_RUN}"></iframe><object data="data:text/html,<script>{_RUN}</script>">
</object><embed src="data:text/html,<script>{_RUN}</script>"><input autofocus onfocus="{_RUN}">
<details open ontoggle="{_RUN}"></details><video><source onerror="{_RUN}"></video>
<form action="https://example.org/"><button>x</button></form>
<script type="module">{_RUN}</script><style>@import "https://example.org/y.css";</style>
</body></html>"""
EVIL_SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" onload="{_RUN}"><script>{_RUN}</script>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="{_RUN}"/></foreignObject>
<a href="javascript:{_RUN}"><text y="20">x</text></a><animate onbegin="{_RUN}" attributeName="x"
 dur="1s"/></svg>"""
EVIL_XHTML = f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>
<script>{_RUN}</script></head><body onload="{_RUN}"><p>x</p></body></html>"""

FRONT = "---\ntitle: {title}\nlanguage: en-GB\n---\n\n"
#: What the reader of sources takes; it refuses scripts, frames and such links.
HOSTILE = (
    FRONT.format(title="'<script>" + _RUN.replace("'", '"') + "</script>'")
    + f"""Here is <img src="plain.svg" alt="x" onerror="{_RUN}"> in a line, and
`<script>{_RUN}</script>`.

```html
<script>{_RUN}</script>
```

\\<script>{_RUN}\\</script>

![Alt with <b onmouseover="{_RUN}">](plain.svg)
"""
)
ARTICLE = (
    FRONT.format(title="The ferry")
    + "".join(
        f"Paragraph {number} is about the river, and about those who cross it. " * 4 + "\n\n"
        for number in range(20)
    )
    + "#### Too deep\n\nThe ferry comes back in the evening.\n"
)


def test_preview_in_chromium(
    state: ServeState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foliate, "find_package", lambda _name, _file: None)
    root = state.root
    for name, text in {
        "ferry.md": ARTICLE,
        "hostile.md": HOSTILE,
        "evil.html": EVIL_HTML,
        "evil.svg": EVIL_SVG,
        "evil.xhtml": EVIL_XHTML,
        "evil.js": _RUN,
        "plain.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"'
        "/></svg>",
    }.items():
        (root / name).write_text(text)
    with _listening(0) as listener:
        port = listener.getsockname()[1]
    state = replace(state, port=port)
    request = {
        "address": f"{state.origin}/preview/ferry.md?token={state.token}",
        "file": str(root / "ferry.md"),
        "changed": ARTICLE + "\nA new end.\n",
        "hostile": "hostile.md",
        "files": ["evil.html", "evil.svg", "evil.xhtml", "evil.js"],
        "folder": str(state.scratch / "rendered"),
    }
    with running(state):
        answer = json.loads(drive(SCRIPT, request, "puppeteer-core", timeout=120))
    state.close()
    seen = answer["seen"]
    assert seen["control"] == 1
    assert answer["ran"] == []
    assert answer["elsewhere"] == []
    assert answer["errors"] == []
    assert seen["planted"], "the hostile page was shown, and ran nothing"
    assert seen["title"].startswith("The ferry")
    assert seen["origin"] == "null"
    assert float(seen["look"].removesuffix("px")) > 24
    assert seen["appeared"]
    assert seen["kept"]
    assert seen["scrolled"] == pytest.approx(0, abs=1)
    assert seen["went"]
    assert seen["target"].startswith("Too deep")
    assert seen["corrected"]
    assert seen["tab"] == "tab-epub"
    assert seen["epub"]
    assert not (tmp_path / "x").exists()
