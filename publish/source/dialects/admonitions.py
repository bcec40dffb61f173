"""Boxes of other dialects: alerts (GitHub), callouts (Obsidian, Quarto), ``!!! note`` (MkDocs).

They become directives, with the kinds of asides that the model has; other kinds become admonitions
with the name of the kind as their title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.admon.index import admonition

KINDS = {
    **dict.fromkeys(("note", "info", "todo", "seealso", "callout"), "note"),
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "tip"),
    "important": "important",
    **dict.fromkeys(("warning", "attention", "danger", "error", "alert"), "warning"),
    "caution": "caution",
    **dict.fromkeys(
        ("abstract", "summary", "tldr", "question", "help", "faq", "failure", "fail", "missing",
         "bug", "example", "admonition", "details", "dropdown", "theorem", "proof", "exercise",
         "solution", "definition", "versionadded", "versionchanged", "deprecated"),
        "admonition",
    ),
    **dict.fromkeys(("sidebar", "aside", "margin", "column-margin", "topic"), "sidebar"),
    **dict.fromkeys(("quote", "cite", "highlights", "blockquote"), "quotation"),
    "epigraph": "epigraph",
}  # fmt: skip
"""The directive for each kind of box."""
_UNTITLED = frozenset(("admonition", "details", "dropdown"))

_ALERT = re.compile(r"\[!([A-Za-z][\w -]*)(?:\|[^\]\n]*)?\][+-]?[ \t]*([^\n]*)\n?")
_MKDOCS = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]++(?P<kind>[A-Za-z][\w-]*+)[^\"\n]*+"
    r"(?:(?<=[ \t])\"(?P<title>[^\n]*)\")?[ \t]*+"
)


def kind_of(names: Sequence[str]) -> str:
    """Return the first of ``names`` (classes) that is a kind of box, or an empty string."""
    return next((name for name in map(_bare, names) if name in KINDS), "")


def _bare(name: str) -> str:
    return name.lower().removeprefix("callout-")


def box(kind: str, title: str) -> dict[str, object]:
    """Return the ``meta`` of the token ``directive_open`` for a box of ``kind`` with its title."""
    name = KINDS.get(kind, "admonition")
    if not title and name == "admonition" and kind not in _UNTITLED:
        title = kind.replace("-", " ").capitalize()
    return {"name": name, "argument": title, "options": [], "closed": True, "titled": True}


def mkdocs_plugin(md: MarkdownIt) -> None:
    """Parse ``!!! note "Title"`` with an indented body, by mdit-py-plugins' rule."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "admonition", _mkdocs, {"alt": interrupted})


def _mkdocs(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply the plugin's rule only where a body follows, because prose may begin with ``!!!``."""
    place = state.bMarks[start] + state.tShift[start]
    if state.src[place : place + 3] not in ("!!!", "???"):
        return False
    line = _MKDOCS.fullmatch(state.src[place : state.eMarks[start]])
    body = next((number for number in range(start + 1, end) if not state.isEmpty(number)), end)
    if not line or body >= end or state.sCount[body] < state.sCount[start] + 4:
        return False
    return admonition(state, start, end, silent)


def convert(tokens: list[Token]) -> list[Token]:
    """Return block ``tokens`` with boxes as directives."""
    if not any(token.type in ("admonition_open", "blockquote_open") for token in tokens):
        return tokens
    out: list[Token] = []
    stack: list[str] = []  # the type of the last token of each box, or nothing
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.type == "admonition_open":
            line = _MKDOCS.fullmatch(f"{token.markup} {token.info.strip()}")
            title = (line["title"] or "") if line else ""
            token.type, token.meta = "directive_open", box(str(token.meta["tag"]), title)
            token.content = ""
            if tokens[place].type == "admonition_title_open":
                place += 3
            stack.append("directive_close")
        elif token.type == "blockquote_open":
            closing, place = _alert(tokens, place)
            stack.append(closing)
        elif token.type in ("blockquote_close", "admonition_close"):
            token.type = stack.pop() or token.type
        out.append(token)
    return out


def _alert(tokens: list[Token], place: int) -> tuple[str, int]:
    """Make the quotation that opens before ``place`` a box if it is one.

    Return the type of its last token, and the place to go on.
    """
    if len(tokens) <= place + 1 or tokens[place].type != "paragraph_open":
        return "", place
    run = tokens[place + 1]
    marker = _ALERT.match(run.content)
    if marker is None:
        return "", place
    opening = tokens[place - 1]
    opening.type = "directive_open"
    opening.meta = box(marker[1].strip().lower().replace(" ", "-"), marker[2].strip())
    run.content = run.content[marker.end() :]
    if not run.content.strip():
        return "directive_close", place + 3
    if run.map:
        run.map = [run.map[0] + 1, run.map[1]]
        tokens[place].map = run.map
    return "directive_close", place
