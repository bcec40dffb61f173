"""A formula at the start of a paragraph that ends with a digit was taken for text."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.model import InlineMath
from publish.model.walk import all_inlines
from publish.source import read


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$E$ stood first in a paper of 1905", ["E"]),
        ("$x$&#48;", ["x"]),
        ("$x$", ["x"]),
        ("It cost $5 then, and $7 in 1990", []),
        ("$5 then and $7", []),
    ],
)
def test_formulas(text: str, formulas: list[str], tmp_path: Path) -> None:
    source = tmp_path / "formula.md"
    source.write_text(f"---\ntitle: F\nlanguage: en\n---\n\n{text}\n", encoding="utf-8")
    found = [one.tex for _, one in all_inlines(read(source)) if isinstance(one, InlineMath)]
    assert found == formulas
