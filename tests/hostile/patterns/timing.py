"""Measure how the time of a regular expression grows with the length of a text."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any

from msgspec import Struct

from tests.hostile.patterns.pumping import Pump, pumps

#: The longest text, in characters, and the most seconds that it may take: 5 seconds a megabyte.  A
#: machine that is slower now takes longer than this for the reference, and may for all.
LENGTH = 8_000
MOST_SECONDS = 0.04
_REFERENCE_SECONDS = 0.01

_REFERENCE = re.compile(r"(?:ab|ba){1,100}c")
_REFERENCE_TEXT = "ab" * 1400

#: Shorter texts are tried first: time may grow exponentially.  A pattern is fast if it takes less
#: on the last than a quadratic one does, or not much more than four times what it takes before.
_FIRST = (24, 100, 500, 2000)
_FAST = 0.0002

#: The seconds after which one match is given up (a timer of processor time would make that coarse).
_GIVEN_UP = 4

#: How often a match that seems slow is measured: a busy machine may have made it look so.
_AGAIN = 4

#: How much longer a text of four times the length may take: 4 if time is linear, 16 if quadratic.
_GROWTH = 8


class Slow(Struct, frozen=True):
    """A text on which a pattern is slow: its seconds at a length, and the growth of time."""

    pump: Pump
    length: int
    seconds: float
    growth: float

    def __str__(self) -> str:
        pump = self.pump
        text = f"{pump.before[:30]!r} + {pump.pump[:30]!r} * n + {pump.after!r}"
        return f"{text}: {self.seconds * 1000:.1f} ms at {self.length}, growth {self.growth:.1f}"


def slow(pattern: str | bytes, flags: int, methods: frozenset[str]) -> Slow | None:
    """Return a text on which ``pattern`` takes more than linear time, if one is found.

    ``methods`` are how it is used: ``search``, ``match``, ``fullmatch`` or ``finditer``.
    """
    compiled = re.compile(pattern, flags)
    with _giving_up():
        for pump in pumps(pattern, flags):
            for method in sorted(methods):
                if found := _slow(compiled, method, pump):
                    return found
    return None


def _slow(compiled: re.Pattern[str] | re.Pattern[bytes], method: str, pump: Pump) -> Slow | None:
    shorter = seconds = 0.0
    for length in _FIRST:
        shorter, seconds = seconds, _seconds(compiled, method, pump, length)
        for _ in range(_AGAIN):
            if seconds < MOST_SECONDS / 2 or seconds < MOST_SECONDS / 2 * _slowness():
                break
            if seconds > 10 * MOST_SECONDS:
                return Slow(pump, length, seconds, float("inf"))
            seconds = min(seconds, _seconds(compiled, method, pump, length))
        else:
            return Slow(pump, length, seconds, float("inf"))
    if seconds < _FAST or seconds < shorter * 5:
        return None
    long = _seconds(compiled, method, pump, LENGTH)
    for _ in range(_AGAIN):
        short = _seconds(compiled, method, pump, LENGTH // 4)
        growth = long / max(short, 1e-5)
        if growth < _GROWTH and (long < MOST_SECONDS or long < MOST_SECONDS * _slowness()):
            return None
        if long > 10 * MOST_SECONDS:
            break
        long = min(long, _seconds(compiled, method, pump, LENGTH))
    return Slow(pump, LENGTH, long, growth)


def _seconds(
    compiled: re.Pattern[str] | re.Pattern[bytes], method: str, pump: Pump, length: int
) -> float:
    text: Any = pump.text(length)
    if isinstance(compiled.pattern, bytes):
        text = text.encode("latin-1", "replace")
    start = process_time()
    signal.setitimer(signal.ITIMER_REAL, _GIVEN_UP)
    try:
        if method == "finditer":
            for _found in compiled.finditer(text):  # signals arrive between matches
                pass
        else:
            getattr(compiled, method)(text)
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return process_time() - start


def _slowness() -> float:
    """Return how often the reference's time this machine takes for it now."""
    start = process_time()
    for _found in _REFERENCE.finditer(_REFERENCE_TEXT):
        pass
    return (process_time() - start) / _REFERENCE_SECONDS


class _TooLongError(BaseException):
    pass


@contextmanager
def _giving_up() -> Iterator[None]:
    """Let no match in the block take longer than some seconds."""

    def give_up(_number: int, _frame: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, give_up)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
