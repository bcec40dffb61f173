"""Lists of facts were grids, which broke wherever the page ended: one fact stood alone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from publish.editions.pdf.adjustments import set_facts
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
