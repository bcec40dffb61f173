"""A single page has the times of words inside, if any; its audit took them for an address."""

from __future__ import annotations

from pathlib import Path

from publish import BuildOptions, audit, build
from publish.editions.edition import WebOptions

SOURCE = """---
title: Fog
language: en
narration: {highlight: word}
---

The horn is heard.
"""


def test_the_audit_reads_the_times_of_words(tmp_path: Path) -> None:
    source, web = tmp_path / "fog.md", WebOptions(single=True, fonts=False)
    source.write_text(SOURCE, encoding="utf-8")
    (edition,) = build(source, tmp_path / "out", BuildOptions(only="web", web=web))
    text = edition.path.read_text(encoding="utf-8")
    assert '"words":[["text-p-1-s1",[[' in text
    edition.path.write_text(text.replace("horn", "bell"), encoding="utf-8")
    assert {one.item.id for one in audit(source, tmp_path / "out").losses} == {"text-p-1"}
