"""What was found of an item in an edition."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from publish.audit.item import Item

#: Why a link is only words.
NOWHERE = "it leads nowhere in the source, or where it is not safe to go"


class State(StrEnum):
    """``LEFT_OUT``: on purpose, with the reason."""

    FOUND = "found"
    LEFT_OUT = "left out"
    LOST = "lost"


class Result(Struct, frozen=True):
    """``place`` is where it was found: ``text.xhtml#fig-1``, ``page 4``, ``00:03:12.480``.

    ``reason`` says why it is left out, or what of it is lost.
    """

    item: Item
    edition: str
    state: State
    place: str = ""
    reason: str = ""


def found(item: Item, edition: str, place: str) -> Result:
    return Result(item, edition, State.FOUND, place)


def left_out(item: Item, edition: str, reason: str, place: str = "") -> Result:
    return Result(item, edition, State.LEFT_OUT, place, reason)


def lost(item: Item, edition: str, reason: str, place: str = "") -> Result:
    return Result(item, edition, State.LOST, place, reason)
