"""Text of web pages was lost: for a teaser, in forms and fallbacks, or hidden and not reported."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file
from tests.importing.test_formats import body_of, html

LONG = "<p>" + "The tram stops at the old depot. " * 4 + "</p>"


def reports(file: Path, code: str) -> str:
    found = import_file(file, file.parent).diagnostics
    return "\n".join(f"{one.line}: {one.message}" for one in found if one.code == code)


def test_a_teaser_does_not_replace_the_page(tmp_path: Path) -> None:
    teaser = "<article><h3>Read also</h3><p>Teaser.</p></article>"
    body = body_of(html(tmp_path, f"<h1>Story</h1>{LONG}{LONG}<div>{teaser}</div>"))
    assert body.startswith("The tram stops")
    inside = html(tmp_path, f"<main><h1>Story</h1>{LONG}</main><aside>{teaser}</aside>")
    assert "Teaser" not in body_of(inside)
    assert reports(inside, "import-outside") == (
        "0: The page holds more outside of its <main>, which was left out: "
        "text: “Read also Teaser.”."
    )


def test_what_stands_beside_the_article_in_the_main_part(tmp_path: Path) -> None:
    page = f"<main><h2>Story</h2><p>Lead.</p><article>{LONG}</article></main>"
    assert body_of(html(tmp_path, page)).startswith("Lead.\n\nThe tram")


def test_notes_outside_of_the_article_belong_to_it(tmp_path: Path) -> None:
    note = "<section class=footnotes><ol><li id=fn1>Noted.</li></ol></section>"
    call = "<p>A<sup><a href='#fn1'>1</a></sup>.</p>"
    file = html(tmp_path, f"<article>{call}{LONG}</article>{note}")
    assert body_of(file).endswith("\n\n[^1]: Noted.\n")


def test_forms_and_fallbacks(tmp_path: Path) -> None:
    search = "<form><label>Find <input name=q></label><button>Go</button></form>"
    film = "<video src=v.mp4><source src=v.mp4><p>Get <a href='https://a.org/v'>it</a>.</p></video>"
    file = html(
        tmp_path,
        f"<form action=x>{LONG}{search.replace('form', 'div')}<p>Press <button>Start</button> now."
        "<select><option>Fast</select></p>"
        f"<dialog open><p>Said.</p></dialog><noscript><p>Without.</p></noscript>{film}"
        "<canvas>Bars</canvas><p><map><area alt=North href='#n'></map></p></form>" + search,
    )
    body = body_of(file)
    assert "Press Start now.\n\nSaid.\n\nGet [it](https://a.org/v).\n\nBars\n" in body
    told = reports(file, "import-left-out")
    for words in ("“Find Go”", "“Fast”", "“Without.”", "North (#n)"):
        assert words in told
    assert "v.mp4" in reports(file, "import-media")


def test_a_short_page_in_a_form(tmp_path: Path) -> None:
    assert body_of(html(tmp_path, "<form><div>Two words.</div><input></form>")) == "Two words.\n"


def test_hidden_text_is_reported_where_it_stood(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<p>One.</p><p style='display: none'>By style.</p><p class=off>By class.</p>"
        "<p hidden>By attribute.</p><p>Two<a href='#n' role=doc-noteref>1</a>.</p>"
        "<aside hidden id=n><p>Noted.</p></aside>",
        "<style>@media print { .x { display: none } } .off, #gone { display:none; }</style>",
    )
    assert body_of(file) == "One.\n\nTwo[^1].\n\n[^1]: Noted.\n"
    told = reports(file, "import-hidden")
    assert [f"6: Hidden text was left out: “{by}.”." for by in ("By style", "By class")] == (
        told.split("\n")[:2]
    )
    assert "“By attribute.”" in told


def test_a_page_without_text_is_reported(tmp_path: Path) -> None:
    assert (
        reports(html(tmp_path, "<div></div>"), "import-empty") == "0: The document holds no text."
    )


def test_readings_formulas_terms_and_labels(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<p><ruby>漢<rt>kan</rt></ruby> <span class=MathJax>x2</span>"
        "<script type='math/tex'>x^2</script></p>"
        "<dl><dt>Gauge<dt>Track gauge<dd>Width</dl><ol><li>a<li value=5>b</ol>"
        "<figure><img src=a.png alt=x><figcaption><span class=label>Above:</span> it."
        "</figcaption></figure>",
    )
    body = body_of(file)
    assert "漢(kan) $x^2$\n\nGauge / Track gauge\n: Width\n\n%\n\n1. a\n\n5) b\n" in body
    assert "\nAbove: it.\n" in body


def test_columns_beyond_those_declared_and_whole_captions(tmp_path: Path) -> None:
    file = html(
        tmp_path,
        "<table><caption><p>One.</p><p>Two.</p></caption><colgroup><col></colgroup>"
        "<tr><th>a<th>b<tr><td>1<td>2</table>"
        "<blockquote><p>Dear sir.</p><footer><p>Yours,</p><p>Ada</p></footer></blockquote>",
    )
    assert body_of(file) == (
        ":::{table} One. Two.\n| a   | b   |\n| --- | --- |\n| 1   | 2   |\n:::\n\n"
        "> Dear sir.\n>\n> — Yours, Ada\n"
    )


def test_a_link_to_a_row_keeps_the_table(tmp_path: Path) -> None:
    file = html(
        tmp_path, "<p><a href='#r'>row</a></p><table><tr><th>a<th>b<tr id=r><td>1<td>2</table>"
    )
    assert "* - {#r}\n    1\n  - 2\n" in body_of(file)
