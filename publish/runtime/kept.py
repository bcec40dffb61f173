"""Keep what costly functions return for the next builds.

The functions are pure: their answers depend on their arguments, on this program, its fonts and a
few libraries alone.  Inside :func:`answers_kept`, an answer is taken from the cache if it is there.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_type_hints

from msgspec import msgpack

from publish.errors import OutputError
from publish.runtime.cache import Cache, digest
from publish.runtime.stylesheets import style_folder

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

#: The libraries that decide about the answers.
_LIBRARIES = ("PIL", "fontTools", "lxml", "resvg_py", "tinycss2")

_cache: ContextVar[Cache | None] = ContextVar("cache", default=None)


@contextlib.contextmanager
def answers_kept(folder: Path | None) -> Iterator[None]:
    """Return the context in which answers are kept in the cache in ``folder``, if there is one."""
    token = _cache.set(Cache(folder) if folder else None)
    try:
        yield
    finally:
        _cache.reset(token)


def answer(module: str, function: str, arguments: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what ``make`` does for the encoded ``arguments``, from the cache if it is there."""
    cache = _cache.get()
    if cache is None:
        return make()
    name = digest(_version(module), f"{module} {function}\n".encode(), arguments).hex()
    found = cache.get(name)
    if found is None:
        found = make()
        with contextlib.suppress(OutputError):  # it is only made again
            cache.put(name, found)
    return found


def kept(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Return ``function``, whose answers are kept; msgspec encodes its arguments and its result."""

    @functools.wraps(function)
    def call(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        if _cache.get() is None:
            return function(*arguments, **named)
        found = answer(
            function.__module__,
            function.__qualname__,
            msgpack.encode((arguments, named)),
            lambda: msgpack.encode(function(*arguments, **named)),
        )
        value: Result = msgpack.decode(found, type=result_type(function))
        return value

    return call


@functools.cache
def result_type(function: Callable[..., object]) -> Any:
    """Return the type of what ``function`` returns, by its annotations."""
    return get_type_hints(function)["return"]


@functools.cache
def _version(module: str) -> bytes:
    """Return a digest of what answers depend on besides arguments."""
    files = [Path(sys.modules[module].__file__ or ""), *Path(__file__).parent.glob("*.py")]
    files += style_folder("fonts").rglob("*.ttf")
    found = map(find_spec, _LIBRARIES)
    files += (Path(one.origin) for one in found if one and one.origin)
    states = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in sorted(files)]
    return digest("\n".join(states).encode())
