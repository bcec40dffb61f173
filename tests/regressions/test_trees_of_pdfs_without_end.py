"""Trees of names that return to a node were followed two million times, long role maps squared."""

from __future__ import annotations

import time

import pikepdf
import pytest

from publish.readers import MalformedError
from publish.readers.pdf.records import Element, PdfFile
from publish.readers.pdf.structure import Name, mapped_names, read_destinations, read_parents
from publish.verify.pdf.tables import regular
from publish.verify.pdf.types import roles as verify_roles


def test_a_tree_that_returns_to_a_node_is_damaged() -> None:
    file = pikepdf.new()
    node = file.make_indirect(pikepdf.Dictionary())
    node["/Kids"] = pikepdf.Array([node, node])
    started = time.process_time()
    with pytest.raises(MalformedError):
        read_parents(pikepdf.Dictionary(ParentTree=node))
    with pytest.raises(MalformedError):
        read_destinations(pikepdf.Dictionary(Names=pikepdf.Dictionary(Dests=node)))
    assert time.process_time() - started < 5


def test_a_long_role_map_ends_on_the_way() -> None:
    roles: dict[Name, Name] = {("", f"R{at}"): ("", f"R{at + 1}") for at in range(5_000)}
    assert len(mapped_names(("", "R0"), roles)) == 12
    assert mapped_names(("", "R4999"), roles)[-1] == ("", "R5000")


def test_a_long_role_map_is_looked_at_once() -> None:
    roles: dict[Name, Name] = {("", f"R{at}"): ("", f"R{at + 1}") for at in range(20_000)}
    roles |= {("", "A"): ("", "B"), ("", "B"): ("", "A"), ("", "C"): ("", "A")}
    file = PdfFile()
    file.roles = roles
    for name in ("A", "C", *(f"R{at}" for at in range(5_000))):
        file.roots.append(Element(name, ""))
    started = time.process_time()
    found = [one.message for one in verify_roles(file)]
    assert time.process_time() - started < 5  # it took 12 s
    assert sum("in a circle" in one for one in found) == 2
    assert sum("to no standard type" in one for one in found) == 5_000


def test_spans_that_cannot_be_meant_are_not_laid_out() -> None:
    table = Element("Table", "Table")
    for _ in range(500):
        row = Element("TR", "TR", parent=table)
        row.kids.append(Element("TD", "TD", parent=row))
        row.elements[0].attributes |= {"RowSpan": 60_000, "ColSpan": 50}
        table.kids.append(row)
    file = PdfFile()
    file.roots.append(table)
    started = time.process_time()
    assert [one.code for one in regular(file)] == ["table-irregular"]
    assert time.process_time() - started < 5
