"""The voices on this machine, and the author's style sheets, for the rules.

Voices are looked up when a rule first needs them.  (For fonts, see ``publish.glyphs``.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import Struct


class Environment(Struct, frozen=True):
    """What rules need besides the article.

    ``voice`` returns whether a voice with that id is on this machine.  ``sheets``: the author's
    style sheets, each with its text.  ``pdf``, ``epub``: one will be built.  ``shops`` are the
    names of the shops that an EPUB will be offered to (:data:`publish.shops.SHOPS`).
    """

    voice: Callable[[str], bool]
    sheets: tuple[tuple[Path, str], ...] = ()
    pdf: bool = True
    epub: bool = True
    shops: tuple[str, ...] = ()


def environment(
    sheets: tuple[tuple[Path, str], ...] = (),
    *,
    pdf: bool = True,
    epub: bool = True,
    shops: tuple[str, ...] = (),
) -> Environment:
    """Return the environment of this machine, with the author's style sheets and their texts."""
    return Environment(_voice, sheets, pdf, epub, shops)


@cache
def _voice(name: str) -> bool:
    from publish.errors import MissingToolError
    from publish.narration.voices import ESPEAK, voices

    try:
        return name == ESPEAK or any(voice.matches(name) for voice in voices((name,)))
    except MissingToolError:
        return False
