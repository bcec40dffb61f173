"""Resolve the cross-references of pandoc's filters in a tree.

pandoc-crossref (https://lierdakil.github.io/pandoc-crossref/) writes ``{#fig:mill}`` and
``@fig:mill``, Quarto (https://quarto.org/docs/authoring/cross-references.html) ``{#fig-mill}`` and
``@fig-mill``.  A reference becomes a link with the words that the filter would write.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

from publish.importing.markdown.tree import (
    Node,
    attributes_of,
    given,
    nodes_in,
    only_words,
    rewritten,
    text,
)
from publish.importing.markers import NUMBERED
from publish.language.words import words_for

_KINDS = """
fig tbl eq lst sec thm lem cor prp cnj def exm exr sol rem alg nte tip wrn imp cau apx dia vid
"""
_KEY = re.compile(rf"(?P<kind>{'|'.join(_KINDS.split())})(?P<mark>[:-])\S+", re.I)
_LABEL = re.compile(r"\{#([\w:.-]+)(?:\s[^{}]*)?\}")
_TEX = re.compile(r"\\(?:auto|c|C|eq)?ref\{([^{}]+)\}")
_ENGLISH = {
    "lst": "Listing", "sec": "Section", "thm": "Theorem", "lem": "Lemma", "cor": "Corollary",
    "prp": "Proposition", "cnj": "Conjecture", "def": "Definition", "exm": "Example",
    "exr": "Exercise", "sol": "Solution", "rem": "Remark", "alg": "Algorithm", "nte": "Note",
    "tip": "Tip", "wrn": "Warning", "imp": "Important", "cau": "Caution", "apx": "Appendix",
    "dia": "Diagram", "vid": "Video",
}  # fmt: skip


class References(Struct):
    """The labels of a document: the words for each, and the citations that refer to none."""

    language: str
    words: dict[str, list[Node]] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)


def resolve(blocks: list[Node], language: str) -> tuple[list[Node], tuple[str, ...]]:
    """Return ``blocks`` with references as links, and the keys of the other citations."""
    blocks = rewritten(blocks, _labelled)
    references = References(language)
    counts: dict[str, int] = {}
    for node in nodes_in(blocks):
        attributes = attributes_of(node)
        key = _KEY.fullmatch(attributes[0]) if attributes else None
        if attributes is None or key is None or attributes[0] in references.words:
            continue
        kind = key["kind"].lower()
        counts[kind] = counts.get(kind, 0) + 1
        named = node[1][2] if node[0] == "Header" else []
        references.words[attributes[0]] = _words(kind, counts[kind], named, language)
    return rewritten(blocks, lambda node: _resolved(references, node)), tuple(references.unknown)


def _words(kind: str, number: int, title: list[Node], language: str) -> list[Node]:
    """Return the words of a reference: “Figure 2”, or the title of a section."""
    if title:
        return title
    added = words_for(language)
    label = {"fig": added.figure, "tbl": added.table, "eq": added.formula}.get(kind, "")
    counted = NUMBERED if kind in ("fig", "tbl") else ""
    return text(f"{label or _ENGLISH.get(kind, added.figure)}\u00a0{counted}{number}")


def _labelled(node: Node) -> list[Node]:
    """Move a label that stands behind a formula or in a caption to the attributes of its block."""
    kind, content = node
    if kind in ("Para", "Plain"):
        run = only_words(content)
        label = _LABEL.fullmatch(run[-1][1]) if run and run[-1][0] == "Str" else None
        before = only_words(run[:-1]) if label else []
        if label and before and before[-1][0] == "Math" and _KEY.fullmatch(label[1]):
            return [("Div", [given(label[1]), [(kind, before)]])]
    if kind == "Table" and not content[0][0]:
        return [(kind, _table_with_label(content))]
    return [node]


def _table_with_label(content: list[Any]) -> list[Any]:
    blocks = content[1][1]
    run = only_words(blocks[-1][1]) if blocks and blocks[-1][0] in ("Para", "Plain") else []
    label = _LABEL.fullmatch(run[-1][1]) if run and run[-1][0] == "Str" else None
    if label is None:
        return content
    words = [*blocks[:-1], (blocks[-1][0], only_words(run[:-1]))]
    return [[label[1], *content[0][1:]], [content[1][0], words], *content[2:]]


def _resolved(references: References, node: Node) -> list[Node]:
    """Return a citation as links, if it refers to labels; else its words as written."""
    kind, content = node
    if kind == "RawInline" and (called := _TEX.fullmatch(content[1])):
        words = references.words.get(called[1])
        return [("Link", [given(), words, [f"#{called[1]}", ""]])] if words else [node]
    if kind != "Cite":
        return [node]
    found: list[Node] = []
    for citation in content[0]:
        key = citation["citationId"]
        words = references.words.get(key)
        if words is None:
            references.unknown.update(dict.fromkeys(one["citationId"] for one in content[0]))
            return [node]
        if citation["citationMode"][0] == "SuppressAuthor" and words[-1][0] == "Str":
            words = [("Str", words[-1][1].rpartition("\u00a0")[2])]  # the number alone
        before = only_words(citation["citationPrefix"])
        after = only_words(citation["citationSuffix"])
        link = ("Link", [given(), words, [f"#{key}", ""]])
        piece = [*before, ("Space", None), link] if before else [link]
        found += [("Str", ","), ("Space", None)] if found else []
        found += [*piece, *after]
    return found
