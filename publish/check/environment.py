"""What is at hand on this machine that rules ask about: voices, and an author's style sheet.

With ``publish.glyphs``, which knows the fonts, the one place where a rule looks at more than the
article; each thing is looked up when a rule first asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct


class Environment(Struct, frozen=True):
    """``voice`` says whether a voice of that id is here.

    ``sheets`` are the style sheets that an author adds to ours, each with its text.
    """

    voice: Callable[[str], bool]
    sheets: tuple[tuple[Path, str], ...] = ()


def environment(sheets: tuple[tuple[Path, str], ...] = ()) -> Environment:
    """What this machine has; ``sheets`` are an author's style sheets with their texts."""
    return Environment(_voice, sheets)


@cache
def _voice(name: str) -> bool:
    from publish.errors import MissingToolError
    from publish.narration.voices import voices

    try:
        return any(voice.matches(name) for voice in voices((name,)))
    except MissingToolError:
        return False
