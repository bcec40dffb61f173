"""docs/verify.md lists each rule with its severity and clause."""

from __future__ import annotations

from pathlib import Path

from publish.verify.epub.requirements import REQUIREMENTS, Word

DOCUMENT = Path(__file__).parents[3] / "docs/verify.md"
SEVERITIES = {Word.MUST: "error", Word.SHOULD: "warning", Word.MAY: "note"}


def test_the_document_lists_every_rule() -> None:
    rows = {
        cells[1].strip("` "): (cells[2].strip(), cells[3].strip())
        for line in DOCUMENT.read_text("utf-8").split("## Rules for web pages")[0].splitlines()
        if line.startswith("| `") and len(cells := line.split("|")) == 6
    }
    assert rows == {
        code: (SEVERITIES.get(one.word) or f"claim {one.level}", one.clause)
        for code, one in REQUIREMENTS.items()
    }
