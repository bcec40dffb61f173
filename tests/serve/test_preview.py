"""The preview: what is rendered, what a save changes, and the diagnostics with their places."""

from __future__ import annotations

import json
import queue
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from publish.serve.preview import foliate
from publish.serve.state import ServeState
from tests.serve.conftest import ClientFor

ARTICLE = """---
title: The ferry
language: en-GB
authors: [{name: Ada Example}]
published: 2026-03-01
identifier: urn:uuid:6d2c1c1e-6f0e-4b7a-9d52-0c6a4e6f2b11
---

The ferry crosses the river at noon.

### Too deep

It comes back in the evening.
"""


@pytest.fixture
def told(state: ServeState, monkeypatch: pytest.MonkeyPatch) -> queue.Queue[dict[str, object]]:
    """The events that the previews send."""
    told: queue.Queue[dict[str, object]] = queue.Queue()
    import msgspec

    def publish(_name: str, data: object) -> None:
        told.put(json.loads(msgspec.json.encode(data)))

    monkeypatch.setattr(state.events, "publish", publish)
    return told


def test_preview(
    client_for: ClientFor, state: ServeState, told: queue.Queue[dict[str, object]]
) -> None:
    file = state.root / "ferry.md"
    file.write_text(ARTICLE)
    client = client_for()
    page = client.get("/preview/ferry.md")
    assert page.status_code == 200
    assert "<script src=" in page.text
    shown = client.get("/preview-state/ferry.md").json()
    assert shown["error"] == ""
    assert ["index.html", "The ferry"] in shown["pages"]["web"]
    assert told.get(timeout=20)["files"]
    assert not told.get(timeout=20)["kind"]
    found = client.get("/preview-state/ferry.md").json()["diagnostics"]
    jump = next(one for one in found if one["code"] == "heading-jump")
    assert (jump["file"], jump["line"], jump["text"]) == ("ferry.md", 11, "### Too deep")
    assert jump["id"]

    view = page.text.partition('data-view="')[2].partition('"')[0]
    document = client.get(f"{view}web/{jump['page']}")
    assert f'id="{jump["id"]}"' in document.text
    assert "The ferry crosses" in document.text
    policy = document.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'; script-src http")
    assert "live.js" in document.text

    # a save changes the page that has the text, and nothing else
    file.write_text(ARTICLE.replace("noon", "two"))
    event = told.get(timeout=20)
    assert event["files"] == [jump["page"]]
    assert event["kind"] == "web"
    assert "at two" in client.get(f"{view}web/{jump['page']}").text
    assert not told.get(timeout=20)["kind"]

    # what can't be read leaves the last rendition
    file.write_text(ARTICLE.replace("language:", "languge:"))
    assert not told.get(timeout=20)["kind"]
    broken = client.get("/preview-state/ferry.md").json()
    assert broken["error"]
    assert broken["diagnostics"][0]["severity"] == "error"
    assert "at two" in client.get(f"{view}web/{jump['page']}").text


def test_views_need_their_key(client: TestClient, state: ServeState, tmp_path: Path) -> None:
    (state.root / "ferry.md").write_text(ARTICLE)
    client.get("/preview-state/ferry.md")
    key = state.view_key
    assert client.get(f"/view/{key}/0/web/index.html").status_code == 404
    assert client.get(f"/view/{key[:-1]}/live.js").status_code == 404
    assert client.post(f"/view/{key}/live.js").status_code == 405
    framed = {"Origin": "null"}
    assert client.get(f"/view/{key}/live.js", headers=framed).status_code == 200
    assert client.get("/jobs", headers=framed).status_code == 403
    assert not (tmp_path / "secret").exists()


def test_foliate(
    client: TestClient, state: ServeState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is installed, its scripts are served, and nothing beside them."""
    (state.root / "ferry.md").write_text(ARTICLE)
    folder = tmp_path / "node_modules/foliate-js"
    (folder / "vendor").mkdir(parents=True)
    for name in ("view.js", "vendor/zip.js", "README.md", "../other.js"):
        (folder / name).write_text("1")
    monkeypatch.chdir(tmp_path)
    assert client.get("/foliate-files/view.js").text == "1"
    assert client.get("/foliate-files/vendor/zip.js").status_code == 200
    for name in ("README.md", "..%2fother.js", "%2e%2e/other.js", "nowhere.js"):
        assert client.get(f"/foliate-files/{name}").status_code == 404, name
    policy = client.get("/foliate/1").headers["Content-Security-Policy"]
    assert "script-src http://127.0.0.1:8765/foliate-files/" in policy
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    assert "made-epub" in client.get("/preview/ferry.md").text
    monkeypatch.setattr(foliate, "find_package", lambda _name, _file: None)
    assert client.get("/foliate-files/view.js").status_code == 404
    assert "made-epub" not in client.get("/preview/ferry.md").text
