"""Write inlines as XHTML, and the notes that follow their calls in the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from msgspec.structs import replace

from publish.language.spacing import keep_together
from publish.language.words import aside_name
from publish.model import (
    Abbreviation,
    Aside,
    Block,
    CodeBlock,
    DefinitionList,
    Deletion,
    Emphasis,
    Figure,
    Image,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    LineBreak,
    Link,
    List,
    MathBlock,
    Note,
    NoteReference,
    Paragraph,
    Phrase,
    Pronounced,
    Quotation,
    Row,
    Section,
    Sentence,
    Speech,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    TextLevel,
    ThematicBreak,
)
from publish.model.captions import LONGEST, first_sentence, short_caption
from publish.model.walk import children_of, content_of, inlines_in, text_of
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import link_address
from publish.xhtml.formulas import formula
from publish.xhtml.tree import Attributes, Content, Element, Node, element, joined, separated


def inlines(content: Iterable[Inline], context: RenderContext) -> list[Node]:
    """Return the markup of a run of inlines.

    Raises :class:`~publish.errors.SourceError` for a formula that can't be read.
    """
    found = [_inline(one, context) for one in content]
    if len(found) == 1 and isinstance(one := found[0], Element | str):  # as in most blocks
        return [one] if one else []
    return joined(*found)


def heading_text(content: Iterable[Inline], context: RenderContext) -> list[Node]:
    """Return the markup of a title in a list of links: without ids, links and notes."""
    return inlines(content, replace(context, ids=False, linked=True))


def listed_caption(figure: Figure, context: RenderContext) -> Content:
    """Return the first sentence of a caption for a list of links, shortened if it is long; without
    a caption, the alt text.
    """
    sentence = first_sentence(figure.caption)
    if 0 < len(text_of(sentence)) <= LONGEST:
        return heading_text(sentence, context)
    return short_caption(figure)


def picture(image: Image, context: RenderContext, attributes: Attributes | None = None) -> Element:
    """Return ``<img src alt width height/>`` with further ``attributes``.

    Width and height (pixels) let a reading system reserve the space before it decodes the file;
    style sheets scale the picture.  A decorative picture is hidden from assistive technology.
    """
    given = dict(attributes or {})
    ground = context.profile.ground(image)
    classes = [given.pop("class", None), f"on-{ground}" if ground else None]
    return element(
        "img",
        attributes={
            "class": " ".join(filter(None, classes)) or None,
            **given,
            "src": context.profile.href(image),
            "alt": "" if image.decorative else image.alt or "",
            "width": str(image.width) if image.width > 0 else None,
            "height": str(image.height) if image.height > 0 else None,
            **({"role": "presentation"} if image.decorative else {}),
        },
    )


def _inline(one: Inline, context: RenderContext) -> Content:
    if isinstance(one, Text):  # the most frequent: this saves trying the others
        return keep_together(one.text, context.language)
    if isinstance(one, Sentence):
        inner = inlines(one.content, context)
        return element("span", inner, {"class": "s", "id": one.id}) if context.ids else inner
    match one:
        case Emphasis(content):
            return element("em", inlines(content, context))
        case Strong(content):
            return element("strong", inlines(content, context))
        case Deletion(content):
            return element("del", inlines(content, context))
        case Superscript(content):
            return element("sup", inlines(content, context))
        case Subscript(content):
            return element("sub", inlines(content, context))
        case TextLevel(content, name):
            return element(str(name), inlines(content, context))
        case InlineCode(characters):
            return element("code", characters)
        case Link():
            return _link(one, context)
        case Phrase(content, language):
            inner = inlines(content, context.within(language))
            return element("span", inner, context.language_attributes(language))
        case Abbreviation(short, expansion):
            return element("abbr", short, {"title": expansion})
        case Pronounced(content):
            return inlines(content, context)
        case InlineMath():
            return formula(one, context)
        case InlineImage(image):
            if not context.ids:
                return image.alt or ""
            return picture(image, context, {"class": "inline"})
        case NoteReference():
            return () if context.linked else _call(one, context)
        case LineBreak():
            return element("br") if context.ids else " "
        case _:
            assert_never(one)


def _link(link: Link, context: RenderContext) -> Content:
    """Return a link, or its words if its target is unknown or it is in a link.

    A link can't contain a link, so the note calls in it follow it.
    """
    inner = inlines(link.content, replace(context, linked=True))
    if context.linked:
        return inner
    calls = [
        _call(inside, context)
        for inside in inlines_in(link.content)
        if isinstance(inside, NoteReference)
    ]
    if link.target.startswith("#"):
        known = link.target[1:] in context.targets()
        address = context.profile.target(link.target[1:]) if known else None
    else:
        address = link_address(link.target)
    if address is None:
        return joined(inner, *calls)
    return joined(element("a", inner, {"href": address, "title": link.title or None}), *calls)


def _call(call: NoteReference, context: RenderContext) -> Content:
    """Return the call of a note; with CSS footnotes the note itself follows its first call."""
    note = context.notes.get(call.note)
    if note is None:
        return ()
    number = call.number or note.number
    link = element(
        "a",
        str(number),
        {
            "class": "noteref",
            "id": context.id(call.id),
            "href": context.profile.target(note.id),
            "role": "doc-noteref",
            **context.epub_type("noteref"),
            "aria-label": f"{context.words.note} {number}",
            **context.added_attributes(),
        },
    )
    first = call.id == (note.calls[0] if note.calls else call.id)
    if context.profile.notes == "inline" and first:
        return [link, _footnote(note, context)]
    return link


def _footnote(note: Note, context: RenderContext) -> Element:
    """Return ``<span class="footnote" id>``: a back link with the number, then the note's blocks.

    It is in a paragraph, so it may hold phrasing content only.  Each block inside is a ``span``
    with a class: ``note-paragraph``, or ``note-list`` of ``note-item`` (with their ARIA roles), or
    ``note-table`` of ``note-row`` of ``note-head`` and ``note-cell``, or ``note-aside`` with its
    ``note-label``.  A list may be ``ordered``, with its ``start``, or of ``tasks``.  Of other
    blocks only the words are written; that of a quotation's source is a ``note-attribution``.
    """
    inner = context.within(note.language, note.line)
    back = element(
        "a",
        str(note.number),
        {
            "class": "note-number",
            "href": context.profile.target(note.calls[0]) if note.calls else None,
            "role": "doc-backlink",
            "aria-label": f"{context.words.back_to_text} ({note.number})",
            **inner.added_attributes(),
        },
    )
    attributes = {"class": "footnote", "id": note.id, **context.language_attributes(note.language)}
    return element("span", joined(back, " ", _phrases(note.blocks, inner)), attributes)


def _phrases(blocks: Iterable[Block], context: RenderContext) -> list[Node]:
    return separated(" ", (_phrase(block, context) for block in blocks))


def _phrase(block: Block, context: RenderContext) -> Element:
    """Return a block of a note as phrasing content."""
    inner = context.within(block.language, block.line)
    attributes = {"id": context.id(block.id), **context.language_attributes(block.language)}
    match block:
        case Paragraph(content=content):
            paragraph = {"class": "note-paragraph", **attributes}
            return element("span", inlines(content, inner), paragraph)
        case List(items=items, ordered=ordered, start=start):
            entries = [
                element(
                    "span",
                    joined(
                        () if item.checked is None else task_sign(item.checked, inner),
                        _phrases(item.blocks, inner.within(item.language)),
                    ),
                    {
                        "class": "note-item",
                        "role": "listitem",
                        "id": context.id(item.id),
                        **inner.language_attributes(item.language),
                    },
                )
                for item in items
            ]
            tasks = any(item.checked is not None for item in items)
            kind = {
                "class": "note-list" + " ordered" * ordered + " tasks" * tasks,
                "role": "list",
                "start": str(start) if ordered else None,
            }
            return element("span", entries, {**kind, **attributes})
        case CodeBlock(text=code):
            return element("code", code, attributes)
        case MathBlock():
            return element("span", formula(block, inner), attributes)
        case Figure(image=image):
            caption = _phrases(block.caption + block.description, inner)
            parts = picture(image, inner), " ", caption, " ", inlines(block.credit, inner)
            return element("span", joined(*parts), attributes)
        case Table(head=head, body=body, caption=caption):
            rows = [_note_row(row, inner) for row in head + body]
            if caption:
                rows.insert(0, element("span", inlines(caption, inner), {"class": "note-row"}))
            return element("span", separated(" ", rows), {"class": "note-table", **attributes})
        case Aside(kind=kind, title=title):
            named = inlines(title, inner) if title else inner.added(aside_name(kind, inner.words))
            label = element("span", named, {"class": "note-label"})
            words = joined(label, " ", _phrases(block.blocks, inner))
            return element("span", words, {"class": "note-aside", **attributes})
        case Speech(speaker=speaker):
            label = element("span", inlines(speaker, inner), {"class": "note-label"})
            words = joined(label, " ", _phrases(block.blocks, inner))
            return element("span", words, {"class": "note-aside", **attributes})
        case Quotation() | DefinitionList() | Section() | ThematicBreak():
            own = separated(" ", (inlines(run, inner) for run in content_of(block)))
            inside = _phrases(children_of(block), inner)
            if isinstance(block, Quotation):
                source = element("span", own, {"class": "note-attribution"}) if own else ()
                return element("span", joined(inside, " ", source), attributes)
            return element("span", joined(own, " ", inside), attributes)
        case _:
            assert_never(block)


def task_sign(checked: bool, context: RenderContext) -> list[Node]:
    """Return the sign of a task and a space, where nobody can tick a box."""
    attributes = {
        "class": "checkbox",
        "role": "img",
        "aria-label": context.words.task_done if checked else context.words.task_open,
        **context.added_attributes(),
    }
    return [element("span", "☑" if checked else "☐", attributes), " "]


def _note_row(row: Row, context: RenderContext) -> Element:
    """Return a row of a table as a line; the style sheet separates its cells."""
    inner = context.within(row.language, row.line)
    cells = (
        element(
            "span",
            _phrases(cell.blocks, inner.within(cell.language)),
            {
                "class": "note-head" if cell.scope else "note-cell",
                "id": context.id(cell.id),
                **inner.language_attributes(cell.language),
            },
        )
        for cell in row.cells
    )
    attributes = {
        "class": "note-row",
        "id": context.id(row.id),
        **context.language_attributes(row.language),
    }
    return element("span", separated(" ", cells), attributes)
