"""A formula that was broken stopped the build, if the call of a note or a small picture stood in
one of its lines: a box around both lines covers them.
"""

from __future__ import annotations

from pathlib import Path

from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

_SUM = " + ".join(f"a_{number}" for number in range(1, 10))

#: Paragraphs of several lengths before the formula, which is broken at other places in each.
_PARAGRAPHS = "\n\n".join(
    f"{'Barge ' * words}they came.[^{words}] He drew ![scales](dot.svg) and ${_SUM} = b$ barrels."
    for words in range(1, 8)
)
_NOTES = "\n".join(f"[^{words}]: In year {words}." for words in range(1, 8))


def test_a_formula_covers_nothing_of_its_own_lines(tmp_path: Path) -> None:
    dot = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (tmp_path / "dot.svg").write_text(dot, encoding="utf-8")
    source = tmp_path / "barrels.md"
    head = "---\ntitle: Barrels\nlanguage: en\n---\n\n"
    source.write_text(f"{head}{_PARAGRAPHS}\n\n{_NOTES}\n", encoding="utf-8")
    built = edition_of("pdf", prepare(read(source)), None, tmp_path / "barrels")
    assert built.path.exists()
