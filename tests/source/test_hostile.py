"""Texts that are made to take long take no longer than their length allows."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.source import read_markdown

FRONT = "---\ntitle: T\nlanguage: en\n---\n"

TEXTS = {
    "brackets": "[" * 1_000 + "a" * 40_000,
    "pictures": "![" * 900 + "a",
    "note calls": "[^a" * 1_000,
    "pictures in pictures": "![" * 900 + "a" + "](b)" * 900,
    "spans in spans": "[" * 900 + "a" + "]{lang=be}" * 900,
    "braces": "{a}" * 16_000,
    "roles": "{a}`" * 12_000,
    "stars": "*a**" * 12_000,
    "ticks": "".join("`" * length + " " for length in range(300)),
    "dollars": "$a" * 24_000,
    "open formulas": "$$ a\n\n" * 10_000,
    "angles": "<a" * 24_000,
    "quotations": ">" * 5_000 + "a",
    "lists": "- " * 2_000 + "a",
    "lists, deeper by line": "\n".join("  " * depth + "- a" for depth in range(1_000)),
    "directives that do not end": ":::{note}\n" * 10_000,
    "directives in directives": "".join(":" * (600 - depth) + "{note}\n" for depth in range(590)),
    "meanings": ": " * 20_000,
    "attributes": "{" + "a=b " * 40_000 + "}\nx",
    "empty cells": "|" + "a|" * 190 + "\n|" + "-|" * 190 + "\n" + "|c|\n" * 300,
    "long word": "x" * 49_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_time_is_bounded(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    with contextlib.suppress(SourceError):
        read_markdown(tmp_path / "article.md", FRONT + TEXTS[name])
    assert time.process_time() - began < 5
