"""What pages of other sites, and files in the served folder, must not be able to do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from publish.serve import connections, guard, jobs
from publish.serve.app import create_app
from publish.serve.desk.sheet import zipped
from publish.serve.jobs import BusyError
from publish.serve.server import _listening, _run, server_of
from publish.serve.state import ServeState
from tests.serve.conftest import ORIGIN, PORT, ClientFor

#: Names that a stranger's DNS server can let resolve to 127.0.0.1, and other forms of the address.
HOSTS = (
    *("example.org", f"example.org:{PORT}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.nip.io:{PORT}"),
    *(
        f"localhost:{PORT}",
        f"localhost.example.org:{PORT}",
        f"0.0.0.0:{PORT}",
        f"127.0.0.1.:{PORT}",
        f"[::1]:{PORT}",
    ),
    *(f"2130706433:{PORT}", f"127.1:{PORT}", f"a@127.0.0.1:{PORT}", f"127.0.0.1:{PORT} ", ""),
)


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(client_for: ClientFor, host: str) -> None:
    answer = client_for(Host=host.strip() if host.strip() != f"127.0.0.1:{PORT}" else "x").get("/")
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin",
    ["https://example.org", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1", "null", "file://"],
)
def test_another_origin_is_refused(client_for: ClientFor, origin: str) -> None:
    client = client_for(Origin=origin)
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert client.request(method, "/jobs/1").status_code == 403
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_a_change_needs_an_origin(state: ServeState) -> None:
    client = TestClient(create_app(state), ORIGIN, cookies={f"publish-{PORT}": state.token})
    assert client.get("/").status_code == 200
    assert client.delete("/jobs/1").status_code == 403


def test_requests_of_another_site_are_refused(client_for: ClientFor) -> None:
    """A browser says where a request comes from, also one without an ``Origin``."""
    client = client_for(**{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
    assert client.get("/").status_code == 403


@pytest.mark.parametrize("path", ["/", "/events", "/jobs", "/static/serve.js", "/file/a.md", "/x"])
def test_nothing_without_the_token(client_for: ClientFor, state: ServeState, path: str) -> None:
    client = client_for(token=False)
    assert client.get(path).status_code == 403
    client.cookies.set(f"publish-{PORT}", "xy"[state.token[0] == "x"] + state.token[1:])
    assert client.get(path).status_code == 403
    assert client.get(f"{path}?token={state.token[:-1]}").status_code == 403
    assert client.get(f"/view/{state.token}/x").status_code == 404


def test_the_address_gives_a_strict_cookie(client_for: ClientFor, state: ServeState) -> None:
    client = client_for(token=False)
    answer = client.get(state.address, follow_redirects=False)
    assert "url=/" in answer.text
    assert state.token not in answer.text
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/").status_code == 200
    hostile = client_for(token=False).get(f"//evil.example/%22><script>?token={state.token}")
    assert "url=//" not in hostile.text
    assert "<script" not in hostile.text


def test_no_web_socket(client_for: ClientFor) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client_for().websocket_connect("/events"):
        pass


def test_headers_of_every_answer(client: TestClient) -> None:
    for path in ("/", "/static/serve.js", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


PATHS = (
    *(
        "../secret.md",
        "..%2fsecret.md",
        "%2e%2e/secret.md",
        "%2e%2e%2fsecret.md",
        "a/../../secret.md",
    ),
    *("..%5csecret.md", "%252e%252e%252fsecret.md", "..%c0%afsecret.md", "%c0%ae%c0%ae/secret.md"),
    *(
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "a//b",
        "article.md%00.png",
        "..;/secret.md",
    ),
    *("file:///etc/passwd", "~/.ssh/id_rsa", ".hidden.md", ".git/config", "a/.hidden.md", "a/"),
    *("link.md", "folder/secret.md", "hidden-link.md", "pipe", "a", "", ".", "..", "./article.md"),
)


@pytest.mark.parametrize("path", PATHS)
def test_only_files_of_the_folder(client: TestClient, state: ServeState, path: str) -> None:
    root = state.root
    (root.parent / "secret.md").write_text("classified")
    (root / "a").mkdir()
    (root / ".git").mkdir()
    for name in ("article.md", ".hidden.md", ".git/config", "a/.hidden.md"):
        (root / name).write_text("classified" if ".hidden" in name or ".git" in name else "open")
    (root / "link.md").symlink_to("../secret.md")
    (root / "folder").symlink_to("..")
    (root / "hidden-link.md").symlink_to(".hidden.md")
    os.mkfifo(root / "pipe")
    assert client.get("/file/article.md").text == "open"
    # as it is: a client would resolve the dots
    scope_path = f"/file/{path}"
    answer = asyncio.run(_raw(state, scope_path))
    assert answer == 404, scope_path


async def _raw(state: ServeState, path: str) -> int:
    """Return the status for the very ``path``, percent signs decoded once as by uvicorn."""
    from urllib.parse import unquote

    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))
        assert b"classified" not in message.get("body", b"")  # type: ignore[operator]

    cookie = f"publish-{PORT}={state.token}"
    await create_app(state)(
        {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", f"127.0.0.1:{PORT}".encode()), (b"cookie", cookie.encode())],
            "server": ("127.0.0.1", PORT),
            "client": ("127.0.0.1", 1),
        },
        receive,  # type: ignore[arg-type]
        send,  # type: ignore[arg-type]
    )
    return statuses[0]


@contextlib.contextmanager
def running(state: ServeState) -> Iterator[None]:
    """Run the real server in this process."""
    with _listening(state.port) as listener:
        server = server_of(state)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield
        server.should_exit = server.force_exit = True
        state.events.close()
        thread.join(5)


@pytest.fixture
def open_state(state: ServeState) -> ServeState:
    """A state with a port that is free."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    from msgspec.structs import replace

    return replace(state, port=port)


def _headers(state: ServeState) -> dict[str, str]:
    return {"Cookie": f"publish-{state.port}={state.token}", "Origin": state.origin}


def test_floods(open_state: ServeState, tmp_path: Path) -> None:
    """Many requests, many streams, and two gigabytes; the server goes on, and keeps nothing."""
    state = open_state
    tracemalloc.start()
    with running(state):
        connections = [HTTPConnection("127.0.0.1", state.port, timeout=10) for _ in range(200)]
        for one in connections:
            one.request("GET", "/", headers=_headers(state))
        statuses = {one.getresponse().status for one in connections}
        assert statuses <= {200, 503}
        for one in connections:
            one.close()

        streams = [HTTPConnection("127.0.0.1", state.port, timeout=10) for _ in range(60)]
        for one in streams:
            one.request("GET", "/events", headers=_headers(state))
        found = [one.getresponse().status for one in streams]
        assert found.count(200) == guard.MAX_STREAMS
        assert found.count(503) == 60 - guard.MAX_STREAMS
        # meanwhile all else is answered
        assert _status(state, "GET", "/jobs") == 200
        for one in streams:
            one.close()

        for path, limit in (("/jobs/1", guard.MAX_BODY), ("/upload/x", guard.MAX_UPLOAD)):
            said = {"Content-Length": str(2_000_000_000), **_headers(state)}
            assert _status(state, "POST", path, said) == 413, (path, limit)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert not [one for one in (tmp_path / "scratch").rglob("*") if one.is_file()]


def test_an_upload_without_a_length_is_cut_off(
    open_state: ServeState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends at the limit with 413, and nothing of it stays on the disk."""
    state = open_state
    monkeypatch.setattr(guard, "MAX_UPLOAD", 100_000)
    with running(state):
        connection = HTTPConnection("127.0.0.1", state.port, timeout=10)
        connection.putrequest("POST", "/upload/desk?name=long.md")
        for name, value in {**_headers(state), "Transfer-Encoding": "chunked"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        with contextlib.suppress(ConnectionError):  # it may be closed before all of this is sent
            for _ in range(30):
                connection.send(b"2710\r\n" + bytes(10_000) + b"\r\n")
        assert connection.getresponse().status == 413
        connection.close()
        assert _status(state, "GET", "/jobs") == 200
    assert not [one for one in state.scratch.rglob("*") if one.is_file()]


def test_slow_headers_give_way(open_state: ServeState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who never finish their headers lock nobody out, also on a connection in use."""
    state = open_state
    monkeypatch.setattr(connections, "MOST_WAITING", 8)
    monkeypatch.setattr(connections, "HEADER_PATIENCE", 0.5)
    with running(state), contextlib.ExitStack() as stack:
        used = stack.enter_context(socket.create_connection(("127.0.0.1", state.port), 20))
        used.sendall(f"GET /x HTTP/1.1\r\nHost: 127.0.0.1:{state.port}\r\n\r\n".encode())
        assert used.recv(12) == b"HTTP/1.1 403"
        used.sendall(b"GET / HTTP/1.1\r\n")
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", state.port), 20))
            for _ in range(40)
        ]
        for one in slow:
            with contextlib.suppress(ConnectionError):
                one.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert _status(state, "GET", "/jobs") == 200
        for one in (used, *slow):
            with contextlib.suppress(ConnectionError):
                while one.recv(4096):
                    pass


def test_no_service_worker(client_for: ClientFor, state: ServeState) -> None:
    """No file becomes a script that answers for the server; a browser says what it asks for."""
    (state.root / "worker.js").write_text("self.onfetch = () => {}")
    worker = client_for(**{"Service-Worker": "script"})
    for path in ("/file/worker.js", "/static/serve.js", f"/view/{state.view_key}/live.js"):
        assert worker.get(path).status_code == 403
    answer = client_for().get("/file/worker.js")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def _status(
    state: ServeState, method: str, path: str, headers: dict[str, str] | None = None
) -> int:
    connection = HTTPConnection("127.0.0.1", state.port, timeout=10)
    connection.request(method, path, headers=headers or _headers(state))
    status = connection.getresponse().status
    connection.close()
    return status


def test_ends_at_once(open_state: ServeState) -> None:
    """Ctrl-C doesn't wait for pages that are open, nor for jobs that run."""
    state = open_state

    page = HTTPConnection("127.0.0.1", state.port, timeout=20)
    answer: list[HTTPResponse] = []

    def interrupt() -> None:
        page.request("GET", "/events", headers=_headers(state))
        answer.append(page.getresponse())
        state.jobs.start("wait", "", _wait)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    # a test may have begun a command, whose first step lets an interrupt end the process
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with _listening(state.port) as listener:
            _run(state, listener, browser=False, started=lambda _address: thread.start())
    finally:
        signal.signal(signal.SIGINT, before)
    thread.join()
    answer[0].close()
    page.close()
    assert [one.state for one in state.jobs.list_jobs()] == ["cancelled"]


def _wait(*, progress: object) -> None:  # noqa: ARG001
    time.sleep(60)


def test_a_linked_folder_is_no_edition(state: ServeState) -> None:
    """A folder with the name of an edition that leads elsewhere isn't put into a ZIP."""
    secret = state.root.parent / "secret"
    secret.mkdir()
    (secret / "key").write_text("classified")
    dist = state.root / "dist"
    dist.mkdir()
    (dist / "article-web").symlink_to(secret)
    (dist / "article.epub").write_text("made")
    with zipfile.ZipFile(zipped(dist / "article", state.root.parent)) as archive:
        assert archive.namelist() == ["article.epub"]


def test_a_flood_of_jobs_is_refused(
    state: ServeState, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many wait; one more is refused, and a page says so."""
    monkeypatch.setattr(jobs, "RUNNING", 0)
    (state.root / "a.md").write_text("---\ntitle: A\nlanguage: en\n---\n\nText.\n")
    for number in range(jobs.WAITING):
        state.jobs.start("wait", str(number), _wait)
    with pytest.raises(BusyError):
        state.jobs.start("wait", "more", _wait)
    answer = client_for().post("/desk/report/a.md")
    assert (answer.status_code, answer.json()["error"][:16]) == (503, "Too much is bein")
    assert len(state.jobs.list_jobs()) == jobs.WAITING
    state.jobs.start("wait", "0", _wait)  # one that takes the place of another
