"""Boxes of Jekyll's themes and of web pages became plain paragraphs, and nobody was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file
from tests.importing.test_posts import post

NOTE = ":::{note}\nWords.\n:::\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Words.\n{: .notice}", NOTE),
        ("{: .notice--info}\nWords.", NOTE),
        ("`a` *b*\nc.\n{: .notice--danger #x}", ":::{warning}\n`a` *b* c.\n:::\n"),
        (
            "[Words](#x).\n\nMore.\n{: .tip #x}",
            "[Words](#x).\n\n:::{tip}\n:name: x\n\nMore.\n:::\n",
        ),
        ("> One.\n>\n> Two.\n{: .prompt-tip }", ":::{tip}\nOne.\n\nTwo.\n:::\n"),
        ('<div class="notice">Words.</div>', NOTE),
        ('<p class="notice">Words.</p>', NOTE),
        ('<div class="alert alert-info"><p class="message">Words.</p></div>', NOTE),
        (
            '<div class="notice--warning" markdown="1">\n*Now*\n\n- one\n- two\n</div>',
            ":::{warning}\n*Now*\n\n- one\n- two\n:::\n",
        ),
        ("Words.\n{: .text-center}", "Words.\n"),
        ("```\nx\n{: .notice}\n```", "```\nx\n{: .notice}\n```\n"),
    ],
)
def test_a_box_is_an_aside(written: str, expected: str, tmp_path: Path) -> None:
    assert post(tmp_path, written) == expected


def test_a_box_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "2025-04-01-post.md"
    file.write_text("---\nlayout: post\ntitle: T\n---\n- one\n- two\n{: .notice}\n", "utf-8")
    imported = import_file(file, tmp_path)
    assert imported.markdown.endswith("---\n\n- one\n- two\n")
    told = [diagnostic.message for diagnostic in imported.diagnostics]
    assert "“box notice” was left out." in told
