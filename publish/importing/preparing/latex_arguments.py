r"""Find and replace the arguments of LaTeX's commands, with braces inside them."""

from __future__ import annotations

import re
from collections.abc import Callable

_BRACE = re.compile(r"\\.|[{}]", re.S)
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|(?:New|Renew|Provide|Declare)"
    r"DocumentCommand|def|let)\*?\s*+\{?\s*+\\([A-Za-z]+)"
)


def argument(text: str, start: int) -> tuple[str, int]:
    """Return the argument in braces at ``start``, and the place after it.

    One that isn't closed ends with the text; without a brace at ``start`` it is empty.
    """
    if text[start : start + 1] != "{":
        return "", start
    depth = 0
    for match in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return text[start + 1 : match.start()], match.end()
    return text[start + 1 :], len(text)


def closings(text: str) -> dict[int, int]:
    """Return the place of the closing brace of each opening one that is closed, by its place."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            found[opened.pop()] = match.start()
    return found


def defined_in(text: str) -> frozenset[str]:
    """Return the names of the commands that a document defines itself."""
    return frozenset(name[1] for name in _DEFINED.finditer(text))


def with_arguments(text: str, names: tuple[str, ...], change: Callable[[str], str]) -> str:
    r"""Return ``text`` with each command, such as ``\thanks{...}``, replaced."""
    pattern = re.compile(rf"\\(?:{'|'.join(names)})\*?\s*+(?:\[[^\]]{{0,1000}}+\]\s*+)?(?=\{{)")
    pieces = []
    position = 0
    while match := pattern.search(text, position):
        words, end = argument(text, match.end())
        pieces += [text[position : match.start()], change(words)]
        position = end
    return "".join((*pieces, text[position:]))
