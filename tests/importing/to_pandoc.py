"""An article -> pandoc's tree, so that pandoc can write it in any of its formats."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, assert_never

from msgspec.structs import replace

from publish.model import (
    Abbreviation,
    Align,
    Article,
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Deletion,
    Emphasis,
    Figure,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    List,
    MathBlock,
    NoteReference,
    Paragraph,
    Phrase,
    Pronounced,
    Quotation,
    Row,
    Scope,
    Section,
    Sentence,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    ThematicBreak,
)
from publish.runtime.pandoc import program

_ALIGNS = {Align.LEFT: "AlignLeft", Align.RIGHT: "AlignRight", Align.CENTRE: "AlignCenter"}
Node = dict[str, Any]


def write(article: Article, kind: str, file: Path) -> Path:
    """``article`` in pandoc's format ``kind``, without what only its front matter has."""
    tree = {
        "pandoc-api-version": [1, 23, 1],
        "meta": _meta(article),
        "blocks": _Writer(article, apart=kind in ("docx", "odt")).blocks(article.blocks),
    }
    command = [program(), "-f", "json", "-t", kind, "-s", "-o", str(file), "--mathml"]
    subprocess.run(
        command,
        input=json.dumps(tree).encode(),
        check=True,
        capture_output=True,
        cwd=article.file.parent,
    )
    return file


def _meta(article: Article) -> Node:
    metadata = article.metadata
    texts = {"title": metadata.title, "lang": metadata.language, "subtitle": metadata.subtitle}
    people = [_node("MetaString", person.name) for person in metadata.authors]
    meta = {name: _node("MetaString", text) for name, text in texts.items() if text}
    return {**meta, "author": _node("MetaList", people)}


def _node(kind: str, content: object = None) -> Node:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _attributes(block: Block, *classes: str, **pairs: str) -> list[object]:
    return [block.id, list(classes), [[name, value] for name, value in pairs.items()]]


class _Writer:
    def __init__(self, article: Article, *, apart: bool) -> None:
        """``apart``: a description stands after its figure, as the format has no place for it."""
        self._apart = apart
        self._notes = {note.id: note for note in article.notes}

    def blocks(self, blocks: Iterable[Block]) -> list[Node]:
        written: list[Node] = []
        for block in blocks:
            inner = self._block(block)
            if block.language:
                pairs = [["lang", block.language]]
                inner = [_node("Div", [["", [], pairs], inner])]
            written += inner
        return written

    def _block(self, block: Block) -> list[Node]:
        match block:
            case Section():
                heading = [block.level, _attributes(block), self.inlines(block.title)]
                return [_node("Header", heading), *self.blocks(block.blocks)]
            case Paragraph():
                return [_node("Para", self.inlines(block.content))]
            case Quotation():
                named = (Text("— "), *block.attribution) if block.attribution else ()
                inside = self.blocks(block.blocks)
                inside += [_node("Para", self.inlines(named))] if named else []
                return [_node("BlockQuote", inside)]
            case List():
                items = [self._item(item.blocks, item.checked, block) for item in block.items]
                if block.ordered:
                    style = [block.start, _node("Decimal"), _node("Period")]
                    return [_node("OrderedList", [style, items])]
                return [_node("BulletList", items)]
            case DefinitionList():
                return [
                    _node(
                        "DefinitionList",
                        [
                            [self.inlines(item.terms[0]), [self.blocks(m) for m in item.meanings]]
                            for item in block.items
                        ],
                    )
                ]
            case Table():
                return [self._table(block)]
            case CodeBlock():
                return [_node("CodeBlock", [_attributes(block, block.syntax), block.text])]
            case MathBlock():
                return [_node("Para", [_node("Math", [_node("DisplayMath"), block.tex])])]
            case ThematicBreak():
                return [_node("HorizontalRule")]
            case Aside():
                title = [_node("Para", self.inlines(block.title))] if block.title else []
                title = [_node("Div", [["", ["aside-title"], []], title])] if title else []
                inside = title + self.blocks(block.blocks)
                return [_node("Div", [_attributes(block, "aside", str(block.kind)), inside])]
            case Figure() if self._apart:
                alone = replace(block, description=())
                return [self._figure(alone), *self.blocks(block.description)]
            case Figure():
                return [self._figure(block)]
            case _:
                assert_never(block)

    def _item(self, blocks: Sequence[Block], checked: bool | None, around: List) -> list[Node]:
        inside = self.blocks(blocks)
        if around.tight:
            inside = [{**one, "t": "Plain"} if one["t"] == "Para" else one for one in inside]
        if checked is not None:
            inside[0]["c"][:0] = [_node("Str", "☒" if checked else "☐"), _node("Space")]
        return inside

    def _figure(self, figure: Figure) -> Node:
        alt = figure.image.alt or ""
        image = [["", [], [["alt", alt]]], _words(alt), [figure.image.source, ""]]
        caption = self.blocks(figure.caption)
        if figure.credit:
            credit = _node("Span", [["", ["credit"], []], self.inlines(figure.credit)])
            last = caption[-1] if caption else _node("Para", [])
            last["c"] += [_node("Space"), credit]
            caption = caption or [last]
        inside = [_node("Plain", [_node("Image", image)])]
        if figure.description:
            described = [["", ["description"], []], self.blocks(figure.description)]
            inside.append(_node("Div", described))
        if not caption and not figure.description:
            return _node("Para", [_node("Image", image)])
        return _node("Figure", [_attributes(figure), [None, caption], inside])

    def _table(self, table: Table) -> Node:
        first = (table.head or table.body)[0]
        aligns = [cell.align for cell in first.cells for _ in range(cell.colspan)]
        columns = [[_node(_ALIGNS.get(a, "AlignDefault") if a else "AlignDefault"),
                    _node("ColWidthDefault")] for a in aligns]  # fmt: skip
        stub = 0
        if table.body:
            stub = sum(cell.scope is Scope.ROW for cell in table.body[0].cells)
        none = ["", [], []]
        body = [none, stub, [], [self._row(row) for row in table.body]]
        caption = [_node("Para", self.inlines(table.caption))] if table.caption else []
        head = [none, [self._row(row) for row in table.head]]
        return _node(
            "Table", [_attributes(table), [None, caption], columns, head, [body], [none, []]]
        )

    def _row(self, row: Row) -> list[object]:
        none = ["", [], []]
        cells = []
        for cell in row.cells:
            inside = self.blocks(cell.blocks)
            if len(inside) == 1 and inside[0]["t"] == "Para":
                inside[0]["t"] = "Plain"
            align = _node(_ALIGNS[cell.align] if cell.align else "AlignDefault")
            cells.append([none, align, cell.rowspan, cell.colspan, inside])
        return [none, cells]

    def inlines(self, content: Iterable[Inline]) -> list[Node]:
        return [node for inline in content for node in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[Node]:
        match inline:
            case Text(text):
                return _words(text)
            case Emphasis(content):
                return [_node("Emph", self.inlines(content))]
            case Strong(content):
                return [_node("Strong", self.inlines(content))]
            case Deletion(content):
                return [_node("Strikeout", self.inlines(content))]
            case Superscript(content):
                return [_node("Superscript", self.inlines(content))]
            case Subscript(content):
                return [_node("Subscript", self.inlines(content))]
            case InlineCode(text):
                return [_node("Code", [["", [], []], text])]
            case Link(content, target, title):
                return [_node("Link", [["", [], []], self.inlines(content), [target, title]])]
            case Phrase(content, language):
                pairs = [["lang", language]]
                return [_node("Span", [["", [], pairs], self.inlines(content)])]
            case Abbreviation(text, expansion):
                pairs = [["title", expansion]]
                return [_node("Span", [["", ["abbr"], pairs], _words(text)])]
            case Pronounced(content) | Sentence(content):
                return self.inlines(content)
            case InlineMath(tex):
                return [_node("Math", [_node("InlineMath"), tex])]
            case InlineImage(image):
                alt = image.alt or ""
                return [_node("Image", [["", [], []], _words(alt), [image.source, ""]])]
            case NoteReference(note):
                return [_node("Note", self.blocks(self._notes[note].blocks))]
            case LineBreak():
                return [_node("LineBreak")]
            case _:
                assert_never(inline)


def _words(text: str) -> list[Node]:
    nodes: list[Node] = []
    for number, word in enumerate(text.split(" ")):
        nodes += [_node("Space")] if number else []
        nodes += [_node("Str", word)] if word else []
    return nodes
