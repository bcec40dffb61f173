"""See that every note is on a page: WeasyPrint 70 can lose one.

Where a line with a call only fits because notes of earlier lines are put off to the next page, the
line's own note is laid out nowhere, and nothing is said (``layout/block.py``, ``_linebox_layout``:
the line is kept and its notes are not looked at).  So whoever has lost a note is laid out anew with
its paragraph broken otherwise, and in the last resort with the note set in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from publish.exporters.pdf.selectors import by_id
from publish.exporters.pdf.tree import elements

#: What is tried in turn for a lost note: for its block (``orphans`` lets the line go), then for it.
_BLOCK_RULES = ("orphans: 1; widows: 1", "break-inside: avoid")
_NOTE_RULE = "float: none; display: block; margin: 1.5mm 0"


def with_all_notes(root: Any, render: Callable[[str], Any]) -> Any:
    """Call ``render`` until no note is lost; the document that it gave last.

    ``root`` is the ``html`` element; ``render`` takes further style rules and gives a
    ``weasyprint.Document``.  Ends, since each round changes the rule of every lost note
    and the last rule takes the note out of the notes' area.
    """
    blocks = dict(_blocks_of_notes(root, None))
    tried = dict.fromkeys(blocks, 0)
    while True:
        rules = "\n".join(
            _rule(note, blocks[note], times) for note, times in tried.items() if times
        )
        document = render(rules)
        shown = {name for page in document.pages for name in page.anchors}
        lost = [note for note, times in tried.items() if note not in shown]
        lost = [note for note in lost if tried[note] <= len(_BLOCK_RULES)]
        if not lost:
            return document
        for note in lost:
            tried[note] += 1


def _blocks_of_notes(element: Any, block: str | None) -> Iterator[tuple[str, str | None]]:
    """The id of each note, and that of the block around its call, if it has one."""
    if elements.name(element) in ("p", "li", "td", "th", "figcaption", "dd"):
        block = element.get("id")
    if elements.is_footnote(element):
        yield element.get("id"), block
    for child in element:
        yield from _blocks_of_notes(child, block)


def _rule(note: str, block: str | None, times: int) -> str:
    """The style rule for a note that was lost ``times`` times."""
    if times > len(_BLOCK_RULES) or block is None:
        return f"{by_id(note)} {{ {_NOTE_RULE} }}"
    return f"{by_id(block)} {{ {_BLOCK_RULES[times - 1]} }}"
