"""What rules look at outside the article: the voices on this machine, and added style sheets.

Each is looked up when a rule first needs it.  (The fonts are in ``publish.glyphs``.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct


class Environment(Struct, frozen=True):
    """``voice`` returns whether a voice of that id is on this machine.

    ``sheets``: the style sheets that the author adds, each with its text.
    """

    voice: Callable[[str], bool]
    sheets: tuple[tuple[Path, str], ...] = ()


def environment(sheets: tuple[tuple[Path, str], ...] = ()) -> Environment:
    """Return the environment of this machine, with the author's style sheets and their texts."""
    return Environment(_voice, sheets)


@cache
def _voice(name: str) -> bool:
    from publish.errors import MissingToolError
    from publish.narration.voices import voices

    try:
        return any(voice.matches(name) for voice in voices((name,)))
    except MissingToolError:
        return False
