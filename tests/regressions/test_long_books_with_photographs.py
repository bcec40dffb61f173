"""A book of verse was refused: it took 6 s, and 4 s more to encode the photograph of its cover."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest

from publish import intake
from publish.runtime import raster
from publish.runtime.deadline import document_size, seconds_left

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 60">{}</svg>'


@pytest.mark.parametrize(
    ("content", "side"),
    [
        ('<image width="40" height="60" href="data:image/jpeg;base64,{}"/>', 96),
        ("<path d='{}'/>", 2400),
    ],
)
def test_photographs_in_drawings_are_tried_small(
    content: str, side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes: list[tuple[int, int]] = []
    monkeypatch.setattr(raster, "_draw", lambda _svg, _size, box, _ground: boxes.append(box))
    data = base64.b64encode(b"\0" * 100_000).decode()
    tried = raster.try_drawing.__wrapped__  # type: ignore[attr-defined]
    tried(_SVG.format(content.format(data)).encode(), 40, 60)
    assert boxes == [(side, side)]


def test_time_of_a_packed_book_is_that_of_its_words(tmp_path: Path) -> None:
    file = tmp_path / "verse.epub"
    words = " ".join(f"{place * 7919 % 100_003}" for place in range(300_000))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text.xhtml", words)
    assert document_size(file) < 1_000_000  # so pandoc's memory stays small
    with intake.import_deadline(file):
        left = seconds_left()
    assert left is not None
    assert left > 8
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("text.xhtml", "<p/>" * 1_000_000)
    with intake.import_deadline(file):
        left = seconds_left()
    assert left is not None
    assert left < 5
