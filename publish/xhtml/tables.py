"""Tables -> XHTML.

How much room a table needs at least, so that its words and numbers stay whole.
"""

from __future__ import annotations

from publish.model import Cell, Row, Table
from publish.model.ids import caption_id
from publish.model.walk import blocks_in, content_of, grid, text_of
from publish.xhtml.content_model import Blocks, hosted
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element, lines, text
from publish.xhtml.inlines import inlines

#: The room (characters) that every screen has: a phone of 360 CSS px with letters twice as large.
NARROWEST = 20

#: A word of more characters than this, such as an address, may break.
LONGEST_WORD = 28

#: What stands between two columns, in characters.
_BETWEEN = 2


def longest_word(cell: Cell) -> int:
    """The length of the longest piece of ``cell`` without a space (characters)."""
    words = (
        word
        for block in blocks_in(cell.blocks)
        for content in content_of(block)
        for word in text_of(content).split()
    )
    return max(map(len, words), default=0)


def is_wide(table: Table) -> bool:
    """Whether the words of ``table`` may need more room than a small screen with large letters.

    Each column is as wide as its longest word; a cell that spans columns is spread over them.
    """
    widths: dict[int, float] = {}
    for _, cells in grid((*table.head, *table.body)):
        for cell, columns in cells:
            share = min(longest_word(cell), LONGEST_WORD) / cell.colspan
            for column in columns:
                widths[column] = max(widths.get(column, 0), share)
    return sum(widths.values()) + _BETWEEN * len(widths) > NARROWEST


def table(one: Table, setting: Setting, marks: Attributes, blocks: Blocks) -> str:
    """``table`` with its caption, which a number opens where the table has one.

    In EPUB a table that a small screen may not hold stands in a group that scrolls by itself, by
    keyboard too (WCAG 2.2 2.1.1, and 1.4.10, which lets tables scroll in two directions).
    """
    framed = setting.spelling.epub and is_wide(one)
    caption = ""
    if one.caption:
        label = number_label(setting.words.table, one.number, setting)
        name = setting.id(caption_id(one.id)) if framed else None
        caption = element("caption", label + inlines(one.caption, setting), {"id": name})
    head = _rows("thead", one.head, setting, blocks)
    body = _rows("tbody", one.body, setting, blocks)
    written = element("table", f"\n{lines(caption, head, body)}\n", marks)
    return _frame(one, written, setting) if framed else written


def _frame(one: Table, written: str, setting: Setting) -> str:
    named = setting.id(caption_id(one.id)) if one.caption else None
    name = {"aria-labelledby": named} if named else {"aria-label": setting.words.table}
    marks = {"class": "wide-table", "role": "group", "tabindex": "0", **name}
    return element("div", f"\n{written}\n", marks)


def number_label(kind: str, number: int, setting: Setting) -> str:
    """``<span class="label">Table 1.</span>`` and a space, or nothing without a number."""
    if not number:
        return ""
    marks = {"class": "label", **setting.ours()}
    return element("span", text(f"{kind} {number}."), marks) + " "


def _rows(name: str, rows: tuple[Row, ...], setting: Setting, blocks: Blocks) -> str:
    return (
        element(name, f"\n{lines(*(_row(row, setting, blocks) for row in rows))}\n") if rows else ""
    )


def _row(row: Row, setting: Setting, blocks: Blocks) -> str:
    inner = setting.within(row.language, row.line)
    cells = "".join(_cell(cell, inner, blocks) for cell in row.cells)
    return element("tr", cells, {"id": setting.id(row.id), **setting.rules(row.language)})


def _cell(cell: Cell, setting: Setting, blocks: Blocks) -> str:
    inner = setting.within(cell.language, cell.line)
    breaks = setting.spelling.epub and longest_word(cell) > LONGEST_WORD
    classes = [*([cell.align] if cell.align else []), *(["long-word"] if breaks else [])]
    return element(
        "th" if cell.scope else "td",
        hosted(cell.blocks, inner, blocks),
        {
            "id": setting.id(cell.id),
            "class": " ".join(classes) or None,
            "scope": cell.scope,
            "colspan": str(cell.colspan) if cell.colspan > 1 else None,
            "rowspan": str(cell.rowspan) if cell.rowspan > 1 else None,
            **setting.rules(cell.language),
        },
    )
