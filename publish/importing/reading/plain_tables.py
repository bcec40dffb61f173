"""Put tables that didn't go through pandoc into its tree, as it would have read them."""

from __future__ import annotations

from typing import Any

from publish.importing.reading.nodes import Node
from publish.importing.records import TABLE_PLACE, PlainTable

_NO_ATTRIBUTES: list[Any] = ["", [], []]
_ALIGN = ("AlignDefault", None)
_COLUMN = [_ALIGN, ("ColWidthDefault", None)]
_FOOT: list[Any] = [_NO_ATTRIBUTES, []]


def put_tables(nodes: list[Node], tables: dict[str, PlainTable]) -> None:
    """Replace the divisions in ``nodes`` that stand for ``tables``, each once."""
    left = dict(tables)
    stack: list[list[Any]] = [nodes]
    while stack and left:
        here = stack.pop()
        for at, one in enumerate(here):
            if isinstance(one, list):
                stack.append(one)
            elif isinstance(one, tuple) and isinstance(one[1], list):
                name = _place(one)
                if name in left:
                    here[at] = ("Table", _content(left.pop(name)))
                else:
                    stack.append(one[1])


def _place(node: Node) -> str:
    """Return which table ``node`` stands for, if it does."""
    if node[0] != "Div" or node[1][1]:
        return ""
    return str(dict(node[1][0][2]).get(TABLE_PLACE.removeprefix("data-"), ""))


def _content(table: PlainTable) -> list[Any]:
    """Return the content of a node ``Table``."""
    caption = [_plain(table.caption)] if table.caption else []
    width = max(map(len, (*table.head, *table.body)))
    return [
        [table.id, [], []],
        [None, caption],
        [_COLUMN] * width,
        [_NO_ATTRIBUTES, list(map(_row, table.head))],
        [[_NO_ATTRIBUTES, table.stub, [], list(map(_row, table.body))]],
        _FOOT,
    ]


def _row(cells: list[str]) -> list[Any]:
    return [
        _NO_ATTRIBUTES,
        [[_NO_ATTRIBUTES, _ALIGN, 1, 1, [_plain(words)] if words else []] for words in cells],
    ]


def _plain(words: str) -> Node:
    return ("Plain", [("Str", words)])
