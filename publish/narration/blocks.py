"""Blocks -> what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from publish.article import (
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
from publish.narration import figures, tables
from publish.narration.chapters import told_as_chapter
from publish.narration.opening import tell_under_title
from publish.narration.pauses import Pause
from publish.narration.profiles import NotesAt
from publish.narration.script import ChapterKind, Role, Span
from publish.narration.telling import Telling, letters
from publish.walk import children_of, content_of, text_of
from publish.words.asides import aside_name


class Place(Struct, frozen=True):
    """Where a block stands: in which language, in which role, how deep (1: top sections)."""

    language: str
    role: Role = Role.BODY
    level: int = 0


def tell_blocks(telling: Telling, blocks: Iterable[Block], place: Place) -> None:
    """Tell every block, in the order of the text."""
    for block in blocks:
        tell_block(telling, block, place)


def tell_block(telling: Telling, block: Block, place: Place) -> None:
    """Tell one block with all that is inside it."""
    place = replace(place, language=block.language or place.language)
    with telling.silent(_left_out(telling, block)):
        _tell(telling, block, place)


def _left_out(telling: Telling, block: Block) -> str:
    """Why the profile leaves out all of ``block``, with the words that announce it; or empty."""
    match block:
        case Table():
            return telling.profile.why(Role.TABLE)
        case CodeBlock():
            return telling.profile.why(Role.CODE)
        case MathBlock():
            return telling.profile.why(Role.MATH)
        case Quotation():
            return telling.profile.why(Role.QUOTATION)
        case Aside():
            return telling.profile.why(Role.ASIDE)
        case Figure():
            all_of_it = telling.profile.skip.issuperset(figures.ROLES)
            return telling.profile.leaves_out("figure") if all_of_it else ""
        case _:
            return ""


def _tell(telling: Telling, block: Block, place: Place) -> None:
    match block:
        case Section():
            _section(telling, block, place)
        case Paragraph(content=content, id=own, line=line):
            telling.tell(
                place.role, content, place.language,
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
        case Quotation():
            _quotation(telling, block, place)
        case List():
            _list(telling, block, place)
        case DefinitionList():
            _definitions(telling, block, place)
        case Table():
            tables.tell_table(telling, block, place.language, tell_blocks_as(telling, place))
        case CodeBlock():
            _code(telling, block, place)
        case MathBlock(tex=tex, alt=alt, id=own, line=line):
            telling.announce(telling.words.formula, block=own, line=line)
            telling.say(
                Role.MATH, (Span(alt or tex, place.language),),
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
        case ThematicBreak():
            telling.lengthen(Pause.BREAK)
        case Aside():
            _aside(telling, block, place)
        case Figure():
            figures.tell_figure(
                telling, block, place.language, place.level + 1, tell_blocks_as(telling, place)
            )
        case _:
            assert_never(block)


def tell_blocks_as(telling: Telling, place: Place) -> figures.Tell:
    """A function that tells blocks in another role, for the modules that this one calls."""

    def tell(blocks: Iterable[Block], role: Role, language: str) -> None:
        tell_blocks(telling, blocks, replace(place, role=role, language=language))

    return tell


def _section(telling: Telling, section: Section, place: Place) -> None:
    place = replace(place, level=place.level + 1)
    end_of_section(telling)
    title = " ".join(text_of(section.title).split())
    telling.begin(ChapterKind.SECTION, title, place.level, section.id)
    with told_as_chapter(telling, section, place.language, place.level):
        telling.tell(
            Role.HEADING, section.title, place.language,
            pause=Pause.HEADING, target=f"{section.id}-title", block=section.id, line=section.line,
        )  # fmt: skip
        if section.opening:
            tell_under_title(telling, section.opening, f"{section.id}-")
        tell_blocks(telling, section.blocks, place)
        end_of_section(telling)


def end_of_section(telling: Telling) -> None:
    """Read the notes that were called since the last section ended, if the profile says so."""
    if telling.profile.notes is NotesAt.SECTION:
        telling.read_called()


def _quotation(telling: Telling, quotation: Quotation, place: Place) -> None:
    words = telling.words
    if quotation.pull and _stands_elsewhere(telling, quotation):
        text = " ".join(_text_in(quotation.blocks))
        text = f"{text} {text_of(quotation.attribution)}"
        telling.skip(text, quotation.line, "a pull quote repeats words of the article")
        return
    own, line = quotation.id, quotation.line
    telling.announce(words.pull_quote if quotation.pull else words.quotation, block=own, line=line)
    tell_blocks(telling, quotation.blocks, replace(place, role=Role.QUOTATION))
    telling.tell(
        Role.QUOTATION, quotation.attribution, place.language,
        pause=Pause.PARAGRAPH, target=own, block=own, line=line,
    )  # fmt: skip
    telling.announce(words.end_of_quotation, block=own, line=line)
    telling.lengthen(Pause.BLOCK)


def _stands_elsewhere(telling: Telling, quotation: Quotation) -> bool:
    """Whether every run of words of a pull quote is in the article's own text."""
    whole = letters(telling.phraser.text)
    return all(letters(run) in whole for run in _text_in(quotation.blocks))


def _text_in(blocks: Iterable[Block]) -> list[str]:
    out = []
    for block in blocks:
        out += [text_of(run) for run in content_of(block)]
        if isinstance(block, CodeBlock):
            out.append(block.text)
        out += _text_in(children_of(block))
    return out


def _list(telling: Telling, block: List, place: Place) -> None:
    for number, item in enumerate(block.items, start=block.start):
        language = item.language or place.language
        marks: list[Span] = [Span(f"{number}. ", language)] if block.ordered else []
        if item.checked is not None:
            state = telling.words.task_done if item.checked else telling.words.task_open
            marks += telling.own(f"{state}: ")
        _item(telling, item, tuple(marks), replace(place, language=language))
    telling.lengthen(Pause.BLOCK)


def _item(telling: Telling, item: ListItem, marks: tuple[Span, ...], place: Place) -> None:
    telling.before = (*telling.before, *marks)
    tell_blocks(telling, item.blocks, place)
    if telling.before:  # an item without words still counts
        telling.say(place.role, (), pause=Pause.PARAGRAPH, block=item.id, line=item.line)


def _definitions(telling: Telling, block: DefinitionList, place: Place) -> None:
    for item in block.items:
        language = item.language or place.language
        for term in item.terms:
            telling.tell(
                place.role, term, language,
                pause=Pause.ANNOUNCEMENT, target=item.id, block=item.id, line=item.line,
            )  # fmt: skip
        for meaning in item.meanings:
            tell_blocks(telling, meaning, replace(place, language=language))
    telling.lengthen(Pause.BLOCK)


def _code(telling: Telling, block: CodeBlock, place: Place) -> None:
    """Code is told line by line; its indentation is for the eye."""
    telling.announce(telling.words.code, block=block.id, line=block.line)
    for text in block.text.splitlines():
        telling.say(
            Role.CODE, (Span(text, place.language),),
            pause=Pause.SENTENCE, target=block.id, block=block.id, line=block.line,
        )  # fmt: skip
    telling.lengthen(Pause.BLOCK)


def _aside(telling: Telling, aside: Aside, place: Place) -> None:
    words = telling.words
    own, line = aside.id, aside.line
    if aside.title:
        telling.tell(
            Role.ANNOUNCEMENT, aside.title, place.language,
            pause=Pause.HEADING, target=f"{own}-title", block=own, line=line,
        )  # fmt: skip
    else:
        telling.announce(aside_name(aside.kind, words), block=own, line=line, target=f"{own}-title")
    tell_blocks(telling, aside.blocks, replace(place, role=Role.ASIDE))
    telling.lengthen(Pause.BLOCK)
