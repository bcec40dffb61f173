"""Limits for files of strangers: by their size, or as an environment variable sets them."""

from __future__ import annotations

import os
import re

from publish.errors import UsageError

_MEGABYTE = 1_000_000


def limit_in(variable: str, usual: int, example: int) -> int:
    """Return the limit that the environment ``variable`` sets, or the ``usual`` one.

    Raises:
        UsageError: It isn't a whole number above 0, such as ``example``.
    """
    written = os.environ.get(variable) or str(usual)
    if not re.fullmatch("[0-9]{1,9}", written) or not int(written):
        message = f"The environment variable {variable} is “{written[:40]}”. "
        raise UsageError(f"{message}Give it a whole number, such as {example}.")
    return int(written)


def limit_for(size: int, first: int, each: int) -> int:
    """Return the limit for ``size`` bytes: ``first``, and ``each`` for a megabyte beyond one."""
    return first + max(0, size - _MEGABYTE) * each // _MEGABYTE
