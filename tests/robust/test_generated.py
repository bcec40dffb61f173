"""A sample of the generated sources; `python -m tests.robust.everything 2000` takes them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.robust.generating import generated, large
from tests.robust.going import go
from tests.robust.honest import honest

STEP = 25


@pytest.mark.parametrize("first", range(0, 200, STEP))
def test_sources_that_nobody_would_write(first: int, tmp_path: Path) -> None:
    gone = [go(generated(seed, tmp_path), tmp_path) for seed in range(first, first + STEP)]
    whole = [one for one in gone if not one.refused]
    assert len(whole) > STEP // 3, "most of them are lawful"
    assert sum(one.items for one in whole) > 100


def test_ten_thousand_blocks(tmp_path: Path) -> None:
    gone = go(large(10_000, tmp_path), tmp_path)
    assert not gone.refused
    assert gone.items > 10_000


def test_what_people_write_is_built_as_epub_and_pdf(tmp_path: Path) -> None:
    gone = [go(honest(seed, tmp_path), tmp_path, ("epub", "pdf")) for seed in (5, 14, 16)]
    assert sum(one.items for one in gone) > 50
