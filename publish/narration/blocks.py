"""Convert blocks to utterances of a script.

Whatever is announced has an announced end.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import assert_never

from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.language.words import aside_name, section_label
from publish.model import (
    UNTITLED,
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
    SectionKind,
    Speech,
    Table,
    ThematicBreak,
)
from publish.model.ids import title_id
from publish.model.walk import children_of, content_of, text_of
from publish.narration.figures import FIGURE_ROLES, narrate_figure
from publish.narration.opening import narrate_under_title, narrated_as_chapter
from publish.narration.phrases import formula_spans, numbered
from publish.narration.references import letters
from publish.narration.repetition import is_in
from publish.narration.script import ChapterKind, Detail, NotesAt, Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder
from publish.narration.tables import narrate_table


def narrate_blocks(builder: ScriptBuilder, blocks: Iterable[Block], place: Place) -> None:
    """Narrate ``blocks`` in their order; after the last of several speeches their end is said."""
    for block, after in pairwise((*blocks, None)):
        if block:
            narrate_block(builder, block, place)
        if isinstance(block, Speech) and not isinstance(after, Speech):
            builder.announce(builder.announced.end_of_dialogue, block=block.id, line=block.line)
            builder.lengthen(Pause.BLOCK)


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
            all_of_it = builder.profile.skip.issuperset(FIGURE_ROLES)
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
            narrate_table(builder, block, place, narrate_blocks)
        case CodeBlock():
            _code(builder, block, place)
        case MathBlock(id=own, line=line):
            builder.announce(builder.words.formula, block=own, line=line)
            builder.say(
                Role.MATH, tuple(formula_spans(block, place.language)),
                pause=Pause.PARAGRAPH, target=own, block=own, line=line,
            )  # fmt: skip
            builder.announce(builder.announced.end_of_formula, block=own, line=line)
            builder.lengthen(Pause.PARAGRAPH)
        case ThematicBreak():
            builder.lengthen(Pause.BREAK)
        case Aside():
            _aside(builder, block, place)
        case Speech():
            _speech(builder, block, place)
        case Figure():
            narrate_figure(builder, block, place, narrate_blocks)
        case _:
            assert_never(block)


def _section(builder: ScriptBuilder, section: Section, place: Place) -> None:
    place = replace(place, level=place.level + 1)
    end_of_section(builder, place.level - 1)
    with narrated_as_chapter(builder, section, place.language, place.level):
        title = f"{_named(builder, section)} {text_of(section.title)}"
        builder.begin(ChapterKind.SECTION, " ".join(title.split()), place.level, section.id)
        counted = replace(section, numerals="arabic")  # a voice would read "I" as a word
        if label := _named(builder, counted):
            builder.before = (numbered(f"{label} ", builder.language),)
        elif section.number:  # the language has no words of ours
            builder.before = (numbered(f"{section.number}. ", place.language),)
        own = section.id if section.kind in UNTITLED else title_id(section.id)
        builder.narrate(
            Role.HEADING, section.title, place.language,
            pause=Pause.HEADING, target=own, block=section.id, line=section.line,
        )  # fmt: skip
        if section.opening:
            narrate_under_title(builder, section.opening, section.id)
        narrate_blocks(builder, section.blocks, place)
        end_of_section(builder, place.level)


def _named(builder: ScriptBuilder, section: Section) -> str:
    """Return what stands before the title of a section: "Chapter 1.", "Appendix."; or nothing."""
    if not builder.phraser.added:
        return ""
    label = section_label(section, builder.words)
    if not label and section.kind is SectionKind.APPENDIX:
        label = builder.announced.appendix
        label = "" if letters(label) in letters(text_of(section.title)) else label
    return f"{label}." if label else ""


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
    return all(is_in(builder.phraser.text, run) for run in _text_in(quotation.blocks))


def _text_in(blocks: Iterable[Block]) -> list[str]:
    out = []
    for block in blocks:
        out += [text_of(run) for run in content_of(block)]
        if isinstance(block, CodeBlock):
            out.append(block.text)
        out += _text_in(children_of(block))
    return out


def _list(builder: ScriptBuilder, block: List, place: Place) -> None:
    """Narrate a list with the numbers of its items; one inside another says its level."""
    place = replace(place, depth=place.depth + 1)
    added = builder.announced
    told = place.depth > 1 and builder.profile.detail is not Detail.TERSE
    if told:
        level = added.level.format(number=place.depth)
        builder.announce(level, block=block.id, line=block.line)
    for number, item in enumerate(block.items, start=block.start):
        language = item.language or place.language
        marks: list[Span] = [numbered(f"{number}. ", language)] if block.ordered else []
        if item.checked is not None:
            state = builder.words.task_done if item.checked else builder.words.task_open
            marks += builder.own(f"{state}: ")
        _item(builder, item, tuple(marks), replace(place, language=language))
    if told:
        end = added.end_of_level.format(number=place.depth)
        builder.announce(end, block=block.id, line=block.line)
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
    builder.announce(builder.announced.end_of_code, block=block.id, line=block.line)
    builder.lengthen(Pause.BLOCK)


def _aside(builder: ScriptBuilder, aside: Aside, place: Place) -> None:
    """Narrate an aside: "Aside: Tip." or its title, its blocks, and its end.

    Without the first word, "Note" would be like the name of a footnote.
    """
    words = builder.words
    own, line = aside.id, aside.line
    if aside.title:
        builder.before = builder.own(f"{words.aside}: ")
        builder.narrate(
            Role.ANNOUNCEMENT, aside.title, place.language,
            pause=Pause.HEADING, target=title_id(own), block=own, line=line,
        )  # fmt: skip
    else:
        name = aside_name(aside.kind, words)
        name = name if name == words.aside else f"{words.aside}: {name}"
        builder.announce(name, block=own, line=line, target=title_id(own))
    narrate_blocks(builder, aside.blocks, replace(place, role=Role.ASIDE))
    builder.announce(builder.announced.end_of_aside, block=own, line=line)
    builder.lengthen(Pause.BLOCK)


def _speech(builder: ScriptBuilder, speech: Speech, place: Place) -> None:
    """Say who speaks, in the narrator's voice, then the words in that of the speaker."""
    builder.narrate(
        Role.ANNOUNCEMENT, speech.speaker, place.language,
        pause=Pause.ANNOUNCEMENT, target=title_id(speech.id), block=speech.id, line=speech.line,
    )  # fmt: skip
    before, builder.speaker = builder.speaker, " ".join(text_of(speech.speaker).split())
    narrate_blocks(builder, speech.blocks, place)
    builder.speaker = before
