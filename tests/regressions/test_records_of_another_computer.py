"""A plan asks the store where the records here are older than those of another computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import BuildOptions, api
from publish.planning import Plan, plan

TEXT = """---
title: The Lamp
language: en
authors: [{name: Ann Author}]
published: 2026-01-01
---

The keeper lights the lamp.
"""


def test_a_title_that_another_computer_built_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "lamp.md", tmp_path / "out"
    monkeypatch.setenv("PUBLISH_STORE", str(tmp_path / "store"))

    def options(computer: str) -> BuildOptions:
        return BuildOptions(only="epub", silent=True, cache=tmp_path / computer)

    def planned(computer: str) -> Plan:
        return plan(source, out, options(computer))

    for computer in ("one", "two"):
        (tmp_path / computer).mkdir(mode=0o700)
    source.write_text(TEXT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    api.build(source, out, options("one"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    source.write_text(TEXT + "\nIt is night.\n")
    api.build(source, out, options("two"))
    assert planned("two").unchanged
    assert planned("one").unchanged
    monkeypatch.delenv("PUBLISH_STORE")  # what fits is kept
    assert planned("one").unchanged

    source.write_text(TEXT + "\nIt is day.\n")
    api.build(source, out, options("two"))
    monkeypatch.setenv("PUBLISH_STORE", str(tmp_path / "store"))
    source.write_text(TEXT)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    api.build(source, out, options("two"))
    source.write_text(TEXT + "\nIt is over.\n")
    found = planned("one")
    assert found.reason == "lamp.md has changed."
    assert [one.reason for one in found.editions] == ["lamp.md has changed."]
