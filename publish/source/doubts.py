"""What in a pasted text looks like damage: an editor should look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from publish.errors import Problem, Severity

_DOUBLED = re.compile(r"\b([^\W\d_]+)\s+\1\b(?!-)", re.I)
_RIGHTLY_DOUBLED = frozenset({"had", "that", "nous", "vous", "sie", "die", "der", "das"})
_NO_SPACE = re.compile(r"[^\W\d_]{2,}[.!?…,;:][”’»“„«]?[^\W\d_]{2,}")
_ADDRESS = re.compile(r"://|@|www\.|\.(?:com|org|net|info|io|eu|[a-z]{2})\b", re.I)
MAX_WORD = 100
"""Characters; what is longer is no word, and searching it takes time with its square."""
_SPACES = re.compile(r"\S {2,}\S")
_WIDE_STOP = re.compile(r"[.!?] {2,}\S")
_SPEECH = re.compile(r"[“”„«»\"]")
_PICTURED = re.compile(
    r"\b(pictured|photo(graph)?s?|file photo|image|credit|courtesy|from left|left to right)\b|"
    r"\((left|right|above|below|centre|center)\)|©",
    re.I,
)
_TWO_SAID = re.compile(r"[”»\"],? [^.”»\"]{0,60}\bsaid\. [^.”»\"]{0,60}\btold\b")
MAX_CAPTION = 45
"""Words; a longer paragraph is not a caption."""


def are_wide(paragraphs: Sequence[str]) -> bool:
    """Whether two spaces after a full stop are this typist's habit, and so mean nothing."""
    wide = sum(bool(_WIDE_STOP.search(paragraph)) for paragraph in paragraphs)
    return wide > 1 and wide * 4 > len(paragraphs)


def doubts_about(paragraph: str, line: int, *, wide: bool) -> Iterator[Problem]:
    """What looks wrong in ``paragraph``, which stands on ``line`` of the written source.

    ``wide``: two spaces after a full stop are usual in this text.
    """

    def doubt(code: str, message: str, mend: str, severity: Severity = Severity.WARNING) -> Problem:
        return Problem(code=code, message=message, mend=mend, line=line, severity=severity)

    if _is_caption(paragraph, wide):
        yield doubt(
            "import-caption",
            f"this looks like the caption of a picture that is missing: “{paragraph[:50]}…”.",
            "Make it the caption of its picture, or delete it.",
        )
    elif _SPACES.search(paragraph) and not wide:
        message = "two spaces in a row: words or a picture may be missing between them."
        yield doubt("import-spaces", message, "Compare with the original.", Severity.INFO)
    for match in _DOUBLED.finditer(paragraph):
        if match[1].lower() not in _RIGHTLY_DOUBLED:
            yield doubt("import-doubled", f"“{match[0]}”: a word is doubled.", "Delete one.")
    for word in paragraph.split():
        stuck = _NO_SPACE.search(word) if len(word) <= MAX_WORD else None
        if stuck and not _ADDRESS.search(word):
            message = f"“{stuck[0]}”: a space may be missing."
            yield doubt("import-space-missing", message, "Add it after the mark.")
    if _TWO_SAID.search(paragraph):
        message = "two speakers are named for one quotation."
        yield doubt("import-speaker", message, "Find out which of them said it.")


def gathered(problems: Sequence[Problem]) -> Iterator[Problem]:
    """``problems`` with all doubled words as one, on the line of the first."""
    doubled = [problem for problem in problems if problem.code == "import-doubled"]
    for problem in problems:
        if problem.code != "import-doubled" or len(doubled) == 1:
            yield problem
        elif problem is doubled[0]:
            places = (f"{one.message.partition(':')[0]} (line {one.line})" for one in doubled[:20])
            more = f" and {len(doubled) - 20} more" if len(doubled) > 20 else ""
            message = f"{len(doubled)} words are doubled: {', '.join(places)}{more}."
            yield replace(problem, message=message, mend="Delete one of each.")


def _is_caption(paragraph: str, wide: bool) -> bool:
    words = len(paragraph.split())
    if not 3 <= words <= MAX_CAPTION or _SPEECH.search(paragraph):
        return False
    # agencies part the sentences of a caption by two spaces
    return bool(_PICTURED.search(paragraph) or (not wide and _WIDE_STOP.search(paragraph)))
