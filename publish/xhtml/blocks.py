"""Write blocks as XHTML."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import zip_longest
from typing import assert_never

from publish.language.scripts import direction
from publish.language.words import aside_name
from publish.model import (
    Aside,
    AsideKind,
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
    Row,
    Section,
    Speech,
    Table,
    ThematicBreak,
)
from publish.model.ids import (
    caption_id,
    credit_id,
    description_id,
    description_link_id,
    image_id,
    title_id,
)
from publish.xhtml.context import RenderContext
from publish.xhtml.formulas import formula
from publish.xhtml.inlines import inlines, picture, task_sign
from publish.xhtml.openings import inside_section, section_attributes, section_opening
from publish.xhtml.table_layout import TableLayout, table_layout
from publish.xhtml.tree import (
    Attributes,
    Content,
    Element,
    Node,
    element,
    joined,
    lines,
    multiline,
    separated,
)

#: The characters in a line of code that fit on a phone.
_CODE_LINE = 34


def blocks(content: Iterable[Block], context: RenderContext) -> list[Node]:
    """Return the markup of ``content``, each block on a line of its own.

    Raises :class:`~publish.errors.SourceError` for a formula that can't be read.
    """
    return lines(*(_block(one, context) for one in content))


def _block(one: Block, context: RenderContext) -> Element:
    inner = context.within(one.language, one.line)
    attributes: Attributes = {
        "id": context.id(one.id),
        **context.language_attributes(one.language),
    }
    match one:
        case Section():
            return _section(one, inner, attributes)
        case Paragraph(content=content, verse=verse):
            marks: Attributes = {"class": "verse"} if verse else {}
            return element("p", inlines(content, inner), {**attributes, **marks})
        case Quotation():
            return _quotation(one, inner, attributes)
        case List():
            return _list(one, inner, attributes)
        case DefinitionList():
            return _definition_list(one, inner, attributes)
        case Table():
            return _table(one, inner, attributes)
        case CodeBlock(text=code, syntax=syntax):
            name = f"language-{'-'.join(syntax.split())}" if syntax.strip() else None
            left = {"dir": "ltr" if direction(inner.language) == "rtl" else None}
            text = _code(code) if inner.profile.narrow else code
            return element("pre", element("code", text, {"class": name}), {**attributes, **left})
        case MathBlock():
            math = formula(one, inner, block=True)
            return element("div", math, {"class": "formula", **attributes})
        case ThematicBreak():
            return element("hr", attributes={"class": "break", **attributes})
        case Aside():
            return _aside(one, inner, attributes)
        case Speech(speaker=speaker):
            label = {"class": "speaker", "id": title_id(one.id)}
            words = multiline(
                element("p", inlines(speaker, inner), label), blocks(one.blocks, inner)
            )
            return element("div", words, {"class": "speech", **attributes})
        case Figure():
            return _figure(one, inner, attributes)
        case _:
            assert_never(one)


def _code(text: str) -> Content:
    """Return the lines of code, each in an element, where a phone breaks some of them."""
    written = text.splitlines(keepends=True)
    if all(len(line) <= _CODE_LINE for line in written):
        return text
    spaces = (len(line) - len(line.lstrip(" ")) for line in written)
    return [
        element("span", line, {"class": "line", "style": f"--spaces: {each}" if each else None})
        for line, each in zip(written, spaces, strict=True)
    ]


def _section(section: Section, context: RenderContext, attributes: Attributes) -> Element:
    below = inside_section(section, context)
    content = multiline(section_opening(section, below), blocks(section.blocks, below))
    return element("section", content, {**attributes, **section_attributes(section, below)})


def _quotation(quotation: Quotation, context: RenderContext, attributes: Attributes) -> Element:
    attribution: Content = ()
    if quotation.attribution:
        words = inlines(quotation.attribution, context)
        attribution = element("p", words, {"class": "attribution"})
    content = multiline(blocks(quotation.blocks, context), attribution)
    if not quotation.pull:
        kind = {"class": "epigraph", "role": "doc-epigraph", **context.epub_type("epigraph")}
        marks = kind if quotation.epigraph else {}
        return element("blockquote", content, {**attributes, **marks})
    roles = {"class": "pull-quote", "role": "doc-pullquote", **context.epub_type("pullquote")}
    return element("aside", content, {**attributes, **roles})


def _aside(aside: Aside, context: RenderContext, attributes: Attributes) -> Element:
    title = (
        inlines(aside.title, context)
        if aside.title
        else context.added(aside_name(aside.kind, context.words))
    )
    heading = element("p", title, {"class": "aside-title", "id": title_id(aside.id)})
    return element(
        "aside",
        multiline(heading, blocks(aside.blocks, context)),
        {
            **attributes,
            "class": f"aside {aside.kind}",
            "role": "doc-tip" if aside.kind is AsideKind.TIP else "note",
        },
    )


def _words_of(paragraph: Paragraph, context: RenderContext) -> list[Node]:
    """Return the words of ``paragraph`` for an element that replaces its ``p``.

    A ``span`` keeps the id of the paragraph, for links and narration.
    """
    inner = inlines(paragraph.content, context.within(paragraph.language, paragraph.line))
    attributes = {
        "id": context.id(paragraph.id),
        **context.language_attributes(paragraph.language),
    }
    return [element("span", inner, attributes)] if any(attributes.values()) else inner


def _flow(content: tuple[Block, ...], context: RenderContext) -> Content:
    """Return the content of a cell or a definition: a single paragraph without its ``p``."""
    match content:
        case ():
            return ()
        case (Paragraph() as only,):
            return _words_of(only, context)
        case _:
            return multiline(blocks(content, context))


def _list(one: List, context: RenderContext, attributes: Attributes) -> Element:
    tasks = any(item.checked is not None for item in one.items)
    return element(
        "ol" if one.ordered else "ul",
        multiline(*(_item(item, one.tight, context) for item in one.items)),
        {
            **attributes,
            "class": "tasks" if tasks else None,
            "start": str(one.start) if one.ordered and one.start != 1 else None,
        },
    )


def _item(item: ListItem, tight: bool, context: RenderContext) -> Element:
    inner = context.within(item.language, item.line)
    attributes: Attributes = {
        "id": context.id(item.id),
        **context.language_attributes(item.language),
    }
    box = () if item.checked is None else _check_box(item.checked, item.blocks, inner)
    match item.blocks:
        case (Paragraph() as first, *rest) if tight:
            more = blocks(rest, inner)
            after = ("\n", more, "\n") if more else ()
            return element("li", joined(box, _words_of(first, inner), *after), attributes)
        case _:
            content = joined(box, "\n", blocks(item.blocks, inner), "\n")
            return element("li", content, attributes)


def _check_box(checked: bool, content: tuple[Block, ...], context: RenderContext) -> list[Node]:
    """Return a check box with the state of its task, labelled by its first paragraph."""
    if context.profile.tasks == "sign":
        return task_sign(checked, context)
    words = context.words.task_done if checked else context.words.task_open
    spoken: Attributes = {"aria-label": words, **context.added_attributes()}
    named = content[0].id if content and isinstance(content[0], Paragraph) else ""
    label: Attributes = {"aria-labelledby": named} if named else spoken
    state = {"checked": "checked" if checked else None, "disabled": "disabled"}
    return [element("input", attributes={"type": "checkbox", **state, **label}), " "]


def _definition_list(
    one: DefinitionList, context: RenderContext, attributes: Attributes
) -> Element:
    """Return ``dl``; the first ``dt`` of each definition has its id."""
    entries: list[Node] = []
    for item in one.items:
        inner = context.within(item.language, item.line)
        rules = context.language_attributes(item.language)
        for place, term in enumerate(item.terms):
            named = {"id": context.id(item.id) if place == 0 else None, **rules}
            entries.append(element("dt", inlines(term, inner), named))
        entries += (element("dd", _flow(meaning, inner), rules) for meaning in item.meanings)
    return element("dl", multiline(*entries), attributes)


def number_label(kind: str, number: int, context: RenderContext) -> list[Node]:
    """Return ``<span class="label">Table 1.</span>`` and a space; nothing without a number."""
    if not number:
        return []
    attributes = {"class": "label", **context.added_attributes()}
    return [element("span", f"{kind} {number}.", attributes), " "]


def _figure(one: Figure, context: RenderContext, attributes: Attributes) -> Element:
    """Return ``figure`` with ``img`` and ``figcaption``; or ``div.ornament`` with a picture."""
    if one.image.decorative:
        drawn = context.profile.drawing(one.image) or picture(one.image, context)
        return element("div", drawn, {**attributes, "class": "ornament"})
    details = description_id(one.id) if one.description else None
    marks = {"id": context.id(image_id(one.id)), "aria-details": details}
    img = picture(one.image, context, marks)
    content = multiline(img, _figure_caption(one, context))
    return element("figure", content, attributes)


def _figure_caption(one: Figure, context: RenderContext) -> Content:
    label = number_label(context.words.figure, one.number, context)
    parts: list[Content] = []
    match one.caption:
        case ():
            parts.append(label[:1])  # without the space
        case (Paragraph() as only,):
            parts.append(joined(label, _words_of(only, context)))
        case _:
            parts.append(joined(label, multiline(blocks(one.caption, context))))
    if one.credit:
        credit = {"class": "credit", "id": context.id(credit_id(one.id))}
        parts.append(element("span", inlines(one.credit, context), credit))
    if one.description:
        link: Attributes = {
            "class": "description-link",
            "id": context.id(description_link_id(one.id)),
            "href": context.profile.target(description_id(one.id)),
            **context.added_attributes(),
        }
        name = context.words.description_of.format(number=one.number)
        parts.append(element("a", name, link))
    content = separated(" ", parts)
    if not content:
        return ()
    return element("figcaption", content, {"id": context.id(caption_id(one.id))})


def _table(one: Table, context: RenderContext, attributes: Attributes) -> Element:
    """Return ``table`` with its caption, which begins with the table's number if it has one.

    Where columns may be narrow, a table that may be too wide for one is in a frame: it becomes a
    list there, or, if it has few rows, scrolls, by keyboard too (WCAG 2.2 2.1.1, and 1.4.10, which
    lets tables scroll in two directions).  The caption names the table only, or it would be read
    twice.
    """
    layout = table_layout(one) if context.profile.narrow else TableLayout()
    caption: Content = ()
    if one.caption:
        label = number_label(context.words.table, one.number, context)
        caption = element("caption", joined(label, inlines(one.caption, context)))
    head = _rows("thead", one.head, context, TableLayout(layout.breaking))
    body = _rows("tbody", one.body, context, layout)
    if layout.wide and context.added_attributes():  # the frame's name is in another language
        inside = context.within(context.words.language)
        attributes = {**inside.language_attributes(context.language), **attributes}
    table = element("table", multiline(caption, head, body), attributes)
    if layout.room:
        return element("div", multiline(table), {"class": f"wide-table listed room-{layout.room}"})
    if not layout.wide:
        return table
    name = {"aria-label": context.words.scrolls, **context.added_attributes()}
    frame: Attributes = {"class": "wide-table scrolls", "role": "group", "tabindex": "0"}
    return element("div", multiline(table), {**frame, **name})


def _rows(name: str, rows: tuple[Row, ...], context: RenderContext, layout: TableLayout) -> Content:
    written = [
        _row(row, context, layout.breaking, labels, above)
        for row, labels, above in zip_longest(rows, layout.labels, layout.above)
    ]
    return element(name, multiline(*written)) if rows else ()


def _row(
    row: Row,
    context: RenderContext,
    breaking: Collection[str],
    labels: tuple[str, ...] | None,
    above: str | None,
) -> Element:
    inner = context.within(row.language, row.line)
    cells = [
        _cell(cell, inner, label, breaks=cell.id in breaking)
        for cell, label in zip_longest(row.cells, labels or ())
    ]
    attributes = {
        "id": context.id(row.id),
        **context.language_attributes(row.language),
        "data-above": above or None,
    }
    return element("tr", cells, attributes)


def _cell(cell: Cell, context: RenderContext, label: str | None, *, breaks: bool) -> Element:
    inner = context.within(cell.language, cell.line)
    classes = [*([cell.align] if cell.align else []), *(["long-word"] if breaks else [])]
    return element(
        "th" if cell.scope else "td",
        _flow(cell.blocks, inner),
        {
            "id": context.id(cell.id),
            "class": " ".join(classes) or None,
            "scope": cell.scope,
            "colspan": str(cell.colspan) if cell.colspan > 1 else None,
            "rowspan": str(cell.rowspan) if cell.rowspan > 1 else None,
            **context.language_attributes(cell.language),
            "data-label": label or None,
        },
    )
