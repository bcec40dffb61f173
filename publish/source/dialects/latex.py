r"""LaTeX: formulas in ``\(..\)``, ``\[..\]`` and environments; other commands are refused."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.amsmath import amsmath_plugin

from publish.runtime.markdown_rules import limit_amsmath
from publish.source.dialects.refusal import push_refused

_SIGNS = {
    opening: re.compile(rf"(?<!\\)\\[{re.escape(opening + closing)}]")
    for opening, closing in ("()", "[]")
}
"""The beginnings and ends of formulas in a line."""
_COMMAND = re.compile(r"\\([A-Za-z]{2,})\*?(?:\[[^\]\n]{0,300}+\])?\{")
_BETWEEN = re.compile(r"(?<=[^\W\d_]{2})\W++(?=[^\W\d_]{2})")
"""What is between two words."""
_NAMES = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
_OPERATORS = frozenset("=^_\\<>+")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([^{}\n]*)\}")
_REPLACEMENTS = {
    **dict.fromkeys(("textbf", "bf", "mathbf"), "**words**"),
    **dict.fromkeys(("textit", "emph", "textsl", "underline", "textsc"), "*words*"),
    "texttt": "`code`",
    **dict.fromkeys(("cite", "citep", "citet", "parencite", "autocite"), "a note, text[^a]"),
    "footnote": "^[the note]",
    **dict.fromkeys(("ref", "eqref", "autoref", "cref", "pageref"), "[](#name)"),
    "label": "{#name} on the line before the block",
    **dict.fromkeys(("url", "href"), "[words](https://...)"),
    "section": "## Heading",
    "subsection": "### Heading",
    "chapter": "# Heading",
    "includegraphics": "![what it shows](file)",
    "caption": "the caption of :::{figure}",
}


def latex_plugin(md: MarkdownIt) -> None:
    """Parse formulas in LaTeX's spelling to the tokens of those between dollars."""
    amsmath_plugin(md)
    limit_amsmath(md)
    md.block.ruler.before("blockquote", "latex_block", _block, {"alt": ["paragraph", "list"]})
    md.inline.ruler.before("escape", "latex_formula", _formula)
    md.inline.ruler.before("escape", "latex_command", _command)


def is_formula(text: str) -> bool:
    """Return whether the text between escaped brackets is a formula rather than prose."""
    bare = text.strip()
    without = _NAMES.sub("", bare)
    if not any(map(str.isalnum, bare)):
        return False
    if any(any(map(str.isspace, between)) for between in _BETWEEN.findall(without)):
        return False
    return not (bare.isalpha() and len(bare) > 1)


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\" or state.src[state.pos + 1 : state.pos + 2] not in ("(", "["):
        return False
    opening = state.src[state.pos + 1]
    match = _SIGNS[opening].search(state.src, state.pos + 3, state.posMax)
    if match is None or match[0][1] == opening:  # TeX nests no formulas
        return False
    tex = state.src[state.pos + 2 : match.start()]
    if not is_formula(tex) or (opening == "[" and not _OPERATORS & set(tex)):
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = " ".join(tex.split())
    state.pos = match.end()
    return True


def _command(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    match = _COMMAND.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        environment = _ENVIRONMENT.match(state.src, state.pos)
        name = environment[2] if environment else match[1]
        if environment:
            message = f"The LaTeX environment “{name}” isn't known."
            fix = "Write it in Markdown, or a formula as $$ ... $$."
        else:
            message = f"The LaTeX command \\{name} isn't known."
            fix = f"Write {_REPLACEMENTS.get(name, 'it in Markdown, a formula as $...$')}."
        push_refused(state, "latex", message, fix, match[0])
    state.pos = match.end()
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""Match ``\[`` at the start of a line up to ``\]`` at the end of one."""
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("\\[", place) or state.is_code_block(start):
        return False
    written = state.src[place + 2 : state.eMarks[start]].strip(" \t")
    closed = written.endswith("\\]")
    lines, last = [written.removesuffix("\\]").rstrip(" \t")], start
    while not closed:
        last += 1
        if last >= end or state.isEmpty(last) or state.sCount[last] < state.blkIndent:
            return False
        line = state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]].rstrip()
        if line.startswith("\\["):
            return False
        closed = line.endswith("\\]")
        lines.append(line.removesuffix("\\]"))
    tex = "\n".join(lines).strip()
    if not is_formula(tex) or not _OPERATORS & set(tex):
        return False
    if silent:
        return True
    token = state.push("math_block", "math", 0)
    token.content, token.map = tex, [start, last + 1]
    state.line = last + 1
    return True
