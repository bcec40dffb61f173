"""Divide a source into its front matter and its text."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from publish.source.mistakes import mistake

MAX_LINES = 2_000
"""Lines of front matter; more is a source whose closing ``---`` is missing."""

MAX_CHARACTERS = 200_000
"""YAML is read at some 100,000 characters a second."""

MAX_OPEN = 100
"""Brackets open at once; PyYAML takes time that grows with the square of them (5,000: 5 s)."""


class Parts(Struct, frozen=True):
    """``yaml`` begins on line 2 of the file; ``body`` on line ``body_line``."""

    yaml: str
    body: str
    body_line: int


def divide(file: Path, text: str) -> Parts:
    """Divide ``text`` at its two ``---`` lines; without them all of it is body.

    Raises :class:`SourceError` where the front matter does not end.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Parts("", text, 1)
    for number in range(1, min(len(lines), MAX_LINES)):
        if lines[number].rstrip() in ("---", "..."):
            yaml = "\n".join(lines[1:number])
            bound(file, yaml, 2)
            return Parts(yaml, "\n".join(lines[number + 1 :]), number + 2)
    raise mistake(
        file,
        1,
        "front-matter-open",
        "the front matter does not end.",
        "Write a line of three hyphens, ---, after its last field.",
    )


def bound(file: Path, yaml: str, first: int) -> None:
    """Refuse what PyYAML would need long for; ``yaml`` begins on line ``first`` of ``file``.

    Brackets in quoted text count too.  Raises :class:`SourceError`.
    """
    if len(yaml) > MAX_CHARACTERS:
        message = f"the front matter has more than {MAX_CHARACTERS} characters."
        raise mistake(file, 1, "front-matter", message, "Move the text below it.")
    opened = 0
    for number, line in enumerate(yaml.split("\n"), start=first):
        for char in line:
            opened += (char in "[{") - (char in "]}")
            if opened > MAX_OPEN:
                message = f"more than {MAX_OPEN} brackets are open."
                raise mistake(file, number, "front-matter-nesting", message, "Close them.")
