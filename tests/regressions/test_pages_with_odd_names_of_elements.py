"""HTML takes element names that XML doesn't have; a page with one can't be read, with a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import api


@pytest.mark.parametrize("name", [b"a\x04b", b"p\xffb<'", b"x\x00\x1f"])
def test_an_odd_name_is_a_diagnostic(tmp_path: Path, name: bytes) -> None:
    (tmp_path / "index.html").write_bytes(b"<!DOCTYPE html><p>A<" + name + b">x</p>\xff")
    found = api.verify(tmp_path, quick=True)
    assert "can't be one" in found[0].message
