"""Contrast of the colours of an author's style sheet, laid over ours.

A declaration of colour is judged against the ground of its own rule, else that of a rule for what
it stands in, else that of the page.  The formula is that of WCAG 2.2 (relative luminance, contrast
ratio); large is text of 18 pt, or of 14 pt and bold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publish.check.palette import Declared, Palette, ratio, read_sheets
from publish.check.rule import At, Family, Rule, shortened
from publish.check.survey import Survey
from publish.errors import Problem, Severity

CONTRAST_LOW = Rule(
    "contrast-low",
    Severity.ERROR,
    "Text differs from its ground by 4.5 to 1 at least, large text by 3 to 1.",
    "Who sees less, or reads in bright light, cannot make the letters out.",
    "Make the text darker, or its ground lighter.",
    number="1.4.3",
)

COLOUR_UNREAD = Rule(
    "colour-unread",
    Severity.WARNING,
    "The colours of a style sheet can be read, so that their contrast can be checked.",
    "A colour with a mistake is not shown. Of a colour that cannot be converted to sRGB, nobody "
    "knows whether it differs enough from its ground.",
    "Write it as #rrggbb, or with rgb(), hsl(), hwb(), lab(), lch(), oklab() or oklch().",
    number="1.4.3",
)

LEAST, LEAST_LARGE = 4.5, 3.0

_OPENING = ("header.opening", ".opening")
_INSIDE = {
    **dict.fromkeys((".title", ".subtitle", ".standfirst", ".byline", ".dateline"), _OPENING),
    ".aside-title": ("aside.aside", ".aside"),
    **dict.fromkeys((".label", ".credit", "figcaption"), ("figcaption", "figure")),
    **dict.fromkeys(("caption", "th", "td", "thead"), ("table",)),
}
"""What our XHTML puts where (docs/design.md)."""


def find(survey: Survey) -> Iterator[Problem]:
    """Colours of the author's style sheets, over ours of the theme, that are too near."""
    if not survey.equipment.sheets:
        return
    own = {file for file, _ in survey.equipment.sheets}
    theme = survey.article.metadata.theme or "feature"
    for problem in faults([*ours(theme), *survey.equipment.sheets]):
        if problem.file in own:
            yield problem


def ours(theme: str) -> list[tuple[Path, str]]:
    """The style sheets of the PDF in ``theme``, in the order in which they hold."""
    from publish.sheets import sheets

    folder = sheets("pdf")
    files = [*sorted(folder.glob("*.css")), folder / "themes" / f"{theme}.css"]
    kept = [file for file in files if file.name != "large-print.css" and file.is_file()]
    return [(file, file.read_text(encoding="utf-8")) for file in kept]


def faults(texts: list[tuple[Path, str]], *, dark: bool = False) -> Iterator[Problem]:
    """Text colours of style sheets (file and text) too near their grounds, and unread ones."""
    palette = read_sheets(texts, dark=dark)
    for unread in palette.unread:
        yield COLOUR_UNREAD.found(
            At(unread.file, unread.line, "", None),
            f"“{shortened(unread.selector)}”: The colour {shortened(unread.written)} cannot be "
            "read, so its contrast is not checked.",
        )
    for selector, declared in palette.colours.items():
        ground = _ground(palette, selector)
        found = ratio(declared.colour, ground.colour)
        least = LEAST_LARGE if selector in palette.large else LEAST
        if found < least:
            at = At(declared.file, declared.line, "", None)
            yield CONTRAST_LOW.found(
                at,
                f"“{shortened(selector)}”: {declared.written} on {ground.written} has a contrast "
                f"of {found:.1f} to 1; {least:g} is the least.",
            )
    text = (
        palette.colours.get("html") or palette.colours.get("body") or palette.colours.get(":root")
    )
    if text is None:
        return
    for selector, ground in palette.grounds.items():
        found = ratio(text.colour, ground.colour)
        if selector not in palette.colours and found < LEAST:
            at = At(ground.file, ground.line, "", None)
            yield CONTRAST_LOW.found(
                at,
                f"“{shortened(selector)}”: the text {text.written} on {ground.written} has a "
                f"contrast of {found:.1f} to 1; {LEAST} is the least.",
            )


def _ground(palette: Palette, selector: str) -> Declared:
    """What text that ``selector`` colours stands on."""
    if selector in palette.grounds:
        return palette.grounds[selector]
    parts = selector.split()
    around = [" ".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    for outer in (*around, *_INSIDE.get(parts[0].split(":")[0], ())):
        if outer in palette.grounds:
            return palette.grounds[outer]
    return palette.page


CONTRAST = Family("Contrast", (CONTRAST_LOW, COLOUR_UNREAD), find)
