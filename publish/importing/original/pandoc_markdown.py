"""Read pandoc's Markdown, and Quarto's, for comparison with its source.

What this Markdown says is defined by pandoc, which reads it here too; but all that follows is done
without ``preparing`` and ``reading``.
"""

from __future__ import annotations

import re
from pathlib import Path

from publish.errors import ToolError
from publish.importing.markdown.tree import rewritten
from publish.importing.original.encoded import text_of
from publish.importing.original.html import Reader, tree_of
from publish.importing.original.record import Finder, Kind, Original, OriginalError, Passage
from publish.runtime import pandoc

_FORMAT = "markdown+mark+alerts+wikilinks_title_after_pipe"
_SHORTCODE = re.compile(r"\{\{<[^{}\n]*+(?<=>)\}\}")
_OPTIONS = re.compile(r"^(?:#|//|--|%%)\|.*\n", re.M)
_CELL = re.compile(r"^([ \t>]*`{3,})[ \t]*\{\{?([\w+-]+)(?:[ ,][^{}\n]*)?\}\}?[ \t]*$", re.M)
"""A cell of code, which pandoc takes for code in a line."""
_LABELS = re.compile(
    r"-?@(?:fig|tbl|eq|lst|sec|thm|def|exm)[:-][\w:.-]*\w|(?<=\$\$) *\{#[^{}\n]*\}"
)
"""Cross-references and labels of formulas, which become links and names."""
_SAME = re.compile(r"\salt=\"[^\"]*\"(\s*/?>\s*<figcaption aria-hidden=\"true\">)")
"""An alt text that pandoc copies from the caption."""
_NEAR = 24
"""How many characters of a passage are looked for to find its line."""


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    text = text_of(file)
    body = _LABELS.sub("", _OPTIONS.sub("", _SHORTCODE.sub(" ", text)))
    body = _CELL.sub(r"\1{.\2}", body)
    try:
        page = pandoc.html(_uncited(pandoc.tree(body.encode(), _FORMAT)))
    except ToolError as error:
        raise OriginalError("pandoc can't read it") from error
    found = Original(unit="line")
    root = tree_of(_SAME.sub(r"\1", page))
    if root is not None:
        Reader(found).read(file.name, root, whole=False)
    found.passages = _with_lines(found.passages, text)
    return found


def _uncited(tree: pandoc.Tree) -> pandoc.Tree:
    """Return ``tree`` without its citations, if the works are known: they are written out."""
    meta = tree["meta"]
    if not isinstance(meta, dict) or not meta.keys() & {"bibliography", "references"}:
        return tree
    without = rewritten(tree["blocks"], lambda node: [] if node[0] == "Cite" else [node])
    return {**tree, "blocks": without}


def _with_lines(passages: list[Passage], text: str) -> list[Passage]:
    """Return ``passages`` with the lines of the file instead of those of the HTML."""
    placed: list[Passage] = []
    line_of = Finder(text)
    for one in passages:
        first = "" if one.kind is Kind.NOTE else one.text[:_NEAR].partition(" ")[0]
        line = line_of.line(first)
        place = one.place
        placed.append(
            Passage(one.kind, one.text, type(place)(place.part, place.unit, line, place.heading))
        )
    return placed
