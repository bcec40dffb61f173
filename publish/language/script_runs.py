"""Divide a text where the script of its letters changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from publish.language.scripts import script_of

#: Two letters of a word; letters of these scripts may also stand alone, in formulas.
_TOGETHER = re.compile(r"[^\W\d_][^\w\s]?[^\W\d_]")
_ALPHABETS = ("Latn", "Grek")


def runs(text: str, readable: frozenset[str]) -> list[tuple[str, str]]:
    """Return ``text`` cut where a script that isn't ``readable`` begins or ends.

    Each run comes with its script, or an empty string if it can be read.  Spaces and punctuation
    belong to the run before them.  A single letter (Ω, α) counts as readable: a voice says its
    name; so do several that stand alone (m c).
    """
    if text.isascii() and "Latn" in readable:
        return [(text, "")] if text else []
    begun: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        script = script_of(char)
        kind = begun[-1][1] if begun and not script else "" if script in readable else script
        _begin(begun, place, kind)
    out: list[tuple[int, str]] = []
    for (place, script), run in zip(begun, _cut(text, begun), strict=True):
        alone = script in _ALPHABETS and not _TOGETHER.search(run)
        _begin(out, place, "" if alone or sum(map(str.isalpha, run)) < 2 else script)
    return [(run, script) for (_, script), run in zip(out, _cut(text, out), strict=True)]


def _begin(begun: list[tuple[int, str]], place: int, kind: str) -> None:
    """Add a run of a ``kind`` that begins at ``place``, unless the last one is of that kind."""
    if not begun or begun[-1][1] != kind:
        begun.append((place, kind))


def _cut(text: str, begun: Iterable[tuple[int, str]]) -> list[str]:
    """Return the runs of ``text`` that begin at some places, the first of which is 0."""
    return [text[one:two] for one, two in pairwise([*(place for place, _ in begun), len(text)])]
