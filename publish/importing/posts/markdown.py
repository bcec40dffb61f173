"""Markdown as site generators write it (CommonMark, GFM, kramdown's attributes) -> HTML."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from publish.importing.posts.shortcodes import CODE, outside
from publish.source.mistakes import mistake
from publish.source.parser import MAX_BRACKETS, MAX_RUN

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_KRAMDOWN = re.compile(r"^[ \t]*\{:(?!:)[^{}\n]*\}[ \t]*$\n?|\{:(?!:)[^{}\n]*\}", re.M)
_MORE = re.compile(r"<!--\s*more\s*-->|^\s*\{::.*?\}\s*$", re.M)
_TASK = re.compile(r"(<li>\s*(?:<p>)?)\[([ xX])\] ")
_TOC = re.compile(
    r"^(?:\*|-|1\.) *(?:TOC|toc)[ \t]*\n\{:toc\}[ \t]*$|^\[\[?_?TOC_?\]?\]$", re.M | re.I
)


def html_of(file: Path, body: str) -> str:
    """The HTML of ``body``.

    Raises :class:`SourceError` where a paragraph is so long or so full of brackets that reading it
    would never end.
    """
    body = _TOC.sub("", body)
    body = outside(CODE, body, lambda text: _KRAMDOWN.sub("", _MORE.sub("", text)))
    _bound(file, body)
    try:
        # an empty alt text in Markdown is one that nobody wrote, not the mark of a decoration
        rendered = _markdown().render(body).replace(' alt="" />', " />")
        return _TASK.sub(lambda m: m[1] + ("☐ " if m[2] == " " else "☒ "), rendered)
    except RecursionError as error:
        message = "has too many things in one another."
        raise mistake(file, 0, "too-deep", message, "Nest them less.") from error


def inline_html(words: str) -> str:
    """One line of Markdown as HTML."""
    return str(_markdown().renderInline(words[:MAX_RUN]))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    md.enable(["table", "strikethrough"])
    footnote_plugin(md)
    deflist_plugin(md)
    dollarmath_plugin(
        md,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        renderer=_formula,
    )
    return md


def _formula(tex: str, options: dict[str, bool]) -> str:
    import html

    shown = html.escape(tex.strip())
    return f"\\[{shown}\\]" if options.get("display_mode") else f"\\({shown}\\)"


def _bound(file: Path, body: str) -> None:
    """The bounds that our own sources have (publish.source.parser), block by block."""
    line = 1
    for block in re.split(r"(\n[ \t]*\n)", body):
        if len(block) > MAX_RUN and "\n" not in block.strip()[:MAX_RUN]:
            message = f"the paragraph has more than {MAX_RUN} characters."
            raise mistake(file, line, "run-too-long", message, "Divide it.")
        if block.count("[") > MAX_BRACKETS:
            message = f"the paragraph has more than {MAX_BRACKETS} opening brackets."
            raise mistake(file, line, "run-too-long", message, "Divide it.")
        line += block.count("\n")
