"""Rules for markdown-it: directives with colon fences, and labels of links.

The text in a directive is parsed in place, so that lines, link references and notes are those of
the whole source (mdit-py-plugins' ``colon_fence`` leaves it for a second parse).  A link may hold a
phrase in another language and a note call; markdown-it alone would read those as text.
"""

from __future__ import annotations

import re
from types import SimpleNamespace

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_OPENING = re.compile(r"(:{3,})[ \t]*(?:\{([^{}\s]*)\}[ \t]*(.*?))?[ \t]*")
_CLOSING = re.compile(r"(:{3,})[ \t]*")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?")

RAW = frozenset({"math"})
"""Directives whose content isn't Markdown."""


def directive_plugin(md: MarkdownIt) -> None:
    """Parse directives to tokens ``directive_open`` and ``directive_close``.

    The ``meta`` of ``directive_open`` has ``name``, ``argument``, ``options`` (a list of name,
    value and line from 0) and ``closed``.  For :data:`RAW` directives, its ``content`` is the text.
    """
    md.block.ruler.before(
        "fence",
        "directive",
        _directive,
        {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]},
    )


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith(":::"):
        return False
    if silent:
        return True
    opening = _OPENING.fullmatch(_line(state, start))
    token = state.push("directive_open", "div", 1)
    token.meta = {"name": "", "argument": "", "options": [], "closed": True}
    token.map = [start, start + 1]
    if opening is None or opening[2] is None:  # a fence without a name
        state.push("directive_close", "div", -1)
        state.line = start + 1
        return True
    token.markup, name = opening[1], opening[2]
    last = _last_line(state, start, end, len(opening[1]))
    first, options = _options(state, start + 1, last)
    closed = last < end and _is_closing(state, last, len(opening[1]))
    token.meta = {"name": name, "argument": opening[3], "options": options, "closed": closed}
    token.map = [start, last + (1 if closed else 0)]
    if name in RAW:
        token.content = state.getLines(first, last, state.sCount[start], False)
    else:
        before = state.parentType, state.lineMax
        # no lazy continuation may run past the fence
        state.parentType, state.lineMax = "directive", last
        state.md.block.tokenize(state, first, last)
        state.parentType, state.lineMax = before
    state.push("directive_close", "div", -1)
    state.line = token.map[1]
    return True


def _is_closing(state: StateBlock, line: int, length: int) -> bool:
    closing = _CLOSING.fullmatch(_line(state, line))
    return closing is not None and len(closing[1]) >= length


def _last_line(state: StateBlock, start: int, end: int, length: int) -> int:
    """Return the line of the closing fence, or of the end of the enclosing block."""
    for line in range(start + 1, end):
        if state.isEmpty(line):
            continue
        if state.sCount[line] < state.blkIndent:
            return line
        if _is_closing(state, line, length) and not state.is_code_block(line):
            return line
    return end


def _options(state: StateBlock, line: int, last: int) -> tuple[int, list[tuple[str, str, int]]]:
    """Return the line after the options, and the options ``:name: value``.

    An indented line continues a value.
    """
    options: list[tuple[str, str, int]] = []
    indent = state.sCount[line - 1]
    while line < last and not state.isEmpty(line):
        written = _line(state, line)
        option = _OPTION.fullmatch(written)
        if option:
            options.append((option[1], (option[2] or "").strip(), line))
        elif options and state.sCount[line] > indent:
            name, value, at = options[-1]
            options[-1] = (name, f"{value} {written.strip()}".strip(), at)
        else:
            break
        line += 1
    return line, options


def link_labels_plugin(md: MarkdownIt) -> None:
    """Let links hold spans (``[words]{lang=be}``) and note calls (``[^a]``), but no links."""
    md.helpers = SimpleNamespace(  # type: ignore[assignment]  # a module, of which these are used
        parseLinkLabel=_end_of_label,
        parseLinkDestination=parseLinkDestination,
        parseLinkTitle=parseLinkTitle,
    )


def _end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:
    """Return the position of the ``]`` that ends the label at ``start``, or -1.

    With ``disableNested``, also -1 for a label that holds a link (CommonMark 0.31, 6.3).
    """
    before, level = state.pos, 1
    state.pos = start + 1
    end = -1
    while state.pos < state.posMax:
        if state.src[state.pos] == "]":
            level -= 1
            if not level:
                end = state.pos
                break
        place = state.pos
        state.md.inline.skipToken(state)
        if state.src[place] == "[":
            inner = state.src[place : state.pos]
            if len(inner) == 1:
                level += 1
            elif disableNested and not _allowed_in_link(inner):
                break
    state.pos = before
    return end


def _allowed_in_link(inner: str) -> bool:
    """Return whether ``inner`` is a note call or a span, not a link."""
    return inner.startswith("[^") or (inner.endswith("}") and "](" not in inner)
