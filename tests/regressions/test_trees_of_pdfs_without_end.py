"""Trees of names that return to a node were followed two million times, long role maps squared."""

from __future__ import annotations

import time

import pikepdf
import pytest

from publish.readers import MalformedError
from publish.readers.pdf.structure import Name, mapped_names, read_destinations, read_parents


def test_a_tree_that_returns_to_a_node_is_damaged() -> None:
    file = pikepdf.new()
    node = file.make_indirect(pikepdf.Dictionary())
    node["/Kids"] = pikepdf.Array([node, node])
    started = time.process_time()
    with pytest.raises(MalformedError):
        read_parents(pikepdf.Dictionary(ParentTree=node))
    with pytest.raises(MalformedError):
        read_destinations(pikepdf.Dictionary(Names=pikepdf.Dictionary(Dests=node)))
    assert time.process_time() - started < 0.5


def test_a_long_role_map_ends_on_the_way() -> None:
    roles: dict[Name, Name] = {("", f"R{at}"): ("", f"R{at + 1}") for at in range(5_000)}
    assert len(mapped_names(("", "R0"), roles)) == 12
    assert mapped_names(("", "R4999"), roles)[-1] == ("", "R5000")
