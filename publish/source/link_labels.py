"""What may stand between the brackets of a link: a phrase and the call of a note too.

markdown-it takes any brackets inside that mean something for a link, and a link in a link for text;
so a link with a phrase in another language in it would be lost.
"""

from __future__ import annotations

from types import SimpleNamespace

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_inline import StateInline


def link_labels_plugin(md: MarkdownIt) -> None:
    """Let links hold spans (``[words]{lang=be}``) and calls of notes (``[^a]``), but no links."""
    md.helpers = SimpleNamespace(  # type: ignore[assignment]  # a module, of which these are used
        parseLinkLabel=_end_of_label,
        parseLinkDestination=parseLinkDestination,
        parseLinkTitle=parseLinkTitle,
    )


def _end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:
    """Where the ``]`` stands that ends what begins at ``start``; -1 if there is none.

    With ``disableNested`` also where a link stands inside (CommonMark 0.31, 6.3).
    """
    before, level = state.pos, 1
    state.pos = start + 1
    end = -1
    while state.pos < state.posMax:
        if state.src[state.pos] == "]":
            level -= 1
            if not level:
                end = state.pos
                break
        place = state.pos
        state.md.inline.skipToken(state)
        if state.src[place] == "[":
            taken = state.src[place : state.pos]
            if len(taken) == 1:
                level += 1
            elif disableNested and not _may_stand_in_a_link(taken):
                break
    state.pos = before
    return end


def _may_stand_in_a_link(taken: str) -> bool:
    return taken.startswith("[^") or (taken.endswith("}") and "](" not in taken)
