"""What the fonts can show is known without opening them."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from publish import glyphs
from publish.glyphs import missing, sheets_for, system_has

SHEETS = ("fonts", "arabic", "hebrew", "devanagari", "japanese", "emoji")

HEAD = """# The characters that the fonts of each sheet have, as hexadecimal ranges. The first sheet
# is in every edition, the others have what it lacks. Made by: pytest tests/glyphs --update-golden
"""


def _characters(sheet: Path) -> set[int]:
    """What some family of ``sheet`` has in all its styles."""
    families: dict[str, set[int]] = {}
    for family, file in re.findall(r'font-family: "(.+?)"; src: url\("(.+?)"', sheet.read_text()):
        with TTFont(sheet.parent / file, lazy=True) as font:
            having = set(font.getBestCmap())
        families[family] = families.get(family, having) & having
    return set().union(*families.values())


def _ranges(numbers: set[int]) -> str:
    """``numbers`` as lines of at most 100 characters."""
    pieces = []
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        first, last = members[0], members[-1]
        pieces.append(f"{first:x}" if first == last else f"{first:x}-{last:x}")
    lines, line = [], ""
    for piece in pieces:
        if len(line) + len(piece) > 99:
            lines.append(line)
            line = ""
        line = f"{line} {piece}".strip()
    return "\n".join([*lines, line])


def test_the_table_says_what_the_fonts_have(root: Path, request: pytest.FixtureRequest) -> None:
    folder = root / "styles/fonts"
    said, before = HEAD, set[int]()
    for sheet in SHEETS:
        having = _characters(folder / f"{sheet}.css") - before
        before = before or having
        said += f"[{sheet}]\n{_ranges(having)}\n"
    table = folder / "coverage.txt"
    if request.config.getoption("--update-golden"):
        table.write_text(said, encoding="ascii")
    assert table.read_text(encoding="ascii") == said


def test_every_font_has_its_licence_beside_it(root: Path) -> None:
    for font in (root / "styles/fonts").rglob("*.ttf"):
        licence = (font.parent / "OFL.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert f"`{font.parent.name}`" in (root / "styles/fonts/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "sheets"),
    [
        ("Łódź, Пагоня, λόγος, tiếng Việt", []),
        ("said مرحبا there", ["arabic"]),
        ("שלום", ["hebrew"]),
        ("नमस्ते", ["devanagari"]),
        ("東京の路面電車", ["japanese"]),
        ("高輪で髙橋さんに①番のカードを", ["japanese"]),
        ("שלום عليكم", ["arabic", "hebrew"]),
        ("Done 🎉, 👍🏽 🇺🇦", ["emoji"]),
    ],
)
def test_a_text_gets_the_fonts_of_its_scripts(text: str, sheets: list[str]) -> None:
    assert sheets_for(text) == tuple(f"{name}.css" for name in sheets)
    assert not missing(text)


def test_characters_without_a_glyph_of_their_own_are_not_missed() -> None:
    assert missing("\u200d\u200c\u00ad\u2060\ufe0f\u202b\n\t\u3000") == ""


def test_what_no_font_has_is_named() -> None:
    assert missing("a\ue123b\ue123\U0010fffd") == "\ue123\U0010fffd"
    assert glyphs.name("\ue123") == "U+E123"
    assert glyphs.name("🐪") == "DROMEDARY CAMEL (U+1F42A)"


def test_the_systems_fonts_are_asked_for_what_ours_lack() -> None:
    assert system_has("a\ue123") == {"a"}, "fontconfig finds no font with an a"
