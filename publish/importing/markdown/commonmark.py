"""Convert the Markdown of site generators to HTML.

It is CommonMark and GFM with attributes of kramdown (Block Inline Attribute Lists: on a line
before or after a block).  What is left out is reported by an empty span.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from publish.errors import SourceError
from publish.importing.markdown.bracket_formulas import bracket_formulas_plugin
from publish.importing.markers import kinds_of
from publish.runtime.markdown_rules import limit_amsmath, limit_labels
from publish.runtime.spans import Span, replace_spans
from publish.runtime.text import MAX_BRACKETS, MAX_RUN

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore


_KRAMDOWN = re.compile(r"^[ \t]*\{:(?!:)[^{}\n]*\}[ \t]*$\n?|\{:(?!:)[^{}\n]*\}", re.M)
_MORE = re.compile(r"<!--\s*+more\s*+-->|^[ \t]*+\{::.*\}[ \t]*$", re.M)
#: A drawing (1), or a tag after which HTML takes all that follows for plain text (GFM 6.11).
_DRAWING_OR_RAW = re.compile(r"(<svg\b)|</?(?:title|xmp|noembed|noframes|plaintext)\b", re.I)
_DRAWING_END = re.compile("</svg>", re.I)
_TASK = re.compile(r"(<li>\s*(?:<p>)?)\[([ xX])\] ")
_TOC = re.compile(
    r"^(?:\*|-|1\.) *(?:TOC|toc)[ \t]*\n\{:toc\}[ \t]*$|^\[\[?_?TOC_?\]?\]$", re.M | re.I
)


_NAMED_HEADING = re.compile(r"^(#{1,6} .*)\{#([\w:.-]++)[^{}\n]*+\}[ \t]*+#*+$", re.M)


_CAPTIONED = re.compile(
    r"<p>(<img\b[^<>]*>)(?:<br ?/?>)?\n<em>((?:(?!</?em>|</p>|<img).)*)</em></p>", re.S
)
"""A picture and, in the line below it, its caption in italics."""


def html_of(file: Path, body: str) -> str:
    """Return the HTML of ``body``.

    Raises:
        SourceError: A paragraph is too long, or has too many brackets, to be read in time.
    """
    body = _NAMED_HEADING.sub(
        lambda m: f'{m[1].rstrip()} <span id="{m[2]}"></span>', _TOC.sub("", body)
    )
    body = change_outside(CODE, body, lambda text: _KRAMDOWN.sub("", _MORE.sub("", text)))
    check_limits(file, body)
    try:
        # An empty alt text in Markdown is missing, and doesn't mark a decorative picture.
        rendered = _markdown().render(body, {"file": file}).replace(' alt="" />', " />")
        rendered = _CAPTIONED.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", rendered)
        rendered = replace_spans(
            rendered,
            _DRAWING_OR_RAW,
            lambda m: _DRAWING_END if m[1] else "",
            lambda one: one.text if one.opening[1] else f"&lt;{one.text[1:]}",
        )
        return _TASK.sub(lambda m: m[1] + ("☐ " if m[2] == " " else "☒ "), rendered)
    except RecursionError as error:
        message = "The file nests its blocks too deeply."
        raise SourceError.at(file, 0, "too-deep", message, "Nest them less.") from error


def inline_html(words: str) -> str:
    """Return one line of Markdown as HTML."""
    return str(_markdown().renderInline(words[:MAX_RUN]))


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.subscript import sub_plugin
    from mdit_py_plugins.superscript import superscript_plugin

    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    md.enable(["table", "strikethrough"])
    footnote_plugin(md)
    deflist_plugin(md)
    dollarmath_plugin(
        md,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
        renderer=_formula,
    )
    bracket_formulas_plugin(md)
    amsmath_plugin(md, renderer=lambda tex: _formula(tex, {"display_mode": True}))
    limit_amsmath(md)
    limit_labels(md)
    sub_plugin(md)
    superscript_plugin(md)
    after = ("image", "code_inline", "link_close", "span_close")
    attrs_plugin(md, spans=True, after=after)
    attrs_block_plugin(md)
    md.core.ruler.before("inline", "limits", _check_runs)
    md.core.ruler.push("dashes", _set_dashes)
    return md


def _check_runs(state: StateCore) -> None:
    """Refuse a paragraph of many lines that is too long.  Raises :class:`SourceError`."""
    for token in state.tokens:
        if token.type == "inline" and (
            len(token.content) > MAX_RUN or token.content.count("[") > MAX_BRACKETS
        ):
            message = f"A paragraph has more than {MAX_RUN} characters or {MAX_BRACKETS} brackets."
            raise SourceError.at(state.env["file"], 0, "run-too-long", message, "Divide it.")


_DASHES = re.compile(r"(?:(?<=\s)|(?<=[^\s-]))(--|---)(?=\s|[^\s-])")


def _set_dashes(state: StateCore) -> None:
    """Replace ``--`` and ``---`` between words; site generators do, but not in options."""
    for token in state.tokens:
        for inner in token.children or ():
            if inner.type == "text":
                inner.content = _DASHES.sub(_dash, inner.content)


def _dash(match: re.Match[str]) -> str:
    around = match.string[match.start() - 1], match.string[match.end()]
    word = match.string.rfind(" ", 0, match.start()) + 1
    address = match.string.find("/", word, match.start()) >= 0
    if around[0].isspace() != around[1].isspace() or address:  # that, or an option
        return match[0]
    return "—" if len(match[0]) == 3 else "–"


def _formula(tex: str, options: dict[str, bool]) -> str:
    shown = html.escape(_aligned(tex.strip()) if options.get("display_mode") else tex.strip())
    return f"\\[{shown}\\]" if options.get("display_mode") else f"\\({shown}\\)"


def _aligned(tex: str) -> str:
    """Return a formula with the environment that its rows and columns need, as Sphinx does."""
    if "\\begin" in tex or not re.search(r"(?<!\\)&|\\\\", tex):
        return tex
    return f"\\begin{{aligned}}{tex}\\end{{aligned}}"


def check_limits(file: Path, body: str) -> None:
    """Refuse paragraphs that are too long for a source.  Raises :class:`SourceError`."""
    line = 1
    for block in re.split(r"(\n[ \t]*\n)", body):
        if len(block) > MAX_RUN and "\n" not in block.strip()[:MAX_RUN]:
            message = f"The paragraph has more than {MAX_RUN} characters."
            raise SourceError.at(file, line, "run-too-long", message, "Divide it.")
        if block.count("[") > MAX_BRACKETS:
            message = f"The paragraph has more than {MAX_BRACKETS} opening brackets."
            raise SourceError.at(file, line, "run-too-long", message, "Divide it.")
        line += block.count("\n")


_ATTRIBUTES = re.compile(r"\{:(?!:)([^{}\n]*)\}[ \t]*")
_CLASS = re.compile(r"\.([\w-]+)|\bclass=[\"']([^\"']*)[\"']")
_ID = re.compile(r"#([\w-]+)")
_BLANK = re.compile(r"\n[ \t]*\n")

#: The start of a block that can't be put into a box: a heading, a list, HTML, or indented text.
_NO_TEXT = re.compile(r"[ \t]{2,}|#|[-*+][ \t]|\d+[.)][ \t]|</?\w")

#: An HTML element with Markdown inside (kramdown, HTML Blocks: ``markdown="1"``).
_HOLDER = re.compile(r"^[ ]{0,3}<(div|aside|section)\b([^<>\n]*+)>", re.M)
_HOLDS = re.compile(r"[^\S\n]markdown=[\"'](?:1|block)[\"']")
_HOLDER_END = {
    name: re.compile(rf"</{name}>[ \t]*+$", re.M) for name in ("div", "aside", "section")
}


def convert_boxes(body: str) -> str:
    """Return ``body`` with its boxes as divisions of HTML; code is unchanged."""
    return change_outside(FENCED, body, lambda text: _with_attributes(_opened_html(text)))


def _opened_html(text: str) -> str:
    """Put blank lines inside HTML with Markdown, so that CommonMark reads it (0.31.2, 4.6)."""

    def change(one: Span) -> str:
        name, written = one.opening.groups()
        attributes = _HOLDS.sub("", written, count=1).rstrip()
        return f"<{name}{attributes}>\n\n{one.inside.strip()}\n\n</{name}>"

    return replace_spans(
        text, _HOLDER, lambda m: _HOLDER_END[m[1]] if _HOLDS.search(m[2]) else None, change
    )


def _with_attributes(text: str) -> str:
    if "{:" not in text:
        return text
    parts = _BLANK.split(text)
    return "\n\n".join(_box(part) for part in parts)


def _box(block: str) -> str:
    """Return ``block`` in a box if its first or last line has the attributes of one."""
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
        if all(line.startswith(">") for line in rest):  # some themes write boxes as quotations
            rest = [line.removeprefix(">").removeprefix(" ") for line in rest]
        inside = "\n".join(rest)
        name = _ID.search(found[1]) if found else None
        own = f' id="{name[1]}"' if name else ""
        return f'<div class="{named}"{own}>\n\n{inside}\n\n</div>'
    return block


def _classes(written: str) -> list[str]:
    return [name for one in _CLASS.findall(written) for name in " ".join(one).split()]


#: A block of code between fences (CommonMark 0.31.2, 4.5).
_FENCED = r"^(?P<fence>`{3,20}|~{3,20})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
FENCED = re.compile(_FENCED, re.M | re.S)
#: Code in blocks and in lines.
CODE = re.compile(_FENCED + r"|(?P<ticks>`{1,20})[^`\n]+(?P=ticks)", re.M | re.S)
LEFT_OUT = "left-out"
"""The class of an empty span whose title names a shortcode that was left out."""
KEPT = "left-out-kept"
"""The class of one whose content is in the source."""


def change_outside(kept: re.Pattern[str], body: str, change: Callable[[str], str]) -> str:
    """Return ``body`` with ``change`` applied to everything except the matches of ``kept``."""
    parts, end = [], 0
    for code in kept.finditer(body):
        parts += [change(body[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(body[end:])])


def left_out(name: str, written: str, *, kept: bool = False) -> str:
    """Return the span that reports a shortcode or box that was left out.

    ``kept``: its content was not.
    """
    label = f"{name} {' '.join(written.split())}"[:80].strip()
    classes = f"{LEFT_OUT} {KEPT}" if kept else LEFT_OUT
    return f'<span class="{classes}" title="{html.escape(label)}"></span>'
