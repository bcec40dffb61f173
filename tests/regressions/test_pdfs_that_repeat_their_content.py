"""Small PDFs took until the deadline, or gigabytes: places without number referred to one content.

Others had arrays that held themselves, names that were numbers of 5,000 digits, fonts of fonts.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from publish.errors import SourceError
from publish.readers import MalformedError
from publish.readers.pdf import read_pdf, reading
from publish.readers.pdf.cmaps import read_cmap, read_to_unicode
from publish.readers.pdf.metadata import read_metadata
from publish.readers.pdf.objects import TooMuchError, limited_work
from publish.readers.pdf.operators import operators
from publish.readers.pdf.programs import read_program
from publish.readers.pdf.records import CMap, Font
from publish.readers.pdf.structure import PDF_2, is_standard
from publish.verify import verify
from tests.verify.pdf.small import add, document, small_pdf

#: What the small PDF takes, and more: so much work is allowed here in all.
_ENOUGH = 4_000


@contextmanager
def soon() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 5


def _elements(pdf: pikepdf.Pdf) -> None:
    attributes = pdf.make_indirect(Array([Dictionary(O=Name.Layout, X=1)] * 100))
    for _ in range(50):
        add(pdf, document(pdf), "P", A=attributes)


def _classes(pdf: pikepdf.Pdf) -> None:
    entries = {f"/X{number}": number for number in range(100)}
    pdf.Root.StructTreeRoot.ClassMap = Dictionary(C=Dictionary(entries))
    for _ in range(50):
        add(pdf, document(pdf), "P", C=Name.C)


def _parents(pdf: pikepdf.Pdf) -> None:
    owners = pdf.make_indirect(Array([document(pdf)] * 100))
    pdf.Root.StructTreeRoot.ParentTree.Nums.extend([9, owners] * 50)


def _clips(pdf: pikepdf.Pdf) -> None:
    texts = pdf.make_indirect(Array([String("en")] * 100))
    clip = Dictionary(R=Dictionary(C=Dictionary(S=Name.MCD, Alt=texts)))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Screen, A=clip)] * 50)


def _titles(pdf: pikepdf.Pdf) -> None:
    title = pdf.make_indirect(String("a" * 10_000))
    items = [pdf.make_indirect(Dictionary(Title=title)) for _ in range(50)]
    for item, following in pairwise(items):
        item.Next = following
    pdf.Root.Outlines = Dictionary(First=items[0])


def _pages(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b"q Q " * 1_000)
    for _ in range(10):
        pdf.add_blank_page().Contents = pdf.pages[0].Contents


def _named(pdf: pikepdf.Pdf) -> None:
    names = pdf.make_indirect(Array([String("a"), 1] * 50))
    kids = Array([Dictionary(Names=names)] * 50)
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=kids))


def _fonts(pdf: pikepdf.Pdf) -> None:
    widths = pdf.make_indirect(Array([0, 65_535, 1] * 100))
    font = Dictionary(Subtype=Name.Type0, DescendantFonts=Array([Dictionary(W=widths)]))
    pdf.pages[0].Resources.Font.F = font


def _type_3(pdf: pikepdf.Pdf) -> None:
    glyph = pdf.make_stream(b"1 0 d0 " + b"f " * 100_000)
    glyphs = Dictionary({f"/g{number}": glyph for number in range(1_500)})
    pdf.pages[0].Resources.Font.F = Dictionary(Subtype=Name.Type3, CharProcs=glyphs)


_KINDS = [_elements, _classes, _parents, _clips, _titles, _pages, _named, _fonts, _type_3]


@pytest.mark.parametrize("repeat", _KINDS)
def test_content_that_is_repeated_is_counted_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repeat: Callable[[pikepdf.Pdf], None]
) -> None:
    monkeypatch.setattr(reading, "_WORK_A_SECOND", _ENOUGH // 5)
    pdf = small_pdf()
    pdf.save(tmp_path / "small.pdf")
    assert not verify(tmp_path / "small.pdf", quick=True)
    repeat(pdf)
    pdf.save(tmp_path / "a.pdf")
    with pytest.raises(SourceError, match="far more content than its size explains") as caught:
        verify(tmp_path / "a.pdf", quick=True)
    assert "PUBLISH_PROCESSOR_SECONDS=60" in caught.value.diagnostic.fix


def test_an_attribute_that_holds_itself(tmp_path: Path) -> None:
    pdf = small_pdf()
    endless = pdf.make_indirect(Array())
    endless.append(endless)
    add(pdf, document(pdf), "P", A=Dictionary(O=Name.Layout, BBox=endless))
    pdf.save(tmp_path / "a.pdf")
    with pytest.raises(SourceError, match="an attribute of it has no end"):
        read_pdf(tmp_path / "a.pdf")


def test_a_heading_of_a_level_without_end() -> None:
    assert is_standard((PDF_2, "H12"))
    assert not is_standard((PDF_2, "H" + "9" * 5_000))


@pytest.mark.parametrize("content", [b"[" * 501, b"<<" * 501, b"1 " * 100_001, b"(" * 501])
def test_content_that_opens_without_end(content: bytes) -> None:
    with pytest.raises(MalformedError):
        list(operators(content))


def test_images_without_an_end() -> None:
    with soon():
        assert len(list(operators(b"ID " * 100_000))) == 100_000
    assert [one for one, _ in operators(b"BI ID x EI f")] == [b"EI", b"f"]


def test_tables_of_fonts() -> None:
    with pytest.raises(MalformedError, match="very long meaning"):
        read_to_unicode(f"beginbfchar <41> <{'0041' * 2_000}> endbfchar")
    with limited_work(1_000), pytest.raises(TooMuchError):
        read_to_unicode("beginbfrange <0000> <FFFF> <0041> endbfrange")
    pdf = pikepdf.new()
    spaces = b"begincodespacerange <%s> <%s> <00> <FF> endcodespacerange" % (b"41" * 99, b"42" * 99)
    cmap = read_cmap(pdf.make_stream(spaces))
    assert isinstance(cmap, CMap)
    assert cmap.spaces == [(b"\0", b"\xff")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"wOFF" + bytes(99), "FontFile2"), (b"eexec " + bytes(3_000_000), "FontFile")],
)
def test_programs_that_are_no_fonts_of_a_pdf(content: bytes, kind: str) -> None:
    with soon(), pytest.raises(MalformedError):
        read_program(Font("A", 1, program=content, program_type=kind))


def test_metadata_of_very_many_attributes() -> None:
    names = " ".join(f'u:a{number}="1"' for number in range(30_000))
    spaces = 'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    spaces += ' xmlns:u="http://www.aiim.org/pdfua/ns/id/"'
    pdf = pikepdf.new()
    with soon():
        found = read_metadata(pdf.make_stream(f"<r:Description {spaces} {names}/>".encode()))
    assert not found.prefixes


def test_objects_that_are_packed_with_a_small_window(tmp_path: Path) -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, 12)
    packed = packing.compress(bytes(6_000_000)) + packing.flush()
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.5\n1 0 obj<</Type/ObjStm>>stream\n" + packed + b"\nendstream")
    with pytest.raises(SourceError, match="unpack to too much"):
        read_pdf(path)
