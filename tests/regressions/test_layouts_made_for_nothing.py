"""The example was laid out seven times: its first layout drew a note twice.

In large print it was laid out nine times, for the white space before its contents.
"""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
import weasyprint

from publish.editions.edition import PdfOptions
from publish.editions.pdf.flow import Flow, Piece, Unit
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.options import resolve
from publish.editions.pdf.page_filling import State, fill
from publish.intake import read
from publish.prepare import prepare


def test_the_example_is_laid_out_three_times(root: Path) -> None:
    article = prepare(read(root / "assets/example/article.md"))
    original = weasyprint.HTML.render
    with patch.object(weasyprint.HTML, "render", autospec=True, side_effect=original) as counted:
        layout = lay_out(article, resolve(PdfOptions("screen", "feature"), article))
    assert layout.pages == 11
    assert counted.call_count <= 3


@pytest.mark.parametrize(("name", "counts"), [("nav", False), ("p", True)])
def test_white_space_before_the_contents_is_no_hole(name: str, counts: bool) -> None:
    body = ElementTree.fromstring(f"<body><p>Text</p><{name}>Text</{name}></body>")
    first, last = (
        Unit(element, body, whole=True, pieces=[Piece(page, 0.0, 500.0)])
        for page, element in enumerate(body)
    )
    flow = Flow((first, last), 900.0, 900.0, 0.0, 0.0, ((500.0, 0.0, 0.0),) * 2)
    assert bool(list(flow.holes())) == counts
    filled = fill(flow, State(0, 500.0), (last,), first, 0.0, frozenset(), frozenset())
    assert (filled.state, filled.cost > 0) == (State(1, 500.0), counts)
