"""The title of a picture inside a line was lost, and the check called that a fault of ours."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from publish.model import InlineImage, Paragraph
from publish.source import read

SOURCE = """---
title: Signs
language: en
---

Press ![the bell](bell.png "Ring once") or ![](bell.png "Wait."), or
![the horn](bell.png "the horn"){credit="Drawn by Ada"}, not ![the drum](bell.png).
"""


def test_all_its_words_are_in_the_alt_text(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "bell.png")
    (tmp_path / "signs.md").write_text(SOURCE, encoding="utf-8")
    (paragraph,) = read(tmp_path / "signs.md").blocks
    assert isinstance(paragraph, Paragraph)
    pictures = [one.image for one in paragraph.content if isinstance(one, InlineImage)]
    assert [one.alt for one in pictures] == [
        "the bell. Ring once",
        "Wait",
        "the horn. Drawn by Ada",
        "the drum",
    ]
