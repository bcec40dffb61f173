"""Captions: which paragraph is one, what number it bears, whom it credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.model import Block, Figure, Inline, Paragraph, Table, Text
from publish.model.walk import text_of
from publish.source.sections import Heading

if TYPE_CHECKING:
    from publish.importing.reading.context import Context

_NAMES = (
    "Figure|Fig|Table|Tab|Image|Illustration|Map|Abbildung|Abb|Tabelle|Bild|Karte|Rysunek|Rys|"
    "Tabela|Ilustracja|Zdjęcie|Малюнак|Мал|Рысунак|Рис|Рисунок|Табліца|Таблиця|Tableau|Figura|"
    "Tabla|Ilustración"
)
_LABEL = re.compile(
    rf"(?:{_NAMES})\.?[ \u00a0]\d{{1,3}}(?:[.-]\d{{1,3}})*[ \u00a0]?[.:–—|-]?\s+", re.I
)
_CREDIT = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][”»\"])|^)\s*\(?"
    r"((?:(?:Photo(?:graph)?s?|Picture|Image|Illustration|Drawing|Map|Graphic|Foto|Fot\.|Zdjęcie|"
    r"Фота|Фото|Здымак|Мапа|Карта|Crédit|Crédits|Credit|Source)(?:\s(?:by|credit|von|de))?\s?:|"
    r"(?:Photo(?:graph)?s?|Picture|Image|Illustration|Drawing|Map|Graphic)\sby|©)\s?\S.{1,200}?)\)?$"
)
"""A last sentence that says who made the picture, as newspapers write it."""


def unlabelled(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A caption without its number: every edition counts its figures and tables itself."""
    if run and isinstance(run[0], Text):
        label = _LABEL.match(run[0].text)
        if label:
            rest = run[0].text[label.end() :]
            return (*((Text(rest),) if rest else ()), *run[1:])
    return run


def credited(caption: Sequence[Block]) -> tuple[list[Block], tuple[Inline, ...]]:
    """A caption without the credit at its end, and the credit."""
    blocks = list(caption)
    last = blocks[-1] if blocks else None
    if not isinstance(last, Paragraph) or not last.content:
        return blocks, ()
    for index in range(len(last.content) - 1, -1, -1):  # a name in the credit may be a link
        inline = last.content[index]
        if not isinstance(inline, Text):
            continue
        tail = last.content[index + 1 :]
        found = _CREDIT.search(inline.text + ("xx" if tail else ""))
        if found:
            words = inline.text[found.start(1) : len(inline.text) if tail else found.end(1)]
            before = inline.text[: found.start()].rstrip()
            content = last.content[:index] + ((Text(before),) if before else ())
            blocks[-1:] = [replace(last, content=content)] if content else []
            return blocks, (Text(words), *tail)
    return blocks, ()


def with_captions(context: Context, blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """``blocks`` with each caption that stands below or above its picture or table put to it."""
    found: list[Block | Heading] = []
    rest = list(blocks)
    while rest:
        block = rest.pop(0)
        following = rest[0] if rest else None
        if isinstance(block, Figure) and not block.caption and not block.image.decorative:
            if isinstance(following, Paragraph) and _is_caption(context, following):
                rest.pop(0)
                words = replace(following, content=unlabelled(following.content))
                caption, credit = credited([words])
                block = replace(block, caption=tuple(caption), credit=block.credit or credit)
        elif isinstance(block, Paragraph) and _is_caption(context, block):
            if isinstance(following, Table) and not following.caption:
                rest[0] = replace(following, caption=unlabelled(block.content))
                continue
            before = found[-1] if found else None
            if isinstance(before, Table) and not before.caption:
                found[-1] = replace(before, caption=unlabelled(block.content))
                continue
        found.append(block)
    return found


def _is_caption(context: Context, block: Paragraph) -> bool:
    """Its style says so, or it begins with “Figure 1”."""
    return context.styles.get(block.line) == "caption" or bool(_LABEL.match(text_of(block.content)))
