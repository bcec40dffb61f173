"""Read blocks of pandoc's tree as blocks of the model.

The classes of a division (``Div``) that are known are those of publish's XHTML (docs/design.md),
those that ``preparing`` sets, and the usual ones of other programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from publish.errors import Severity
from publish.importing.markers import kinds_of, number_of, unmarked
from publish.importing.reading import figures, tables
from publish.importing.reading.context import MAX_DEPTH, Context
from publish.importing.reading.inlines import leave_out_note, read_inlines, run_of
from publish.importing.reading.nodes import Attributes, Node, attributes, ids_in, own_ids
from publish.importing.reading.paragraphs import join_styled, quotation, with_captions
from publish.model import (
    Aside,
    AsideKind,
    Block,
    CodeBlock,
    Definition,
    DefinitionList,
    Inline,
    LineBreak,
    List,
    ListItem,
    MathBlock,
    Note,
    Paragraph,
    Phrase,
    Place,
    Speech,
    Strong,
    Text,
    ThematicBreak,
)
from publish.model.rewrite import Heading
from publish.model.walk import text_of

_NO_SYNTAX = frozenset({"sourceCode", "numberLines", "highlight", "literate"})
"""Classes of code that name no language."""


_LETTERS = frozenset({"LowerAlpha", "UpperAlpha", "LowerRoman", "UpperRoman"})
_EQUATION = re.compile(r"\\begin\{(equation|displaymath)\*?\}(.*)\\end\{\1\*?\}", re.S)
_SCENE = re.compile(r"(?:[*•·~—#][ \u00a0]*){3,7}|⁂|❦|☙|❧")
"""The signs between two scenes, where they are words of a paragraph."""
_TEX_LABEL = re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)\b")


def blocks_of(
    context: Context, nodes: Sequence[Node], pending: Sequence[str] = ()
) -> tuple[Block, ...]:
    """Return blocks inside another block; a heading becomes a paragraph in strong type.

    ``pending`` is as in :func:`read_blocks`.
    """
    blocks: list[Block] = []
    read = list(read_blocks(context, nodes, pending))
    for block in with_captions(context, join_styled(context, read)):
        if isinstance(block, Heading):
            fix = "Move it out, or leave it as a paragraph."
            context.warn("import-heading", "A heading is inside another block.", fix)
            title = (Strong(block.title),) if block.title else ()
            blocks.append(Paragraph(content=title, line=block.line, language=block.language))
        else:
            blocks.append(block)
    return tuple(blocks)


def read_blocks(
    context: Context, nodes: Iterable[Node], pending: Sequence[str] = ()
) -> Iterator[Block | Heading]:
    """Yield the blocks of ``nodes``; ``pending`` are ids of elements around the first."""
    context.depth += 1
    before = list(pending)
    for node in nodes:
        ids = before + own_ids(node)
        if node[0] == "Div":
            found = list(division(context, node[1], ids))
            before = [] if found else ids
            yield from found
            continue
        place: Place = {"line": context.next(), "id": context.name(ids), "language": None}
        found = list(_block(context, node, place))
        before = [] if found else ids
        yield from found
    context.depth -= 1


def _block(context: Context, node: Node, place: Place) -> Iterator[Block | Heading]:
    if context.depth > MAX_DEPTH:
        yield from _flattened(context, node)
        return
    kind, content = node
    match kind:
        case "Para" | "Plain":
            yield from paragraph(context, content, place)
        case "LineBlock":
            lines = [read_inlines(context, line) for line in content]
            run = [one for line in lines for one in (*line, LineBreak())][:-1]
            if run:
                yield Paragraph(content=tuple(run), **place)
        case "CodeBlock":
            given = attributes(content[0])
            syntax = next((name for name in content[0][1] if name not in _NO_SYNTAX), "")
            place["language"] = context.language_of(given)
            text = unmarked(content[1]).strip("\n")
            caption = given.values.get("caption", "")
            if text and caption:
                yield Paragraph(content=(Text(unmarked(caption)),), **place)
                place = {**place, "line": context.next(), "id": ""}
            if text:
                yield CodeBlock(text=text, syntax=syntax, **place)
        case "RawBlock":
            message = (
                f"A block of {content[0]} was left out: “{' '.join(content[1].split())[:60]}”."
            )
            context.warn("import-raw", message, "Write its content as text, or leave it out.")
        case "BlockQuote":
            block = quotation(blocks_of(context, content), place)
            if block:
                yield block
        case "OrderedList":
            start = max(0, int(content[0][0]))
            if content[0][1][0] in _LETTERS:
                message = "Lists with letters or Roman numerals have numbers now."
                fix = "Check whether the text refers to their items."
                context.warn_once("import-numbers", message, fix, Severity.INFO)
            yield from _list(context, content[1], place, ordered=True, start=start)
        case "BulletList":
            yield from _list(context, content, place, ordered=False, start=1)
        case "DefinitionList":
            yield from _definitions(context, content, place)
        case "Header":
            yield from _heading(context, content, place)
        case "HorizontalRule":
            yield ThematicBreak(**place)
        case "Table":
            yield from tables.table(context, content, place)
        case "Figure":
            yield from figures.figure(context, content, place)


def _flattened(context: Context, node: Node) -> Iterator[Block]:
    """Yield the paragraphs of a node that is nested too deeply."""
    message = f"More than {MAX_DEPTH} levels are nested; the innermost became paragraphs."
    context.warn_once("import-depth", message, "Nest them less.")
    stack: list[Any] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple) and here[0] in ("Para", "Plain"):
            content = read_inlines(context, here[1])
            if content:
                yield Paragraph(content=content, line=context.next())
        elif isinstance(here, tuple):
            stack.append(here[1])
        elif isinstance(here, list):
            stack.extend(reversed(here))


def paragraph(context: Context, nodes: Sequence[Node], place: Place) -> Iterator[Block]:
    """Yield a paragraph; a formula or picture that is alone in it becomes its own block."""
    run: list[Node] = []
    for node in nodes:
        if node[0] == "Math" and node[1][0][0] == "DisplayMath":
            yield from _text(context, run, place)
            run = []
            tex = _tex(unmarked(node[1][1]))
            if tex:
                yield MathBlock(tex=tex, **place)
            place = {"line": context.next(), "id": "", "language": None}
        else:
            run.append(node)
    yield from _text(context, run, place)


def _tex(written: str) -> str:
    """Return a formula without its number and labels, and without an ``equation`` around it."""
    whole = _EQUATION.fullmatch(written.strip())
    return _TEX_LABEL.sub("", whole[2] if whole else written).strip()


def _text(context: Context, nodes: Sequence[Node], place: Place) -> Iterator[Block]:
    nodes = context.without_remarks(nodes)
    picture = figures.only_pictures(nodes)
    if picture:
        for node in nodes:
            if node[0] == "Span" and (left := attributes(node[1][0]).values.get("left")):
                context.places[left] = context.here
        yield from figures.picture(context, picture, place)
        return
    if nodes and nodes[0][0] == "Str" and (number := number_of(nodes[0][1])) in context.roles:
        context.styles[place["line"]] = context.roles[number or 0]
        if context.styles[place["line"]] == "code":
            yield CodeBlock(text=_code(nodes), **place)
            return
    content = read_inlines(context, nodes)
    if len(content) == 1 and isinstance(content[0], Phrase):  # the language of the whole block
        place["language"], content = content[0].language, content[0].content
    if _SCENE.fullmatch(text_of(content).strip()):
        yield ThematicBreak(**place)
    elif any(map(_shows, content)):
        yield Paragraph(content=content, **place)


_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")


def _shows(inline: Inline) -> bool:
    """Return whether an inline is more than space, with which pages make distances."""
    return not isinstance(inline, LineBreak) and not (
        isinstance(inline, Text) and _INVISIBLE.fullmatch(inline.text)
    )


def _code(nodes: Sequence[Node]) -> str:
    """Return a line of code, with its white space."""
    return "".join(
        unmarked(content) if kind == "Str" else " " if kind == "Space" else ""
        for kind, content in nodes
    )


def _heading(context: Context, content: list[Any], place: Place) -> Iterator[Heading]:
    level, written, inlines = content
    title: tuple[Inline, ...] = read_inlines(context, inlines)
    language = context.tag(attributes(written).language)
    if language:
        title = (Phrase(title, language),)
    if title:
        yield Heading(
            line=place["line"], id=place["id"], language=None, title=title, level=int(level)
        )


def _list(
    context: Context, items: list[list[Node]], place: Place, *, ordered: bool, start: int
) -> Iterator[List]:
    read = tuple(_item(context, item) for item in items)
    tight = all(node[0] != "Para" for item in items for node in item)
    if read:
        yield List(items=read, ordered=ordered, start=start, tight=tight, **place)


def _item(context: Context, nodes: list[Node]) -> ListItem:
    line = context.next()
    checked, rest = _task(nodes)
    return ListItem(blocks=blocks_of(context, rest), checked=checked, line=line)


def _task(nodes: list[Node]) -> tuple[bool | None, list[Node]]:
    """Return whether an item is a finished task (``None``: no task), and the item without box."""
    if not nodes or nodes[0][0] not in ("Para", "Plain"):
        return None, nodes
    run = nodes[0][1]
    while len(run) == 1 and run[0][0] == "Span":  # for an identifier
        run = run[0][1][1]
    if len(run) > 1 and run[0] in (("Str", "☐"), ("Str", "☒")) and run[1][0] == "Space":
        return run[0] == ("Str", "☒"), [(nodes[0][0], run[2:]), *nodes[1:]]
    return None, nodes


def _definitions(context: Context, content: list[Any], place: Place) -> Iterator[Block]:
    """Yield a list of terms and meanings; a meaning without a term becomes blocks."""
    items: list[Definition] = []
    for term, meanings in content:
        item = _definition(context, term, meanings)
        if item.terms[0]:
            items.append(item)
            continue
        if items:
            yield DefinitionList(items=tuple(items), **place)
            items, place = [], {**place, "line": context.next(), "id": ""}
        for meaning in item.meanings:
            yield from meaning
    if items:
        yield DefinitionList(items=tuple(items), **place)


def _definition(context: Context, term: list[Node], meanings: list[list[Node]]) -> Definition:
    line = context.next()
    terms: list[list[Node]] = [[]]
    for node in term:  # pandoc puts a line break between terms
        terms.append([]) if node[0] == "LineBreak" else terms[-1].append(node)
    read = tuple(content for one in terms if (content := read_inlines(context, one)))
    return Definition(
        terms=read or ((),),
        meanings=tuple(
            blocks_of(context, meaning, [] if number else list(ids_in(term)))
            for number, meaning in enumerate(meanings)
        )
        or ((),),
        line=line,
    )


def in_language(blocks: Iterable[Block | Heading], tag: str) -> Iterator[Block | Heading]:
    """Yield ``blocks`` in the language ``tag``, unless they have a language."""
    for block in blocks:
        if block.language or not tag:
            yield block
        elif isinstance(block, Heading):
            whole = len(block.title) == 1 and isinstance(block.title[0], Phrase)
            title = block.title if whole else (Phrase(block.title, tag),)
            yield replace(block, title=title)
        else:
            yield replace(block, language=tag)


_PULLED = frozenset({"pull-quote", "pullquote", "pull_quote"})


def division(context: Context, content: list[Any], ids: list[str]) -> Iterator[Block | Heading]:
    """Yield a division as one special block, or the blocks in it."""
    given = attributes(content[0])
    if "note" in given.values:
        _note_body(context, given.values["note"], content[1])
        return
    tag = context.tag(given.language)
    block = _special(context, given, content[1], ids)
    found = [block] if block else list(read_blocks(context, content[1], ids))
    yield from in_language(found, tag)


def _special(
    context: Context, given: Attributes, nodes: list[Node], ids: list[str]
) -> Block | None:
    """Return a division as an aside, speech, quotation or formula, if its classes say so."""
    place: Place
    kinds = kinds_of(given.classes)
    pulled = bool(given.classes & _PULLED)
    if "speech" in given.classes and (speaker := given.values.get("speaker", "")):
        place = {"line": context.next(), "id": context.name(ids), "language": None}
        spoken = blocks_of(context, nodes)
        return Speech(speaker=(Text(speaker),), blocks=spoken, **place) if spoken else None
    if not (kinds or pulled or given.classes & {"formula", "quoted"}):
        return None
    place = {"line": context.next(), "id": context.name(ids), "language": None}
    title, named, rest = _without_title(context, nodes)
    blocks = blocks_of(context, rest)
    if pulled or "quoted" in given.classes:
        return quotation(blocks, place, pull=pulled, named=named)
    if "formula" in given.classes:
        return _formula(given, blocks, place)
    kind = kinds[-1] if kinds[-1] is not AsideKind.SIDEBAR or len(kinds) == 1 else kinds[-2]
    if named:
        blocks = (*blocks, Paragraph(content=named, line=place["line"]))
    if kind is AsideKind.ADMONITION and not title:
        kind = AsideKind.NOTE
    if title and kind not in (AsideKind.ADMONITION, AsideKind.SIDEBAR):
        kind = AsideKind.ADMONITION
    return Aside(kind=kind, blocks=blocks, title=title, **place) if blocks else None


def _formula(given: Attributes, blocks: tuple[Block, ...], place: Place) -> Block | None:
    """Return a formula with its alt text."""
    alt = given.values.get("data-alt", "")
    if len(blocks) == 1 and isinstance(blocks[0], MathBlock):
        return MathBlock(tex=blocks[0].tex, alt=alt, **place)
    return None


def _without_title(
    context: Context, nodes: list[Node]
) -> tuple[tuple[Inline, ...], tuple[Inline, ...], list[Node]]:
    """Return the title of an aside, the attribution of a quotation, and the rest."""
    title: tuple[Inline, ...] = ()
    named: tuple[Inline, ...] = ()
    rest: list[Node] = []
    for node in nodes:
        classes = attributes(node[1][0]).classes if node[0] == "Div" else frozenset()
        if classes & {"aside-title", "admonition-title", "title"}:
            title = run_of(context, node[1][1])
        elif "attribution" in classes:
            named = run_of(context, node[1][1])
        else:
            rest.append(node)
    return title, named, rest


def _note_body(context: Context, number: str, nodes: list[Node]) -> None:
    """Read a note that was moved to the start of the document, before its calls."""
    name = str(len(context.notes) + 1)
    context.note_names[number] = name
    context.notes.append(Note(blocks=(), id=name))
    index, line = len(context.notes) - 1, context.next()
    blocks = blocks_of(context, nodes)
    context.notes[index] = Note(blocks=blocks, id=name, line=line)
    if not blocks:
        leave_out_note(context)
        del context.note_names[number]
