"""Constructs of pandoc's Markdown: line blocks, example lists, captions, references.

Source: Pandoc User's Guide, Pandoc's Markdown.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from publish.source.dialects.attributes import parse_attributes
from publish.source.dialects.refusal import push_refused, refused

_LINE = re.compile(r"\|(?: (.*))?")
_EXAMPLE = re.compile(r"\(@([\w-]*)\)[ \t]+")
_EXAMPLE_CALL = re.compile(r"\(@([\w-]+)\)")
_GRID = re.compile(r"\+(?:[-=:]+\+)+")
_SIMPLE = re.compile(r"-{3,}(?:[ ]+-{2,})+|-{20,}")
_CAPTION = re.compile(r"(?:Table|table)?:[ \t]+")
_REFERENCE = re.compile(
    r"(?:\[-?)?@((?:fig|tbl|tab|sec|lst|eq|thm)[:-][\w:.-]*\w)\]?"
    r"|\[-?@[A-Za-z_][\w:.#$%&+?<>~/-]*(?:\]|, (?:pp?|ch|sec)\.[^\[\]\n]*\]|; -?@[^\[\]\n]*\])"
    r"(?![(\[])",
    re.I,
)
TABLES = "Import the file with publish import, or write a table of pipes or :::{list-table}."


def references_plugin(md: MarkdownIt) -> None:
    """Parse ``@fig-map`` and ``[@fig:map]`` to links without words; refuse citations."""
    md.inline.ruler.before("link", "reference", _reference)


def _reference(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[@":
        return False
    if state.pos and (state.src[state.pos - 1].isalnum() or state.src[state.pos - 1] in "._-/"):
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None or (match[0].startswith("[") and not match[0].endswith("]")):
        return False
    if not silent:
        if match[1] and not match[1].lower().startswith(("eq", "thm")):
            state.push("link_open", "a", 1).attrs["href"] = f"#{match[1]}"
            state.push("link_close", "a", -1)
        else:
            message = f"The reference {match[0]} has no target here."
            fix = "Write a note, text[^a], or a link, [words](#name)."
            push_refused(state, "citation", message, fix, match[0])
    state.pos = match.end()
    return True


class Examples:
    """Numbers the items of example lists through the text: ``(@)``, ``(@name)``."""

    def __init__(self) -> None:
        self.number = 0
        self.names: dict[str, int] = {}

    def items(self, run: Token) -> list[Token] | None:
        """Return the tokens of the list that a paragraph's text is, or ``None``."""
        if not _EXAMPLE.match(run.content):
            return None
        line = run.map[0] if run.map else 0
        opening = Token("ordered_list_open", "ol", 1, attrs={"start": str(self.number + 1)})
        opening.map = run.map
        out = [opening]
        for text, at in _items(run.content, line):
            marker = _EXAMPLE.match(text)
            self.number += 1
            if marker and marker[1]:
                self.names[marker[1]] = self.number
            place = [at, at + 1 + text.count("\n")]
            content = text[marker.end() if marker else 0 :]
            out += [
                Token("list_item_open", "li", 1, map=place),
                Token("paragraph_open", "p", 1, map=place, hidden=True),
                Token("inline", "", 0, map=place, content=content),
                Token("paragraph_close", "p", -1),
                Token("list_item_close", "li", -1),
            ]
        return [*out, Token("ordered_list_close", "ol", -1)]

    def resolved(self, text: str) -> str:
        """Return ``text`` with the calls ``(@name)`` of examples as their numbers."""
        return _EXAMPLE_CALL.sub(
            lambda call: f"({self.names[call[1]]})" if call[1] in self.names else call[0], text
        )


def _items(text: str, line: int) -> list[tuple[str, int]]:
    """Return the text and the line of each item."""
    items: list[tuple[list[str], int]] = []
    for number, written in enumerate(text.split("\n")):
        if _EXAMPLE.match(written) or not items:
            items.append(([written], line + number))
        else:
            items[-1][0].append(written)
    return [("\n".join(lines), at) for lines, at in items]


#: The most spaces before the words of a line of verse: behind more, they would leave the page.
_MOST_INDENT = 40


def line_block(text: str) -> str | None:
    """Return the text of a line block with hard breaks, or ``None`` if ``text`` isn't one."""
    if not text.startswith("|"):
        return None
    lines: list[list[str]] = []
    for written in text.split("\n"):
        match = _LINE.fullmatch(written)
        if match:
            words = match[1] or ""
            indent = min(len(words) - len(words.lstrip(" ")), _MOST_INDENT)
            lines.append(["\u00a0" * indent + words.strip()])
        elif lines and written.startswith(" "):
            lines[-1].append(written.strip())
        else:
            return None
    if any("|" in part for line in lines for part in line):
        return None
    return "\\\n".join(map(" ".join, lines))


def refused_table(text: str) -> Token | None:
    """Return the refusal of a grid table, or of a simple or multiline one, or ``None``."""
    lines = text.split("\n")
    if _GRID.fullmatch(lines[0].strip()) or any(_SIMPLE.fullmatch(one.strip()) for one in lines):
        return refused("table", "The table is drawn with + and -, or with spaces.", TABLES)
    return None


def caption_of(text: str) -> tuple[str, dict[str, str]] | None:
    """Return the caption and attributes in ``: Caption {#id}`` below a table, or ``None``."""
    match = _CAPTION.match(text)
    if match is None:
        return None
    words, attributes = text[match.end() :].strip(), {}
    if words.endswith("}") and (at := words.rfind("{")) >= 0:
        found = parse_attributes(words, at)
        if found and found[0] == len(words):
            words, attributes = words[:at].strip(), found[1]
    return " ".join(words.split()), attributes
