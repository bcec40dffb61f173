"""pandoc: read documents of other programs as syntax trees.

The program comes in the wheel ``pypandoc_binary``, or with the system.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from publish.errors import MissingToolError, ToolError
from publish.runtime.programs import Program

_FIX = "Install it with: pip install 'publish-editions[import]'"
_NEEDED_FOR = "importing this kind of file"
SECONDS = 45.0
"""Time limit of pandoc.  It reads some 20,000 words of DOCX in a second."""
MAX_HEAP = "360m"
"""Memory limit of pandoc (GHC's option ``-M``).  It needs 320 MB for 300,000 words of DOCX."""
MAX_TREE = 24_000_000
"""Size limit of pandoc's JSON in bytes; a book of 100,000 words has 6 million."""

Tree = dict[str, object]


class TooLargeError(ToolError):
    """The document needs more memory or time than the limits allow."""


@cache
def program() -> str:
    """Return the path of pandoc.  Raises :class:`MissingToolError` if there is none."""
    package = find_spec("pypandoc")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for name in ("pandoc", "pandoc.exe"):
            file = Path(folder, "files", name)
            if file.is_file():
                return str(file)
    found = shutil.which("pandoc")
    if found is None:
        raise MissingToolError("pandoc", _NEEDED_FOR, _FIX)
    return found


def tree(data: bytes, kind: str, options: Sequence[str] = (), seconds: float = SECONDS) -> Tree:
    """Return pandoc's syntax tree of the document ``data`` in pandoc's format ``kind``.

    A node ``{"t": "Str", "c": "word"}`` becomes the tuple ``("Str", "word")``, which takes a
    quarter of the memory.  pandoc runs in its sandbox: it opens no files and no network.

    Raises:
        TooLargeError: The document exceeds the limit of time (``seconds``), memory or output.
        ToolError: The document can't be read.
        MissingToolError: pandoc isn't installed.
    """
    limits = ["+RTS", f"-M{MAX_HEAP}", "-RTS"]
    command = [program(), "--sandbox", "--quiet", "-f", kind, "-t", "json", *options, *limits]
    output: list[bytes] = []
    with Program(command, needed_for=_NEEDED_FOR, fix=_FIX) as running:

        def read_output() -> None:
            output.append(running.stdout.read(MAX_TREE + 1))
            if len(output[0]) > MAX_TREE:
                running.kill()

        reader = threading.Thread(target=read_output, daemon=True)
        reader.start()
        with running.deadline(seconds):
            running.feed([data])
            reader.join()
            try:
                running.finish()
            except ToolError as error:
                heap = "heap exhausted" in error.detail.lower()
                if heap or running.timed_out or len(output[0]) > MAX_TREE:
                    raise TooLargeError("pandoc", error.detail) from error
                raise
    try:
        parsed = json.loads(output[0], object_pairs_hook=_node)
    except RecursionError as error:
        detail = "it is nested too deeply"
        raise TooLargeError("pandoc", detail) from error
    return dict(parsed)


_SHARED: dict[str, tuple[str, None]] = {}


def _node(pairs: list[tuple[str, object]]) -> object:
    """Return a node as a tuple; nodes without content (``Space``) are shared."""
    members = dict(pairs)
    kind = members.get("t")
    if not isinstance(kind, str):
        return members
    if "c" in members:
        return (kind, members["c"])
    return _SHARED.setdefault(kind, (kind, None))
