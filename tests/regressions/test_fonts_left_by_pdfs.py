"""Each PDF left a folder of fonts in the temporary folder, and its layout in memory."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from weasyprint import Document

from publish.editions.pdf import layout, weasyprint_fonts
from publish.editions.pdf.chapters import workers
from publish.intake import read
from publish.prepare import prepare
from tests.building import export_pdf

_SOURCE = "---\ntitle: Fonts\nlanguage: en\n---\n\nText.[^n]\n\n[^n]: Note.\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder of this process and its workers, which is left empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def made() -> Iterator[list[weakref.ref[Any]]]:
    """All ``FontConfiguration`` that are made."""
    found: list[weakref.ref[Any]] = []
    original = weasyprint_fonts.font_configuration

    def noted(folder: Path | None) -> Any:
        fonts = original(folder)
        found.append(weakref.ref(fonts))
        return fonts

    with patch.object(layout, "font_configuration", noted):
        yield found


def test_pdfs_leave_no_folder_and_free_the_layouts_before(
    temporary: Path, made: list[weakref.ref[Any]], tmp_path: Path
) -> None:
    source = tmp_path / "fonts.md"
    source.write_text(_SOURCE, encoding="utf-8")
    article = prepare(read(source))
    for _ in range(3):
        export_pdf(article, None, tmp_path / "fonts.pdf")
        assert list(temporary.iterdir()) == []
    assert [fonts() is None for fonts in made] == [True, True, False]
    with (
        patch.object(Document, "write_pdf", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        export_pdf(article, None, tmp_path / "fonts.pdf")
    assert made[2]() is None


@pytest.mark.parametrize("in_workers", [False, True])
@pytest.mark.usefixtures("temporary")
def test_books_leave_no_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_workers: bool
) -> None:
    if in_workers:
        monkeypatch.setattr(workers, "_WORTH_STARTING", 1)
        monkeypatch.setattr(workers, "usable_cpus", lambda: 1)
    book = prepare(read(root / "tests/gallery/book/publication.yaml"))
    export_pdf(book, None, tmp_path / "book.pdf")
