"""Write blocks as lines of a source, and record the line of each block.

Tables are written with pipes if possible, or else as lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import assert_never

from msgspec import Struct

from publish.importing.writing.inlines import line_of, option_of
from publish.model import (
    Align,
    Aside,
    AsideKind,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    Inline,
    LineBreak,
    List,
    MathBlock,
    Note,
    Paragraph,
    Quotation,
    Row,
    Scope,
    Section,
    Speech,
    Table,
    ThematicBreak,
)


class Lines(Struct, frozen=True):
    """Written lines; ``marks`` pairs the serial numbers of blocks with the indexes of their lines.

    The serial number of a block is its ``line`` in the model.
    """

    lines: tuple[str, ...]
    marks: tuple[tuple[int, int], ...] = ()

    def within(self, first: str, rest: str) -> Lines:
        """Return the lines prefixed by ``first`` (the first line) or ``rest`` (the others)."""
        return Lines(
            tuple((rest if n else first) + line for n, line in enumerate(self.lines)), self.marks
        ).stripped()

    def stripped(self) -> Lines:
        """Return the lines without spaces at their ends."""
        return Lines(tuple(line.rstrip(" ") for line in self.lines), self.marks)

    def marked(self, serial: int) -> Lines:
        """Return the lines with the first line recorded for the block ``serial``."""
        return Lines(self.lines, ((serial, 0), *self.marks))


def joined(parts: Iterable[Lines], *, between: tuple[str, ...] = ()) -> Lines:
    """Return the lines of all ``parts``, with ``between`` between them."""
    lines: list[str] = []
    marks: list[tuple[int, int]] = []
    for part in parts:
        if lines:
            lines += between
        marks += ((serial, index + len(lines)) for serial, index in part.marks)
        lines += part.lines
    return Lines(tuple(lines), tuple(marks))


_COLONS = re.compile(r"^[\s>*\d.)-]*(:{3,})")
_BLANK = ("",)


def blocks_of(blocks: Sequence[Block]) -> Lines:
    """Return ``blocks`` with empty lines between them."""
    parts: list[Lines] = []
    before: Block | None = None
    other = False
    for block in blocks:
        other = _same_list(before, block) and not other
        if isinstance(block, DefinitionList | List) and isinstance(before, DefinitionList):
            parts.append(Lines(("%",)))  # else its first line would become a term
        written = _block(block, other=other)
        if written.lines:
            parts.append(written.marked(block.line))
            before = block
    return joined(parts, between=_BLANK)


def note_of(note: Note) -> Lines:
    """Return a note, with its attributes before it."""
    written = blocks_of(note.blocks).within(f"[^{note.id}]: ", "    ")
    return _attributes(written, "", note.language).marked(note.line)


def _same_list(before: Block | None, block: Block) -> bool:
    """Return whether two lists would be joined if they had the same marker."""
    return isinstance(before, List) and isinstance(block, List) and before.ordered == block.ordered


def _block(block: Block, *, other: bool) -> Lines:
    """Return ``block`` as lines; with ``other``, a list gets the other marker."""
    match block:
        case Section():
            heading = Lines((f"{'#' * min(block.level, 6)} {line_of(block.title, inside=True)}",))
            parts = [_attributes(heading.stripped(), block.id, block.language)]
            inside = blocks_of(block.blocks)
            return joined([*parts, inside] if inside.lines else parts, between=_BLANK)
        case Paragraph():
            written = line_of(block.content)
            lines = Lines(tuple(written.split("\n"))) if written else Lines(())
        case Quotation(pull=False):
            lines = _quoted(block)
        case Quotation():
            lines = directive("pull-quote", "", {"name": block.id}, _quoted_inside(block))
            return _attributes(lines, "", block.language)
        case List():
            lines = _list(block, other=other)
        case DefinitionList():
            lines = _definitions(block)
        case Table():
            return table_of(block)
        case CodeBlock():
            lines = _code(block)
        case MathBlock():
            lines = _formula(block)
        case ThematicBreak():
            lines = Lines(("***",))
        case Aside():
            kind = block.kind
            if kind is AsideKind.ADMONITION and not block.title:
                kind = AsideKind.NOTE
            inside = blocks_of(block.blocks)
            lines = directive(kind, option_of(block.title), {"name": block.id}, inside)
            return _attributes(lines, "", block.language)
        case Speech():
            name, inside = option_of(block.speaker), blocks_of(block.blocks)
            lines = directive("speech", name, {"name": block.id}, inside)
            return _attributes(lines, "", block.language)
        case Figure():
            return _attributes(_figure(block), "", block.language)
        case _:
            assert_never(block)
    return _attributes(lines, block.id, block.language)


def _attributes(lines: Lines, identity: str, language: str | None) -> Lines:
    given = [f"#{identity}"] if identity else []
    given += [f"lang={language}"] if language else []
    if not given or not lines.lines:
        return lines
    return joined([Lines(("{" + " ".join(given) + "}",)), lines])


def attributes(lines: Lines, language: str | None) -> Lines:
    """Return ``lines``, after an attribute line with ``language`` if there is one."""
    return _attributes(lines, "", language)


def directive(name: str, argument: str, options: dict[str, str], inside: Lines) -> Lines:
    """Return a directive with a fence longer than any inside; empty options are left out."""
    inner = max((len(m[1]) for line in inside.lines if (m := _COLONS.match(line))), default=2)
    fence = ":" * (inner + 1)
    opening = [f"{fence}{{{name}}} {argument}".rstrip()]
    opening += [f":{key}: {value}" for key, value in options.items() if value]
    if inside.lines and (len(opening) > 1 or inside.lines[0].startswith(":")):
        opening.append("")
    return joined([Lines(tuple(opening)), inside, Lines((fence,))])


def _quoted(block: Quotation) -> Lines:
    return _quoted_inside(block).within("> ", "> ")


def _quoted_inside(block: Quotation) -> Lines:
    inside = blocks_of(block.blocks)
    if not block.attribution:
        return inside
    named = Lines((f"— {option_of(block.attribution)}",))
    return joined([inside, named] if inside.lines else [named], between=_BLANK)


def _list(block: List, *, other: bool) -> Lines:
    tight = block.tight and all(_is_tight(item.blocks) for item in block.items)
    items = []
    for number, item in enumerate(block.items, start=block.start):
        mark = f"{number}{')' if other else '.'}" if block.ordered else "*" if other else "-"
        inside = _tight(item.blocks) if tight else blocks_of(item.blocks)
        if item.checked is not None:
            box = "[x] " if item.checked else "[ ] "
            head = inside.lines[:1] or ("",)
            inside = Lines((box + head[0], *inside.lines[1:]), inside.marks)
        inside = inside if inside.lines else Lines(("",))
        items.append(inside.within(f"{mark} ", " " * (len(mark) + 1)).marked(item.line))
    return joined(items, between=() if tight else _BLANK)


def _is_tight(blocks: Sequence[Block]) -> bool:
    """Return whether the blocks of an item need no empty lines between them."""
    rest = blocks[1:]
    return all(isinstance(block, List | Quotation | CodeBlock) for block in rest) and not any(
        _same_list(one, two) or type(one) is type(two) is Quotation for one, two in pairwise(rest)
    )


def _tight(blocks: Iterable[Block]) -> Lines:
    return joined(blocks_of((block,)) for block in blocks)


def _definitions(block: DefinitionList) -> Lines:
    parts = []
    for item in block.items:
        terms = " / ".join(line_of(term, inside=True) for term in item.terms)
        meanings = [
            (blocks_of(meaning) if meaning else Lines(("",))).within(": ", "  ")
            for meaning in item.meanings
        ]
        parts.append(joined([Lines((terms,)), joined(meanings, between=_BLANK)]).marked(item.line))
    return joined(parts, between=_BLANK)


def _code(block: CodeBlock) -> Lines:
    longest = max((len(run) for run in re.findall("`+", block.text)), default=2)
    fence = "`" * max(3, longest + 1)
    syntax = re.sub(r"[\s`{}\\&]", "", block.syntax)
    return Lines((fence + syntax, *block.text.split("\n"), fence))


def _formula(block: MathBlock) -> Lines:
    inside = Lines(tuple(line.rstrip() for line in block.tex.split("\n") if line.strip()))
    if block.alt or "$" in block.tex:
        return directive("math", "", {"alt": " ".join(block.alt.split())}, inside)
    return joined([Lines(("$$",)), inside, Lines(("$$",))])


def _figure(block: Figure) -> Lines:
    image = block.image
    options = {
        "name": block.id,
        "decorative": "true" if image.decorative else "",
        "alt": " ".join((image.alt or "").split()),
        "credit": option_of(block.credit),
        "audio": block.recording.name if block.recording else "",
    }
    inside = [blocks_of(block.caption)] if block.caption else []
    if block.description:
        inside.append(directive("description", "", {}, blocks_of(block.description)))
    return directive("figure", image.source, options, joined(inside, between=_BLANK))


_RULES = {None: "---", Align.LEFT: ":---", Align.CENTRE: ":---:", Align.RIGHT: "---:"}
MAX_PIPES = 200
"""The most characters of a row of pipes; a longer one is easier to edit as a list."""


def table_of(table: Table) -> Lines:
    """Return a pipe table, or a list table if cells span, hold several blocks or are long."""
    stub = _stub(table)
    options = {"name": table.id, "stub-columns": str(stub) if stub else ""}
    caption = option_of(table.caption)
    pipes = _pipes(table)
    if pipes:
        if caption or stub or table.id:
            pipes = directive("table", caption, options, pipes)
        return attributes(pipes, table.language)
    options = {"header-rows": str(len(table.head)) if table.head else "", **options}
    rows = joined(_list_row(row) for row in (*table.head, *table.body))
    return attributes(directive("list-table", caption, options, rows), table.language)


def _stub(table: Table) -> int:
    """Return the number of columns at the left that are row headers in every row."""
    counts = []
    covered = 0
    for row in table.body:
        if covered > 0:  # the first column is covered from above
            covered -= 1
            continue
        columns = 0
        for cell in row.cells:
            if cell.scope is not Scope.ROW:
                break
            columns += cell.colspan
        counts.append(columns)
        covered = row.cells[0].rowspan - 1 if row.cells else 0
    return min(counts, default=0)


def _has_pipes(table: Table) -> bool:
    rows = (*table.head, *table.body)
    if len(table.head) > 1 or not rows:
        return False
    return all(_is_line(cell) for row in rows for cell in row.cells)


def _is_line(cell: Cell) -> bool:
    if cell.colspan > 1 or cell.rowspan > 1 or cell.language or len(cell.blocks) > 1:
        return False
    return not cell.blocks or (
        isinstance(only := cell.blocks[0], Paragraph)
        and not (only.id or only.language)
        and not any(isinstance(inline, LineBreak) for inline in only.content)
    )


def _content(cell: Cell) -> tuple[Inline, ...]:
    only = cell.blocks[0] if cell.blocks else None
    return only.content if isinstance(only, Paragraph) else ()


def _words(cell: Cell) -> str:
    return line_of(_content(cell), cell=True)


def _pipes(table: Table) -> Lines | None:
    """Return a table of pipes; ``None`` if a cell spans or holds blocks, or a row is long."""
    if not _has_pipes(table):
        return None
    rows = [table.head[0] if table.head else None, *table.body]
    width = len((table.head or table.body)[0].cells)
    written = [[_words(cell) for cell in row.cells] if row else [""] * width for row in rows]
    if any(sum(len(cell) + 3 for cell in row) > MAX_PIPES for row in written):
        return None
    aligns = [cell.align for cell in (table.head or table.body)[0].cells]
    rules = [_RULES[align] for align in aligns]
    widths = [max(len(rules[n]), *(len(row[n]) for row in written)) for n in range(width)]
    lines = [_row(row, widths) for row in written]
    lines.insert(1, _row([_ruled(rule, widths[n]) for n, rule in enumerate(rules)], widths))
    marks = [(row.line, n + (n > 0)) for n, row in enumerate(rows) if row]
    return Lines(tuple(lines), tuple(marks))


def _row(cells: list[str], widths: list[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _ruled(rule: str, width: int) -> str:
    """Return a delimiter as wide as its column."""
    return rule.replace("---", "-" * (width - len(rule) + 3))


def _list_row(row: Row) -> Lines:
    cells = [_list_cell(cell).within("- ", "  ").marked(cell.line) for cell in row.cells]
    return joined(cells).within("* ", "  ").marked(row.line)


def _list_cell(cell: Cell) -> Lines:
    spans = [f"{{cspan}}`{cell.colspan - 1}`"] if cell.colspan > 1 else []
    spans += [f"{{rspan}}`{cell.rowspan - 1}`"] if cell.rowspan > 1 else []
    inside = blocks_of(cell.blocks)
    if not spans:
        return inside if inside.lines else Lines(("",))
    first = cell.blocks[0] if cell.blocks else None
    if isinstance(first, Paragraph) and not (first.id or first.language):
        return Lines((f"{' '.join(spans)} {inside.lines[0]}", *inside.lines[1:]), inside.marks)
    roles = Lines((" ".join(spans),))
    return joined([roles, inside], between=("",)) if inside.lines else roles
