"""Numbered lists began with 1 in the PDF, and had bullets in its notes, where boxes of tasks were
missing; the audit saw none of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit.items import Kind, State
from publish.editions.auditing import audit
from publish.model import Article
from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub, export_pdf

SOURCE = """---
title: Lists
language: en
---

Steps.[^1]

5. five
6. six

   - a bullet

     9. nine

7. seven

Then:

1. 3) inner[^2]
   4) last

- [x] done
- [ ] open

> 8. quoted

[^1]: See:

    4. four
    5. five

    - [x] done

[^2]: See:

    - that
    - this
"""


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "lists.md").write_text(SOURCE, encoding="utf-8")
    return prepare(read(tmp_path / "lists.md"))


def _markers(article: Article, path: Path) -> dict[State, list[str]]:
    out: dict[State, list[str]] = {}
    for result in audit(article, (path,), None).results:
        if result.item.kind is Kind.MARKER:
            out.setdefault(result.state, []).append(result.item.target)
    return out


ALL = ["5", "6", "9", "7", "1", "3", "4", "☑", "☐", "8", "4", "5", "☑"]


def test_the_pdf_prints_every_number_and_box(article: Article, tmp_path: Path) -> None:
    path = tmp_path / "lists.pdf"
    export_pdf(article, None, path)
    assert _markers(article, path) == {State.FOUND: ALL}
    wrong = prepare(read(_changed(tmp_path, "5. five", "6. five")))
    lost = _markers(wrong, path)[State.LOST]
    assert lost == ["6", "7", "8"]


def test_the_epub_has_every_number_and_box(article: Article, tmp_path: Path) -> None:
    path = tmp_path / "lists.epub"
    export_epub(article, None, path)
    assert _markers(article, path) == {State.FOUND: ALL}
    wrong = prepare(read(_changed(tmp_path, "- [x] done\n- [ ] open", "- [ ] done\n- [ ] open")))
    assert _markers(wrong, path)[State.LOST] == ["☐"]


def _changed(folder: Path, before: str, after: str) -> Path:
    (folder / "other.md").write_text(SOURCE.replace(before, after, 1), encoding="utf-8")
    return folder / "other.md"
