"""A table whose head is higher than a page stopped the PDF: WeasyPrint drew no such head."""

from __future__ import annotations

from pathlib import Path

from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

ROWS = "\n".join(f"    * - Line {n}\n      - {'Words of the head. ' * 12}" for n in range(24))
SOURCE = f"""---
title: Heads
language: en
---

::::{{list-table}}
:header-rows: 1

* - :::{{list-table}}
    :header-rows: 1

    * - A
      - B
{ROWS}
    :::
  - Other
* - One
  - Two
::::
"""


def test_the_head_is_printed(tmp_path: Path) -> None:
    source = tmp_path / "heads.md"
    source.write_text(SOURCE, encoding="utf-8")
    assert edition_of("pdf", prepare(read(source)), None, tmp_path / "heads").path.exists()
