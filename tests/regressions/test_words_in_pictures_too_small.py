"""Labels drawn as outlines had no size, and shrank to 4 points; as text they had any font."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.adjustments import set_widths
from publish.editions.pdf.figures import Sizes
from publish.editions.pdf.flow import Flow, Piece, Unit, index
from publish.editions.pdf.layout import lay_out
from publish.editions.pdf.legible_pictures import (
    Words,
    enlarge_pictures,
    least_heights,
    unread_pictures,
)
from publish.editions.pdf.options import resolve
from publish.editions.pdf.page_filling import State, cost_of_hole, fill
from publish.errors import SourceError
from publish.model import Figure, Image
from publish.prepare import prepare
from publish.runtime.picture_words import smallest_words
from publish.runtime.svg import measure
from publish.runtime.svg_outlines import outlined
from publish.source import read

_SANS = "font-family=\"'Source Sans 3', sans-serif\""


def drawing(content: str) -> bytes:
    size = 'width="400" height="200" viewBox="0 0 400 200"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'.encode()


def span(svg: bytes) -> tuple[float, float]:
    """Return the first and the last point of the outlines from left to right."""
    places = [
        float(x)
        for path in re.findall(rb' d="([^"]*)"', svg)
        for x in re.findall(rb"[MLQ](\d[\d.]*)", path)
    ]
    return min(places), max(places)


def test_words_in_a_bundled_font_are_outlines() -> None:
    label = f'<text x="200" y="50" {_SANS} font-size="20" fill="#123">Wide AVENUE</text>'
    done = outlined(drawing(label))
    assert b"<text" not in done
    assert b'fill="#123"' in done
    start = span(done)
    middle = span(outlined(drawing(label.replace('y="50"', 'y="50" text-anchor="middle"'))))
    end = span(outlined(drawing(label.replace('y="50"', 'y="50" text-anchor="end"'))))
    assert start[0] > 199
    assert end[1] < 201
    assert abs(sum(middle) / 2 - 200) < 4
    kerned = outlined(drawing(f'<text x="0" y="50" {_SANS} font-size="100">AVA</text>'))
    apart = outlined(
        drawing(f'<text x="0" y="50" letter-spacing="9" {_SANS} font-size="100">AVA</text>')
    )
    assert span(kerned)[1] < 100 * (0.544 + 0.515 + 0.544)  # the widths of the glyphs
    assert span(apart)[1] == pytest.approx(span(kerned)[1] + 18, abs=0.2)


@pytest.mark.parametrize(
    "words",
    [
        '<text x="9" y="50"> </text>',
        '<text x="9" y="50"><tspan x="9" y="50"/></text>',
        '<text x="9" y="50" font-size="0">none</text>',
        '<text x="9" y="50"><tspan font-weight="700">One</tspan><tspan>line</tspan></text>',
        '<text x="9" y="50" xml:space="preserve">far   apart</text>',
        '<text x="9" y="50" style="text-transform: uppercase">low</text>',
        '<text x="9" y="50">soft\u00adhyphen</text>',
        '<text x="9" y="50">\u0430\u0301</text>',
        '<clipPath id="cut"><text x="9" y="50">window</text></clipPath>',
    ],
)
def test_words_that_outlines_would_change_are_left(words: str) -> None:
    """Empty lines and letters without a size stopped the build; lines stood on each other."""
    given = drawing(f'<g {_SANS} font-size="20">{words}</g>')
    assert outlined(given) == given


def test_lines_of_programs_for_drawing_are_outlines_as_exact_as_their_letters() -> None:
    style = "font-variant:normal;font-stretch:normal;writing-mode:lr-tb;font-weight:bolder"
    lines = '<tspan x="1" y="2">One</tspan> <tspan x="1" y="3"/> <tspan x="1" y="3">two</tspan>'
    words = f'<text xml:space="preserve" style="{style}" {_SANS} font-size="0.5">{lines}</text>'
    done = outlined(drawing(words))
    assert done.count(b"<path") == 2
    assert re.search(rb"\d\.\d{3}", done)
    assert outlined(drawing(words.replace(";font-weight:bolder", ""))) != done


@pytest.mark.parametrize(
    "text",
    [
        '<text x="1" y="9" font-family="Arial" font-size="20">Arial</text>',
        f'<text x="1 9" y="9" {_SANS} font-size="20">ab</text>',
        f'<text x="1" y="9" {_SANS} font-size="20">標</text>',
        f'<text x="1" y="9" {_SANS} font-size="20">a <tspan>b</tspan></text>',
        f'<text x="1" y="9" {_SANS} font-size="2em">a</text>',
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert outlined(drawing(text)) == drawing(text)


def picture(folder: Path, name: str, content: bytes = b"", **given: Any) -> Image:
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(name[-3:], name[-3:])
    (folder / name).write_bytes(content)
    return Image(name, folder / name, f"image/{kind}", 400, 200, name, **given)


def test_how_small_words_are(tmp_path: Path) -> None:
    text = drawing('<text font-size="12">a</text>')
    assert smallest_words(picture(tmp_path, "text.svg", text)) == 12
    shapes = drawing('<path d="M0 0h9"/><rect width="9" height="9"/>')
    assert smallest_words(picture(tmp_path, "shapes.svg", shapes)) == 0
    outlines = drawing('<path d="M0 0h9v9z M2 2h3v3z"/>' * 6)
    assert smallest_words(picture(tmp_path, "outlines.svg", outlines)) is None
    assert smallest_words(picture(tmp_path, "outlines.svg", outlines, words=30)) == 30
    assert smallest_words(picture(tmp_path, "photo.jpg")) == 0
    assert smallest_words(picture(tmp_path, "chart.png")) is None
    assert smallest_words(picture(tmp_path, "chart.png", words=0)) == 0


def test_the_author_can_state_it(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(drawing(""))

    def words(stated: str) -> int | None:
        figure = f":::{{figure}} a.svg\n:alt: A mill.\n:smallest-words: {stated}\n:::\n"
        (tmp_path / "a.md").write_text(
            f"---\ntitle: T\nlanguage: en\n---\n\n{figure}", encoding="utf-8"
        )
        (found,) = read(tmp_path / "a.md").blocks
        assert isinstance(found, Figure)
        return found.image.words

    assert (words("22"), words("none")) == (22, 0)
    with pytest.raises(SourceError, match="smallest-words"):
        words("small")


def test_pictures_with_unread_words_are_hardly_smaller() -> None:
    root = ElementTree.fromstring(
        '<body><figure><img src="a" width="4" height="5"/></figure>'
        '<figure><img src="b" width="4" height="5"/></figure></body>'
    )
    set_widths(root)
    words = {"a": Words(4, 5, 2.0), "b": Words(4, 5, None)}
    known, unknown = root.iter("figure")
    assert list(least_heights(root, words, 6.0)) == [known]
    assert unread_pictures(root, words, widen=True) == {unknown}
    assert [one.get("class") for one in root.iter("img")] == ["narrow", ""]
    sizes = Sizes({known: (400, 1.0), unknown: (400, 1.0)}, {known: 250.0}, {unknown: 0.75}, 0.5)
    heights = [
        [height for height, _ in sizes.heights(Unit(figure, None, picture=400.0))]
        for figure in (known, unknown)
    ]
    assert heights == [[400, 300], [400, 300]]


def test_a_table_in_landscape_has_the_pages_that_it_had() -> None:
    table = ElementTree.Element("table", {"class": "wide"})
    rows = [Piece(page, top, 40.0) for page, top in ((3, 0.0), (3, 40.0), (3, 80.0), (4, 0.0))]
    unit = Unit(table, None, pieces=rows)
    flow = Flow((unit,), 900.0, 900.0, 0.0, 0.0, ())
    filled = fill(flow, State(2, 850.0), (unit,), None, 0.0, frozenset(), frozenset())
    assert filled.state.page == 5


def test_the_model_of_pages_knows_the_edges_of_sections() -> None:
    from weasyprint import HTML

    edge = "margin-top: 20px; border-top: 2px solid; padding-top: 8px"
    heading = '<h2 style="margin: 5px 0 0">Notes</h2>'
    html = HTML(string=f'<body><p>Before.</p><section style="{edge}">{heading}<p>After.</p>')
    units = index(html.etree_element, html.render().pages).units
    (found,) = (unit for unit in units if unit.name == "h2")
    assert (found.above, found.padding[0]) == (20, 2 + 8 + 5)


def test_a_hole_before_a_table_with_a_caption_and_a_head_costs_something() -> None:
    rows = [Piece(3, top, 40.0, joined=joined) for top, joined in ((0, False), (40, True))]
    unit = Unit(ElementTree.Element("table", {"class": "wide"}), None, pieces=rows)
    flow = Flow((unit,), 900.0, 900.0, 0.0, 0.0, ())
    filled = fill(flow, State(2, 300.0), (unit,), None, 0.0, frozenset(), frozenset())
    assert filled.cost == cost_of_hole(600 / 900)


def test_text_after_a_table_in_landscape_may_move_before_it() -> None:
    html = _laid_out(
        '<body><p>Before.</p><table class="wide"><tr><td>1</td></tr></table><p>After.</p>',
        "@page wide { size: A4 landscape } .wide { page: wide; break-after: page }",
    )
    (_, table, after) = index(html.etree_element, html.render().pages).units
    assert table.alone
    assert not after.breaks
    assert not after.fence


def test_a_picture_with_a_long_caption_fills_its_page() -> None:
    html = _laid_out(
        f'<body><figure><img src="a" width="600" height="700"/>'
        f"<figcaption>{'A long caption. ' * 60}</figcaption></figure>",
        "@page { size: A4; margin: 20mm } body { margin: 0; font-size: 32px }"
        "figure { margin: 0; break-inside: avoid } img { display: block; width: 300px }",
    )
    root = html.etree_element
    assert enlarge_pictures(root, html.render().pages, {"a": Words(600, 700, 18.0)}, 14.0)
    (figure,), (image,) = root.iter("figure"), root.iter("img")
    assert figure.get("class") == "legible parted"
    assert image.get("style", "").startswith("width: 642.5px")  # that of the text


def _laid_out(body: str, rules: str) -> Any:
    """Return a ``weasyprint.HTML`` in which any picture is white."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcherResponse

    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="700"/>'

    def fetch(url: str) -> Any:
        return URLFetcherResponse(url, svg, {"Content-Type": "image/svg+xml"})

    page = f"<style>{rules}</style>{body}"
    return HTML(string=page, base_url="http://a/", url_fetcher=fetch)


def test_labels_of_the_example_are_14_points_in_large_print(root: Path) -> None:
    for name in ("map", "timeline", "chart"):
        file = root / "assets/example/pictures" / f"{name}.svg"
        width, height = measure(file.read_bytes(), name)
        size = smallest_words(Image(name, file, "image/svg+xml", width, height, ""))
        assert size is not None
        assert size * 470 / width >= 14, name  # 470 points are the width of the text


def test_a_caption_with_a_note_stays_under_its_enlarged_picture(tmp_path: Path) -> None:
    """The picture filled its page, and the caption with the note stood on the next one."""
    labels = f'<text x="9" y="50" {_SANS} font-size="10">small words</text>'
    (tmp_path / "plan.svg").write_bytes(drawing(labels).replace(b'200"', b'260"'))
    note = "\n\nText.\n\n[^n]: Drawn again."
    figure = ":::{figure} plan.svg\n:alt: A plan.\n\nThe plan of the ferry.[^n]\n:::" + note
    source = tmp_path / "plan.md"
    source.write_text(f"---\ntitle: Plan\nlanguage: en\n---\n\n{figure}\n", encoding="utf-8")
    article = prepare(read(source))
    document = lay_out(article, resolve(PdfOptions("large-print"), article)).document
    pages = [list(page._page_box.descendants()) for page in document.pages]
    (shown,) = (page for page in pages if any(one.element_tag == "img" for one in page))
    assert any("plan" in getattr(one, "text", "") for one in shown)
    assert any("again" in getattr(one, "text", "") for one in shown)
