"""An empty cell of a table made the audit refuse the whole PDF."""

from pathlib import Path

from publish.editions.auditing import audit
from publish.prepare import prepare
from publish.source import read
from publish.verify.pdf import verify_pdf
from tests.building import export_pdf as export

SOURCE = """---
title: Ferries
language: en
published: 2026-03-01
---

|       | Boats | Fares |
|-------|-------|-------|
| North | 2     |       |
| South | 1     | 3     |
"""


def test_empty_cells_are_read(tmp_path: Path) -> None:
    """The corner cell and a data cell are empty: their elements have no ``/K``."""
    source = tmp_path / "ferries.md"
    source.write_text(SOURCE, encoding="utf-8")
    article = prepare(read(source))
    target = tmp_path / "ferries.pdf"
    export(article, None, target)
    assert audit(article, (target,), None).losses == ()
    assert verify_pdf(target, ask_verapdf=False) == ()
