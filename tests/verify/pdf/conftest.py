"""One sound PDF with every construct that a rule looks at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

TEXT = """---
title: The ferry
language: en
published: 2026-03-01
---

See [the timetable](https://example.org/t).[^n] They say [prom]{lang=pl}. It is $v = s / t$.

## The pier

- oars
- a lamp

### The planks

![The pier.](pier.svg "The pier.")

| Day | Rides |
|-----|-------|
| Mon | 12    |
| Tue | 14    |

> Never.

[^n]: A note.
"""

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">
<rect width="400" height="200" fill="#356"/></svg>"""


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    (folder / "pier.svg").write_text(PICTURE, encoding="utf-8")
    source = folder / "ferry.md"
    source.write_text(TEXT, encoding="utf-8")
    target = folder / "ferry.pdf"
    export(prepare(read(source)), None, target)
    return target
