"""Comments, which are never published: ``% line`` (MyST) and ``%%text%%`` (Obsidian).

HTML comments are part of :mod:`~publish.source.dialects.html_inlines` and
:mod:`~publish.source.dialects.html_blocks`.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from publish.source.dialects.refusal import KIND, push_refused, refused

_MARK = "%%"


def comments_plugin(md: MarkdownIt) -> None:
    """Drop comments; each block that is one becomes a token ``comment``."""
    interrupted = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    md.block.ruler.before("blockquote", "comment", _block, {"alt": interrupted})
    md.inline.ruler.before("backticks", "comment", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("%", place) or state.is_code_block(start):
        return False
    line, last = state.src[place : state.eMarks[start]].rstrip(), start + 1
    refusal = None
    if line.startswith(_MARK) and (not line.strip("%") or line.strip("% ")):
        closing = line.find(_MARK, 2)
        if closing >= 0 and line[closing + 2 :].strip("% "):
            return False  # words follow on the line
        if closing < 0:
            last, refusal = _end(state, start, end)
    if silent:
        return True
    token = state.push("comment", "", 0)
    if refusal:
        token.type, token.meta = KIND, refusal.meta
    token.map = [start, last]
    state.line = last
    return True


def _end(state: StateBlock, start: int, end: int) -> tuple[int, Token | None]:
    """Return the line after a comment of several lines; without an end, it has only one."""
    for number in range(start + 1, end):
        if state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            break
        _, mark, rest = state.src[state.bMarks[number] : state.eMarks[number]].partition(_MARK)
        if mark and rest.strip():
            message = "Words stand after the end of the comment %%."
            return number + 1, refused("comment", message, "Give them a line of their own.")
        if mark:
            return number + 1, None
    return start + 1, None


def _inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_MARK, state.pos):
        return False
    end = state.src.find(_MARK, state.pos + 2, state.posMax)
    if end >= 0:
        state.pos = end + 2
        return True
    if state.pos and state.src[state.pos - 1].isalnum():
        return False
    if not silent:
        message = "The comment %% doesn't end in its paragraph."
        push_refused(state, "comment", message, "Write %% where it ends, or \\%% for text.", _MARK)
    state.pos += 2
    return True
