"""An article of twenty small drawings with shadows took 25 s to check: each was tried large."""

from __future__ import annotations

import pytest

from publish.runtime import raster

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 60"><filter id="f">{}</filter>'
    '<path d="M4 4h30v50z" filter="url(#f)"/></svg>'
)
_SHADOW = '<feDropShadow dx="2" dy="2" stdDeviation="3"/>'


@pytest.mark.parametrize(
    ("steps", "seconds", "sides"),
    [
        (_SHADOW, 0.1, [600]),
        (_SHADOW, 0.2, [600, 2400]),
        (_SHADOW * 9, 0.1, [2400]),
        ('<feMorphology radius="9"/>', 0.1, [2400]),
    ],
)
def test_short_filters_are_tried_small(
    steps: str, seconds: float, sides: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[tuple[int, int]] = []
    clock = iter((0.0, seconds))
    monkeypatch.setattr(raster, "_draw", lambda _svg, _size, box, _ground: boxes.append(box))
    monkeypatch.setattr(raster.time, "process_time", lambda: next(clock))
    raster.try_drawing.__wrapped__(_SVG.format(steps).encode(), 40, 60)  # type: ignore[attr-defined]
    assert boxes == [(side, side) for side in sides]
