"""Quarto's additions to pandoc's Markdown: includes, shortcodes, callouts and cells of code.

https://quarto.org/docs/authoring/
"""

from __future__ import annotations

import os.path
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
from publish.runtime.yaml_fields import Field, divide, read_fields

MAX_INCLUDES, MAX_INCLUDED = 100, 8_000_000
"""The most files that one document includes, and the most characters of them."""
MAX_VALUE = 2_000
"""The longest field, in characters, that the text can repeat."""
_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*+(?P<name>[\w.-]++)(?P<rest>[^<>{}]*+)>\}\}(?!\})")
_LITERAL = re.compile(r"\{(\{\{<[^{}\n]*+(?<=>)\}\})\}|(?<=\{\{<)\*[^*\n]*+\*(?=>\}\})")
_ARGUMENT = re.compile(r"""(?:([\w-]+)=)?(?:"([^"]*)"|'([^']*)'|(\S+))""")
_VIDEO = {"youtube": "https://www.youtube.com/watch?v="}


def expand(file: Path, written: str) -> str:
    """Return the text with its includes read and its shortcodes replaced.

    Only files in the folder of the project, or else in that of ``file``, are read.
    """
    left, size = [MAX_INCLUDES], [MAX_INCLUDED]
    top = project_of(file)
    values = _project_values(file, top) | _named("meta", file, written)

    def included(path: Path, body: str) -> str:
        def replace(match: re.Match[str]) -> str:
            name, rest = match["name"], match["rest"].strip().removesuffix("/").rstrip()
            if name != "include":
                return values.get(f"{name} {rest}") or _shortcode(name, rest)
            address = rest.strip("\"'")
            left[0] -= 1
            if left[0] < 0 or size[0] < 0:
                return _missing(f"include {address}")
            try:
                inner = file_inside(top, _below(top, path, address))
                text = read_text(inner)
                size[0] -= len(text)
                return included(inner, text)
            except (FileRefusedError, SourceError):
                return _missing(f"include {address}")

        return change_outside(
            CODE, body, lambda part: _LITERAL.sub(r"\1", _SHORTCODE.sub(replace, part))
        )

    return _CELL.sub(_fence, included(file, written))


def project_of(file: Path) -> Path:
    """Return the folder of the project that ``file`` belongs to, or else its own folder."""
    folders = list(file.resolve().parents)[:8]
    return next((one for one in folders if (one / "_quarto.yml").is_file()), folders[0])


def _below(top: Path, path: Path, address: str) -> str:
    """Return the address of a file named in ``path``, from the folder ``top``."""
    if address.startswith("/"):
        return address[1:]
    return os.path.normpath(path.resolve().parent.relative_to(top) / address)


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
    shown = " ".join(what.split()).replace('"', "'")
    return f'[]{{.{LEFT_OUT} title="{shown}"}}'


def _project_values(file: Path, top: Path) -> dict[str, str]:
    """Return the values of ``meta`` and ``var`` in the files of the project."""
    found: dict[str, str] = {}
    below = [one for one in reversed(file.resolve().parents) if one.is_relative_to(top)]
    for name, path in [
        *(("meta", folder / "_metadata.yml") for folder in below),
        ("var", top / "_variables.yml"),
    ]:
        if path.is_file():
            found |= _named(name, path, f"---\n{read_text(path)}\n---\n")
    return found


def _named(name: str, file: Path, text: str) -> dict[str, str]:
    return {f"{name} {key}": value for key, value in _values(file, text).items()}


def _values(file: Path, text: str) -> dict[str, str]:
    """Return the texts in the front matter by their names with dots; empty if it has errors."""
    found: dict[str, str] = {}

    def add(name: str, value: Field) -> None:
        if value.kind == "mapping":
            for inner, one in value.pairs():
                add(f"{name}.{inner}" if name else inner, one)
        elif value.kind == "text" and len(value.text()) <= MAX_VALUE:
            found[name] = value.text()

    try:
        add("", read_fields(file, divide(file, text).yaml))
    except SourceError:
        return {}
    return found


_CALLOUT = "callout-"
CELL = "quarto-cell"
"""The class of code that Quarto runs; pandoc knows no fence ```` ```{python} ````."""
_CELL = re.compile(r"^([ \t>]*`{3,})[ \t]*\{(\{?)([\w+-]+)(?:[ ,][^{}\n]*)?\}\}?[ \t]*$", re.M)


def _fence(match: re.Match[str]) -> str:
    """Return the fence of a cell as pandoc knows it; a cell in two braces is only shown."""
    cell = "" if match[2] else f" .{CELL}"
    return f"{match[1]}{{.{match[3]}{cell}}}"


_OPTION = re.compile(r"^(?:#|//|--|%%)\|[ \t]*(.*)$", re.M)
_WORDS = re.compile(
    r"^(fig-cap|fig-alt|tbl-cap|lst-cap|fig-subcap|tbl-subcap|caption):[ \t]*+(.*)$"
)


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
    if CELL not in attributes[1]:
        return [("CodeBlock", content)]
    language = attributes[1][0]
    options = _OPTION.findall(code)
    code = re.sub(r"\A\s*\n", "", _OPTION.sub("", code)).strip("\n")
    described = [match for line in options if (match := _WORDS.match(line))]
    wanted = [f"{match[1]}: {match[2].strip(chr(34))}" for match in described]
    shown = "echo: false" not in options and "include: false" not in options
    what = "; ".join([f"the result of a cell of {language}", *wanted])
    found: list[Node] = []
    if code.strip() and (shown or not options):
        found.append(("CodeBlock", [given(attributes[0], [language]), code]))
    elif code.strip():
        what += f"; its code: {code}"
    if "eval: false" not in options:
        found.append(paragraph([left_out(what)]))
    return found
