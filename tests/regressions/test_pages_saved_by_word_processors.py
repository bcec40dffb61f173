"""Lists of pages that Word and Google Docs save were paragraphs with a bullet, or flat."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli import main
from publish.importing import import_file

_MARK = (
    "<![if !supportLists]><span><span style='mso-list:Ignore'>{}<span>&nbsp; </span>"
    "</span></span><![endif]>"
)


def _item(level: int, marker: str, words: str) -> str:
    style = f"text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    return f'<p class=MsoListParagraph style="{style}">{_MARK.format(marker)}{words}</p>\n'


def _imported(body: str, folder: Path) -> tuple[str, list[str]]:
    file = folder / "page.html"
    file.write_text(f"<html lang=en><head><title>Lake</title></head><body>{body}</body></html>")
    found = import_file(file, folder)
    codes = [one.code for one in found.diagnostics if one.code.startswith("import-lost")]
    return found.markdown.split("---\n\n", 1)[1], codes


def test_lists_of_word_keep_their_levels_and_start(tmp_path: Path) -> None:
    body = (
        "<div class=WordSection1><p class=MsoTitle>Lake</p><p class=MsoNormal>Before.</p>"
        + _item(1, "3.", "Walk <b>north</b>")
        + _item(2, "a)", "slowly")
        + _item(2, "b)", "or fast")
        + "<p class=MsoListParagraph>for an hour</p>"
        + _item(1, "4.", "Turn")
        + _item(1, "o", "A bench")
        + "<p class=MsoNormal>After.</p></div>"
    )
    markdown, lost = _imported(body, tmp_path)
    text = "\n".join(line for line in markdown.split("\n") if line)
    assert text == (
        "Before.\n3. Walk **north**\n   1. slowly\n   2. or fast\n      for an hour\n4. Turn\n"
        "- A bench\nAfter."
    )
    assert lost == []


def test_lists_of_google_docs_are_nested(tmp_path: Path) -> None:
    body = (
        "<ul class='c1 lst-kix_x1-0 start'><li>One</li></ul>"
        "<ul class='c1 lst-kix_x1-1 start'><li>One A</li><li>One B</li></ul>"
        "<ul class='c1 lst-kix_x1-0'><li>Two</li></ul><p>After.</p>"
        "<ol class='lst-kix_x2-0 start'><li>Another</li></ol>"
    )
    markdown, lost = _imported(body, tmp_path)
    assert markdown == "- One\n  - One A\n  - One B\n- Two\n\nAfter.\n\n1. Another\n"
    assert lost == []


def test_a_source_is_named_as_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``-o lake.html`` wrote a source that no command takes for one."""
    file = tmp_path / "page.html"
    file.write_text("<p>Words.</p>")
    assert main(["import", str(file), "-o", str(tmp_path / "lake.html")]) == 2
    assert "lake.md" in capsys.readouterr().err
    assert not (tmp_path / "lake.html").exists()
