"""pandoc: read documents of other programs as syntax trees.

The program comes in the wheel ``pypandoc_binary``, or with the system.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import sys
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from publish.errors import MissingToolError, ToolError
from publish.runtime import deadline
from publish.runtime.limits import limit_in
from publish.runtime.programs import Program, run

_FIX = "Install it with: pip install 'publish-editions[import]'"
_NEEDED_FOR = "importing this kind of file"
SECONDS = 45
"""Limit of pandoc's processor time.  It reads some 20,000 words of DOCX in a second."""
MEGABYTES = 420
"""Limit of pandoc's memory (GHC's option ``-M``).  It needs 320 MB for 300,000 words of DOCX."""
MAX_TREE = 24_000_000
"""Size limit of pandoc's JSON in bytes, at ``MEGABYTES``; a book of 100,000 words has 6 million."""
_WAITING = 20
"""How many times the processor time may pass on a busy machine before pandoc is stopped."""
_FEW_SECONDS, _EACH_MEGABYTE = 5, 40
"""Less of it for small documents outside of a deadline, and for each megabyte more."""
_FEW_MEGABYTES, _SMALL, _EACH_MEGABYTE_MORE = 220, 1_200_000, 150
"""Less of its memory for documents of so many bytes, and what each megabyte more of them adds.
The process needs one and a half times as much; a novel of a megabyte needs 160 MB, and a DOCX of
half a million words, which is as long when it is packed, 200 MB."""
SECONDS_VARIABLE, MEGABYTES_VARIABLE = "PUBLISH_IMPORT_SECONDS", "PUBLISH_IMPORT_MEGABYTES"
"""Environment variables that set other limits."""
MORE = (
    "Divide it into several documents, or allow more with the environment variables "
    f"{deadline.VARIABLE}=60, {SECONDS_VARIABLE}=60 and {MEGABYTES_VARIABLE}=1000."
)
"""What to do with a document that is too large."""

_JOINT = "\U000fdea5"
_JOINTS = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_SPACE = re.compile(
    rb'"\},\{"t":"S(?:(?<=[a-zA-Z,.;:]"\},\{"t":"S)|(?<=[\xc3-\xdf][\x80-\xbf]"\},\{"t":"S))'
    rb'(?<!"t":"Space"\},\{"t":"S)(?<!"t":"SoftBreak"\},\{"t":"S)(?<!"t":"LineBreak"\},\{"t":"S)'
    rb'(?:pace|oftBreak)"\},\{"t":"Str","c":"(?=[A-Za-z\xc3-\xdf])'
)
"""A space between two words in pandoc's JSON, where a quotation mark in a string is escaped."""
_PIECE = re.compile(
    rb'"\},\{"t":"Str","c":"(?<!"t":"Space"\},\{"t":"Str","c":")'
    rb'(?<!"t":"SoftBreak"\},\{"t":"Str","c":")(?<!"t":"LineBreak"\},\{"t":"Str","c":")'
)
"""The end of a string that another one follows."""

Tree = dict[str, object]


class TooLargeError(ToolError):
    """The document needs more memory or time than the limits allow."""


def limits() -> tuple[int, int]:
    """Return the limits of processor time in seconds and of memory in megabytes.

    Raises:
        UsageError: An environment variable isn't a whole number above 0.
    """
    return (
        limit_in(SECONDS_VARIABLE, SECONDS, 2 * SECONDS),
        limit_in(MEGABYTES_VARIABLE, MEGABYTES, 2 * MEGABYTES),
    )


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


def version() -> str:
    """Return the version of pandoc.  Raises :class:`MissingToolError`, :class:`ToolError`."""
    output = run([program(), "--version"], timeout=20, needed_for=_NEEDED_FOR, fix=_FIX)
    return output.decode("utf-8", "replace").split()[1]


def tree(data: bytes, kind: str, size: int = MAX_TREE) -> Tree:
    """Return pandoc's syntax tree of the document ``data`` in pandoc's format ``kind``.

    ``size`` is that of the document in bytes as it was written or packed; ``data`` may be longer.

    A node ``{"t": "Str", "c": "word"}`` becomes the tuple ``("Str", "word")``, which takes a
    quarter of the memory.  Words and the spaces between them are one ``Str``.

    pandoc runs in its sandbox: it opens no files and no network.

    Raises:
        TooLargeError: The document exceeds the limit of processor time, memory or output.
        ToolError: The document can't be read.
        MissingToolError: pandoc isn't installed.
    """
    return _parsed(_converted(data, ["-f", kind, "-t", "json"], size))


def joined(text: str) -> str:
    """Return the text of a document for :func:`tree`, with its words joined.

    pandoc takes twice the time and memory to divide a text into words.
    """
    return _JOINTS.sub(_JOINT, text)


def html(document: Tree, options: Sequence[str] = ()) -> str:
    """Return ``document``, a syntax tree, as HTML with formulas in TeX.  Raises as :func:`tree`."""
    data = json.dumps(_as_json(document), ensure_ascii=False).encode()
    plain = ["--mathjax", "--wrap=none", "--syntax-highlighting=none"]
    return _converted(data, ["-f", "json", "-t", "html", *plain, *options]).decode()


def _converted(data: bytes, arguments: Sequence[str], size: int = MAX_TREE) -> bytes:
    """Return what pandoc makes of ``data``.  Raises as :func:`tree` does."""
    seconds, megabytes = limits()
    left = deadline.seconds_left()
    if left is not None:
        seconds = min(seconds, max(1, int(left)))
    elif not os.environ.get(SECONDS_VARIABLE):
        seconds = min(seconds, _FEW_SECONDS + _EACH_MEGABYTE * len(data) // 1_000_000)
    most = MAX_TREE * megabytes // MEGABYTES
    if not os.environ.get(MEGABYTES_VARIABLE):
        more = max(0, min(len(data), size) - _SMALL) * _EACH_MEGABYTE_MORE // 1_000_000
        megabytes = min(megabytes, _FEW_MEGABYTES + more)
    heap = ["+RTS", f"-M{megabytes}m", "-RTS"]
    command = [program(), "--sandbox", "--quiet", *arguments, *heap]
    _give_back_memory()
    output: list[bytes] = []
    try:
        with Program(command, needed_for=_NEEDED_FOR, fix=_FIX) as running:

            def read_output() -> None:
                output.append(running.stdout.read(most + 1))
                if len(output[0]) > most:
                    running.kill()

            reader = threading.Thread(target=read_output, daemon=True)
            reader.start()
            running.limit_processor_time(seconds)
            try:
                with running.deadline(seconds * _WAITING):
                    running.feed([data])
                    reader.join()
                    running.finish()
            except ToolError as error:
                full = "heap exhausted" in error.detail.lower()
                if full or running.timed_out or len(output[0]) > most:
                    raise TooLargeError("pandoc", error.detail) from error
                raise
    finally:
        deadline.count_children()
    return output[0]


def _give_back_memory() -> None:
    """Return free memory to the system, where the C library is glibc: trees leave much of it."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _parsed(data: bytes) -> Tree:
    """Return the syntax tree in pandoc's JSON.  Raises :class:`TooLargeError`."""
    data = data.replace(_JOINT.encode(), b" ")
    data = _PIECE.sub(b"", _SPACE.sub(b" ", data))
    try:
        return dict(json.loads(data, object_pairs_hook=_node))
    except RecursionError as error:
        detail = "it is nested too deeply"
        raise TooLargeError("pandoc", detail) from error


def _as_json(value: object) -> object:
    """Return a syntax tree as pandoc writes it: a node as ``{"t": "Str", "c": "word"}``."""
    if isinstance(value, tuple):
        kind, content = value
        return {"t": kind} if content is None else {"t": kind, "c": _as_json(content)}
    if isinstance(value, dict):
        return {name: _as_json(inner) for name, inner in value.items()}
    return [_as_json(inner) for inner in value] if isinstance(value, list) else value


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
