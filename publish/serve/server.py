"""The server: its socket, the thread in which it runs, and its end."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import UsageError
from publish.runtime.temporary import temporary_folder
from publish.serve.state import ServeState

if TYPE_CHECKING:
    import uvicorn

    from publish.serve.preview.live import Previews

#: The only network interface that is listened to: that of this computer.
_HOST = "127.0.0.1"

#: The port, unless another program has it.
_PORT = 8765

#: Connections that may be open; more are closed with status 503.
_CONNECTIONS = 256

#: Seconds in which the answers that are being sent have to end, and after that the thread.
_GRACE, _LAST = 0.5, 5.0

#: Seconds after which a Ctrl-C is noticed at the latest.
_PAUSE = 0.2


def serve(source: Path, *, port: int, browser: bool | None, started: Callable[[str], None]) -> None:
    """Serve the file or folder ``source`` until Ctrl-C; call ``started`` with the address.

    ``port`` 0 means one that is free.  ``browser`` says whether the address is opened in one;
    ``None`` means: if there is one.

    Raises:
        UsageError: There is no such source, or another program has the port.
    """
    if not source.exists():
        raise UsageError(f"There is no {source}. Name a source, or a folder that has sources.")
    real = source.resolve()
    folder = real.is_dir()
    with _listening(port) as listener, temporary_folder() as scratch:
        state = ServeState(
            root=real if folder else real.parent,
            source="" if folder else real.name,
            scratch=scratch,
            port=listener.getsockname()[1],
        )
        _run(state, listener, browser=browser, started=started)


def _run(
    state: ServeState,
    listener: socket.socket,
    *,
    browser: bool | None,
    started: Callable[[str], None],
) -> None:
    """Run the server in a thread: the main one only waits, so that Ctrl-C ends all at once."""
    from publish.serve.preview.live import Previews

    thread, server = None, None
    try:
        started(state.address)
        if browser or (browser is None and _has_browser()):
            threading.Thread(target=_open, args=(state,), daemon=True).start()
        previews = Previews(state)  # it renders while the libraries of the server are imported
        server = server_of(state, previews)
        # A join that is interrupted takes the thread for ended (Python 3.11).  A wait without an
        # end may not be interrupted at all: the system gives the signal to any of the threads.
        ended = threading.Event()
        thread = threading.Thread(target=_answer, args=(server, listener, ended), daemon=True)
        thread.start()
        while not ended.wait(_PAUSE):
            pass
    except KeyboardInterrupt:
        return
    finally:
        if server is not None:
            server.should_exit = True
        state.close()
        if server is not None and thread is not None:
            thread.join(_GRACE)
            logging.getLogger("uvicorn.error").disabled = True  # what is cut off now is no error
            server.force_exit = True
            thread.join(_LAST)


def server_of(state: ServeState, previews: Previews | None = None) -> uvicorn.Server:
    """Return the server of ``state``, which :meth:`uvicorn.Server.run` starts on a socket."""
    import uvicorn

    from publish.serve.app import create_app
    from publish.serve.connections import Connection

    return uvicorn.Server(
        uvicorn.Config(
            create_app(state, previews),
            http=Connection,
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            limit_concurrency=_CONNECTIONS,
        )
    )


def _answer(server: uvicorn.Server, listener: socket.socket, ended: threading.Event) -> None:
    try:
        server.run([listener])
    finally:
        ended.set()


def _listening(port: int) -> socket.socket:
    """Return a socket that listens to ``port`` of this computer, or to the first that is free."""
    for one in (port,) if port else (_PORT, 0):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # on Windows it would share the port with another program
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, one))
            listener.listen(128)
        except OSError as error:
            listener.close()
            reason = error.strerror
        else:
            return listener
    raise UsageError(f"Port {port} can't be used: {reason}. Leave out --port to use a free one.")


def _has_browser() -> bool:
    """Return whether a graphical browser can be expected where the command line runs."""
    screen = (
        os.name == "nt"
        or sys.platform == "darwin"
        or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )
    return screen and sys.stderr is not None and sys.stderr.isatty()


def _open(state: ServeState) -> None:
    """Open the address in a browser, by a file, since other users can list what is started."""
    file = state.scratch / "open.html"
    file.write_text(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>publish</title>'
        f'<meta http-equiv="refresh" content="0;url={state.address}">'
        f'<a href="{state.address}">publish</a>',
        encoding="utf-8",
    )
    file.chmod(0o600)
    webbrowser.open(file.as_uri())
