"""Lists of facts were grids, which broke wherever the page ended: one fact stood alone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from publish.editions.pdf.adjustments import keep_last_items, set_facts
from publish.runtime.stylesheets import style_folder


@pytest.mark.parametrize("rows", [4, 5, 6])
def test_facts_are_kept_together_at_both_ends(rows: int) -> None:
    from weasyprint import CSS, HTML

    facts = "".join(f"<dt>Name {row}</dt><dd>Fact {row}</dd>" for row in range(rows))
    root = ElementTree.fromstring(f'<body><p>Above</p><dl class="facts">{facts}</dl></body>')
    set_facts(root)
    sheet = "@page { size: 300px 125px; margin: 0 } body { font: 16px/20px monospace; margin: 0 }"
    rules = f"{sheet} .facts {{ break-inside: auto }}"
    styles = [CSS(filename=style_folder("pdf") / "back.css"), CSS(string=rules)]
    markup = ElementTree.tostring(root, encoding="unicode")
    counts = [
        sum(type(box).__name__ == "TableRowBox" for box in page._page_box.descendants())
        for page in HTML(string=markup).render(stylesheets=styles).pages
    ]
    assert sum(counts) == rows
    assert all(count != 1 for count in counts)


def test_a_short_last_item_begins_no_page() -> None:
    from weasyprint import CSS, HTML

    root = ElementTree.fromstring("<body><ul><li>One</li><li>Two</li><li>Three</li></ul></body>")
    keep_last_items(root)
    sheet = "@page { size: 300px 45px; margin: 0 } body { font: 16px/20px monospace; margin: 0 }"
    fonts = ":root { --sans: monospace; --mono: monospace }"
    rules = f"{fonts} {sheet} ul, li {{ margin: 0 !important }}"
    styles = [CSS(filename=style_folder("pdf") / "text.css"), CSS(string=rules)]
    pages = HTML(string=ElementTree.tostring(root, encoding="unicode")).render(stylesheets=styles)
    counts = [
        sum(type(box).__name__ == "LineBox" for box in page._page_box.descendants())
        for page in pages.pages
    ]
    assert counts[-1] == 2
