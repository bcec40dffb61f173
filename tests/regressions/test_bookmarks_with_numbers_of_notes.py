"""Bookmarks had the numbers of notes ("Fog5"), and lacked the formulas of headings."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.readers.pdf import read_pdf
from publish.source import read
from tests.building import export_pdf
from tests.editions.pdf.reading import read_tree

_SOURCE = """---
title: Fog
language: en
---

## Fog[^1] and rain

## The law of $x^2${alt="x squared"}

:::{warning}
:::{tip}
Wait.
:::
:::

[^1]: A note.
"""


def test_bookmarks_are_the_words_of_headings(tmp_path: Path) -> None:
    source = _SOURCE.replace(":::{warning}", "::::{warning}").replace(":::\n:::", ":::\n::::")
    (tmp_path / "fog.md").write_text(source, encoding="utf-8")
    path = tmp_path / "fog.pdf"
    export_pdf(prepare(read(tmp_path / "fog.md")), None, path, PdfOptions("ua-2"))
    marks = ["Fog", "Fog and rain", "The law of x squared", "About this edition"]
    assert read_pdf(path).bookmarks == marks
    with pikepdf.open(path) as pdf:
        targets = {
            str(one.Title): str(one.A.SD[0].T)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/Title" in one and "/A" in one
        }
    assert targets == {mark: mark for mark in marks}
    assert "Tip" in [one.words for one in read_tree(path).all("P")], "the sign is the warning's"
