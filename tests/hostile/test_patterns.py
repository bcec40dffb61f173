"""No regular expression of ``publish`` takes more than linear time: texts come from strangers."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.patterns.collecting import Call, Use, uses
from tests.hostile.patterns.timing import Slow, slow

PACKAGE = Path(__file__).parents[2] / "publish"

#: Patterns that may be slow, by their text, with the reason why their input is bounded.
BOUNDED_INPUT: dict[str, str] = {}

#: How many patterns of a file are still slow where sources are read: fix them, add none.
SLOW_IN_IMPORTS = {
    "publish/importing/markdown/commonmark.py": 4,
    "publish/importing/markdown/containers.py": 5,
    "publish/importing/markdown/dialects.py": 6,
    "publish/importing/markdown/fields.py": 1,
    "publish/importing/markdown/mdbook.py": 3,
    "publish/importing/markdown/myst.py": 4,
    "publish/importing/markdown/myst_citations.py": 2,
    "publish/importing/markdown/notebook.py": 1,
    "publish/importing/markdown/obsidian.py": 6,
    "publish/importing/markdown/pandoc_markdown.py": 2,
    "publish/importing/markdown/quarto.py": 3,
    "publish/importing/markdown/shortcodes.py": 7,
    "publish/importing/original/container.py": 1,
    "publish/importing/original/epub.py": 1,
    "publish/importing/original/latex.py": 5,
    "publish/importing/original/markdown.py": 6,
    "publish/importing/original/pandoc_markdown.py": 1,
    "publish/importing/pictures.py": 2,
    "publish/importing/plain_text.py": 1,
    "publish/importing/preparing/elements.py": 1,
    "publish/importing/preparing/encodings.py": 1,
    "publish/importing/preparing/figures.py": 2,
    "publish/importing/preparing/html.py": 1,
    "publish/importing/preparing/html_styles.py": 2,
    "publish/importing/preparing/jats.py": 2,
    "publish/importing/preparing/latex_algorithms.py": 5,
    "publish/importing/preparing/latex_bibliography.py": 6,
    "publish/importing/preparing/latex_numbers.py": 6,
    "publish/importing/preparing/latex_tables.py": 5,
    "publish/importing/preparing/latex_text.py": 8,
    "publish/importing/preparing/notes.py": 1,
    "publish/importing/preparing/odt_blocks.py": 2,
    "publish/importing/preparing/odt_pictures.py": 1,
    "publish/importing/preparing/rtf_latex.py": 1,
    "publish/importing/preparing/saved_pages.py": 1,
    "publish/importing/written.py": 2,
    "publish/prepare/sentences.py": 1,
    "publish/source/completeness.py": 1,
    "publish/source/dialects/admonitions.py": 1,
    "publish/source/dialects/attributes.py": 2,
    "publish/source/dialects/html.py": 1,
    "publish/source/dialects/latex.py": 4,
    "publish/source/dialects/marks.py": 1,
    "publish/source/dialects/templates.py": 4,
    "publish/source/feed.py": 1,
    "publish/source/inlines.py": 1,
    "publish/source/syntax.py": 4,
}

#: The same in other packages.
SLOW_ELSEWHERE = {
    "publish/audit/captions.py": 2,
    "publish/audit/guided.py": 1,
    "publish/check/contrast.py": 1,
    "publish/check/pictures.py": 1,
    "publish/check/readability.py": 1,
    "publish/editions/pdf/adjustments.py": 1,
    "publish/editions/pdf/chapters/model.py": 1,
    "publish/editions/pdf/weasyprint_log.py": 1,
    "publish/language/mathematics/speaker.py": 1,
    "publish/language/spoken/amounts.py": 5,
    "publish/language/spoken/context.py": 1,
    "publish/language/spoken/dates.py": 1,
    "publish/language/spoken/normalise.py": 1,
    "publish/language/spoken/numbers.py": 2,
    "publish/language/spoken/quantities.py": 2,
    "publish/language/spoken/romans.py": 1,
    "publish/language/spoken/signs.py": 1,
    "publish/narration/narrators.py": 1,
    "publish/narration/voices/kokoro.py": 1,
    "publish/narration/voices/piper.py": 1,
    "publish/narration/voices/stress.py": 1,
    "publish/readers/container.py": 1,
    "publish/readers/pdf/cmaps.py": 1,
    "publish/readers/pdf/fonts.py": 1,
    "publish/runtime/picture_words.py": 3,
    "publish/runtime/svg.py": 2,
    "publish/runtime/svg_outlines.py": 1,
    "publish/verify/epub/styles.py": 2,
    "publish/xhtml/formulas.py": 2,
}

#: How many calls of a file have patterns that :mod:`recording` doesn't meet yet: add none.
UNKNOWN = {
    "publish/audit/addresses.py": 1,
    "publish/check/colour.py": 2,
    "publish/check/initialisms.py": 3,
    "publish/check/languages.py": 1,
    "publish/check/metadata.py": 1,
    "publish/check/pictures.py": 1,
    "publish/editions/pdf/adjustments.py": 1,
    "publish/editions/pdf/tree/content.py": 1,
    "publish/encoding/mastering.py": 1,
    "publish/importing/markdown/mdbook.py": 1,
    "publish/importing/markdown/obsidian.py": 1,
    "publish/importing/preparing/latex_arguments.py": 1,
    "publish/importing/preparing/latex_numbers.py": 1,
    "publish/importing/preparing/notes.py": 1,
    "publish/importing/reading/paragraphs.py": 1,
    "publish/language/formula_words.py": 1,
    "publish/language/mathematics/speaker.py": 1,
    "publish/language/spacing.py": 1,
    "publish/language/spoken/addresses.py": 1,
    "publish/language/spoken/amounts.py": 1,
    "publish/language/spoken/years.py": 1,
    "publish/narration/casting.py": 1,
    "publish/narration/lexicon.py": 1,
    "publish/narration/table_summary.py": 1,
    "publish/prepare/__init__.py": 1,
    "publish/readers/pdf/cmaps.py": 1,
    "publish/source/settings_file.py": 1,
    "publish/sync/sound.py": 1,
    "publish/verify/epub/styles.py": 2,
}


@cache
def collected() -> tuple[list[Use], list[Call]]:
    return uses(PACKAGE)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\{\{<\s*(\w+)\s*.*?>\}\}",
        r"<!--.*?-->",
        r"(a+)+$",
        r"(?:x|x)*y",
        r"\s+$",
        r"([^{}]+)\{([^{}]*)\}",
        r"font(?:-size)?\s*:[^;]*?\b\d+(?:\.\d+)?(?:px|pt)\b",
        r"\[[^\]]*\]\(",
        rb"<!DOCTYPE[^>\[]*>",
    ],
)
def test_patterns_that_are_slow_are_found(pattern: str | bytes) -> None:
    assert slow(pattern, 0, frozenset({"finditer"}))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s++$", r"\w+", r"a{0,60}b", r"<[^<>]{0,50}>"])
def test_patterns_that_are_linear_pass(pattern: str) -> None:
    assert not slow(pattern, 0, frozenset({"finditer"}))


def test_every_pattern_is_collected() -> None:
    found, unknown = collected()
    assert len(found) > 700
    counted = Counter(one.file for one in unknown)
    assert not counted - Counter(UNKNOWN), "\n".join(map(str, unknown))


def test_no_pattern_is_slow() -> None:
    found: dict[str, tuple[Use, Slow]] = {}
    for use in collected()[0]:
        bounded = str(use.pattern) in BOUNDED_INPUT or use.place in found
        if not bounded and (text := slow(use.pattern, use.flags, use.methods)):
            found[use.place] = use, text
    told = "\n".join(f"{use}\n    {text}" for use, text in found.values())
    counted = Counter(place.partition(":")[0] for place in found)
    assert not counted - Counter(SLOW_IN_IMPORTS | SLOW_ELSEWHERE), told


def test_inputs_that_are_bounded_are_still_used() -> None:
    assert BOUNDED_INPUT.keys() <= {str(use.pattern) for use in collected()[0]}
