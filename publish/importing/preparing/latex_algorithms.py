r"""Write algorithms of LaTeX as nested lists: pandoc drops their words.

Those of algpseudocode have a command for each line, those of algorithm2e blocks in braces and lines
that end with ``\;``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from publish.importing.preparing.latex_arguments import argument
from publish.runtime.spans import Span, replace_spans, spans

_ALGORITHM = (
    re.compile(r"\\begin\{algorithmic\}(?:\[[^\]]{0,100}+\])?", re.I),
    re.compile(r"\\end\{algorithmic\}", re.I),
)
_AROUND = re.compile(r"\\begin\{algorithm\*?\}(?:\[[^\]]{0,100}+\])?|\\end\{algorithm\*?\}")
_CAPTIONED = (
    re.compile(r"\\begin\{algorithm\*?\}"),
    re.compile(r"\\end\{algorithm|\\caption\s*+(?=\{)"),
)
"""The beginning of an algorithm, and its first caption, or its end."""
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


_ALGORITHM2E = re.compile(r"\\begin\{(?P<name>algorithm(?:2e)?\*?)\}(?:\[[^\]]{0,100}+\])?")
_DEFINED = re.compile(
    r"\\(?:SetKw(?P<kind>InOut|Input|Output|Data|Function|Prog|Array)?|Set[A-Z][A-Za-z]*)\*?\s*(?=\{)"
)
_TOKEN = re.compile(
    r"(?<!\\)\$[^$]*+(?<!\\)\$|\\\([^\\]*+(?:\\(?![()])[^\\]*+)*\\\)|\\(?P<end>;)"
    r"|\\(?P<comment>tc[cp]\*?)\s*+(?:\[[^\]]{0,100}+\]\s*+)?|\\(?P<name>[A-Za-z]++)\*?\s*+",
    re.S,
)
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_ON_LINES = frozenset(["InOut", "Input", "Output", "Prog"])
"""Kinds of commands that have lines of their own."""
_GIVEN = {"kwin": "Input:", "kwout": "Output:", "kwdata": "Data:", "kwresult": "Result:"}
_BLOCKS = {
    "if": ("if", "then"), "elseif": ("else if", "then"), "else": ("else", ""),
    "for": ("for", "do"), "foreach": ("for each", "do"), "forall": ("for all", "do"),
    "while": ("while", "do"), "repeat": ("repeat", ""), "switch": ("switch", "do"),
    "case": ("case", ""), "other": ("otherwise", ""), "begin": ("begin", ""),
}  # fmt: skip
"""Commands of algorithm2e with a block in braces: the words before and after their condition."""
_NO_CONDITION = frozenset(["else", "other", "begin"])
_LOOKS = frozenset(
    ["dontprintsemicolon", "printsemicolon", "linesnumbered", "linesnotnumbered", "blankline",
     "indp", "indm", "nl", "nlset", "lnl", "smallskip", "small", "footnotesize", "centering"]
)  # fmt: skip
"""Commands without words."""


def as_lists(text: str) -> str:
    """Return ``text`` with each algorithm as a list, after its caption as a paragraph."""
    if any(_is_2e(one) for one in spans(text, _ALGORITHM2E, _end_of_2e)):
        text, names = _without_definitions(text)
        text = replace_spans(
            text,
            _ALGORITHM2E,
            _end_of_2e,
            lambda one: _algorithm2e(one.inside, names) if _is_2e(one) else one.text,
        )
    text = replace_spans(
        text,
        *_CAPTIONED,
        lambda one: (
            one.opening[0] + one.inside + r"\algorithmcaption" if "cap" in one.closing else one.text
        ),
    )
    text = re.sub(r"\\algorithmcaption\s*\{", lambda _: r"\par\textbf{Algorithm:} {", text)
    text = replace_spans(text, *_ALGORITHM, lambda one: "".join(_list(one.inside)))
    return _AROUND.sub("\n\n", text)


_ENDS_OF_2E = {
    name: re.compile(rf"\\begin\{{algorithmic|\\end\{{{re.escape(name)}\}}")
    for name in ("algorithm", "algorithm*", "algorithm2e", "algorithm2e*")
}


def _end_of_2e(opening: re.Match[str]) -> re.Pattern[str]:
    """Return the end of an algorithm, or the beginning of one of algpseudocode in it."""
    return _ENDS_OF_2E[opening["name"]]


def _is_2e(span: Span) -> bool:
    return span.closing.startswith("\\end")


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
                words, position = argument(body, position)
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
                words, position = argument(body, position)
                yield f"\n\\item \\textbf{{until}} {words}\n"
        elif name in _LINES:
            yield f"\n\\item {_LINES[name]} "
        elif name == "return":
            before = body[max(match.start() - 100, 0) : match.start()]
            own_line = not before.rstrip().lower().endswith("\\state")
            yield "\n\\item " if own_line else ""
            yield "\\textbf{return} "
        elif name == "comment":
            words, position = argument(body, position)
            yield f" (\\emph{{{words}}})"
        elif name == "call":
            called, position = argument(body, position)
            words, position = argument(body, position)
            yield f"{called}({words})"
        else:
            yield match[0]
    yield body[position:]
    yield _END * depth
    yield "\n\\end{enumerate}\n\n"


def _without_definitions(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    r"""Return ``text`` without settings of algorithm2e, and the words of the commands they define.

    ``\SetKwProg{Fn}{Function}{:}{end}`` gives ``{"Fn": ("Prog", "Function", ":")}``.
    """
    names, pieces, position = dict[str, tuple[str, ...]](), [], 0
    while match := _DEFINED.search(text, position):
        pieces.append(text[position : match.start()])
        given, position = list[str](), match.end()
        while text[position : position + 1] == "{":
            words, position = argument(text, position)
            given.append(words)
        if match[0].startswith("\\SetKw"):
            kind = match["kind"] or ""
            for name in given[0].split(",") if len(given) > 1 else ():
                names[name.strip()] = (kind, *given[1:3])
    return "".join((*pieces, text[position:])), names


def _algorithm2e(body: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Return an algorithm of algorithm2e as its caption and a list."""
    caption = ""
    if match := re.search(r"\\caption\s*(?=\{)", body):
        words, end = argument(body, match.end())
        caption = f"\\par\\textbf{{Algorithm:}} {{{words}}}"
        body = body[: match.start()] + body[end:]
    labels = "".join(_LABEL.findall(body))
    steps = "".join(_steps(_called(_LABEL.sub("", body), names), names))
    return f"\n\n{caption}{labels}\n\n\\begin{{enumerate}}\n{steps}\n\\end{{enumerate}}\n\n"


def _called(text: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """Return ``text`` with the words of the functions and data that a document defines."""
    pieces, position = list[str](), 0
    while match := _TOKEN.search(text, position):
        kind, *words = names.get(match["name"] or "", ("",))
        pieces.append(text[position : match.start()])
        position = match.end()
        if not words or kind in _ON_LINES:
            pieces.append(match[0])
        elif kind == "Function" and text[position : position + 1] == "{":
            given, position = argument(text, position)
            pieces.append(f"{words[0]}({given})")
        else:
            pieces.append(words[0] + " " * match[0][-1:].isspace())
    return "".join((*pieces, text[position:]))


def _steps(body: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the items of a block of algorithm2e, each with the list of its own block."""
    line, position = "", 0

    def given() -> str:
        nonlocal position
        words, position = argument(body, position)
        return words

    def inside(text: str) -> str:
        steps = "".join(_steps(text, names))
        return f"\n\\begin{{itemize}}\n{steps}{_END}" if steps else ""

    while match := _TOKEN.search(body, position):
        line += body[position : match.start()]
        position = match.end()
        name = match["name"] or ""
        lower = name.lower()
        kind, *words = names.get(name, ("",))
        block = lower[1:] if lower[:1] in ("u", "l", "e") and lower[1:] in _BLOCKS else lower
        if block in _BLOCKS or kind == "Prog":
            before, after = _BLOCKS.get(block) or (words[0], "".join(words[1:2]))
            condition = "" if block in _NO_CONDITION else given()
            head = [_bold(before), condition * (block != "repeat"), _bold(after)]
            yield _item(line)
            yield _item(" ".join(head)) + inside(given())
            line = ""
            if lower == "eif":
                yield _item(_bold("else")) + inside(given())
            elif block == "repeat":
                yield _item(f"{_bold('until')} {condition}")
        elif lower in _GIVEN or kind in _ON_LINES:
            shown = _GIVEN.get(lower) or f"{words[0].rstrip(':')}:"
            yield _item(line)
            yield _item(f"{_bold(shown)} {given()}")
            line = ""
        elif match["comment"]:
            side = match["comment"].endswith("*")  # beside the line that it ends
            yield "" if side else _item(line)
            yield _item(f"{line if side else ''} (\\emph{{{given()}}})")
            line = ""
        elif match["end"]:
            yield _item(line)
            line = ""
        elif lower in ("return", "kwret"):
            line += f"{_bold('return')} {given()}"
        elif lower == "kwto":
            line += f"{_bold('to')} "
        elif lower not in _LOOKS and not lower.startswith("setalgo"):
            line += match[0]
    yield _item(line + body[position:])


def _item(words: str) -> str:
    return f"\n\\item {words.strip()}\n" if words.strip() else ""


def _bold(words: str) -> str:
    return f"\\textbf{{{words}}}" if words else ""
