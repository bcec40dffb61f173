"""Small editions filled the memory when they were verified.

Their objects, documents or style sheets unpacked to very many, or many of them shared a long text.
"""

import zipfile
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from publish.errors import SourceError
from publish.readers import MalformedError
from publish.readers.container import Container
from publish.readers.pdf import read_pdf
from publish.readers.pdf.operators import operators
from publish.runtime.deadline import deadline

_CONTAINER = """\
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def _annotation(**entries: pikepdf.Object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 1, 1]), **entries)


def _saved(pdf: pikepdf.Pdf, path: Path) -> Path:
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


def test_objects(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.Root.Junk = pdf.make_indirect(String("a" * 6_000_000))
    with pytest.raises(SourceError, match="unpack to too much"):
        read_pdf(_saved(pdf, tmp_path / "a.pdf"))


def test_members(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page().Annots = pdf.make_indirect(Array([0] * 300_001))
    with pytest.raises(SourceError, match="more than 300000 members"):
        read_pdf(_saved(pdf, tmp_path / "a.pdf"))


def test_annotations_of_many_pages(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    words = pdf.make_indirect(String("word " * 200))
    one, other = (pdf.make_indirect(_annotation(Contents=words)) for _ in range(2))
    shared = pdf.make_indirect(Array([one, one, _annotation()]))
    for own in (shared, shared, Array([one, other])):
        pdf.add_blank_page().Annots = own
    pages = read_pdf(_saved(pdf, tmp_path / "a.pdf")).pages
    assert [len(page.annotations) for page in pages] == [2, 0, 1]
    assert pages[0].annotations[0].contents is pages[2].annotations[0].contents


def test_strings_of_escapes() -> None:
    (found,) = operators(b"(" + b"\\(a" * 100_000 + b") Tj")
    assert found == (b"Tj", [b"(a" * 100_000])


def test_elements_and_style_sheets(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("a.xhtml", "<a/>" * 800_000)
        archive.writestr("a.css", "a{b:c}" * 1_500_000)
        container = Container(archive)
        # in a build, a table of 50,000 rows has as many
        assert len(container.bytes("a.xhtml")) == 3_200_000
        with (
            deadline("Reading it", tmp_path / "a.epub", 1),
            pytest.raises(MalformedError, match="too many elements"),
        ):
            container.bytes("a.xhtml")
        with pytest.raises(MalformedError, match="larger than 8 MiB"):
            container.sheet("a.css")
