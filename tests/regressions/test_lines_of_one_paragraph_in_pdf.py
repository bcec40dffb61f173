"""Each line that a break ends was compared with its whole paragraph, and so was its segment."""

from __future__ import annotations

import time
from pathlib import Path

from publish.editions.pdf.layout import lay_out
from publish.prepare import prepare
from publish.source import read_markdown


def test_two_thousand_lines_in_a_paragraph(tmp_path: Path) -> None:
    text = "---\ntitle: T\nlanguage: en\n---\n\n" + "a\\\nb " * 2_000
    article = prepare(read_markdown(tmp_path / "a.md", text))
    begun = time.process_time()
    assert lay_out(article).pages > 30
    assert time.process_time() - begun < 5  # it took 24 s, now 2
