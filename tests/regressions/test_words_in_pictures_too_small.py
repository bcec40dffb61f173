"""Words in drawings were as small as 3 pt on the page, and as small in large print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.options import resolve
from publish.prepare import prepare
from publish.source import read

_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">
<style>.place {{ font-size: {2}px }}</style><rect width="{0}" height="{1}" fill="#eee"/>
<g transform="scale(2)"><text class="place" x="20" y="40">Mill</text></g></svg>"""

_TEXT = "The river flows past the mill, and on to the sea. " * 9


def _picture(folder: Path, size: tuple[int, int, int], variant: str) -> tuple[Any, Any]:
    (folder / "map.svg").write_text(_SVG.format(*size), encoding="utf-8")
    front = "---\ntitle: River\nlanguage: en\npublished: 2026-03-01\n---\n\n"
    figure = "![The river.](map.svg 'The river and its mill.')"
    source = folder / "river.md"
    source.write_text(f"{front}{_TEXT}\n\n{figure}\n\n{_TEXT}\n", encoding="utf-8")
    article = prepare(read(source))
    layout = lay_out(article, resolve(PdfOptions(variant), article))
    for page in layout.document.pages:
        for box in page._page_box.descendants():
            if hasattr(box, "replacement"):
                return page._page_box, box
    raise AssertionError("no picture was drawn")


@pytest.mark.parametrize(
    ("size", "variant", "least", "landscape"),
    [
        ((800, 800, 6), "screen", 6.0, False),  # 120 mm high it would have 5.1 pt
        ((1600, 600, 8), "screen", 6.0, True),
        ((800, 900, 12), "large-print", 14.0, False),
    ],
)
def test_they_can_be_read(
    size: tuple[int, int, int], variant: str, least: float, landscape: bool, tmp_path: Path
) -> None:
    page, box = _picture(tmp_path, size, variant)
    scale = min(box.width / size[0], box.height / size[1])
    assert 2 * size[2] * scale * 0.75 >= least
    assert (page.width > page.height) == landscape
    assert box.height <= page.height
    assert box.width <= page.width + 46  # figures reach 12 mm beyond the text


def test_a_picture_is_no_larger_than_its_words_ask(tmp_path: Path) -> None:
    _, box = _picture(tmp_path, (800, 800, 30), "screen")
    assert box.height < 120 * 96 / 25.4 + 1
