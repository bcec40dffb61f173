"""Drawings of web pages were lost: ``viewBox`` had become ``viewbox``, so they had no size."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from publish.importing import import_file
from tests.importing.test_formats import html


def test_names_of_svg_keep_their_capitals(tmp_path: Path) -> None:
    stops = "<stop offset=0 stop-color='#c00'/><stop offset=1 stop-color='#06c'/>"
    used = "<use xlink:href='#r' xml:space=preserve data:x=y />"
    drawing = (
        "<svg xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'><defs>"
        f"<linearGradient id=g gradientUnits=userSpaceOnUse>{stops}</linearGradient>"
        f"<rect id=r width=9 height=9 fill='url(#g)'/></defs>{used}</svg>"
    )
    (data,) = import_file(html(tmp_path, drawing), tmp_path).pictures.values()
    tree = etree.fromstring(data)
    svg = "{http://www.w3.org/2000/svg}"
    assert tree.get("viewBox") == "0 0 9 9"
    (gradient,) = tree.iter(f"{svg}linearGradient")
    assert gradient.get("gradientUnits") == "userSpaceOnUse"
    (use,) = tree.iter(f"{svg}use")
    assert "#r" in use.attrib.values()
