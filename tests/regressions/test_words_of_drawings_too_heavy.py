"""The words of a drawing on a web page took ten to thirty times the bytes of its text."""

from __future__ import annotations

import io
import re

import pytest
import resvg_py
from PIL import Image as Pillow
from PIL import ImageChops

from publish.runtime.svg_outlines import outlined

WORDS = "The long way to the harbour, and the long way back to the gate. " * 2


def drawing(words: str, more: str = "") -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="80" viewBox="0 0 800 80" '
        f'font-family="\'Source Sans 3\'" font-size="14">{more}{words}</svg>'
    ).encode()


def pixels(svg: bytes) -> Pillow.Image:
    drawn = resvg_py.svg_to_bytes(svg_string=svg.decode(), background="#ffffff")
    return Pillow.open(io.BytesIO(bytes(drawn))).convert("L")


@pytest.mark.parametrize(
    "attributes",
    ["", 'transform="rotate(2)"', 'stroke="#bde" stroke-width="2"', 'letter-spacing="1"'],
)
def test_a_browser_gets_each_glyph_once(attributes: str) -> None:
    """The picture is the same, and the glyphs have ids that nothing else has."""
    lines = f'<tspan x="9" y="30">{WORDS}</tspan><tspan x="9" y="60">{WORDS}</tspan>'
    svg = drawing(f'<text {attributes}>{lines}</text><rect id="g1" width="5" height="5"/>')
    whole, shared = outlined(svg), outlined(svg, shared=True)
    assert len(shared) < len(whole) / 2
    ids = re.findall(rb' id="([^"]*)"', shared)
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in re.findall(rb' href="([^"]*)"', shared)} == {*ids} - {b"g1"}
    apart = ImageChops.difference(pixels(whole), pixels(shared)).histogram()
    assert sum(apart[80:]) < 0.001 * 800 * 80  # points are rounded to a tenth in both


def test_a_paint_that_goes_along_a_line_stays() -> None:
    colours = '<stop stop-color="red"/><stop offset="1" stop-color="blue"/>'
    gradient = f'<linearGradient id="along">{colours}</linearGradient>'
    svg = drawing(f'<text x="9" y="30" fill="url(#along)">{WORDS}</text>', gradient)
    assert outlined(svg, shared=True) == outlined(svg)
