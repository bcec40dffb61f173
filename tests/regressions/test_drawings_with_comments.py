"""A comment in a drawing has no attributes; measuring it as an element ended the PDF."""

from __future__ import annotations

import pytest

from publish.editions.pdf.heavy_drawings import is_heavy
from publish.runtime.svg import Drawing

CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<circle r="4"/></svg>'


@pytest.mark.parametrize("inside", ["<!-- Drawn in May. -->", "<?editor version='1'?>", ""])
def test_a_small_drawing_is_not_heavy(inside: str) -> None:
    content = CIRCLE.format(inside).encode()
    assert not is_heavy(Drawing(content, 9, 9, (), elements=2), content)
