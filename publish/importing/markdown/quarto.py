"""Quarto's additions to pandoc's Markdown: includes, shortcodes, callouts and cells of code.

https://quarto.org/docs/authoring/
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from publish.errors import SourceError
from publish.importing.markdown.commonmark import CODE, LEFT_OUT, change_outside
from publish.importing.markdown.tree import (
    Node,
    boxed,
    given,
    left_out,
    nodes_in,
    paragraph,
    text,
    value_of,
)
from publish.importing.reading.nodes import words_of
from publish.runtime.folder import FileRefusedError, file_inside
from publish.runtime.text import read_text

MAX_INCLUDES = 100
"""The most files that one document includes."""
_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(?P<name>[\w.-]+)\s*(?P<rest>[^<>{}]*?)\s*/?>\}\}(?!\})")
_LITERAL = re.compile(r"\{(\{\{<.*?>\}\})\}|(?<=\{\{<)\*(.*?)\*(?=>\}\})")
_ARGUMENT = re.compile(r"""(?:([\w-]+)=)?(?:"([^"]*)"|'([^']*)'|(\S+))""")
_VIDEO = {"youtube": "https://www.youtube.com/watch?v="}


def expand(file: Path, written: str) -> str:
    """Return the text with its includes read, from its folder only, and its shortcodes replaced."""
    left = [MAX_INCLUDES]

    def included(path: Path, body: str) -> str:
        def replace(match: re.Match[str]) -> str:
            name, rest = match["name"], match["rest"]
            if name != "include":
                return _shortcode(name, rest)
            address = rest.strip("\"'")
            left[0] -= 1
            if left[0] < 0:
                return _missing(f"include {address}")
            try:
                inner = file_inside(file.parent, _beside(file, path, address))
                return included(inner, read_text(inner))
            except (FileRefusedError, SourceError):
                return _missing(f"include {address}")

        return change_outside(
            CODE, body, lambda part: _LITERAL.sub(r"\1", _SHORTCODE.sub(replace, part))
        )

    return included(file, written)


def _beside(file: Path, path: Path, address: str) -> str:
    """Return the address of a file named in ``path``, from the folder of ``file``."""
    below = path.parent.resolve().relative_to(file.parent.resolve())
    return str(below / address) if not address.startswith("/") else address[1:]


def _shortcode(name: str, rest: str) -> str:
    positional, named = [], {}
    for match in _ARGUMENT.finditer(rest):
        value = next(one for one in (*match.groups()[1:], "") if one is not None)
        if match[1]:
            named[match[1]] = value
        else:
            positional.append(value)
    match name:
        case "pagebreak":
            return ""
        case "kbd":
            return f"`{' '.join([*positional, *named.values()][:1])}`"
        case "video" if positional:
            return f"[{named.get('title') or positional[0]}]({positional[0]})"
    return _missing(f"{name} {rest}")


def _missing(what: str) -> str:
    return f'<span class="{LEFT_OUT}" title="{html.escape(" ".join(what.split()))}"></span>'


_CALLOUT = "callout-"
_CELL = re.compile(r"\{\{?([\w+.-]+)[^{}]*\}?\}")
_OPTION = re.compile(r"^(?:#|//|--|%%)\|[ \t]*(.*)$", re.M)
_WORDS = re.compile(r"^(fig-cap|fig-alt|tbl-cap|lst-cap|fig-subcap|tbl-subcap|caption):[ \t]*(.*)$")


def changed(node: Node) -> list[Node]:
    """Return what stands for ``node`` of Quarto in pandoc's own Markdown."""
    kind, content = node
    if kind == "CodeBlock":
        return _cell(content)
    if kind != "Div":
        return [node]
    attributes, blocks = content
    callout = next((one for one in attributes[1] if one.startswith(_CALLOUT)), "")
    if callout:
        title = text(value_of(attributes, "title"))
        if not title and blocks and blocks[0][0] == "Header":
            title, blocks = blocks[0][1][2], blocks[1:]
        return [boxed(callout.removeprefix(_CALLOUT), title, blocks, attributes[0])]
    if "hidden" in attributes[1] or "content-hidden" in attributes[1]:
        return [_hidden(blocks)]
    if "content-visible" in attributes[1]:
        shown = value_of(attributes, "when-format")
        if shown and not shown.startswith(("html", "epub")):
            return [_hidden(blocks)]
    if "column-margin" in attributes[1] or "aside" in attributes[1]:
        return [boxed("sidebar", [], blocks, attributes[0])]
    return [node]


def _hidden(blocks: list[Node]) -> Node:
    words = (words_of(one[1]) for one in nodes_in(blocks) if one[0] in ("Para", "Plain"))
    return paragraph([left_out(f"hidden: {' '.join(words)}")])


def _cell(content: list[Any]) -> list[Node]:
    """Return a cell of code without its options, and a report of its result, which isn't there."""
    attributes, code = content
    cell = next((match for one in attributes[1] if (match := _CELL.fullmatch(one))), None)
    if cell is None:
        return [("CodeBlock", content)]
    options = _OPTION.findall(code)
    code = re.sub(r"\A(?:\s*\n)+", "", _OPTION.sub("", code)).strip("\n")
    described = [match for line in options if (match := _WORDS.match(line))]
    wanted = [f"{match[1]}: {match[2].strip(chr(34))}" for match in described]
    shown = "echo: false" not in options and "include: false" not in options
    what = "; ".join([f"the result of a cell of {cell[1]}", *wanted])
    found: list[Node] = []
    if code.strip() and (shown or not options):
        found.append(("CodeBlock", [given(attributes[0], [cell[1]]), code]))
    elif code.strip():
        what += f"; its code: {code}"
    if "eval: false" not in options:
        found.append(paragraph([left_out(what)]))
    return found
