"""The steps of an import, and pandoc, had a limit each, and characters in RTF took seconds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publish.api import import_document
from publish.errors import SourceError
from publish.runtime.deadline import deadline, document_size, seconds_left


def test_pandoc_counts_for_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.tex"
    items = "\\item a\n" * 20_000  # pandoc takes quadratic time
    file.write_text(f"\\begin{{itemize}}{items}\\end{{itemize}}", encoding="utf-8")
    monkeypatch.setenv("PUBLISH_PROCESSOR_SECONDS", "2")
    with pytest.raises(SourceError) as caught:
        import_document(file, tmp_path / "a.md")
    assert "PUBLISH_PROCESSOR_SECONDS" in caught.value.diagnostic.fix
    assert seconds_left() is None


def test_a_megabyte_has_five_seconds_and_larger_files_more(tmp_path: Path) -> None:
    for size, least, most in ((1_000_000, 3, 5), (2_000_000, 20, 25)):
        with deadline("Importing the file", tmp_path, size):
            left = seconds_left()
            assert left is not None
            assert least < left < most


def test_the_size_is_that_of_the_packed_text(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        words = " ".join(f"{place * 7919 % 100_003:x}" for place in range(100_000))
        archive.writestr("word/document.xml", words)
        archive.writestr("word/media/a.png", words)
        archive.writestr("word/footnotes.xml", "<w:p/>" * 500_000)  # a bomb has no more time
    assert len(words) / 4 < document_size(file) < len(words)
    (tmp_path / "b.tex").write_text("\\input{chapter}", encoding="utf-8")
    (tmp_path / "chapter.tex").write_text("words", encoding="utf-8")
    (tmp_path / "other.tex").write_text("more words", encoding="utf-8")
    assert document_size(tmp_path / "b.tex") == len("\\input{chapter}") + len("words")


def test_characters_of_rtf_are_written_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.rtf"
    words = "\\'f1\\'eb\\'ee\\'e2\\'ee " * 20_000 + "\\par \\u-10179?\\u-8704? \\'7b\\'5c\\'7d\\par"
    file.write_text(f"{{\\rtf1\\ansi\\ansicpg1251 A\\par {words}}}", encoding="ascii")
    import_document(file, tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.count("слово") == 20_000
    assert "\U0001f600 \\{\\\\}" in text
