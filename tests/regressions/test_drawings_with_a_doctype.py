"""Graphviz, matplotlib and others write a DOCTYPE; a build refused all their drawings."""

from __future__ import annotations

import pytest

from publish.runtime.folder import FileRefusedError
from publish.runtime.svg import drawing

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A dot</title></svg>\n'
GRAPHVIZ = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"
 "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<!-- Made by a program -->
"""


@pytest.mark.parametrize("head", [GRAPHVIZ, b"<!DOCTYPE svg>", b"\xef\xbb\xbf<!DOCTYPE svg>\n"])
def test_a_doctype_without_entities_is_left_out(head: bytes) -> None:
    read = drawing(head + SVG, "a.svg")
    assert b"DOCTYPE" not in read.content
    assert read.content.endswith(SVG)
    assert (read.width, read.height) == (9, 9)


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>',
        b"<!DOCTYPE svg><!DOCTYPE svg>",
        b'<!DOCTYPE svg SYSTEM "a>b"[]>',
        b"<!DOCTYPE svg" + b" " * 30_000 + b">",
    ],
)
def test_any_other_doctype_is_refused(head: bytes) -> None:
    with pytest.raises(FileRefusedError):
        drawing(head + SVG, "a.svg")
