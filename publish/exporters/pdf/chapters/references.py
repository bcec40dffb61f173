"""References between objects, in the bytes of a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable

from publish.exporters.pdf.chapters.model import SHARED

#: A string, which is left as it is, or a reference.
REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) ([0-4]) R\b", re.DOTALL)


def shared(name: str) -> bytes:
    """The reference to what all fragments share."""
    return b"%d 2 R" % SHARED.index(name)


def rewrite(body: bytes, replace: Callable[[int, int], bytes]) -> bytes:
    """``body`` with each reference ``n k R`` replaced by ``replace(n, k)``."""

    def one(match: re.Match[bytes]) -> bytes:
        return match[0] if match[1] is None else replace(int(match[1]), int(match[2]))

    return REFERENCE.sub(one, body)
