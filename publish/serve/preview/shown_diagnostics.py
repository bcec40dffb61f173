"""Diagnostics as the page shows them: with their line, their place and their correction."""

from __future__ import annotations

import secrets
from bisect import bisect_right
from pathlib import Path

from publish.errors import Diagnostic, SourceError, shortened
from publish.runtime.text import read_text
from publish.serve.files import ChangedError
from publish.serve.preview.fixes import fix_of, key_of, write_fix
from publish.serve.preview.live import Preview
from publish.serve.preview.rendition import Place

#: Diagnostics that are shown; more don't help anybody.
_MOST = 200

#: The characters of a line that are shown.
_LENGTH = 160


def shown_diagnostics(preview: Preview, root: Path) -> list[dict[str, object]]:
    """Return the diagnostics of ``preview`` for JSON."""
    diagnostics = preview.diagnostics[:_MOST]
    web = preview.renditions.get("web")
    places = web.places if web else ()
    by_file: dict[Path, list[Place]] = {}
    for place in sorted(places, key=lambda one: one.line):
        by_file.setdefault(place.file, []).append(place)
    lines = {one.file: _lines(one.file, root, preview.begun) for one in diagnostics}
    return [_shown(one, root, by_file.get(one.file, []), lines[one.file]) for one in diagnostics]


def write_correction(preview: Preview, root: Path, key: str) -> None:
    """Write the correction with this ``key`` into the source, or a chapter of it.

    Raises:
        ChangedError: The file was changed since the page was shown.
        SourceError, OutputError: It can't be read or written.
    """
    for one in preview.diagnostics[:_MOST]:
        fix = fix_of(one, _lines(one.file, root, preview.begun))
        if fix and secrets.compare_digest(key_of(one.file, one, fix), key):
            write_fix(one.file, fix)
            return
    raise ChangedError("The source was changed meanwhile. Look at it, and try again.")


def _shown(one: Diagnostic, root: Path, places: list[Place], lines: list[str]) -> dict[str, object]:
    fix = fix_of(one, lines)
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
        "key": key_of(one.file, one, fix) if fix else "",
        "fixed": shortened(fix.new or "", _LENGTH) if fix else "",
    }


def _lines(file: Path, root: Path, begun: float) -> list[str]:
    """Return the lines of a file in the served folder that wasn't changed since ``begun``."""
    try:
        if not file.resolve().is_relative_to(root) or file.stat().st_mtime > begun:
            return []
        return read_text(file).split("\n")
    except (SourceError, OSError):  # it is one of the diagnostics
        return []
