"""Small DOCX files that took long: paragraphs of very many runs, and notes that call notes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from publish import api
from publish.errors import SourceError
from publish.importing.preparing.docx_package import W
from publish.importing.preparing.docx_styles import style_of
from publish.runtime.deadline import document_size

_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _docx(folder: Path, body: str, notes: str = "", more: Mapping[str, str] | None = None) -> Path:
    file = folder / "report.docx"
    kinds = {"document": "document.main", "footnotes": "footnotes"}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_PARTS}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    relation = '<Relationship Id="r1" Type="{0}/{1}" Target="{2}"/>'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        f'package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": relation.format(_TYPES, "officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": relation.format(_TYPES, "footnotes", "footnotes.xml"),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_NAMES}>{notes}</w:footnotes>",
        **(more or {}),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if name.endswith(".rels"):
                space = "http://schemas.openxmlformats.org/package/2006/relationships"
                text = f'<Relationships xmlns="{space}">{text}</Relationships>'
            archive.writestr(name, text)
    return file


def _run(inside: str) -> str:
    return f"<w:r>{inside}</w:r>"


_CALL = _run('<w:footnoteReference w:id="7"/>')


def test_style_of_a_paragraph_is_found_at_its_start() -> None:
    from lxml import etree

    style = f'<w:pPr {_NAMES}><w:pStyle w:val="Quote"/></w:pPr>'
    paragraph = etree.fromstring(f"<w:p {_NAMES}>{style}{_run('') * 3}</w:p>")
    assert style_of(paragraph) == "Quote"
    found: list[int] = []

    class Counted(list[object]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            for number, one in enumerate(super().__iter__()):
                found.append(number)
                yield one

    run = etree.Element(f"{W}r")
    assert style_of(Counted([run] * 1000)) == ""  # type: ignore[arg-type]
    assert len(found) < 20


def test_notes_that_call_each_other_end(tmp_path: Path) -> None:
    note = f'<w:footnote w:id="7"><w:p>{_run("<w:t>Inner words</w:t>")}{_CALL}</w:p></w:footnote>'
    body = f"<w:p>{_run('<w:t>Some words of text</w:t>')}{_CALL}</w:p>"
    imported = api.import_document(_docx(tmp_path, body, note), tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert text.count("Inner words") == 1
    assert any(one.code == "import-notes" for one in imported.diagnostics)


def test_long_notes_called_very_often_are_refused(tmp_path: Path) -> None:
    words = _run("<w:t>n </w:t>") * 300
    note = f'<w:footnote w:id="7"><w:p>{words}</w:p></w:footnote>'
    with pytest.raises(SourceError, match="so often"):
        api.import_document(_docx(tmp_path, f"<w:p>{_CALL * 300}</w:p>", note), tmp_path / "a.md")


def test_styles_give_a_document_no_more_time(tmp_path: Path) -> None:
    small = document_size(_docx(tmp_path, "<w:p/>"))
    styles = "".join(f'<w:style w:styleId="s{one}"/>' for one in range(5000))
    assert document_size(_docx(tmp_path, "<w:p/>", more={"word/styles.xml": styles})) == small


def test_elements_of_very_many_attributes_are_refused(tmp_path: Path) -> None:
    names = " ".join(f'a{one}="1"' for one in range(600))
    with pytest.raises(SourceError, match="600 attributes"):
        api.import_document(_docx(tmp_path, f"<w:p {names}/>"), tmp_path / "a.md")


def test_styles_without_a_language_are_cheap() -> None:
    """An unknown language has costly advice, which nobody reads here."""
    from publish.importing.preparing.office import tag_of

    assert tag_of("") == ""
    assert tag_of("de-AT") == "de-AT"
    assert tag_of("nowhere") == tag_of("nowhere") == ""
    assert tag_of.cache_info().hits


def test_many_equal_neighbours_are_joined_at_once() -> None:
    from publish.importing.reading import inlines
    from publish.model import Emphasis, Strong, Text

    pieces = [Emphasis((Strong((Text(f"w{one} "),)),)) for one in range(20_000)]
    (only,) = inlines.tidied(pieces)
    assert isinstance(only, Emphasis)
    (strong,) = only.content
    assert isinstance(strong, Strong)
    (text,) = strong.content
    assert isinstance(text, Text)
    assert text.text.startswith("w0 w1 w2 ")
    assert text.text.endswith("w19999")


def test_very_many_relationships_and_styles_are_refused(tmp_path: Path) -> None:
    """pandoc looks through all relationships for each link."""
    links = "".join(
        f'<Relationship Id="q{one}" Type="{_TYPES}/hyperlink" Target="https://example.org"/>'
        for one in range(20_001)
    )
    styles = f"<w:styles {_NAMES}>{'<w:style/>' * 10_001}</w:styles>"
    for name, text, said in (
        ("word/_rels/document.xml.rels", links, "links and pictures"),
        ("word/styles.xml", styles, "10001 styles"),
    ):
        with pytest.raises(SourceError, match=said):
            api.import_document(_docx(tmp_path, "<w:p/>", more={name: text}), tmp_path / "a.md")
