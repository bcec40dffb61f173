"""Signals that end a command, where an exception in a handler would do harm."""

from __future__ import annotations

import signal
import sys

import pytest

from publish.runtime.uninterrupted import uninterrupted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows blocks no signal")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGPROF"])
def test_it_comes_when_the_block_has_ended(name: str) -> None:
    """pikepdf ended the process with SIGABRT if one came while it was imported."""
    number, done = getattr(signal, name), []
    before = signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _raise_blocked(number, done)
    finally:
        signal.signal(number, before)
    assert done == ["block"]


def _raise_blocked(number: int, done: list[str]) -> None:
    with uninterrupted():
        signal.raise_signal(number)
        done.append("block")
    done.append("after it")
