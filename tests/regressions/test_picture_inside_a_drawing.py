"""A picture inside a drawing (data:) passed the check, and the PDF refused it."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from publish.errors import SourceError
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of

SOURCE = """---
title: The badge
language: en
---

:::{figure} badge.svg
:alt: A badge.
:::
"""


def source(folder: Path, picture: bytes) -> Path:
    written = base64.encodebytes(picture).decode().replace("\n", "&#10;")
    (folder / "badge.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 20 20"><image width="20" height="20" '
        f'xlink:href="data:image/png;base64,{written}"/></svg>',
        encoding="utf-8",
    )
    path = folder / "badge.md"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def png(size: int) -> bytes:
    out = BytesIO()
    Image.new("1", (size, size)).save(out, "PNG")
    return out.getvalue()


def test_the_pdf_shows_it(tmp_path: Path) -> None:
    article = prepare(read(source(tmp_path, png(64))))
    assert edition_of("pdf", article, None, tmp_path / "badge").path.stat().st_size


@pytest.mark.parametrize(
    ("picture", "code"), [(b"no picture", "picture-type"), (png(12_000), "picture-size")]
)
def test_one_that_cannot_be_shown_is_refused(picture: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refused:
        read(source(tmp_path, picture))
    assert refused.value.diagnostic.code == code
