"""Find the bundled style sheets and fonts, and a publisher's style sheets."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from publish.errors import SourceError, UsageError
from publish.runtime.text import read_text

DEEPEST = 50
"""The most braces, brackets and parentheses that a style sheet may have open at once."""

LARGEST = (100_000.0, 10_000.0)
"""The largest absolute length, in any unit, and the largest relative one: 10,000 em,
10,000 %."""


def style_folder(name: str) -> Path:
    """Return the folder ``name`` (``epub``, ``pdf``, ``fonts``, ``colour``) in ``styles``.

    In the wheel ``styles`` is inside the package, in a checkout next to it.
    """
    package = Path(__file__).parents[1]
    inside = package / "styles"
    return (inside if inside.is_dir() else package.parent / "styles") / name


def custom_sheet(path: Path) -> Path:
    """Return the resolved path of a publisher's style sheet.

    Raises:
        UsageError: The file doesn't exist, or isn't CSS.
        SourceError: It can't be read, or has what :func:`check_sheet` refuses.
    """
    found = path.resolve()
    if not found.is_file():
        raise UsageError(f"There is no style sheet {path}.")
    if path.suffix.lower() != ".css":
        raise UsageError(f"{path} isn't a style sheet. Name a file that ends in .css.")
    check_sheet(found, read_text(found))
    return found


def check_sheet(file: Path, text: str) -> None:
    """Refuse brackets that nest too deeply, and sizes that no page has room for.

    Raises:
        SourceError: Brackets nest deeper than :data:`DEEPEST`, or a size is beyond
            :data:`LARGEST`.
    """
    import tinycss2

    try:
        waiting = [(tinycss2.parse_component_value_list(text, skip_comments=True), 0)]
    except ValueError as error:  # Python converts no number of more than 4,300 digits
        message = "It has a number of thousands of digits."
        raise SourceError.at(file, 0, "style-size", message, "Write a shorter one.") from error
    while waiting:
        tokens, depth = waiting.pop()
        for token in tokens:
            inner = getattr(token, "arguments" if token.type == "function" else "content", None)
            if inner is not None and depth == DEEPEST:
                message = "Its braces, brackets or parentheses nest too deeply."
                fix = f"Close some before line {token.source_line}; {DEEPEST} may be open at once."
                raise SourceError.at(file, token.source_line, "style-nesting", message, fix)
            if inner is not None:
                waiting.append((inner, depth + 1))
            elif token.type in _SIZES and abs(token.value) > _largest(token):
                message = f"The size {token.serialize()[:60]} is larger than any page."
                raise SourceError.at(
                    file, token.source_line, "style-size", message, "Write a smaller one."
                )


_SIZES = ("dimension", "percentage")
_ABSOLUTE = frozenset({"px", "pt", "pc", "in", "cm", "mm", "q"})
_OTHERS = frozenset(
    {"s", "ms", "deg", "grad", "rad", "turn", "hz", "khz", "dpi", "dpcm", "dppx", "x"}
)


def _largest(token: Any) -> float:
    """Return the largest value of a dimension or percentage."""
    unit = token.lower_unit if token.type == "dimension" else "%"
    return LARGEST[unit not in _ABSOLUTE] if unit not in _OTHERS else math.inf
