"""A server on a folder of a test, asked in this process without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from publish.serve.app import create_app
from publish.serve.state import ServeState

PORT = 8765
ORIGIN = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[ServeState]:
    """A server's state: its root is ``tmp_path/root``, its scratch folder ``tmp_path/scratch``."""
    root, scratch = tmp_path / "root", tmp_path / "scratch"
    root.mkdir()
    scratch.mkdir()
    state = ServeState(root=root.resolve(), scratch=scratch, port=PORT)
    yield state
    state.close()


#: Makes a client: one that has the token's cookie and sends our origin, unless told otherwise.
ClientFor = Callable[..., TestClient]


@pytest.fixture
def client_for(state: ServeState) -> ClientFor:
    app = create_app(state)

    def client_for(*, token: bool = True, **headers: str) -> TestClient:
        client = TestClient(app, ORIGIN, headers={"Origin": ORIGIN, **headers})
        if token:
            client.cookies.set(f"publish-{PORT}", state.token)
        return client

    return client_for


@pytest.fixture
def client(client_for: ClientFor) -> TestClient:
    return client_for()
