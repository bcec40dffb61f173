"""PDFs that claimed PDF/UA-2 or PDF/A, which asides in asides and colours in inks break."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.intake import read
from publish.prepare import prepare
from tests.building import edition_of

SOURCE = """---
title: Moorings
language: en-GB
authors: [Ada Kowalska]
published: 2026-03-01
---

The harbour has rules.

::::{warning}
Mind the ropes.

:::{tip}
Wear gloves.
:::
::::

> The harbour master wrote:
>
> :::{note}
> No boats after dark.
> :::

:::{list-table} Berths
:header-rows: 1

* - Berth
  - Said
* - > Ours is the best.
  - :::{note}
    It is taken.
    :::
:::

| Boat | Owner |
|------|-------|

![A buoy in magenta ink.](buoy.svg)
"""

BUOY = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">
<circle cx="30" cy="30" r="20" fill="device-cmyk(0 1 0 0)"/></svg>"""


@pytest.mark.parametrize("variant", ["screen", "ua-2"])
def test_the_claim_is_true(variant: str, tmp_path: Path) -> None:
    (tmp_path / "buoy.svg").write_text(BUOY, encoding="utf-8")
    source = tmp_path / "moorings.md"
    source.write_text(SOURCE, encoding="utf-8")
    edition = edition_of("pdf", prepare(read(source)), None, tmp_path / "moorings", variant=variant)
    assert edition.diagnostics == ()  # the build's audit and verification find nothing
    with pikepdf.open(edition.path) as pdf:
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert b"DeviceCMYK" not in drawn
