"""Lists, tasks and definition lists -> XHTML."""

from __future__ import annotations

from publish.model import Block, DefinitionList, List, ListItem, Paragraph
from publish.xhtml.content_model import Blocks, hosted, words_of
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element, lines
from publish.xhtml.inlines import inlines


def plain_list(one: List, setting: Setting, marks: Attributes, blocks: Blocks) -> str:
    """``ul`` or ``ol``; ``start`` only where it is not 1."""
    items = lines(*(_item(item, one.tight, setting, blocks) for item in one.items))
    tasks = any(item.checked is not None for item in one.items)
    return element(
        "ol" if one.ordered else "ul",
        f"\n{items}\n",
        {
            **marks,
            "class": "tasks" if tasks else None,
            "start": str(one.start) if one.ordered and one.start != 1 else None,
        },
    )


def _item(item: ListItem, tight: bool, setting: Setting, blocks: Blocks) -> str:
    inner = setting.within(item.language, item.line)
    marks: Attributes = {"id": setting.id(item.id), **setting.rules(item.language)}
    box = "" if item.checked is None else _box(item.checked, item.blocks, inner)
    match item.blocks:
        case (Paragraph() as first, *rest) if tight:
            inside = box + words_of(first, inner)
            more = blocks(tuple(rest), inner)
            return element("li", f"{inside}\n{more}\n" if more else inside, marks)
        case _:
            return element("li", f"{box}\n{blocks(item.blocks, inner)}\n", marks)


def _box(checked: bool, content: tuple[Block, ...], setting: Setting) -> str:
    """A check box that says whether its task is done, labelled by the task's first paragraph."""
    words = setting.words.task_done if checked else setting.words.task_open
    spoken: Attributes = {"aria-label": words, **setting.ours()}
    if setting.spelling.tasks == "sign":
        sign = "☑" if checked else "☐"
        return element("span", sign, {"class": "checkbox", "role": "img", **spoken}) + " "
    named = content[0].id if content and isinstance(content[0], Paragraph) else ""
    label: Attributes = {"aria-labelledby": named} if named else spoken
    state = {"checked": "checked" if checked else None, "disabled": "disabled"}
    return element("input", attributes={"type": "checkbox", **state, **label}) + " "


def definition_list(
    one: DefinitionList, setting: Setting, marks: Attributes, blocks: Blocks
) -> str:
    """``dl``; the first ``dt`` of each definition bears its id."""
    entries: list[str] = []
    for item in one.items:
        inner = setting.within(item.language, item.line)
        rules = setting.rules(item.language)
        for place, term in enumerate(item.terms):
            own = {"id": setting.id(item.id) if place == 0 else None, **rules}
            entries.append(element("dt", inlines(term, inner), own))
        entries += (element("dd", hosted(each, inner, blocks), rules) for each in item.meanings)
    return element("dl", f"\n{lines(*entries)}\n", marks)
