"""Rules for markdown-it: directives with colon fences, and labels of links.

The text in a directive is parsed in place, so that lines, link references and notes are those of
the whole source (mdit-py-plugins' ``colon_fence`` leaves it for a second parse).  A link may hold a
phrase in another language and a note call; markdown-it alone would read those as text.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from publish.runtime.markdown_rules import limit_labels
from publish.source.dialects.admonitions import KINDS, box, kind_of
from publish.source.dialects.attributes import parse_attributes

_MARKS = r"(:{3,}+|`{3,}+|~{3,}+)[ \t]*+"
_OPENING = re.compile(_MARKS + r"(?:\{([^{}\s#.=][^{}\s=]*+|)\}[ \t]*+((?:.*[^ \t\n])?))?[ \t]*+")
_FENCE = re.compile(_MARKS + r"((?:.*[^ \t\n])?)[ \t]*+")
_DIVISION = re.compile(
    r"(:{3,}+)[ \t]*+(?:(?P<name>[A-Za-z][\w-]*+)[ \t]*+(?P<label>\[[^\[\]]*+\])?)?[ \t]*+"
    r"(?P<attributes>\{.*\})?[ \t]*+(?P<title>(?:[^:{}]*[^:{} \t])?)[ \t]*+:*+"
)
"""The opening of a division of pandoc, Quarto, Docusaurus or VuePress."""
_OPTION = re.compile(r":([A-Za-z][\w-]*+):(?:[ \t]++(.*))?")

MAX_DEPTH = 40
"""Limit of nested blocks, and of nested inlines, because layout engines recurse.  A list in a list
is two levels deeper."""
RAW = frozenset({"math", "code", "code-block", "code-cell", "sourcecode"})
"""Directives whose content isn't Markdown."""
DROPPED = frozenset({"contents", "toctree", "tableofcontents"})
"""Directives that ask for a table of contents, which each edition has."""


MYST = (
    frozenset({"figure", "figure-md", "image", "table", "list-table", "pull-quote", "description"})
    | RAW
    | DROPPED
    | frozenset(KINDS)
)
"""Directives that may be written between backticks or tildes, as MyST has them."""


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
    written = _line(state, start)
    if state.is_code_block(start) or written[:3] not in (":::", "```", "~~~"):
        return False
    opening = _OPENING.fullmatch(written)
    if written[0] != ":" and (opening is None or opening[2] not in MYST):
        return False  # code
    if silent:
        return True
    if opening is None and (division := _DIVISION.fullmatch(written)):
        return _division(state, start, end, division)
    token = state.push("directive_open", "div", 1)
    token.meta = {"name": "", "argument": "", "options": [], "closed": True}
    token.map = [start, start + 1]
    if opening is None or opening[2] is None:  # a fence without a name
        state.push("directive_close", "div", -1)
        state.line = start + 1
        return True
    token.markup, name = opening[1], opening[2]
    last, closed = _last_line(state, start, end, opening[1])
    first, options = _options(state, start + 1, last)
    token.meta = {"name": name, "argument": opening[3], "options": options, "closed": closed}
    token.map = [start, last + (1 if closed else 0)]
    if name in DROPPED:
        state.tokens.pop()
        state.level -= 1
        state.line = token.map[1]
        return True
    if name == "figure-md":
        token.type, token.meta = "figure_group_open", {}
        token.attrs.update({"id": opening[3]} if opening[3] else {})
    if name in RAW:
        token.content = state.getLines(first, last, state.sCount[start], False)
    else:
        before = state.parentType, state.lineMax
        # no lazy continuation may run past the fence
        state.parentType, state.lineMax = "directive", last
        state.md.block.tokenize(state, first, last)
        state.parentType, state.lineMax = before
    state.push(token.type.replace("_open", "_close"), "div", -1)
    state.line = token.map[1]
    return True


def _division(state: StateBlock, start: int, end: int, opening: re.Match[str]) -> bool:
    """Parse a division: a box if its name or a class is one, else a group of blocks."""
    found = parse_attributes(opening["attributes"] or "")
    attributes = dict(found[1]) if found else {}
    names = [*filter(None, [opening["name"]]), *attributes.get("class", "").split()]
    title = attributes.pop("title", "") or (opening["label"] or "")[1:-1] or opening["title"]
    last, closed = _last_line(state, start, end, opening[1])
    kind = kind_of(names)
    if kind or title or (opening["attributes"] and not found) or not closed:
        token = state.push("directive_open", "div", 1)
        token.meta = box(kind, title)
        if not kind:
            token.meta["name"] = names[0] if names else "division" if found else ""
        options = [("name", attributes["id"], start)] if "id" in attributes else []
        token.meta |= {"closed": closed, "options": options}
    else:
        kind = "figure_group" if attributes.get("id", "").startswith("fig") else "group"
        token = state.push(f"{kind}_open", "div", 1)
        token.attrs.update(attributes)
    token.markup, token.map = opening[1], [start, last + closed]
    before = state.parentType, state.lineMax
    state.parentType, state.lineMax = "directive", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = before
    state.push(token.type.replace("_open", "_close"), "div", -1)
    state.line = token.map[1]
    return True


def _last_line(state: StateBlock, start: int, end: int, opening: str) -> tuple[int, bool]:
    """Return the line of the closing fence and true, or the end of the enclosing block and false.

    A fence inside may have as many colons as the one around it (pandoc), or fewer (MyST).

    Raises:
        RecursionError: More than ``MAX_DEPTH`` fences are nested; markdown-it raises it as well.
    """
    inside, code = [len(opening)], ""
    for line in range(start + 1, end):
        place = state.bMarks[line] + state.tShift[line]
        if place >= state.eMarks[line]:  # an empty line
            continue
        if state.sCount[line] < state.blkIndent:
            return line, False
        if state.src[place] not in ":`~" or state.is_code_block(line):
            continue
        fence = _FENCE.fullmatch(_line(state, line))
        if fence is None:
            continue
        marks, bare = fence[1], not fence[2]
        if opening[0] != ":":
            if bare and marks.startswith(opening):
                return line, True
        elif code:
            code = "" if bare and marks.startswith(code) else code
        elif marks[0] != ":":
            code = marks if "`" not in fence[2] else ""
        elif not bare:
            inside.append(len(marks))
            if len(inside) > MAX_DEPTH:
                raise RecursionError
        else:
            inside = _closed(inside, len(marks))
            if not inside:
                return line, True
    return end, False


def _closed(inside: list[int], length: int) -> list[int]:
    """Return the lengths of the fences that are open after one of ``length``."""
    if length > inside[-1] and length in inside:
        return inside[: inside.index(length)]
    return inside[:-1]


def _options(state: StateBlock, line: int, last: int) -> tuple[int, list[tuple[str, str, int]]]:
    """Return the line after the options, and the options ``:name: value``.

    An indented line continues a value.
    """
    options: list[tuple[str, list[str], int]] = []
    indent = state.sCount[line - 1]
    if line < last and _line(state, line).rstrip() == "---":
        return _yaml_options(state, line + 1, last)
    while line < last and not state.isEmpty(line):
        written = _line(state, line)
        option = _OPTION.fullmatch(written)
        if option:
            options.append((option[1], [(option[2] or "").strip()], line))
        elif options and state.sCount[line] > indent:
            options[-1][1].append(written.strip())
        else:
            break
        line += 1
    return line, [(name, " ".join(values).strip(), at) for name, values, at in options]


def _yaml_options(
    state: StateBlock, line: int, last: int
) -> tuple[int, list[tuple[str, str, int]]]:
    """Return what :func:`_options` does for options between two lines ``---`` (MyST)."""
    options: list[tuple[str, str, int]] = []
    while line < last and _line(state, line).rstrip() != "---":
        name, _, value = _line(state, line).partition(":")
        options.append((name.strip(), value.strip().strip("\"'"), line))
        line += 1
    return min(line + 1, last), options


def link_labels_plugin(md: MarkdownIt) -> None:
    """Let links hold spans (``[words]{lang=be}``) and note calls (``[^a]``), but no links."""
    limit_labels(md, _allowed_in_link)


def _allowed_in_link(inner: str) -> bool:
    """Return whether ``inner`` is a note call or a span, not a link."""
    return inner.startswith("[^") or (inner.endswith("}") and "](" not in inner)
