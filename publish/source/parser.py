"""Parse Markdown with markdown-it and its plugins into a tree of :class:`Node`.

Only this module, :mod:`~publish.source.syntax` and :mod:`~publish.source.completeness` use their
types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role.index import myst_role
from msgspec import Struct, field

from publish.errors import SourceError
from publish.runtime.markdown_inlines import sort_rules
from publish.runtime.text import MAX_BRACKETS, MAX_RUN
from publish.source.completeness import SourceWords
from publish.source.density import Density, density_plugin
from publish.source.dialects.attributes import parse_attributes
from publish.source.dialects.html_inlines import plain_text
from publish.source.dialects.refusal import KIND
from publish.source.dialects.rewriting import dialects_plugin, rewritten_blocks, rewritten_inlines
from publish.source.syntax import MAX_DEPTH, RAW, directive_plugin, link_labels_plugin

_UNSHOWN = RAW | {"figure", "image"}
"""Directives whose argument is a path or a language, not text."""
_NOTE_CALL = re.compile(r"\[\^[^\]\s]{1,200}\]")


class Node(Struct, gc=False):
    """A block or an inline; ``kind`` is markdown-it's name for it without ``_open``.

    ``line`` counts from 1 in the file, and ``end`` is the line after the last.  The children of a
    paragraph and the like are one node ``inline``, whose children are the inlines.
    """

    kind: str
    line: int
    end: int
    text: str = ""
    info: str = ""
    markup: str = ""
    hidden: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    name: str = ""
    argument: str = ""
    options: tuple[tuple[str, str, int], ...] = ()
    closed: bool = True
    titled: bool = False


class _Markdown(MarkdownIt):
    """Accepts every link, because the reader refuses bad ones with a message."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002 -- markdown-it's name
        return True


@cache
def _markdown() -> _Markdown:
    md = _Markdown("commonmark", {"html": True, "maxNesting": 100})
    md.enable(["table", "strikethrough"])
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    link_labels_plugin(md)
    # only the definitions: the checker reports undefined and unused notes
    footnote_plugin(md, inline=False, move_to_end=False, always_match_refs=True)
    md.inline.ruler.at("footnote_ref", _note_call)
    deflist_plugin(md)
    # TeX allows no empty line in a formula; without them the search for its end is short
    dollarmath_plugin(
        md, allow_space=False, allow_digits=False, allow_blank_lines=False, double_inline=True
    )
    md.inline.ruler.at("math_inline", _formula)
    myst_block_plugin(md)
    md.disable(["myst_block_break", "myst_line_comment"])
    md.inline.ruler.before("backticks", "myst_role", _role)
    directive_plugin(md)
    dialects_plugin(md)
    density_plugin(md)
    sort_rules(md, _STARTS)
    return md


_STARTS = {
    "latex_formula": "\\", "latex_command": "\\", "math_inline": "$", "template": "{",
    "myst_role": "{", "attributes": "{", "comment": "%", "script": "^~", "inline_note": "^",
    "highlight": "=", "reference": "[@", "wiki": "[!", "span": "[", "footnote_ref": "[",
}  # fmt: skip
"""The characters at which the rules of plugins for inlines can match."""


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Let a table end a paragraph of a list that it would continue (CommonMark 0.31, 5.1)."""
    indent = state.blkIndent
    if silent and 0 <= state.sCount[start] < indent:
        state.blkIndent = state.sCount[start]
    try:
        return table(state, start, end, silent)
    finally:
        if silent:
            state.blkIndent = indent


def _role(state: StateInline, silent: bool) -> bool:
    """Try the plugin's rule only where it can match, because each try copies the rest."""
    return state.src[state.pos] == "{" and myst_role(state, silent)


def _note_call(state: StateInline, silent: bool) -> bool:
    """Match a note call only to its bracket; the plugin's rule searches to the next space."""
    called = _NOTE_CALL.match(state.src, state.pos) is not None
    return called and footnote_ref(state, silent, always_match=True)


_dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def _formula(state: StateInline, silent: bool) -> bool:
    """Apply the plugin's rule, which refuses a formula after a digit, and fix its bug.

    At the start of the text, it takes the last character for the one before.
    """
    if state.pos or not state.src[-1].isdigit():
        return _dollars(state, silent)
    whole = state.src
    state.src += "\n"
    try:
        return _dollars(state, silent)
    finally:
        state.src = whole


class Parser:
    """Parses the body of one source, which begins on ``first_line`` of the file.

    The words of the source are added to ``words``.
    """

    def __init__(self, file: Path, body: str, first_line: int, words: SourceWords) -> None:
        self._file = file
        self._words = words
        self._body = body
        self._lines = body.split("\n")
        self._first = first_line
        # link references, which also apply to captions and options, parsed later
        self._env: dict[str, object] = {}
        self._density = Density(file, len(body), first_line)

    def blocks(self) -> Iterator[Node]:
        """Yield the blocks of the body.

        The inlines of a block are parsed when it is reached: all those of a long book would take
        much memory.

        Raises:
            SourceError: The blocks are nested too deeply, or there are too many.
        """
        md = _markdown()
        tokens: list[Token] = []
        self._density.count_in(self._env, self._body)
        try:
            md.block.parse(self._body, md, self._env, tokens)
        except RecursionError as error:
            raise self._too_deep(self._first) from error
        self._density.add_blocks(tokens)
        return self._tree(rewritten_blocks(tokens), self._first)

    def inlines(self, text: str, line: int) -> list[Node]:
        """Return the inlines of an argument or an option that stands on ``line``."""
        return list(self._tree(self._parsed(text, line), line))

    def _parsed(self, text: str, line: int) -> list[Token]:
        """Return the inline tokens of ``text``, which begins on ``line``."""
        if len(text) > MAX_RUN:
            message = f"The paragraph has {len(text)} characters; at most {MAX_RUN} are allowed."
            raise SourceError.at(self._file, line, "run-too-long", message, "Divide it.")
        if text.count("[") > MAX_BRACKETS:
            message = f"The paragraph has more than {MAX_BRACKETS} opening brackets."
            raise SourceError.at(self._file, line, "run-too-long", message, "Divide it.")
        if _is_plain(text):
            return [Token("text", "", 0, content=text)]
        md = _markdown()
        tokens: list[Token] = []
        try:
            md.inline.parse(text, md, self._env, tokens)
        except RecursionError as error:
            raise self._too_deep(line) from error
        self._density.add_inlines(text, tokens, line)
        return rewritten_inlines(tokens)

    def _inline_nodes(self, text: str, line: int, end: int) -> list[Node]:
        """Return the inlines of ``text``, and add their words to those of the source."""
        if len(text) <= MAX_RUN and _is_plain(text):  # as in most cells
            self._words.pieces.append((line, text))
            return [Node(kind="text", line=line, end=max(end, line + 1), text=text)]
        inlines = self._parsed(text, line)
        self._words.add_inlines(inlines, line)
        return list(self._tree(inlines, line, end))

    def source_line(self, line: int) -> str:
        """Return a line of the file as written."""
        return self._lines[line - self._first]

    def find(self, words: str, line: int, end: int) -> int:
        """Return the first line from ``line`` to ``end`` - 1 that has ``words``, or ``line``."""
        last = min(end, self._first + len(self._lines))
        matches = (n for n in range(line, last) if words in self.source_line(n))
        return next(matches, line)

    def _too_deep(self, line: int) -> SourceError:
        message = f"More than {MAX_DEPTH} levels are nested."
        return SourceError.at(self._file, line, "too-deep", message, "Nest them less.")

    def _add_directive(self, token: Token, line: int) -> None:
        """Add the words of a directive's own lines to the words of the source."""
        self._words.pieces.append((line, token.content))
        shown = token.meta["name"] not in _UNSHOWN
        pieces = [token.meta["argument"]] if shown else []
        for name, value, _ in token.meta["options"]:
            if name == "alt":
                self._words.pieces.append((line, value))
            elif name == "credit":
                pieces.append(value)
        for text in filter(None, pieces):
            self._words.add_inlines(self._parsed(text, line), line)

    def _tree(self, tokens: list[Token], line: int, end: int = 0) -> Iterator[Node]:
        """Yield the top nodes of ``tokens``; empty the list.

        Tokens of inlines have no lines, so line breaks are counted.
        """
        tops: list[Node] = []
        stack = [tops]
        tokens.reverse()
        while tokens:
            token = tokens.pop()
            if token.nesting < 0:
                stack.pop()
                if len(stack) == 1:
                    yield tops.pop()
                continue
            if token.map:
                line, end = self._first + token.map[0], self._first + token.map[1]
            node = _node(token, line, end)
            if token.type == "inline":
                node.children = self._inline_nodes(token.content, line, end)
            elif token.type in ("fence", "code_block", "math_block"):
                self._words.pieces.append((line, token.content))
            elif token.type == "directive_open":
                self._add_directive(token, line)
            elif token.type in ("softbreak", "hardbreak"):
                line += token.meta.get("lines", 1)
            elif token.type == "image":
                node.children = list(self._tree(list(token.children or []), line, end))
            stack[-1].append(node)
            if token.nesting > 0:
                stack.append(node.children)
            if len(stack) > MAX_DEPTH:
                raise self._too_deep(line)
            if len(stack) == 1:
                yield tops.pop()


def _is_plain(text: str) -> bool:
    """Return whether no rule of inlines matches anything in ``text``."""
    return bool(text) and not _markdown().inline.terminator_re.search(text)


def _node(token: Token, line: int, end: int) -> Node:
    node = Node(
        kind=token.type.removesuffix("_open"),
        line=line,
        end=max(end, line + 1),
        text=token.content,
        info=token.tag if token.type == "heading_open" else token.info,
        markup=token.markup,
        hidden=token.hidden,
    )
    if token.attrs:
        node.attributes = {str(name): str(value) for name, value in token.attrs.items()}
    if token.meta:
        node.name = token.meta.get("name") or token.meta.get("label") or ""
    if token.type == "image":
        node.text = plain_text(token.children or [])
    if token.type == KIND:
        node.name, node.text, node.info = (token.meta[key] for key in ("code", "message", "fix"))
        node.argument = token.meta["written"]
    if token.type == "directive_open":
        node.titled = token.meta.get("titled", False)
        node.argument, node.closed = token.meta["argument"], token.meta["closed"]
        offset = line - (token.map or [0])[0]
        node.options = tuple(
            (name, value, at + offset) for name, value, at in token.meta["options"]
        )
    return node


def attributes_rest(line: str) -> str:
    """Return what follows the attributes ``{...}`` that ``line`` begins with."""
    found = parse_attributes(line, line.index("{"))
    return line[found[0] :].strip() if found else ""


def cells_of(row: str) -> int:
    """Return the number of cells in a row of a pipe table (GFM 4.10)."""
    row = row.strip()
    cells = escapedSplit(row) if "\\" in row else row.split("|")
    return len(cells) - (cells[0].strip() == "") - (len(cells) > 1 and cells[-1].strip() == "")
