"""A figure -> a chapter of its own: what it shows, its caption, its description, its credit.

A table -> its header rows once, then row by row with the column headers before each cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from publish.language.spoken.text import Span
from publish.model import Block, Cell, Figure, Table
from publish.model.ids import image_id
from publish.model.walk import blocks_in, content_of, grid, text_of
from publish.narration.script import ChapterKind, Role
from publish.narration.script_builder import Pause, ScriptBuilder, letters, sentences_in

#: Tells blocks in a role and a language (``blocks.tell_blocks``, which calls this module).
Tell = Callable[[Iterable[Block], Role, str], None]

#: The roles of what a figure holds.
ROLES = (Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT)

#: The longest caption that names a chapter, in characters; a menu shows about as much.
LONGEST_TITLE = 60


def tell_figure(
    builder: ScriptBuilder, figure: Figure, language: str, level: int, tell: Tell
) -> None:
    """Tell ``figure`` as a chapter; ``level`` is the chapter's.

    The order is fixed: announcement, alt text (unless the caption says the same), caption,
    extended description, credit.  A picture that only decorates has no chapter.
    """
    image, words = figure.image, builder.words
    if image.decorative:
        builder.skip(image.source, figure.line, "the picture only decorates")
        return
    own, line = figure.id, figure.line
    caption = _plain(figure.caption)
    alt = " ".join((image.alt or "").split())
    name = f"{words.figure} {figure.number}" if figure.number else words.figure
    short = shorten(_first_sentence(figure.caption) or caption or alt)
    title = f"{name}: {short}" if short else name
    builder.begin(ChapterKind.FIGURE, title, level, own, image=image, alt=alt)
    builder.announce(name, block=own, line=line)
    if alt and letters(alt) in letters(caption):
        builder.skip(alt, line, "the caption says the same as the alt text")
    else:
        builder.say(
            Role.ALT, (Span(alt, language),),
            pause=Pause.PARAGRAPH, target=image_id(own), block=own, line=line,
        )  # fmt: skip
    tell(figure.caption, Role.CAPTION, language)
    if figure.description:
        builder.before = builder.own(f"{words.description}: ")
        tell(figure.description, Role.DESCRIPTION, language)
    if figure.credit:
        builder.before = builder.own(f"{words.credit}: ")
        builder.tell(
            Role.CREDIT, figure.credit, language,
            pause=Pause.PARAGRAPH, target=own, block=own, line=line,
        )  # fmt: skip
    builder.before = ()
    builder.announce(words.end_of_figure, block=own, line=line)
    builder.close()


def shorten(text: str, longest: int = LONGEST_TITLE) -> str:
    """``text`` without its final full stop, cut after a word where it is longer."""
    text = " ".join(text.split()).rstrip(".")
    if len(text) <= longest:
        return text
    cut = text[: longest + 1].rsplit(" ", 1)[0][:longest]
    return cut.rstrip(" ,;:.–—-") + "…"


def _first_sentence(blocks: Iterable[Block]) -> str:
    for block in blocks_in(blocks):
        for run in content_of(block):
            for content, _ in sentences_in(run):
                return text_of(content)
    return ""


def _plain(blocks: Iterable[Block]) -> str:
    return " ".join(
        " ".join(text_of(run).split()) for block in blocks_in(blocks) for run in content_of(block)
    )


Headers = dict[int, tuple[Span, ...]]


def tell_table(builder: ScriptBuilder, table: Table, language: str, tell: Tell) -> None:
    """Tell ``table``: announcement, caption, header rows, rows, and where it ends.

    "1990: 900." is one utterance; its target is the cell's own sentence.  A cell that spans
    columns bears the headers of all of them.
    """
    words, own, line = builder.words, table.id, table.line
    name = f"{words.table} {table.number}" if table.number else words.table
    builder.announce(name, block=own, line=line)
    builder.tell(
        Role.CAPTION, table.caption, language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    headers: Headers = {}
    for row, placed in grid(table.head):
        for cell, columns in placed:
            tell(cell.blocks, Role.TABLE, cell.language or row.language or language)
            builder.rest(Pause.CELL)
            spans = _header(builder, cell, cell.language or row.language or language)
            for column in columns if spans else ():
                comma = (Span(", ", language),) if column in headers else ()
                headers[column] = (*headers.get(column, ()), *comma, *spans)
        builder.rest(Pause.ROW)
    for row, placed in grid(table.body):
        for cell, columns in placed:
            inner = cell.language or row.language or language
            builder.before = _before(headers, columns, language)
            tell(cell.blocks, Role.TABLE, inner)
            builder.before = ()
            builder.rest(Pause.CELL)
        builder.rest(Pause.ROW)
    builder.announce(words.end_of_table, block=own, line=line)
    builder.lengthen(Pause.BLOCK)


def _before(headers: Headers, columns: range, language: str) -> tuple[Span, ...]:
    """The headers of ``columns``, as they are said before a cell."""
    found = list(dict.fromkeys(headers[column] for column in columns if column in headers))
    out: list[Span] = []
    for place, spans in enumerate(found):
        out += [*spans, Span(": " if place == len(found) - 1 else ", ", language)]
    return tuple(out)


def _header(builder: ScriptBuilder, cell: Cell, language: str) -> tuple[Span, ...]:
    """The words of a header cell."""
    spans: list[Span] = []
    for block in blocks_in(cell.blocks):
        for run in content_of(block):
            spans += builder.phraser.spans(run, block.language or language)
    return tuple(spans)
