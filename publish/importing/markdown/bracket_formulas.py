r"""Read formulas in ``\(..\)`` and ``\[..\]``, also with two backslashes, as MathJax shows them.

CommonMark takes these for escaped brackets, so only what is plainly a formula becomes one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_LONGEST = 2000
"""The most characters of a formula."""
_OPENING = re.compile(r"(?<!\\)(\\{1,2})([(\[])")
_CLOSING = {
    f"{slashes}{opening}": re.compile(rf"(?<!\\){re.escape(slashes + closing)}")
    for slashes in ("\\", "\\\\")
    for opening, closing in ("()", "[]")
}
_BLANK = re.compile(r"\n[ \t]*\n")
_COMMAND = re.compile(r"\\[A-Za-z]{2}|[\^_]\{")
_SIGN = re.compile(r"[\^_=<>+]")
_WORDS = re.compile(r"[^\W\d_]{3}|[^\W\d_]\.(?=\s)|\b[^\W\d_]{2}\s+\w")
_OPERATOR = ("+", "=", "<", ">", "|")
_CODE = re.compile(r"<(/?)(?:code|kbd|pre|samp|tt)\b", re.I)


def bracket_formulas_plugin(md: MarkdownIt) -> None:
    """Add the rules to the parser; its renderer must know the tokens of dollarmath."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "bracket_formula", _block, {"alt": interrupted})
    md.inline.ruler.before("escape", "bracket_formula", _inline)
    md.core.ruler.push("no_formulas", _restore_words)


def _closed(text: str, start: int) -> tuple[str, str, int] | None:
    """Return the opening, the formula and its end, if the brackets at ``start`` hold one."""
    opening = _OPENING.match(text, start)
    if not opening:
        return None
    closing = _CLOSING[opening[0]].search(text, opening.end(), opening.end() + _LONGEST)
    tex = text[opening.end() : closing.start()].strip() if closing else ""
    if closing is None or not _proven(tex):
        return None
    return opening[0], tex, closing.end()


def _proven(tex: str) -> bool:
    """Tell a formula, by its commands or signs, from words and regular expressions."""
    if "`" in tex or _BLANK.search(tex):
        return False
    if _COMMAND.search(tex):
        return True
    whole = not tex.startswith(_OPERATOR) and not tex.endswith(_OPERATOR)
    return whole and bool(_SIGN.search(tex)) and not _WORDS.search(tex)


def _inline(state: StateInline, silent: bool) -> bool:
    found = _closed(state.src, state.pos)
    if found is None:
        return _brackets(state, silent=silent)
    opening, tex, end = found
    shown = opening.endswith("[")
    if shown and not (_COMMAND.search(tex) or "^" in tex):  # brackets around words
        return False
    if not silent:
        token = state.push("math_inline_double" if shown else "math_inline", "math", 0)
        token.content, token.markup = tex, opening
    state.pos = end
    return True


def _brackets(state: StateInline, *, silent: bool) -> bool:
    """Keep a backslash before words in brackets: pages would show them as a formula."""
    opening = _OPENING.match(state.src, state.pos)
    closing = (
        opening
        and opening[1] == "\\\\"
        and _CLOSING[opening[0]].search(state.src, opening.end(), opening.end() + _LONGEST)
    )
    if not opening or not closing:
        return False
    words = state.src[opening.end() : closing.start()]
    if _COMMAND.search(words) or not _WORDS.search(words):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = "<span>\\</span>"
    state.pos = opening.end(1)
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    opening = _OPENING.match(first)
    if state.is_code_block(start) or not opening or opening[2] != "[":
        return False
    last, size = start, 0
    closing = _CLOSING[opening[0]]
    while not closing.search(state.src, state.bMarks[last], state.eMarks[last]):
        size += state.eMarks[last] - state.bMarks[last]
        last += 1
        if last >= end or size > _LONGEST or state.isEmpty(last):
            return False
        if state.sCount[last] < state.blkIndent:
            return False
    text = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False).strip()
    found = _closed(text, 0)
    if found is None or text[found[2] :].strip(" .,;"):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.map, token.markup = True, [start, last + 1], found[0]
        token.content = found[1] + text[found[2] :].strip()
    state.line = last + 1
    return True


def _restore_words(state: StateCore) -> None:
    """Make words again of formulas in alt texts and in code that is written as HTML."""
    for token in state.tokens:
        inside = False
        for inner in token.children or ():
            for one in inner.children or ():
                _restore(one, "")
            if inner.type == "html_inline" and (found := _CODE.match(inner.content)):
                inside = not found[1]
            elif inside:
                _restore(inner, inner.markup)


def _restore(token: Token, opening: str) -> None:
    if token.type not in ("math_inline", "math_inline_double"):
        return
    closing = opening.translate(str.maketrans("([", ")]"))
    written = [one[1:] if one.startswith("\\") else one for one in (opening, closing)]
    token.type, token.tag, token.content = "text", "", token.content.join(written)
