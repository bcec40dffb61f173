"""Lines of several sentences beside a drop cap reached over the margin by its width."""

from __future__ import annotations

from pathlib import Path

from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from publish.readers.pdf.page_cache import PageCache
from publish.source import read
from tests.building import export_pdf


def test_lines_beside_a_drop_cap_end_at_the_margin(tmp_path: Path) -> None:
    text = "Text of the first chapter. " + "The lamp turns and turns. " * 20
    source = f"---\ntitle: Lamps\nlanguage: en-GB\ntheme: book\n---\n\n{text}\n"
    (tmp_path / "lamps.md").write_text(source, encoding="utf-8")
    export_pdf(prepare(read(tmp_path / "lamps.md")), None, tmp_path / "lamps.pdf")
    pages = read_pdf(tmp_path / "lamps.pdf", PageCache()).pages
    (runs,) = (p.content.runs for p in pages if any("lamp turns" in r.text for r in p.content.runs))
    ends = [run.right for run in runs]
    assert max(ends) < sorted(ends)[-4] + 1, "four lines end at the same place"
