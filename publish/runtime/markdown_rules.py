"""Replace the rules of markdown-it that take the square of the length of a text.

A label of a link is looked for from each bracket, and the end of an environment of amsmath from
each beginning; here, what was found once is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline


def limit_labels(md: MarkdownIt, allowed: Callable[[str], bool] = lambda _: False) -> None:
    """Let ``md`` look for the end of each label once.

    ``allowed`` tells whether a link may hold a token in brackets (CommonMark 0.31.2, 6.3: no link).
    """
    from markdown_it.helpers import parseLinkDestination, parseLinkTitle

    def end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:
        return _end_of_label(state, start, allowed, no_links=disableNested)

    md.helpers = SimpleNamespace(  # type: ignore[assignment]  # a module, of which these are used
        parseLinkLabel=end_of_label,
        parseLinkDestination=parseLinkDestination,
        parseLinkTitle=parseLinkTitle,
    )


def _end_of_label(
    state: StateInline, start: int, allowed: Callable[[str], bool], *, no_links: bool
) -> int:
    """Return the position of the ``]`` that ends the label at ``start``, or -1.

    With ``no_links``, also -1 for a label that holds what isn't allowed.  The results are kept in
    the cache of markdown-it, in which positions are positive.
    """
    if state.src.find("]", start + 1, state.posMax) < 0:
        return -1
    before, level, end = state.pos, 1, -1
    state.pos = start + 1
    while state.pos < state.posMax:
        if state.src[state.pos] == "]":
            level -= 1
            if not level:
                end = state.pos
                break
        place = state.pos
        state.md.inline.skipToken(state)
        if state.src[place] != "[":
            continue
        if state.pos - place > 1:
            if no_links and not allowed(state.src[place : state.pos]):
                break
            continue
        known = state.cache.get(_key(place, no_links=no_links))
        if known is None:
            level += 1
        elif not place < known < state.posMax:
            break
        else:
            state.pos = known + 1
    if end >= 0 or state.posMax == len(state.src):
        state.cache[_key(start, no_links=no_links)] = end
    state.pos = before
    return end


def _key(place: int, *, no_links: bool) -> int:
    return -2 * place - 1 - no_links


def limit_amsmath(md: MarkdownIt) -> None:
    """Let the rule of mdit-py-plugins look only for an end that there is."""
    from mdit_py_plugins.amsmath import amsmath_block

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        opening = _ENVIRONMENT.match(state.src, place)
        if opening is None or place > _last_end(state, opening[1]):
            return False
        return amsmath_block(state, start, end, silent)

    interrupted = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.at("amsmath", rule, {"alt": interrupted})


_ENDS = "amsmath_ends"
_END = re.compile(r"\\end\{([a-z]{1,9}\*?)\}[ \t]*+$", re.M)
_ENVIRONMENT = re.compile(r"\\begin\{([a-z]{1,9}\*?)\}")


def _last_end(state: StateBlock, name: str) -> int:
    """Return the place of the last line that ends with the end of an environment, or -1."""
    if _ENDS not in state.env:
        state.env[_ENDS] = {one[1]: one.start() for one in _END.finditer(state.src)}
    return int(state.env[_ENDS].get(name, -1))
