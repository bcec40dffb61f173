"""Which characters the fonts can show: ours, and those of the system.

What our fonts have stands in ``styles/fonts/coverage.txt``, so that neither a font nor the layout
library is opened for the question; ``tests/glyphs`` holds that file to the fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from publish.sheets import sheets

#: The sheet that every edition has; the others are named after scripts and hold what it lacks.
EVERYWHERE = "fonts"

#: Characters that say how others are shown and have no glyph of their own (Unicode 15,
#: DerivedCoreProperties, Default_Ignorable_Code_Point), and white space.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def missing(text: str) -> str:
    """The characters of ``text`` that neither our fonts nor the system's have, each once, sorted.

    A PDF with such a character is not made: its readers would see an empty box, and hear nothing
    (ISO 14289-1, 7.21.8).  The fonts of the system are asked only for what ours lack.
    """
    ours = coverage()
    unknown = {c for c in set(text) if not any(c in having for having in ours.values())}
    unknown = {c for c in unknown if not _UNSEEN.match(c)}
    if not unknown:
        return ""
    from publish.glyphs.system import system_has  # its binding to fontconfig is seldom needed

    return "".join(sorted(unknown - system_has("".join(sorted(unknown)))))


def sheets_for(text: str) -> tuple[str, ...]:
    """The names of the style sheets in ``styles/fonts`` that ``text`` needs beside ``fonts.css``.

    Fonts of scripts that it does not use are not loaded: that takes time, Japanese most of all.
    """
    ours = coverage()
    foreign = set(text) - ours[EVERYWHERE]
    return tuple(f"{name}.css" for name, having in ours.items() if having & foreign)


def name(character: str) -> str:
    """What Unicode calls ``character``, with its number: ``DROMEDARY CAMEL (U+1F42A)``."""
    number = f"U+{ord(character):04X}"
    known = unicodedata.name(character, "")
    return f"{known} ({number})" if known else number


@cache
def coverage() -> Mapping[str, frozenset[str]]:
    """The characters of each sheet in ``styles/fonts``, by its name without the ending."""
    made: dict[str, set[str]] = {}
    having: set[str] = set()
    for line in (sheets("fonts") / "coverage.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            having = made.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            for piece in line.split():
                first, _, last = piece.partition("-")
                having.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return {sheet: frozenset(characters) for sheet, characters in made.items()}
