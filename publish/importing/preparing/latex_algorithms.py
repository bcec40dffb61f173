r"""Write algorithms of LaTeX as nested lists: pandoc drops their words (algpseudocode)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ALGORITHM = re.compile(
    r"\\begin\{(algorithmic)\}(?:\[[^\]]*\])?(?P<body>.*?)\\end\{\1\}", re.S | re.I
)
_AROUND = re.compile(r"\\begin\{algorithm\*?\}(?:\[[^\]]*\])?|\\end\{algorithm\*?\}")
_CAPTION = re.compile(
    r"\\begin\{algorithm\*?\}(?:(?!\\end\{algorithm).)*?(?P<caption>\\caption\s*(?=\{))", re.S
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(?![A-Za-z])\s*")
_OPENING = {
    "if": ("if", "then"), "for": ("for", "do"), "forall": ("for all", "do"),
    "while": ("while", "do"), "loop": ("loop", ""), "repeat": ("repeat", ""),
    "function": ("function", ""), "procedure": ("procedure", ""),
}  # fmt: skip
"""Commands that open a block: the words before and after their condition."""
_BETWEEN = {"elsif": ("else if", "then"), "elseif": ("else if", "then"), "else": ("else", "")}
_CLOSING = frozenset(
    ["endif", "endfor", "endwhile", "endloop", "endfunction", "endprocedure", "until"]
)
_LINES = {"state": "", "statex": "", "require": "Require:", "ensure": "Ensure:",
          "input": "Input:", "output": "Output:", "print": "print"}  # fmt: skip
_END = "\n\\end{itemize}\n"
_BARE = frozenset(["loop", "repeat", "else"])
"""Blocks without a condition."""


def as_lists(text: str) -> str:
    """Return ``text`` with each algorithm as a list, after its caption as a paragraph."""
    text = _CAPTION.sub(
        lambda match: match[0][: -len(match["caption"])] + r"\algorithmcaption", text
    )
    text = re.sub(r"\\algorithmcaption\s*\{", lambda _: r"\par\textbf{Algorithm:} {", text)
    return _AROUND.sub("\n\n", _ALGORITHM.sub(lambda match: "".join(_list(match["body"])), text))


def _list(body: str) -> Iterator[str]:
    """Yield the lines of an algorithm as items; what is inside a block is a list in its item."""
    yield "\n\n\\begin{enumerate}\n"
    depth = position = 0
    while match := _COMMAND.search(body, position):
        name = match[1].lower()
        yield body[position : match.start()]
        position = match.end()
        if name in _OPENING or name in _BETWEEN:
            before, after = _OPENING.get(name) or _BETWEEN[name]
            if name in _BETWEEN and depth:
                yield _END
                depth -= 1
            given = ""
            while name not in _BARE and body[position : position + 1] == "{":
                words, position = _argument(body, position)
                given += f" ({words})" if given else f" {words}"
            yield f"\n\\item \\textbf{{{before}}}{given}"
            yield f" \\textbf{{{after}}}" if after else ""
            yield "\n\\begin{itemize}\n"
            depth += 1
        elif name in _CLOSING:
            if depth:
                yield _END
                depth -= 1
            if name == "until" and body[position : position + 1] == "{":
                words, position = _argument(body, position)
                yield f"\n\\item \\textbf{{until}} {words}\n"
        elif name in _LINES:
            yield f"\n\\item {_LINES[name]} "
        elif name == "return":
            own_line = not body[: match.start()].rstrip().lower().endswith("\\state")
            yield "\n\\item " if own_line else ""
            yield "\\textbf{return} "
        elif name == "comment":
            words, position = _argument(body, position)
            yield f" (\\emph{{{words}}})"
        elif name == "call":
            called, position = _argument(body, position)
            words, position = _argument(body, position)
            yield f"{called}({words})"
        else:
            yield match[0]
    yield body[position:]
    yield _END * depth
    yield "\n\\end{enumerate}\n\n"


def _argument(text: str, start: int) -> tuple[str, int]:
    """Return the argument in braces at ``start``, and the place after it."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.S).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "}":
            return text[start + 1 : match.start()], match.end()
    return "", start
