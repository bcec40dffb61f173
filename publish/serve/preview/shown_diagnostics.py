"""Diagnostics as the page shows them: with their line, their place and their correction."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

from publish.errors import Diagnostic, SourceError, shortened
from publish.runtime.text import read_text
from publish.serve.preview.live import Preview
from publish.serve.preview.rendition import Place

#: Diagnostics that are shown; more don't help anybody.
_MOST = 200

#: The characters of a line that are shown.
_LENGTH = 160


def shown_diagnostics(preview: Preview, root: Path) -> list[dict[str, object]]:
    """Return the diagnostics of ``preview`` for JSON."""
    diagnostics = preview.diagnostics[:_MOST]
    places = preview.rendition.places if preview.rendition else ()
    by_file: dict[Path, list[Place]] = {}
    for place in sorted(places, key=lambda one: one.line):
        by_file.setdefault(place.file, []).append(place)
    lines = {one.file: _lines(one.file, root) for one in diagnostics}
    return [_shown(one, root, by_file.get(one.file, []), lines[one.file]) for one in diagnostics]


def _shown(one: Diagnostic, root: Path, places: list[Place], lines: list[str]) -> dict[str, object]:
    before = bisect_right([place.line for place in places], one.line)
    place = places[before - 1] if one.line and before else None
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "advice": one.fix,
        "clause": one.clause,
        "file": str(one.file.relative_to(root)) if one.file.is_relative_to(root) else one.file.name,
        "line": one.line,
        "text": shortened(lines[one.line - 1], _LENGTH) if 0 < one.line <= len(lines) else "",
        "id": place.id if place else "",
        "page": place.page if place else "",
    }


def _lines(file: Path, root: Path) -> list[str]:
    if not file.is_relative_to(root):
        return []
    try:
        return read_text(file).split("\n")
    except SourceError:  # it is one of the diagnostics
        return []
