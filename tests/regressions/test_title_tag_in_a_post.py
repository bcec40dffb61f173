"""A tag <title> in the text of a post swallowed the rest of the post, as HTML has it."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file


def test_the_text_after_the_tag_stays_text(tmp_path: Path) -> None:
    post = tmp_path / "2026-03-01-tags.md"
    post.write_text(
        "---\ntitle: Tags\nlayout: post\n---\n\nThe page has\n<title>\n\n## What comes next\n\n"
        'A *drawing*:\n\n<svg viewBox="0 0 9 9"><title>A tram</title><path d="M0 0h9"/></svg>\n',
        encoding="utf-8",
    )
    source = import_file(post, tmp_path / "out").markdown
    assert "title: Tags\n" in source
    assert "## What comes next" in source
    assert "A *drawing*" in source
    assert "A tram" in source
