"""Markdown of other programs becomes sources; a golden file shows what became of each construct."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check import check
from publish.cli import main
from publish.errors import Severity, SourceError
from publish.importing import import_file
from publish.importing.markdown.dialects import Dialect, dialect_of
from publish.intake import read
from tests.conftest import Golden

ADDED_BY_AN_EDITOR = {"table-headers", "alt-missing"}


@pytest.mark.parametrize("name", ["pandoc.md", "quarto.qmd", "myst.md", "mdbook.md", "post.md"])
def test_every_construct(name: str, root: Path, tmp_path: Path, golden: Golden) -> None:
    imported = import_file(root / "tests" / "gallery" / "markdown" / name, tmp_path)
    told = "\n".join(f"{p.severity}:{p.line}: {p.message} {p.fix}" for p in imported.diagnostics)
    golden(f"{name}.txt", f"{imported.markdown}{'=' * 40}\n{told}\n")
    source = tmp_path / "article.md"
    source.write_text(imported.markdown, encoding="utf-8")
    for path, data in imported.pictures.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    errors = [p for p in check(read(source)) if p.severity is Severity.ERROR]
    assert {p.code for p in errors} <= ADDED_BY_AN_EDITOR


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("% A title\n\nWords.\n", "a title block"),
        ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n", "a grid table"),
        ("Right   Left\n-----   ----\n1       2\n", "a table without pipes"),
        ("Words [@lis2020, p. 3].\n", "a citation"),
        ("```{=latex}\n\\newpage\n```\n", "a raw block"),
    ],
)
def test_one_error_for_what_only_pandoc_reads(written: str, named: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(written, encoding="utf-8")
    assert dialect_of(file, written) is Dialect.PANDOC
    with pytest.raises(SourceError) as caught:
        read(file)
    (only,) = caught.value.diagnostics
    assert named in only.message
    assert "publish import" in only.fix


@pytest.mark.parametrize(
    "written",
    [
        "Words.\n\n    Right   Left\n    -----   ----\n",
        "```\n% title\n\n+---+\n| a |\n+---+\n```\n",
        "Thanks to [@ada](https://example.org/@ada) and a@b.org.\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "Heading\n-------\n\n`(@a)` and `[@lis2020]`.\n",
    ],
)
def test_what_a_source_can_hold_too(written: str, tmp_path: Path) -> None:
    assert dialect_of(tmp_path / "a.md", written) is Dialect.POST


def test_dialect_can_be_stated(tmp_path: Path) -> None:
    file, source = tmp_path / "a.txt", tmp_path / "a.md"
    file.write_text("Words *here*.\n", encoding="utf-8")
    assert main(["import", str(file), "-o", str(source), "--from", "pandoc", "--quiet"]) == 0
    assert "Words *here*." in source.read_text(encoding="utf-8")
    assert main(["import", str(file), "-o", str(source), "--from", "docx"]) == 2


def test_citations_are_written_out(tmp_path: Path) -> None:
    """The works are in a file of the folder; a work that is missing there is listed."""
    (tmp_path / "works.bib").write_text(
        "@book{lis2020, author={Lis, Ada}, title={The Mill}, year={2020}, publisher={Press}}\n",
        encoding="utf-8",
    )
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: T\nlang: en\nbibliography: works.bib\n---\n\n"
        "So [@lis2020, p. 3] and [@other].\n",
        encoding="utf-8",
    )
    imported = import_file(file, tmp_path)
    body = imported.markdown.partition("\n---\n\n")[2]
    assert body.startswith("So ([Lis 2020, 3](#ref-lis2020)) and \\[@other].\n")
    assert "{#ref-lis2020}\nLis, Ada. 2020. *The Mill*. Press.\n" in body
    assert any("@other" in one.message for one in imported.diagnostics)


def test_files_outside_of_the_project_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("Secret words.\n", encoding="utf-8")
    folder = tmp_path / "project"
    folder.mkdir()
    for name, written in (
        ("a.qmd", "Words.\n\n{{< include ../secret.md >}}\n"),
        ("b.md", "Words.\n\n```{include} ../secret.md\n```\n"),
        ("c.md", "Words.\n\n{{#include ../secret.md}}\n"),
    ):
        file = folder / name
        file.write_text(written, encoding="utf-8")
        imported = import_file(file, folder)
        assert "Secret" not in imported.markdown
        assert any("secret.md" in one.message for one in imported.diagnostics)


def test_one_error_for_pandocs_fields(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: T\nauthor: A\ndate: 2026-01-02\nlang: en\n---\n\nWords.\n", "utf-8"
    )
    with pytest.raises(SourceError) as caught:
        read(file)
    (only,) = caught.value.diagnostics
    assert "author, date, lang" in only.message
    assert "publish import" in only.fix
