"""Emoji had no font, and the fonts of symbols had no space: two signs with a space between them
stopped the PDF, though the check had passed.
"""

from __future__ import annotations

from pathlib import Path

from publish.check import check
from publish.errors import Severity
from publish.prepare import prepare
from publish.readers.pdf.reading import read_pdf
from publish.source import read
from tests.building import edition_of

WORDS = "Call ☎ ☎ or → ⇒, 🎉 👩‍👩‍👧 🇺🇦 👍🏽 ☺️ ❤️, press 1️⃣ or #️⃣."


def test_signs_and_emoji_are_printed_and_extracted(tmp_path: Path) -> None:
    source = tmp_path / "signs.md"
    text = f"---\ntitle: Signs 🎉\nlanguage: en\n---\n\n{WORDS}\n\n`code 🙂` is *set 🙂 too*.\n"
    source.write_text(text, encoding="utf-8")
    article = read(source)
    assert not [one for one in check(article) if one.severity is Severity.ERROR]
    built = edition_of("pdf", prepare(article), None, tmp_path / "signs")
    (page,) = read_pdf(built.path).pages
    shown = "".join(one.text for one in page.content.sequences.values())
    for sign in ("☎ ☎", "👩‍👩‍👧", "👍🏽", "1️⃣", "#️⃣", "🙂"):
        assert sign in shown


def test_words_of_drawings_have_fonts_and_are_checked(tmp_path: Path) -> None:
    size = 'xmlns="http://www.w3.org/2000/svg" width="300" height="60"'
    drawing = f'<svg {size}><text y="20">{{}}</text></svg>'
    (tmp_path / "ok.svg").write_text(drawing.format("שלום 🎉 東京"), encoding="utf-8")
    (tmp_path / "odd.svg").write_text(drawing.format("\ue123"), encoding="utf-8")
    source = tmp_path / "drawn.md"
    front = "---\ntitle: Drawn\nlanguage: en\n---\n\n"
    source.write_text(f"{front}![Greetings.](ok.svg)\n", encoding="utf-8")
    article = read(source)
    assert not [one for one in check(article) if one.severity is Severity.ERROR]
    assert edition_of("pdf", prepare(article), None, tmp_path / "drawn").path.exists()
    source.write_text(f"{front}![Greetings.](odd.svg)\n", encoding="utf-8")
    (found,) = [one for one in check(read(source)) if one.severity is Severity.ERROR]
    assert (found.code, found.line) == ("glyph-missing", 6)
