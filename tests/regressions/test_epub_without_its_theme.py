"""The EPUB had one look for all themes, no publisher's style sheet, and none in old engines."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from publish.check.contrast import ratio
from publish.editions.edition import EpubOptions
from publish.editions.epub import package_of
from publish.editions.epub.fallbacks import with_fallbacks
from publish.errors import SourceError, UsageError
from publish.model import THEMES, Article
from publish.prepare import prepare
from publish.source import read

SOURCE = "---\ntitle: Salt\nlanguage: {}\n---\n\n{}\n"

#: Papers of reading systems: white, sepia, and three of their nights.
PAPERS = ("ffffff", "f4ecd8", "1e1e1e", "121212", "000000")


def article_of(folder: Path) -> Article:
    source = folder / "salt.md"
    source.write_text(SOURCE.format("en", "The well is deep. " * 20), encoding="utf-8")
    return prepare(read(source))


def sheet_of(folder: Path, **options: object) -> str:
    package = package_of(article_of(folder), options=EpubOptions(**options))  # type: ignore[arg-type]
    return next(one for one in package.items if one.id == "style").content.decode()


def _colour(digits: str) -> tuple[float, float, float]:
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _rules(sheet: str) -> list[tuple[str, list[str]]]:
    return [
        (block.split("{")[-2].strip(), [one.strip() for one in block.split("{")[-1].split(";")])
        for block in sheet.split("}")
        if block.count("{") >= 1
    ]


def test_fallbacks_come_before_what_old_engines_skip() -> None:
    sheet = (
        ":root { --c: #123456; } a { color: var(--c); padding: 1em 2em; margin-inline-start: 3em }"
    )
    plain, modern = " ".join(with_fallbacks(sheet, "ltr").split()).split("@supports")
    assert plain == "a { color: #123456; padding: 1em 2em; margin-left: 3em; } "
    assert "color: var(--c); padding: 1em 2em;" in modern
    assert "margin-inline-start: 3em; margin-inline-end: 0;" in modern
    assert "margin-right: 3em" in with_fallbacks(sheet, "rtl")
    sheet = "p { text-align: start; margin-block: 1em 2em }"
    written = " ".join(with_fallbacks(sheet, "rtl").split())
    assert "p { text-align: right; margin-top: 1em; margin-bottom: 2em; }" in written


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_stops_an_old_engine(tmp_path: Path, theme: str) -> None:
    """One value with a function, and Adobe's old engine has no style sheet, or no book."""
    plain, modern = sheet_of(tmp_path, theme=theme).split("@supports", maxsplit=1)
    assert re.search(r"(min|max|calc|var|rgba)\(", modern)
    assert not re.search(r"\w*(?<!url|rgb|ttr)\(|\d(?:vh|vw|cqi|rem)|--|@media[^{]*\(|/ \"", plain)
    assert "{\n}" not in plain
    for selector in ("blockquote", "table", ".title", "a.noteref", ".aside", ".verse > .s"):
        assert f"\n{selector} {{" in plain, selector


@pytest.mark.parametrize("theme", THEMES)
def test_themes(tmp_path: Path, theme: str) -> None:
    sheet = sheet_of(tmp_path, theme=theme)
    plain, modern = sheet.split("@supports", maxsplit=1)
    known = {(selector, one.split(":")[0]) for selector, rule in _rules(plain) for one in rule}
    for selector, declarations in _rules(modern):
        for name in {one.split(":")[0] for one in declarations if "var(" in one}:
            special = name.startswith(("--", "content", "box-shadow", "background"))
            logical = "-inline" in name or "-block" in name
            if (
                not re.search(r":focus|:root\[|:not|\.fit|pre \.line", selector)
                and not special
                and not logical
            ):
                assert (selector, name) in known
    accent = next(one for one in sheet.split("--accent: #")[:0:-1])[:6]
    assert all(ratio(_colour(accent), _colour(paper)) >= 3 for paper in PAPERS)
    inked = [one for _, rule in _rules(sheet) for one in rule if one.startswith("color:")]
    assert set(inked) <= {
        "color: inherit",
        f"color: #{accent}",
        "color: var(--accent)",
        "color: white",
    }
    assert not [one for one, rule in _rules(sheet) if "color: white" in rule and " " in one]
    assert ":first-child" not in "".join(one for one, _ in _rules(sheet) if ".chapter" in one)


def test_embedded_fonts(tmp_path: Path) -> None:
    package = package_of(article_of(tmp_path), options=EpubOptions(theme="report", fonts=True))
    items = {one.name: one for one in package.items}
    assert b"OPEN FONT LICENSE" in items["fonts/source-sans-OFL.txt"].content
    assert [name for name in items if name.endswith(".ttf")] == [
        f"fonts/EditionSans3-{style}.ttf" for style in ("Regular", "Italic", "Bold", "BoldItalic")
    ]
    font = TTFont(io.BytesIO(items["fonts/EditionSans3-Regular.ttf"].content))
    assert {ord("e"), ord("—")} <= font.getBestCmap().keys()
    assert ord("Ж") not in font.getBestCmap()
    reserved = {one.nameID for one in font["name"].names if "Source" in one.toUnicode()}
    assert reserved <= {0, 13, 14}  # copyright and licence
    sheet = items["style.css"].content.decode()
    assert 'src: url("fonts/EditionSans3-Bold.ttf");' in sheet
    assert '--sans: "Edition Sans 3", sans-serif;' in sheet


def test_a_style_sheet_of_the_publisher(tmp_path: Path) -> None:
    (tmp_path / "house.ttf").write_bytes(b"font")
    house = tmp_path / "house.css"
    house.write_text(
        "@page { size: A5 }\n@font-face { font-family: House; src: url('house.ttf') }\n"
        ":root { --accent: #0a4f2e }\n.title { border-bottom: 1pt solid var(--accent) }\n"
    )
    sheet = sheet_of(tmp_path, styles=(house,))
    assert "@page" not in sheet
    assert 'src: url("style/1.ttf")' in sheet
    assert "border-bottom: 1pt solid #0a4f2e;" in sheet
    house.write_text("p {\n  background: url(../secret.png)\n}\n")
    with pytest.raises(SourceError) as refused:
        sheet_of(tmp_path, styles=(house,))
    assert (refused.value.diagnostics[0].file, refused.value.diagnostics[0].line) == (house, 2)
    with pytest.raises(UsageError):
        sheet_of(tmp_path, theme="novel")
