"""Contrast of the colours of style sheets, ours first of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check.contrast import low_contrasts, ratio, theme_sheets
from publish.model import THEMES
from publish.runtime.stylesheets import style_folder


@pytest.mark.parametrize("theme", THEMES)
def test_the_themes_of_the_pdf(theme: str) -> None:
    assert [fault.message for fault in low_contrasts(theme_sheets(theme))] == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_style_of_the_epub(dark: bool) -> None:
    texts = [(file, file.read_text()) for file in sorted(style_folder("epub").rglob("*.css"))]
    assert [fault.message for fault in low_contrasts(texts, dark=dark)] == []


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
        ("p { color: var(--nowhere, #bbb) }", [1]),
        ("@media print { p { color: #999 } }", [1]),
        ("header.opening { background: #222 }\n.title { color: #fff }", []),
        ("p { color: #99", [1]),
        ("}}} p { { color", []),
    ],
)
def test_a_sheet(css: str, lines: list[int]) -> None:
    assert [fault.line for fault in low_contrasts([(Path("my.css"), css)])] == lines


@pytest.mark.parametrize(
    ("written", "found"),
    [  # the contrast with white, from the conversions of CSS Color Module Level 4
        ("rgb(200 200 200)", 1.67),
        ("rgb(200 200 200 / 50%)", 1.27),
        ("rgb(none none none)", None),
        ("hsl(0deg 0% 78.43%)", 1.67),
        ("hwb(0 78.43% 21.57%)", 1.67),
        ("lab(80.6% 0 0)", 1.67),
        ("lch(80.6% 0 120)", 1.67),
        ("oklab(0.8321 0 0)", 1.67),
        ("oklch(83.21% 0 200)", 1.67),
        ("oklch(62.8% 0.2577 29.23)", 4.00),  # red
        ("lab(54.29 80.8 69.89)", 4.00),
        ("color(xyz 0.4124 0.2126 0.0193)", 4.00),
        ("oklch(45.2% 0.3132 264.05)", None),  # blue
        ("light-dark(#ccc, #000)", 1.61),
    ],
)
def test_every_notation_of_a_colour_is_judged(written: str, found: float | None) -> None:
    faulty = list(low_contrasts([(Path("my.css"), f"p {{ color: {written} }}")]))
    assert [fault.code for fault in faulty] == ([] if found is None else ["contrast-low"])
    if found is not None:
        said = float(faulty[0].message.split(" is ")[1].split(" ")[0])
        assert said == pytest.approx(found, abs=0.051)


@pytest.mark.parametrize(
    ("css", "written"),
    [
        ("p { color: #99 }", "#99"),
        ("p { color: redd }", "redd"),
        ("p { color: rgb(1 2) }", "rgb(1 2)"),
        ("p { color: color() }", "color()"),
        ("p { color: lab(-5000 1e200 1e300) }", "lab(-5000 1e200 1e300)"),
        ("p { color: color-mix(in srgb, red, blue) }", "color-mix(in srgb, red, blue)"),
        ("p { background: url(a.png) rgb(1 2 3 4 5) }", "rgb(1 2 3 4 5)"),
        ("p { background-color: 3px }", "3px"),
        (":root { --a: dunkel }\np { color: var(--a) }", "dunkel"),
    ],
)
def test_a_colour_that_cannot_be_read_is_told(css: str, written: str) -> None:
    (fault,) = low_contrasts([(Path("my.css"), css)])
    assert fault.code == "colour-unread"
    assert fault.line == 1
    assert f" {written} " in fault.message


@pytest.mark.parametrize(
    "css",
    [
        "p { color: inherit; background-color: Canvas }",
        "p { background: url(a.png) no-repeat center / 3px }",
        "p { background: linear-gradient(red, blue) }",
        "p { color: /* dark */ #000 }",
    ],
)
def test_what_is_no_colour_of_its_own_is_not_told(css: str) -> None:
    assert list(low_contrasts([(Path("my.css"), css)])) == []
