"""Find where words can be divided, with the patterns of pyphen.

The method is that of Liang, "Word Hy-phen-a-tion by Com-put-er" (1983). A language has up to
100,000 patterns, and pyphen parses all of them, which takes as long as the layout of ten pages.
:class:`Patterns` parses those whose letters are in a word of the text: a few hundred.
"""

from __future__ import annotations

import string
from typing import Any

import pyphen  # type: ignore[import-untyped]


class Patterns(pyphen.HyphDict):  # type: ignore[misc]  # the library is untyped
    """The patterns in the file ``path``; ``unread`` are the lines of others, by their letters."""

    def __init__(self, path: Any) -> None:
        head, _, content = path.read_bytes().partition(b"\n")
        encoding = head.decode().strip()
        text = content.decode("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
        text = pyphen.parse_hex(lambda found: chr(int(found[1], 16)), text)
        lines = [line for line in map(str.strip, text.split("\n")) if _is_pattern(line)]
        self.unread = {
            letters: line
            for letters, line in zip(_letters(lines), lines, strict=True)
            if letters != line  # without a digit it says nothing
        }
        self.patterns: dict[str, tuple[int, tuple[int, ...]]] = {}
        self.cache: dict[str, list[Any]] = {}
        self.maxlen = max(map(len, self.unread))

    def positions(self, word: str) -> list[int]:
        """Return the places in ``word`` where it can be divided, as pyphen does."""
        pointed = f".{word.lower()}."
        size = len(pointed)
        parts = {
            pointed[begin:end]
            for begin in range(size)
            for end in range(begin + 1, min(begin + self.maxlen, size) + 1)
        }
        for letters in self.unread.keys() & parts:
            self.patterns[letters] = _parsed(self.unread.pop(letters))
        found: list[int] = super().positions(word)
        return found


def _is_pattern(line: str) -> bool:
    return bool(line) and not line.startswith(pyphen.ignored)


def _letters(lines: list[str]) -> list[str]:
    """Return each of ``lines`` without digits, and without what changes beside a hyphen."""
    text = "\n".join(lines)
    if "=" in text:
        text = "\n".join(line.partition("/")[0] if "=" in line else line for line in lines)
    for digit in string.digits:
        text = text.replace(digit, "")
    return text.split("\n")


def _parsed(line: str) -> tuple[int, tuple[int, ...]]:
    """Return the first place that a pattern says something about, and its numbers from there."""
    pattern, change = line.split("/", 1) if "/" in line and "=" in line else (line, "")
    number = pyphen.AlternativeParser(pattern, change) if change else int
    values = [number(digit or "0") for digit, _ in pyphen.parse(pattern)]
    places = [place for place, value in enumerate(values) if value]
    return places[0], tuple(values[places[0] : places[-1] + 1])


def language_of(tag: str | None) -> str | None:
    """Return pyphen's name for a language (a BCP 47 tag), or ``None`` if it has no patterns."""
    name: str | None = pyphen.language_fallback(tag) if tag else None
    return name


def patterns_of(language: str, left: int, right: int) -> Any:
    """Return the ``Pyphen`` that leaves ``left`` letters before a hyphen, and ``right`` after it.

    ``language`` is pyphen's name for it.
    """
    path = pyphen.LANGUAGES[language]
    if path not in pyphen.hdcache:
        pyphen.hdcache[path] = Patterns(path)
    return pyphen.Pyphen(lang=language, left=left, right=right)
