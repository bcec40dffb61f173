"""Blocks -> XHTML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from publish.language.scripts import direction
from publish.language.words import aside_name
from publish.model import (
    Aside,
    AsideKind,
    Block,
    CodeBlock,
    DefinitionList,
    Figure,
    List,
    MathBlock,
    Paragraph,
    Quotation,
    Section,
    Table,
    ThematicBreak,
)
from publish.model.ids import title_id
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element, lines, text
from publish.xhtml.figures import figure
from publish.xhtml.formulas import formula
from publish.xhtml.inlines import inlines
from publish.xhtml.lists import definition_list, plain_list
from publish.xhtml.openings import roles, section_opening, within
from publish.xhtml.tables import table


def blocks(content: Iterable[Block], setting: Setting) -> str:
    """The markup of ``content``, each block on a line of its own."""
    return lines(*(block(one, setting) for one in content))


def block(one: Block, setting: Setting) -> str:
    """The markup of one block with all that is inside it.

    Raises :class:`~publish.errors.SourceError` for a formula that cannot be read.
    """
    inner = setting.within(one.language, one.line)
    marks: Attributes = {"id": setting.id(one.id), **setting.rules(one.language)}
    match one:
        case Section():
            return _section(one, inner, marks)
        case Paragraph(content=content):
            return element("p", inlines(content, inner), marks)
        case Quotation():
            return _quotation(one, inner, marks)
        case List():
            return plain_list(one, inner, marks, blocks)
        case DefinitionList():
            return definition_list(one, inner, marks, blocks)
        case Table():
            return table(one, inner, marks, blocks)
        case CodeBlock(text=code, syntax=syntax):
            name = f"language-{'-'.join(syntax.split())}" if syntax.strip() else None
            shape = {"dir": "ltr" if direction(inner.language) == "rtl" else None}
            return element("pre", element("code", text(code), {"class": name}), {**marks, **shape})
        case MathBlock(tex=tex, alt=alt):
            return element(
                "div", formula(tex, alt, inner, block=True), {"class": "formula", **marks}
            )
        case ThematicBreak():
            return element("hr", attributes={"class": "break", **marks})
        case Aside():
            return _aside(one, inner, marks)
        case Figure():
            return figure(one, inner, marks, blocks)
        case _:
            assert_never(one)


def _section(section: Section, setting: Setting, marks: Attributes) -> str:
    below = within(section, setting)
    inside = lines(section_opening(section, below), blocks(section.blocks, below))
    return element("section", f"\n{inside}\n", {**marks, **roles(section, below)})


def _quotation(quotation: Quotation, setting: Setting, marks: Attributes) -> str:
    attribution = (
        element("p", inlines(quotation.attribution, setting), {"class": "attribution"})
        if quotation.attribution
        else ""
    )
    inside = f"\n{lines(blocks(quotation.blocks, setting), attribution)}\n"
    if not quotation.pull:
        return element("blockquote", inside, marks)
    roles = {"class": "pull-quote", "role": "doc-pullquote", **setting.type("pullquote")}
    return element("aside", inside, {**marks, **roles})


def _aside(aside: Aside, setting: Setting, marks: Attributes) -> str:
    name = title_id(aside.id)
    title = (
        inlines(aside.title, setting)
        if aside.title
        else setting.added(aside_name(aside.kind, setting.words))
    )
    inside = lines(
        element("p", title, {"class": "aside-title", "id": name}),
        blocks(aside.blocks, setting),
    )
    return element(
        "aside",
        f"\n{inside}\n",
        {
            **marks,
            "class": f"aside {aside.kind}",
            "role": "doc-tip" if aside.kind is AsideKind.TIP else "note",
            "aria-labelledby": name,
        },
    )
