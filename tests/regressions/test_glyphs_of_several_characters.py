"""A font has one glyph for several characters, and a PDF said the first of them for all.

After Arabic, brackets were read the wrong way round; after a no-break hyphen, or a ligature that is
a character, builds were refused.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.audit.items import State
from publish.editions.auditing import audit
from publish.editions.edition import PdfOptions
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf
from tests.editions.pdf.reading import read_tree

_SOURCE = """---
title: Glyphs
language: en
---

A ﬁne ferry with 4\N{NON-BREAKING HYPHEN}stroke motors and 5 \N{MICRO SIGN}m of {rust}.

{lang=ar}
هذه (فقرة) عربية {طويلة}.

{lang=de}
Die Donaudampfschifffahrt {fein} findet vier-Takt-Motoren und 5 \N{GREEK SMALL LETTER MU}m (Rost)
finster.
"""


@pytest.mark.parametrize("variant", ["screen", "large-print"])
def test_each_character_is_read_as_it_is(variant: str, tmp_path: Path) -> None:
    (tmp_path / "glyphs.md").write_text(_SOURCE, encoding="utf-8")
    article, path = prepare(read(tmp_path / "glyphs.md")), tmp_path / "glyphs.pdf"
    export_pdf(article, None, path, PdfOptions(variant))
    words = [one.words for one in read_tree(path).all("P")]
    assert any("Donaudampfschifffahrt {fein} findet vier-Takt-Motoren" in one for one in words)
    assert any("5 \N{GREEK SMALL LETTER MU}m (Rost) finster" in one for one in words)
    results = audit(article, (path,), None).results
    assert not [one.reason for one in results if one.state is State.LOST]
