"""Contrast of style sheets: ours first of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.article import THEMES
from publish.check.contrast import faults, ours
from publish.check.palette import ratio
from publish.sheets import sheets


@pytest.mark.parametrize("theme", THEMES)
def test_the_themes_of_the_pdf(theme: str) -> None:
    assert [fault.message for fault in faults(ours(theme))] == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_style_of_the_epub(dark: bool) -> None:
    texts = [(file, file.read_text()) for file in sorted(sheets("epub").rglob("*.css"))]
    assert [fault.message for fault in faults(texts, dark=dark)] == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # from the definition of contrast ratio: 21 is the most, equal colours have 1
        ((0, 0, 0), (1, 1, 1), 21.0),
        ((1, 1, 1), (1, 1, 1), 1.0),
        ((0x77 / 255,) * 3, (1, 1, 1), 4.48),
        ((0x76 / 255,) * 3, (1, 1, 1), 4.54),
    ],
)
def test_the_ratio(
    one: tuple[float, float, float], other: tuple[float, float, float], expected: float
) -> None:
    assert ratio(one, other) == pytest.approx(expected, abs=0.005)
    assert ratio(other, one) == ratio(one, other)


@pytest.mark.parametrize(
    ("css", "lines"),
    [
        ("p { color: #777 }", [1]),
        ("p { color: #767676 }", []),
        ("h1 { color: #949494 }", []),
        (".big {\n  font-size: 20pt;\n  color: #949494;\n}", []),
        (".small {\n  font-size: 9pt;\n  color: #949494;\n}", [3]),
        (":root { --a: var(--b);\n --b: #bbb }\np { color: var(--a) }", [2]),
        ("p { color: var(--nowhere) }", []),
        (":root { --a: var(--a) }\np { color: var(--a) }", []),
        (".box { background: #222 }\n.box p { color: #ddd }\nq { color: #ddd }", [3]),
        ("html { color: #333 }\n.box { background: #555 }", [2]),
        ("p { color: rgba(0, 0, 0, 0.4) }", [1]),
        ("p { color: currentColor; background: none }", []),
        ("@media print { p { color: #999 } }", [1]),
        ("header.opening { background: #222 }\n.title { color: #fff }", []),
        ("p { color: #99", []),
        ("}}} p { { color", []),
    ],
)
def test_a_sheet(css: str, lines: list[int]) -> None:
    assert [fault.line for fault in faults([(Path("my.css"), css)])] == lines
