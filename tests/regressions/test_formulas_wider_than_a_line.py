"""Formulas wider than their line left the page, or were drawn too small to be read."""

from __future__ import annotations

from pathlib import Path

from publish.audit.items import State
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from publish.source import read
from tests.building import export_pdf

_SUM = " + ".join(f"a_{{{place}}} x_{{{place}}}" for place in range(1, 16))
_WITHIN = rf"f(x) = \left(b + {_SUM}\right) \cdot c"
_ROOT = rf"y = \sqrt{{{_SUM} + {_SUM}}}"

_SOURCE = f"""---
title: Sums
language: en
---

A sum ${_SUM}$, parentheses ${_WITHIN}$, and a root ${_ROOT}$.[^1]

- An item with ${_WITHIN}$.

:::{{note}}
A note with ${_SUM}$.
:::

## A heading with ${_SUM}$

:::{{table}} A caption with ${_SUM}$
| Name ${_WITHIN}$ | Value |
|---|---|
| ${_SUM}$ | ${_ROOT}$ |
:::

[^1]: It has ${_WITHIN}$.

$$
g(x) = {_SUM}
$$
"""


def test_wide_formulas_end_their_lines_at_operators(tmp_path: Path) -> None:
    (tmp_path / "sums.md").write_text(_SOURCE, encoding="utf-8")
    article, path = prepare(read(tmp_path / "sums.md")), tmp_path / "sums.pdf"
    export_pdf(article, None, path, PdfOptions("large-print", type_size="24pt"))
    results = audit(article, (path,), None).results
    assert not [one.reason for one in results if one.state is State.LOST]
    formulas = [one for one in read_pdf(path).elements() if one.role == "Formula"]
    assert len(formulas) == 12
    boxes = [tuple(map(float, one.attributes["BBox"])) for one in formulas]
    assert all(right - left > 100 for left, _, right, _ in boxes)
    assert sum(top - bottom > 40 for _, bottom, _, top in boxes) >= 9, "lines"
