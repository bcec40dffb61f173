"""Fonts: in the file, with a glyph and a meaning for each character."""

from __future__ import annotations

from collections.abc import Iterator

from publish.verify.pdf.finding import Finding, Rule
from publish.verify.pdf.model import Edition

#: What ToUnicode must not say (ISO 14289-1, 7.21.7).
_NOTHING = frozenset("\0\ufeff\ufffe")


def embedded(edition: Edition) -> Iterator[Finding]:
    for font in edition.fonts:
        if font.used and not font.embedded:
            message = f"The font {font.name} is not in the file."
            yield Finding("font-absent", "7.21.4.1", "31-009", font.page, message, "Embed it.")


def meanings(edition: Edition) -> Iterator[Finding]:
    for font in edition.fonts:
        if not font.composite:
            continue
        table = font.to_unicode
        unknown = sorted(font.used - (table or {}).keys())
        if unknown:
            message = f"{len(unknown)} characters of the font {font.name} say nothing."
            fix = "Give the font a ToUnicode table that has them all."
            yield Finding("unicode-missing", "7.21.7", "31-027", font.page, message, fix)
        if table and any(_NOTHING & set(table.get(code, "")) for code in font.used):
            message = f"Characters of the font {font.name} say what no character is."
            fix = "Correct its ToUnicode table."
            yield Finding("unicode-wrong", "7.21.7", "31-028", font.page, message, fix)


def glyphs(edition: Edition) -> Iterator[Finding]:
    for font in edition.fonts:
        if font.composite and any((font.gids or {}).get(code, code) == 0 for code in font.used):
            message = f"An empty box is drawn where the font {font.name} lacks a character."
            fix = "Take a font that has it."
            yield Finding("notdef", "7.21.8", "31-030", font.page, message, fix)


RULES: tuple[Rule, ...] = (embedded, meanings, glyphs)
