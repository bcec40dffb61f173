"""RTF that breaks off, or has a document inside, was refused with an error of the parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import api


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        (r"{\rtf1 One path.\par Two paths.\par}{\par {\b Junk." + "\0", False),
        (r"{\rtf1 {\rtf1 One path.\par} Two paths.\par}}", False),
        (r"{\rtf1 One path.\par {\b Two paths.", True),
        (r"{\rtf1 One path.\par {\shp{\*\shpinst{\shptxt Two paths.\par}}}}", False),
        (r"{\rtf1 One path.\par {\shp{\*\shpinst{\shptxt Two paths.", True),
    ],
)
def test_braces_that_do_not_match(tmp_path: Path, written: str, cut: bool) -> None:
    source = tmp_path / "a.rtf"
    source.write_bytes(written.encode())
    target = tmp_path / "b.md"
    found = api.import_document(source, target)
    text = target.read_text("utf-8")
    assert "One path." in text
    assert "Two paths." in text
    assert "Junk" not in text
    assert any(one.code == "import-cut" for one in found.diagnostics) is cut


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi One\'02\u1? path.\par}")
    api.import_document(tmp_path / "a.rtf", tmp_path / "b.md")
    assert (tmp_path / "b.md").read_text("utf-8").endswith("\nOne path.\n")
