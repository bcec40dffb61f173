"""A note at its call, for CSS footnotes: phrasing content only, since it stands in a paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from publish.model import (
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    List,
    MathBlock,
    Note,
    Paragraph,
    Quotation,
    Row,
    Section,
    Table,
    ThematicBreak,
)
from publish.model.walk import children_of, content_of
from publish.xhtml.context import Setting
from publish.xhtml.escape import element, text
from publish.xhtml.formulas import formula
from publish.xhtml.pictures import picture

#: ``inlines.inlines``, which calls this module and so cannot be imported here.
Inlines = Callable[[Iterable[Inline], Setting], str]


def footnote(note: Note, setting: Setting, inlines: Inlines) -> str:
    """``<span class="footnote" id>``: a back link that shows the number, then the note's blocks.

    Each block inside is a ``span`` with a class: ``note-paragraph``, or ``note-list`` of
    ``note-item`` (with their ARIA roles), or ``note-table`` of ``note-row`` of ``note-head`` and
    ``note-cell``.  A block without a phrasing form gives its words.
    """
    inner = setting.within(note.language, note.line)
    back = element(
        "a",
        str(note.number),
        {
            "class": "note-number",
            "href": setting.spelling.target(note.calls[0]) if note.calls else None,
            "role": "doc-backlink",
            "aria-label": f"{setting.words.back_to_text} ({note.number})",
            **inner.ours(),
        },
    )
    attributes = {"class": "footnote", "id": note.id, **setting.rules(note.language)}
    return element("span", f"{back} {_phrases(note.blocks, inner, inlines)}", attributes)


def _phrases(blocks: Iterable[Block], setting: Setting, inlines: Inlines) -> str:
    return " ".join(_phrase(block, setting, inlines) for block in blocks)


def _row(row: Row, setting: Setting, inlines: Inlines) -> str:
    """A row of a table as a line; the style sheet sets its cells apart."""
    inner = setting.within(row.language, row.line)
    cells = " ".join(
        element(
            "span",
            _phrases(cell.blocks, inner.within(cell.language), inlines),
            {
                "class": "note-head" if cell.scope else "note-cell",
                "id": setting.id(cell.id),
                **inner.rules(cell.language),
            },
        )
        for cell in row.cells
    )
    marks = {"class": "note-row", "id": setting.id(row.id), **setting.rules(row.language)}
    return element("span", cells, marks)


def _phrase(block: Block, setting: Setting, inlines: Inlines) -> str:
    inner = setting.within(block.language, block.line)
    attributes = {"id": setting.id(block.id), **setting.rules(block.language)}
    match block:
        case Paragraph(content=content):
            return element(
                "span", inlines(content, inner), {"class": "note-paragraph", **attributes}
            )
        case List(items=items):
            entries = "".join(
                element(
                    "span",
                    _phrases(item.blocks, inner.within(item.language), inlines),
                    {
                        "class": "note-item",
                        "role": "listitem",
                        "id": setting.id(item.id),
                        **inner.rules(item.language),
                    },
                )
                for item in items
            )
            return element("span", entries, {"class": "note-list", "role": "list", **attributes})
        case CodeBlock(text=code):
            return element("code", text(code), attributes)
        case MathBlock(tex=tex, alt=alt):
            return element("span", formula(tex, alt, inner), attributes)
        case Figure(image=image):
            words = inlines(block.credit, inner)
            caption = _phrases(block.caption + block.description, inner, inlines)
            return element("span", f"{picture(image, inner)} {caption} {words}", attributes)
        case Table(head=head, body=body, caption=caption):
            rows = [_row(row, inner, inlines) for row in head + body]
            if caption:
                rows.insert(0, element("span", inlines(caption, inner), {"class": "note-row"}))
            return element("span", " ".join(rows), {"class": "note-table", **attributes})
        case Quotation() | DefinitionList() | Aside() | Section() | ThematicBreak():
            own = " ".join(inlines(run, inner) for run in content_of(block))
            inside = _phrases(children_of(block), inner, inlines)
            return element(
                "span",
                f"{inside} {own}" if isinstance(block, Quotation) else f"{own} {inside}",
                attributes,
            )
        case _:
            assert_never(block)
