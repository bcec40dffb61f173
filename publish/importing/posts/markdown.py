"""Markdown as site generators write it (CommonMark, GFM, kramdown's attributes) -> HTML.

Boxes of kramdown (``{: .notice}``) and HTML that holds Markdown -> HTML that CommonMark reads.

kramdown, Block Inline Attribute Lists: the attributes stand on a line before or after a block.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from publish.importing.markers import kinds_of
from publish.importing.posts.shortcodes import CODE, FENCED, left_out, outside
from publish.source.diagnostics import mistake
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


_ATTRIBUTES = re.compile(r"\{:(?!:)([^{}\n]*)\}[ \t]*")
_CLASS = re.compile(r"\.([\w-]+)|\bclass=[\"']([^\"']*)[\"']")
_ID = re.compile(r"#([\w-]+)")
_BLANK = re.compile(r"\n[ \t]*\n")

#: What may be only the last part of a block, or none for a box: headings, lists, HTML and what is
#: indented.
_NO_TEXT = re.compile(r"[ \t]{2,}|#|[-*+][ \t]|\d+[.)][ \t]|</?\w")

#: kramdown, HTML Blocks: ``markdown="1"`` says that there is Markdown inside.
_HOLDER = re.compile(
    r"^[ ]{0,3}<(div|aside|section)\b([^<>\n]*?)\s+markdown=[\"'](?:1|block)[\"']([^<>\n]*)>"
    r"(.*?)</\1>[ \t]*$",
    re.M | re.S,
)


def boxed(body: str) -> str:
    """``body`` with its boxes as divisions of HTML; code is left as it is."""
    return outside(FENCED, body, lambda text: _with_attributes(_held(text)))


def _held(text: str) -> str:
    """A blank line on either side: so CommonMark reads what is between (0.31.2, 4.6)."""
    return _HOLDER.sub(lambda m: f"<{m[1]}{m[2]}{m[3]}>\n\n{m[4].strip()}\n\n</{m[1]}>", text)


def _with_attributes(text: str) -> str:
    if "{:" not in text:
        return text
    parts = _BLANK.split(text)
    return "\n\n".join(_box(part) for part in parts)


def _box(block: str) -> str:
    """A block with the attributes of a box on its first or last line, in that box."""
    lines = block.strip("\n").split("\n")
    for place in (-1, 0):
        found = _ATTRIBUTES.fullmatch(lines[place])
        rest = lines[:-1] if place else lines[1:]
        classes = _classes(found[1]) if found and rest else []
        if not kinds_of(classes):
            continue
        named = html.escape(" ".join(classes))
        if _NO_TEXT.match(rest[0]):
            return "\n".join(rest) + "\n\n" + left_out("box", named)
        if all(line.startswith(">") for line in rest):  # themes write their boxes as quotations
            rest = [line.removeprefix(">").removeprefix(" ") for line in rest]
        inside = "\n".join(rest)
        name = _ID.search(found[1]) if found else None
        own = f' id="{name[1]}"' if name else ""
        return f'<div class="{named}"{own}>\n\n{inside}\n\n</div>'
    return block


def _classes(written: str) -> list[str]:
    return [name for one in _CLASS.findall(written) for name in " ".join(one).split()]
