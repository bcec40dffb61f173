"""A machine with so many processors, on another day: for processes and all that they start."""

from __future__ import annotations

import os
from pathlib import Path

#: Loaded by every Python process before anything else (site, 'sitecustomize').
_CUSTOM = """
import datetime, os, time

os.cpu_count = lambda: {processors}

def later(function, unit):
    return lambda: function() + {days} * 86400 * unit

def told(function):
    return lambda seconds=None: function(time.time() if seconds is None else seconds)

time.time, time.time_ns = later(time.time, 1), later(time.time_ns, 10**9)
time.localtime, time.gmtime = told(time.localtime), told(time.gmtime)

class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(days={days})

    @classmethod
    def utcnow(cls):
        return super().utcnow() + datetime.timedelta(days={days})

Later.__module__, Later.__name__, Later.__qualname__ = "datetime", "datetime", "datetime"
if {days}:
    datetime.datetime = Later  # date.today() asks time.time() itself
"""


def environment(folder: Path, *, processors: int, days: int, zone: str) -> dict[str, str]:
    """The environment of such a machine; what it needs is written to ``folder``."""
    folder.mkdir()
    text = _CUSTOM.format(processors=processors, days=days)
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return kept | {"PYTHONPATH": str(folder), "TZ": zone}
