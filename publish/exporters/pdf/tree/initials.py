"""A drop cap is a letter of its word: whoever listens or searches gets the word whole."""

from __future__ import annotations

from typing import Any

from publish.exporters.pdf.tree import elements
from publish.exporters.pdf.tree.nodes import Marked
from publish.exporters.pdf.tree.outline import Outline


def say_initials(outline: Outline) -> None:
    """Let each drop cap say its whole word and the line beside it the rest (``ActualText``).

    ISO 32000-1, 14.9.4.  Called when all else is known of what is drawn: the letter then says more
    than its element holds.
    """
    for element, slots in outline.slots.items():
        if "drop-cap" not in elements.classes(element):
            continue
        parent, index = outline.parents[element]
        letters, rest = _drawn(slots[0]), _drawn(outline.slots[parent][index + 1])
        if letters and rest:
            word, space, others = rest[0].said.partition(" ")
            letters[0].actual = letters[0].said + word
            rest[0].actual = space + others


def _drawn(slot: Any) -> list[Marked]:
    return [item for item in slot.items if isinstance(item, Marked) and not item.generated]
