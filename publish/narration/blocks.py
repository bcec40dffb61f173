"""Convert blocks to utterances of a script.

A figure becomes a separate chapter: alt text, caption, description, credit.  A table is read row by
row, with the column headers before each cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.language.words import aside_name, section_label
from publish.model import (
    UNTITLED,
    Aside,
    Block,
    Cell,
    CodeBlock,
    DefinitionList,
    Figure,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quotation,
    Section,
    Table,
    ThematicBreak,
)
from publish.model.captions import plain, short_caption, shorten
from publish.model.ids import (
    description_id,
    description_link_id,
    descriptions_id,
    image_id,
    title_id,
)
from publish.model.walk import blocks_in, children_of, content_of, grid, text_of
from publish.narration.opening import narrate_under_title, narrated_as_chapter
from publish.narration.phrases import formula_spans
from publish.narration.script import ChapterKind, NotesAt, Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder, letters

#: The roles of the parts of a figure.
_FIGURE_ROLES = (Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT)

#: The header cells above each column of a table.
_Headers = dict[int, tuple[Span, ...]]


def narrate_blocks(builder: ScriptBuilder, blocks: Iterable[Block], place: Place) -> None:
    """Narrate ``blocks`` in their order."""
    for block in blocks:
        narrate_block(builder, block, place)


def narrate_block(builder: ScriptBuilder, block: Block, place: Place) -> None:
    """Narrate a block with all blocks inside it."""
    place = replace(place, language=block.language or place.language)
    with builder.silent(_left_out(builder, block)):
        _narrate(builder, block, place)


def _left_out(builder: ScriptBuilder, block: Block) -> str:
    """Return why the profile skips all of ``block`` with its announcement, or an empty string."""
    match block:
        case Table():
            return builder.profile.reason_to_skip(Role.TABLE)
        case CodeBlock():
            return builder.profile.reason_to_skip(Role.CODE)
        case MathBlock():
            return builder.profile.reason_to_skip(Role.MATH)
        case Quotation():
            return builder.profile.reason_to_skip(Role.QUOTATION)
        case Aside():
            return builder.profile.reason_to_skip(Role.ASIDE)
        case Figure():
            all_of_it = builder.profile.skip.issuperset(_FIGURE_ROLES)
            return builder.profile.leaves_out("figure") if all_of_it else ""
        case _:
            return ""


def _narrate(builder: ScriptBuilder, block: Block, place: Place) -> None:
    match block:
        case Section():
            _section(builder, block, place)
        case Paragraph(content=content, id=own, line=line):
            builder.narrate(
                place.role, content, place.language,
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
        case Quotation():
            _quotation(builder, block, place)
        case List():
            _list(builder, block, place)
        case DefinitionList():
            _definitions(builder, block, place)
        case Table():
            _table(builder, block, place)
        case CodeBlock():
            _code(builder, block, place)
        case MathBlock(id=own, line=line):
            builder.announce(builder.words.formula, block=own, line=line)
            builder.say(
                Role.MATH, tuple(formula_spans(block, place.language)),
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
        case ThematicBreak():
            builder.lengthen(Pause.BREAK)
        case Aside():
            _aside(builder, block, place)
        case Figure():
            _figure(builder, block, place)
        case _:
            assert_never(block)


def _section(builder: ScriptBuilder, section: Section, place: Place) -> None:
    place = replace(place, level=place.level + 1)
    end_of_section(builder, place.level - 1)
    title = " ".join(text_of(section.title).split())
    builder.begin(ChapterKind.SECTION, title, place.level, section.id)
    with narrated_as_chapter(builder, section, place.language, place.level):
        counted = replace(section, numerals="arabic")  # a voice would read "I" as a word
        if label := section_label(counted, builder.words):
            builder.before = builder.own(f"{label}. ")
        own = section.id if section.kind in UNTITLED else title_id(section.id)
        builder.narrate(
            Role.HEADING, section.title, place.language,
            pause=Pause.HEADING, target=own, block=section.id, line=section.line,
        )  # fmt: skip
        if section.opening:
            narrate_under_title(builder, section.opening, section.id)
        narrate_blocks(builder, section.blocks, place)
        end_of_section(builder, place.level)


def end_of_section(builder: ScriptBuilder, level: int) -> None:
    """Read the notes called since the last section, of ``level``, if the profile says so."""
    if builder.profile.notes is NotesAt.SECTION:
        builder.read_called(level + 1)


def _quotation(builder: ScriptBuilder, quotation: Quotation, place: Place) -> None:
    words = builder.words
    if quotation.pull and _repeats_text(builder, quotation):
        text = " ".join(_text_in(quotation.blocks))
        text = f"{text} {text_of(quotation.attribution)}"
        builder.skip(text, quotation.line, "a pull quote repeats words of the article")
        return
    own, line = quotation.id, quotation.line
    builder.announce(words.pull_quote if quotation.pull else words.quotation, block=own, line=line)
    narrate_blocks(builder, quotation.blocks, replace(place, role=Role.QUOTATION))
    builder.narrate(
        Role.QUOTATION, quotation.attribution, place.language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    builder.announce(words.end_of_quotation, block=own, line=line)
    builder.lengthen(Pause.BLOCK)


def _repeats_text(builder: ScriptBuilder, quotation: Quotation) -> bool:
    """Return whether the words of a pull quote are in the text of the article."""
    whole = letters(builder.phraser.text)
    return all(letters(run) in whole for run in _text_in(quotation.blocks))


def _text_in(blocks: Iterable[Block]) -> list[str]:
    out = []
    for block in blocks:
        out += [text_of(run) for run in content_of(block)]
        if isinstance(block, CodeBlock):
            out.append(block.text)
        out += _text_in(children_of(block))
    return out


def _list(builder: ScriptBuilder, block: List, place: Place) -> None:
    for number, item in enumerate(block.items, start=block.start):
        language = item.language or place.language
        marks: list[Span] = [Span(f"{number}. ", language)] if block.ordered else []
        if item.checked is not None:
            state = builder.words.task_done if item.checked else builder.words.task_open
            marks += builder.own(f"{state}: ")
        _item(builder, item, tuple(marks), replace(place, language=language))
    builder.lengthen(Pause.BLOCK)


def _item(builder: ScriptBuilder, item: ListItem, marks: tuple[Span, ...], place: Place) -> None:
    builder.before = (*builder.before, *marks)
    narrate_blocks(builder, item.blocks, place)
    if builder.before:  # the number of an item without words
        builder.say(place.role, (), pause=Pause.PARAGRAPH, block=item.id, line=item.line)


def _definitions(builder: ScriptBuilder, block: DefinitionList, place: Place) -> None:
    for item in block.items:
        language = item.language or place.language
        for term in item.terms:
            builder.narrate(
                place.role, term, language,
                pause=Pause.ANNOUNCEMENT, target=item.id, block=item.id, line=item.line,
            )  # fmt: skip
        for meaning in item.meanings:
            narrate_blocks(builder, meaning, replace(place, language=language))
    builder.lengthen(Pause.BLOCK)


def _code(builder: ScriptBuilder, block: CodeBlock, place: Place) -> None:
    """Narrate code line by line, without its indentation."""
    builder.announce(builder.words.code, block=block.id, line=block.line)
    for text in block.text.splitlines():
        builder.say(
            Role.CODE, (Span(text, place.language),),
            pause=Pause.SENTENCE, target=block.id, block=block.id, line=block.line,
        )  # fmt: skip
    builder.lengthen(Pause.BLOCK)


def _aside(builder: ScriptBuilder, aside: Aside, place: Place) -> None:
    words = builder.words
    own, line = aside.id, aside.line
    if aside.title:
        builder.narrate(
            Role.ANNOUNCEMENT, aside.title, place.language,
            pause=Pause.HEADING, target=title_id(own), block=own, line=line,
        )  # fmt: skip
    else:
        builder.announce(aside_name(aside.kind, words), block=own, line=line, target=title_id(own))
    narrate_blocks(builder, aside.blocks, replace(place, role=Role.ASIDE))
    builder.lengthen(Pause.BLOCK)


def _figure(builder: ScriptBuilder, figure: Figure, place: Place) -> None:
    """Narrate ``figure`` as a chapter one level below ``place``.

    The order is: announcement, alt text (unless the caption says the same), caption, extended
    description, credit.  A decorative picture has no chapter.
    """
    image, words, language = figure.image, builder.words, place.language
    if image.decorative:
        builder.skip(image.source, figure.line, "the picture only decorates")
        return
    own, line = figure.id, figure.line
    caption = plain(figure.caption)
    alt = " ".join((image.alt or "").split())
    name = f"{words.figure} {figure.number}" if figure.number else words.figure
    short = short_caption(figure)
    title = f"{name}: {short}" if short else name
    builder.begin(ChapterKind.FIGURE, title, place.level + 1, own, image=image, alt=alt)
    builder.announce(name, block=own, line=line)
    if alt and letters(alt) in letters(caption):
        builder.skip(alt, line, "the caption says the same as the alt text")
    else:
        builder.say(
            Role.ALT, (Span(alt, language),),
            pause=Pause.PARAGRAPH, target=image_id(own), block=own, line=line,
        )  # fmt: skip
    narrate_blocks(builder, figure.caption, replace(place, role=Role.CAPTION))
    if figure.credit:
        builder.before = builder.own(f"{words.credit}: ")
        builder.narrate(
            Role.CREDIT, figure.credit, language,
            pause=Pause.PARAGRAPH, target=own, block=own, line=line,
        )  # fmt: skip
    builder.before = ()
    builder.announce(words.end_of_figure, block=own, line=line)
    builder.close()
    if figure.description:
        _description(builder, figure, place)


def _description(builder: ScriptBuilder, figure: Figure, place: Place) -> None:
    """Narrate the extended description of ``figure`` as a chapter, which can be skipped.

    It begins with its name, which a link to it has.
    """
    own = figure.id
    with builder.silent(builder.profile.reason_to_skip(Role.DESCRIPTION)):
        builder.label(builder.words.descriptions, title_id(descriptions_id(builder.chapter)))
        name = builder.words.description_of.format(number=figure.number)
        builder.begin(ChapterKind.DESCRIPTION, name, place.level + 2, description_id(own))
        link = description_link_id(own)
        builder.announce(name, block=own, line=figure.line, target=link)
        narrate_blocks(builder, figure.description, replace(place, role=Role.DESCRIPTION))
        builder.close()


def _table(builder: ScriptBuilder, table: Table, place: Place) -> None:
    """Narrate ``table`` as a chapter: announcement, caption, header rows, rows, and its end.

    "1990: 900." is one utterance; its target is the cell's own sentence.  A cell that spans
    columns gets the headers of all of them.
    """
    words, own, line, language = builder.words, table.id, table.line, place.language
    name = f"{words.table} {table.number}" if table.number else words.table
    short = shorten(text_of(table.caption))
    inside = builder.open and builder.open.kind is ChapterKind.TABLE  # in a cell
    if not inside:
        title = f"{name}: {short}" if short else name
        builder.begin(ChapterKind.TABLE, title, place.level + 1, own)
    builder.announce(name, block=own, line=line)
    builder.narrate(
        Role.CAPTION, table.caption, language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    headers: _Headers = {}
    for row, cells in grid(table.head):
        for cell, columns in cells:
            inner = replace(
                place, role=Role.TABLE, language=cell.language or row.language or language
            )
            narrate_blocks(builder, cell.blocks, inner)
            builder.set_pause(Pause.CELL)
            spans = _header(builder, cell, inner.language)
            for column in columns if spans else ():
                comma = (Span(", ", language),) if column in headers else ()
                headers[column] = (*headers.get(column, ()), *comma, *spans)
        builder.set_pause(Pause.ROW)
    for row, cells in grid(table.body):
        for cell, columns in cells:
            inner = replace(
                place, role=Role.TABLE, language=cell.language or row.language or language
            )
            builder.before = _before(headers, columns, language)
            said = len(builder.said)
            narrate_blocks(builder, cell.blocks, inner)
            if len(builder.said) == said and not builder.skips(Role.TABLE):
                blank = builder.own(words.blank)
                builder.say(Role.TABLE, blank, pause=Pause.CELL, block=own, line=line)
            builder.before = ()
            builder.set_pause(Pause.CELL)
        builder.set_pause(Pause.ROW)
    builder.announce(words.end_of_table, block=own, line=line)
    builder.lengthen(Pause.BLOCK)
    if not inside:
        builder.close()


def _before(headers: _Headers, columns: range, language: str) -> tuple[Span, ...]:
    """Return the headers of ``columns``, as they are spoken before a cell."""
    found = list(dict.fromkeys(headers[column] for column in columns if column in headers))
    out: list[Span] = []
    for place, spans in enumerate(found):
        out += [*spans, Span(": " if place == len(found) - 1 else ", ", language)]
    return tuple(out)


def _header(builder: ScriptBuilder, cell: Cell, language: str) -> tuple[Span, ...]:
    """Return the words of a header cell."""
    spans: list[Span] = []
    for block in blocks_in(cell.blocks):
        for run in content_of(block):
            spans += builder.phraser.spans(run, block.language or language)
    return tuple(spans)
