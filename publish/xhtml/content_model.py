"""Elements that hold either blocks or, where one paragraph is all, its words."""

from __future__ import annotations

from collections.abc import Callable

from publish.model import Block, Paragraph
from publish.xhtml.context import Setting
from publish.xhtml.escape import element
from publish.xhtml.inlines import inlines

#: ``blocks.blocks``, which calls the modules that need it and so cannot be imported there.
Blocks = Callable[[tuple[Block, ...], Setting], str]


def words_of(paragraph: Paragraph, setting: Setting) -> str:
    """The words of ``paragraph`` for an element that stands in for its ``p``.

    A ``span`` keeps the paragraph's id, which links and narration may lead to.
    """
    inner = inlines(paragraph.content, setting.within(paragraph.language, paragraph.line))
    marks = {"id": setting.id(paragraph.id), **setting.rules(paragraph.language)}
    return element("span", inner, marks) if any(marks.values()) else inner


def hosted(content: tuple[Block, ...], setting: Setting, blocks: Blocks) -> str:
    """``content`` inside a cell or the like: one paragraph as its words, all else as blocks."""
    match content:
        case (Paragraph() as only,):
            return words_of(only, setting)
        case _:
            return f"\n{blocks(content, setting)}\n" if content else ""
