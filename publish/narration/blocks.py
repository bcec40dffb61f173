"""Blocks -> what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.language.words import aside_name
from publish.model import (
    Aside,
    Block,
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
from publish.model.ids import title_id
from publish.model.walk import children_of, content_of, text_of
from publish.narration import figures
from publish.narration import figures as tables
from publish.narration.opening import tell_under_title, told_as_chapter
from publish.narration.profiles import NotesAt
from publish.narration.script import ChapterKind, Role
from publish.narration.script_builder import Pause, ScriptBuilder, letters


class Place(Struct, frozen=True):
    """Where a block stands: in which language, in which role, how deep (1: top sections)."""

    language: str
    role: Role = Role.BODY
    level: int = 0


def tell_blocks(builder: ScriptBuilder, blocks: Iterable[Block], place: Place) -> None:
    """Tell every block, in the order of the text."""
    for block in blocks:
        tell_block(builder, block, place)


def tell_block(builder: ScriptBuilder, block: Block, place: Place) -> None:
    """Tell one block with all that is inside it."""
    place = replace(place, language=block.language or place.language)
    with builder.silent(_left_out(builder, block)):
        _tell(builder, block, place)


def _left_out(builder: ScriptBuilder, block: Block) -> str:
    """Why the profile leaves out all of ``block``, with the words that announce it; or empty."""
    match block:
        case Table():
            return builder.profile.why(Role.TABLE)
        case CodeBlock():
            return builder.profile.why(Role.CODE)
        case MathBlock():
            return builder.profile.why(Role.MATH)
        case Quotation():
            return builder.profile.why(Role.QUOTATION)
        case Aside():
            return builder.profile.why(Role.ASIDE)
        case Figure():
            all_of_it = builder.profile.skip.issuperset(figures.ROLES)
            return builder.profile.leaves_out("figure") if all_of_it else ""
        case _:
            return ""


def _tell(builder: ScriptBuilder, block: Block, place: Place) -> None:
    match block:
        case Section():
            _section(builder, block, place)
        case Paragraph(content=content, id=own, line=line):
            builder.tell(
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
            tables.tell_table(builder, block, place.language, tell_blocks_as(builder, place))
        case CodeBlock():
            _code(builder, block, place)
        case MathBlock(tex=tex, alt=alt, id=own, line=line):
            builder.announce(builder.words.formula, block=own, line=line)
            builder.say(
                Role.MATH, (Span(alt or tex, place.language),),
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
        case ThematicBreak():
            builder.lengthen(Pause.BREAK)
        case Aside():
            _aside(builder, block, place)
        case Figure():
            figures.tell_figure(
                builder, block, place.language, place.level + 1, tell_blocks_as(builder, place)
            )
        case _:
            assert_never(block)


def tell_blocks_as(builder: ScriptBuilder, place: Place) -> figures.Tell:
    """A function that tells blocks in another role, for the modules that this one calls."""

    def tell(blocks: Iterable[Block], role: Role, language: str) -> None:
        tell_blocks(builder, blocks, replace(place, role=role, language=language))

    return tell


def _section(builder: ScriptBuilder, section: Section, place: Place) -> None:
    place = replace(place, level=place.level + 1)
    end_of_section(builder)
    title = " ".join(text_of(section.title).split())
    builder.begin(ChapterKind.SECTION, title, place.level, section.id)
    with told_as_chapter(builder, section, place.language, place.level):
        builder.tell(
            Role.HEADING, section.title, place.language,
            pause=Pause.HEADING, target=title_id(section.id), block=section.id, line=section.line,
        )  # fmt: skip
        if section.opening:
            tell_under_title(builder, section.opening, section.id)
        tell_blocks(builder, section.blocks, place)
        end_of_section(builder)


def end_of_section(builder: ScriptBuilder) -> None:
    """Read the notes that were called since the last section ended, if the profile says so."""
    if builder.profile.notes is NotesAt.SECTION:
        builder.read_called()


def _quotation(builder: ScriptBuilder, quotation: Quotation, place: Place) -> None:
    words = builder.words
    if quotation.pull and _stands_elsewhere(builder, quotation):
        text = " ".join(_text_in(quotation.blocks))
        text = f"{text} {text_of(quotation.attribution)}"
        builder.skip(text, quotation.line, "a pull quote repeats words of the article")
        return
    own, line = quotation.id, quotation.line
    builder.announce(words.pull_quote if quotation.pull else words.quotation, block=own, line=line)
    tell_blocks(builder, quotation.blocks, replace(place, role=Role.QUOTATION))
    builder.tell(
        Role.QUOTATION, quotation.attribution, place.language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    builder.announce(words.end_of_quotation, block=own, line=line)
    builder.lengthen(Pause.BLOCK)


def _stands_elsewhere(builder: ScriptBuilder, quotation: Quotation) -> bool:
    """Whether every run of words of a pull quote is in the article's own text."""
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
    tell_blocks(builder, item.blocks, place)
    if builder.before:  # an item without words still counts
        builder.say(place.role, (), pause=Pause.PARAGRAPH, block=item.id, line=item.line)


def _definitions(builder: ScriptBuilder, block: DefinitionList, place: Place) -> None:
    for item in block.items:
        language = item.language or place.language
        for term in item.terms:
            builder.tell(
                place.role, term, language,
                pause=Pause.ANNOUNCEMENT, target=item.id, block=item.id, line=item.line,
            )  # fmt: skip
        for meaning in item.meanings:
            tell_blocks(builder, meaning, replace(place, language=language))
    builder.lengthen(Pause.BLOCK)


def _code(builder: ScriptBuilder, block: CodeBlock, place: Place) -> None:
    """Code is told line by line; its indentation is for the eye."""
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
        builder.tell(
            Role.ANNOUNCEMENT, aside.title, place.language,
            pause=Pause.HEADING, target=title_id(own), block=own, line=line,
        )  # fmt: skip
    else:
        builder.announce(aside_name(aside.kind, words), block=own, line=line, target=title_id(own))
    tell_blocks(builder, aside.blocks, replace(place, role=Role.ASIDE))
    builder.lengthen(Pause.BLOCK)
