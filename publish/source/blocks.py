"""Convert nodes of the parser to blocks of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import shortened, suggestion
from publish.model import (
    Block,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    Inline,
    List,
    ListItem,
    MathBlock,
    Note,
    Paragraph,
    Place,
    Quotation,
    Text,
    ThematicBreak,
)
from publish.model.rewrite import Heading, split_attribution
from publish.source.dialects.attributes import parse_attributes
from publish.source.dialects.paragraphs import VERSE
from publish.source.directives import read_directive
from publish.source.inlines import inlines_of, line_of_text, picture, read_inlines
from publish.source.parser import Node, attributes_rest
from publish.source.reader import Reader
from publish.source.references import anchor_name
from publish.source.syntax import MYST
from publish.source.tables import html_table, pipe_table
from publish.source.typography import typeset

_CELL = re.compile(r"\{+(python|r|julia|ojs|bash|sql|mermaid|dot|js|css|html|yaml)\b", re.I)
"""The language of code that Quarto runs."""
_TASK = re.compile(r"\[([ xX])\](?=\s)")


class _Attributes(Struct, frozen=True):
    """The attributes in the lines ``{...}`` before a block; ``line`` is the last of them."""

    id: str = ""
    language: str | None = None
    line: int = 0


def read_blocks(reader: Reader, nodes: Iterable[Node]) -> Iterator[Block | Heading]:
    """Yield the blocks of ``nodes`` in order; notes go to ``reader.notes``.

    A block with an error is replaced by a placeholder, and the error goes to
    ``reader.diagnostics``, so that the rest is read too.
    """
    attributes = _Attributes()
    for node in nodes:
        if node.kind in ("attrs_block", "myst_target"):
            with reader.diagnostics.collect():
                attributes = _read_attributes(reader, node, attributes)
            continue
        if node.kind in ("group", "figure_group"):
            yield from _group(reader, node, attributes)
            attributes = _Attributes()
            continue
        place: Place = {
            "line": node.line,
            "id": attributes.id,
            "language": attributes.language,
        }
        attributes = _Attributes()
        block: Block | Heading | None = Paragraph(content=(Text("…"),), line=node.line)
        with reader.diagnostics.collect():
            if node.kind == "footnote_reference":
                place["id"] = node.name
                reader.notes.append(Note(blocks=reader.blocks(node.children), **place))
                block = None
            else:
                with reader.within(place["language"] if node.kind != "heading" else None):
                    block = _block(reader, node, place)
        if block is not None:
            yield block
    if attributes.line:
        at = Node("attrs_block", attributes.line, attributes.line + 1)
        fix = "Write {...} on the line before the block it is about."
        with reader.diagnostics.collect():
            raise reader.error(at, "attribute", "No block follows these attributes.", fix)


def _group(reader: Reader, node: Node, before: _Attributes) -> Iterator[Block | Heading]:
    """Yield the blocks of a division; its id is that of the first, its language that of each."""
    name = node.attributes.get("id", before.id)
    language = before.language
    with reader.diagnostics.collect():
        reader.known_attributes(node, ("id", "lang"))
        if "lang" in node.attributes:
            language = reader.language(node, node.attributes["lang"])
        if name:
            reader.name(node, name)
    if node.kind == "figure_group" and sum(map(is_picture, node.children)) == 1:
        with reader.diagnostics.collect():
            yield grouped_figure(
                reader, node, {"line": node.line, "id": name, "language": language}
            )
        return
    with reader.within(language):
        for block in read_blocks(reader, node.children):
            yield replace(block, id=block.id or name, language=block.language or language)
            name = ""


def is_picture(node: Node) -> bool:
    """Return whether a paragraph holds a picture and nothing else."""
    inlines = node.children[0].children if node.kind == "paragraph" else []
    return len(inlines) == 1 and inlines[0].kind == "image"


def grouped_figure(reader: Reader, node: Node, place: Place) -> Figure:
    """Return the figure of a division with one picture; the rest of it is the caption."""
    image = next(child for child in node.children if is_picture(child))
    rest = [child for child in node.children if child is not image]
    figure = _short_figure(reader, image.children[0].children[0], place)
    return replace(figure, caption=(*figure.caption, *reader.blocks(rest)))


def _read_attributes(reader: Reader, node: Node, before: _Attributes) -> _Attributes:
    if node.kind == "myst_target":
        return _Attributes(reader.name(node, anchor_name(node.text)), before.language, node.line)
    if node.markup == "{:":
        return before  # kramdown's, which belong to the block before
    if attributes_rest(reader.parser.source_line(node.line)):
        message = "Words stand after the attributes."
        fix = "Give {...} a line of its own, or put a backslash before it if it is text."
        raise reader.error(node, "attribute", message, fix)
    if not node.attributes:
        fix = "Write {lang=pl} or {#name}, or put a backslash before it if it is text."
        raise reader.error(node, "attribute", "The attributes are empty.", fix)
    reader.known_attributes(node, ("id", "lang"))
    identity, language = node.attributes.get("id"), node.attributes.get("lang")
    return _Attributes(
        reader.name(node, identity) if identity is not None else before.id,
        reader.language(node, language) if language is not None else before.language,
        node.line,
    )


def _block(reader: Reader, node: Node, place: Place) -> Block | Heading | None:
    match node.kind:
        case "heading":
            reader.known_attributes(node, ("id", "lang"))
            if "id" in node.attributes:
                place["id"] = reader.name(node, node.attributes["id"])
            if "lang" in node.attributes:
                place["language"] = reader.language(node, node.attributes["lang"])
            reader.enter_section(int(node.info[1]), place["language"])
            return Heading(title=inlines_of(reader, node), level=int(node.info[1]), **place)
        case "paragraph":
            return _paragraph(reader, node, place)
        case "blockquote":
            blocks, attribution = split_attribution(reader.blocks(node.children))
            return Quotation(blocks=blocks, attribution=attribution, **place)
        case "bullet_list" | "ordered_list":
            return _list(reader, node, place)
        case "dl":
            return DefinitionList(items=tuple(_definitions(reader, node.children)), **place)
        case "html_table":
            return html_table(reader, node, place)
        case "table":
            return pipe_table(reader, node, place)
        case "fence":
            return _fence(reader, node, place)
        case "code_block":
            return CodeBlock(text=node.text.removesuffix("\n"), **place)
        case "math_block":
            return MathBlock(tex=node.text.strip(), **place)
        case "math_block_label":
            fix = "Write {#name} on the line before the formula instead."
            raise reader.error(node, "math", "Words stand after the formula.", fix)
        case "hr":
            return ThematicBreak(**place)
        case "directive":
            return read_directive(reader, node, place)
        case "refused":
            raise reader.error(node, node.name, node.text, node.info, node.argument)
        case "list_item" | "dt" | "dd" | "caption" | "html_row" | "html_cell" | "inline":
            message = f"{_STRAY[node.kind]} stands outside its list or table."
            fix = "Write <li> in <ul> or <ol>, <dt> and <dd> in <dl>, rows and cells in <table>."
            raise reader.error(node, "html", message, fix)
        case _:
            raise AssertionError(f"the parser knows {node.kind}, the reader does not")


#: What to call the elements of HTML that are parts of others, and the text between them.
_STRAY = {
    "list_item": "An item",
    "dt": "A term",
    "dd": "A meaning of a term",
    "caption": "A caption",
    "html_row": "A row",
    "html_cell": "A cell",
    "inline": "Text",
}


def _paragraph(reader: Reader, node: Node, place: Place) -> Block | None:
    if is_picture(node):
        return _short_figure(reader, node.children[0].children[0], place)
    content = inlines_of(reader, node)
    verse = node.markup == VERSE
    return Paragraph(content=content, verse=verse, **place) if content else None


def _short_figure(reader: Reader, node: Node, place: Place) -> Figure:
    """Return the figure of a picture that is a paragraph.

    With an attribute ``alt``, the words in brackets are the caption, as in pandoc's Markdown.
    """
    given = node.attributes
    image = picture(reader, node)
    if "id" in given:
        place["id"] = reader.name(node, given["id"])
    if "lang" in given:
        place["language"] = reader.language(node, given["lang"])
    caption = (
        read_inlines(reader, node.children) if given.get("alt") or given.get("fig-alt") else ()
    )
    if title := " ".join(given.get("fig-cap", given.get("title", "")).split()):
        title = typeset(title, reader.language_here) if reader.language_here else title
        caption = (*caption, *((Text(" "),) if caption else ()), Text(title))
    return Figure(
        image=image,
        caption=(Paragraph(content=caption, line=node.line),) if caption else (),
        credit=line_of_text(reader, given.get("credit", ""), node.line),
        **place,
    )


def _list(reader: Reader, node: Node, place: Place) -> List:
    paragraphs = [
        child for item in node.children for child in item.children if child.kind == "paragraph"
    ]
    return List(
        items=tuple(_item(reader, item) for item in node.children),
        ordered=node.kind == "ordered_list",
        start=int(node.attributes.get("start", "1")),
        tight=all(paragraph.hidden for paragraph in paragraphs),
        **place,
    )


def _item(reader: Reader, node: Node) -> ListItem:
    children, checked = list(node.children), None
    if children and children[0].kind == "paragraph":
        first = children[0].children[0].children
        task = _TASK.match(first[0].text) if first and first[0].kind == "text" else None
        if task:
            checked = task[1] != " "
            first[0] = replace(first[0], text=first[0].text[task.end() :])
    return ListItem(blocks=reader.blocks(children), checked=checked, line=node.line)


def _definitions(reader: Reader, nodes: Iterable[Node]) -> Iterator[Definition]:
    """Yield groups of ``dt`` and ``dd`` nodes: a term after a meaning begins the next group."""
    terms: list[tuple[Inline, ...]] = []
    meanings: list[tuple[Block, ...]] = []
    line = 0
    for node in nodes:
        if node.kind == "dt":
            if meanings:
                yield Definition(terms=tuple(terms), meanings=tuple(meanings), line=line)
                terms, meanings = [], []
            line = line if terms else node.line
            terms.append(inlines_of(reader, node))
        else:
            meanings.append(reader.blocks(node.children))
    yield Definition(terms=tuple(terms), meanings=tuple(meanings), line=line)


def _fence(reader: Reader, node: Node, place: Place) -> CodeBlock:
    syntax = _syntax(reader, node, place)
    last = reader.parser.source_line(node.end - 1).lstrip(" \t>")
    if node.end - node.line < 2 or not last.startswith(node.markup):
        message = "The code doesn't end."
        raise reader.error(node, "fence-open", message, f"Write {node.markup} after its last line.")
    return CodeBlock(text=node.text.removesuffix("\n"), syntax=syntax, **place)


def _syntax(reader: Reader, node: Node, place: Place) -> str:
    """Return the language of code: the first word, a class (pandoc), or of a cell (Quarto)."""
    info = node.info.strip()
    if not info.startswith("{"):
        return info.split()[0] if info else ""
    if found := parse_attributes(info):
        reader.known_attributes(node, ("id",), found[1])
        if "id" in found[1]:
            place["id"] = reader.name(node, found[1]["id"])
        return found[1].get("class", "").split(" ")[0]
    if info.startswith("{="):
        message = f"The raw block {shortened(info)} is for another program."
        raise reader.error(node, "html", message, "Write its content in Markdown, or delete it.")
    if cell := _CELL.match(info):
        return cell[1]
    message = f"The directive {shortened(info)} isn't known."
    raise reader.error(node, "directive-unknown", message, suggestion(info[1:-1], MYST))
