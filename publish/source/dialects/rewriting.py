"""All dialects: their rules for markdown-it, and their changes of its tokens."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from publish.source.dialects import admonitions, html_blocks, html_inlines, paragraphs
from publish.source.dialects.admonitions import mkdocs_plugin
from publish.source.dialects.attributes import attributes_plugin
from publish.source.dialects.comments import comments_plugin
from publish.source.dialects.latex import latex_plugin
from publish.source.dialects.marks import marks_plugin
from publish.source.dialects.pandoc import references_plugin
from publish.source.dialects.templates import templates_plugin

_AMSMATH = re.compile(r"\\begin\{([a-zA-Z]+)\*?\}(?:\{\d+\})?(.*)\\end\{[a-zA-Z]+\*?\}\s*", re.S)
_ALIGNED = ("align", "alignat", "flalign", "eqnarray", "multline", "gather")


def dialects_plugin(md: MarkdownIt) -> None:
    """Add the rules of every dialect."""
    attributes_plugin(md)
    mkdocs_plugin(md)
    comments_plugin(md)
    latex_plugin(md)
    templates_plugin(md)
    references_plugin(md)
    marks_plugin(md)


def rewritten_blocks(tokens: list[Token]) -> list[Token]:
    """Return the tokens of all blocks with other dialects' constructs as known ones."""
    kept = [token for token in tokens if token.type != "comment"]
    for token in kept:
        if token.type == "amsmath":
            token.type, token.content = "math_block", _formula(token.content)
    return paragraphs.convert(admonitions.convert(html_blocks.convert(kept)))


def rewritten_inlines(tokens: list[Token]) -> list[Token]:
    """Return the tokens of a run of inlines with HTML as Markdown, and without comments."""
    for place, token in enumerate(tokens):
        if token.type == "text" and "<!--" in token.content:
            tokens = [*tokens[:place], html_blocks.unclosed_comment(), *tokens[place + 1 :]]
            break
        if token.type == "image":
            token.children = rewritten_inlines(token.children or [])
    return html_inlines.convert(tokens)


def _formula(written: str) -> str:
    """Return the TeX of an environment of amsmath as it stands in a formula."""
    match = _AMSMATH.fullmatch(written)
    if match is None:
        return written
    tex = match[2].strip()
    if match[1] == "equation":
        return tex
    if match[1] in _ALIGNED and (match[1] not in ("multline", "gather") or "\\\\" in tex):
        return f"\\begin{{aligned}}{tex}\\end{{aligned}}"
    return tex if match[1] in _ALIGNED else written
