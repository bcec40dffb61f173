"""A comment of Obsidian or MyST with code in it was published by the import, in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

OBSIDIAN = """---
title: Notes
language: en
---

See [[Other]]. One %%secret `code` more%% two `%%code%%`.

%%
secret `a`

secret
%%

Three.
"""
MYST = """# Notes

See {ref}`other`. One.

% secret `code` here
% secret `more`

```{note}
Two.
```

    % code
"""


@pytest.mark.parametrize(
    ("text", "kept"),
    [(OBSIDIAN, "One two `%%code%%`."), (MYST, "% code")],
    ids=["obsidian", "myst"],
)
def test_nothing_of_a_comment_is_published(text: str, kept: str, tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(text, encoding="utf-8")
    source = import_file(post, tmp_path / "out").markdown
    assert "secret" not in source
    assert kept in " ".join(source.split())
