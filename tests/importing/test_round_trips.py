"""What we or pandoc wrote comes back: the same model, but for what a format has no place for."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from publish.importing import import_file
from publish.importing.losses import compared
from publish.importing.original import read_original
from publish.importing.written import written_article
from publish.model import Article, Figure, Note, Section, Table
from publish.model.walk import all_blocks, all_inlines, figures_in, text_of
from publish.prepare import prepare
from publish.source import read
from tests.building import export_epub
from tests.importing.model import said, unspoken
from tests.importing.to_pandoc import write

SOURCES = ("tests/gallery/every-construct/article.md", "assets/example/article.md")
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"


def imported(file: Path, folder: Path) -> Article:
    """The article of what is imported from ``file`` into ``folder``."""
    found = import_file(file, folder)
    (folder / "article.md").write_text(found.markdown, encoding="utf-8")
    for name, data in found.pictures.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return read(folder / "article.md")


def lost(file: Path, article: Article) -> list[str]:
    """What the comparison of an import says is lost, but for what editions write themselves."""
    found = compared(read_original(file), written_article(article), ())
    return [f"{one.code}: {one.text}" for one in found.losses if one.code != "import-page"]


@pytest.mark.parametrize("source", SOURCES)
def test_our_own_epub_is_the_same_model(source: str, root: Path, tmp_path: Path) -> None:
    """All but the options for the narration, which the EPUB does not hold."""
    article = read(root / source)
    book = tmp_path / "book.epub"
    export_epub(prepare(article), None, book)
    back = imported(book, tmp_path)
    assert said(unspoken(back)) == said(unspoken(article))
    assert lost(book, back) == []


@pytest.fixture(scope="module", params=("docx", "odt", "html", "epub"))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("source", SOURCES)
def test_through_pandoc(source: str, kind: str, root: Path, tmp_path: Path) -> None:
    article = read(root / source)
    shutil.copytree(article.file.parent / "pictures", tmp_path / "pictures")
    file = write(article, kind, tmp_path / f"through.{kind}")
    if kind == "odt":
        _describe(file, article)
    back = imported(file, tmp_path)
    assert _pictures(back) == _pictures(article)
    assert _notes(back) == _notes(article)
    assert _tables(back, kind) == _tables(article, kind)
    assert _headings(back) == _headings(article)
    assert _languages(back) == _languages(article)
    assert back.metadata.title == article.metadata.title
    assert back.metadata.language == article.metadata.language
    assert [p.name for p in back.metadata.authors] == [p.name for p in article.metadata.authors]
    assert lost(file, back) == []


def _describe(file: Path, article: Article) -> None:
    """Alt texts as LibreOffice writes them; pandoc's writer leaves them out."""
    alts = {figure.image.digest: figure.image.alt for figure in figures_in(article)}
    alts |= {i.image.digest: i.image.alt for _, i in all_inlines(article) if hasattr(i, "image")}
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(entries["content.xml"])
    for frame in root.iter(f"{DRAW}frame"):
        for image in frame.iterfind(f"{DRAW}image"):
            name = image.get("{http://www.w3.org/1999/xlink}href", "")
            alt = alts.get(hashlib.sha256(entries[name]).hexdigest())
            if alt:
                etree.SubElement(frame, f"{SVG}desc").text = alt
    entries["content.xml"] = etree.tostring(root)
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def _plain(note: Note | Figure) -> str:
    blocks = note.blocks if isinstance(note, Note) else note.caption
    return " ".join(text_of(run) for block in blocks for run in [getattr(block, "content", ())])


def _pictures(article: Article) -> list[tuple[str, str, str]]:
    """Alt text, caption and credit (as one) of each figure that says something."""
    return [
        (
            figure.image.digest,
            figure.image.alt or "",
            f"{_plain(figure)} {text_of(figure.credit)}".strip(),
        )
        for figure in figures_in(article)
        if not figure.image.decorative and figure.image.alt
    ]


def _notes(article: Article) -> list[str]:
    """Each note once: one that is called twice is two notes for pandoc."""
    ready = prepare(article)
    notes = sorted(ready.notes, key=lambda note: note.number)
    return list(dict.fromkeys(_plain(note) for note in notes))


def _tables(article: Article, kind: str) -> list[object]:
    return [
        (
            text_of(table.caption),
            len(table.head),
            [
                [
                    (
                        " ".join(text_of(getattr(block, "content", ())) for block in cell.blocks),
                        cell.colspan,
                        cell.rowspan,
                        # pandoc reads no header columns from word processors
                        cell.scope if kind in ("html", "epub") else None,
                    )
                    for cell in row.cells
                ]
                for row in (*table.head, *table.body)
            ],
        )
        for table in all_blocks(article)
        if isinstance(table, Table)
    ]


def _headings(article: Article) -> list[tuple[int, str]]:
    return [
        (block.level, text_of(block.title))
        for block in all_blocks(article)
        if isinstance(block, Section)
    ]


def _languages(article: Article) -> Counter[str]:
    """Which languages there are beside the main one."""
    ready = prepare(article)
    tags = {getattr(inline, "language", None) for _, inline in all_inlines(ready)}
    tags |= {block.language for block in all_blocks(ready)}
    return Counter(tag for tag in tags if tag)
