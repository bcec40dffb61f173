"""ToUnicode tables are read in all their forms (Adobe Technical Note 5411)."""

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from publish.readers import MalformedError
from publish.readers.pdf.content import read_content
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.operators import operators


def table(source: bytes) -> dict[int, str]:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Subtype=Name.Type0, ToUnicode=pdf.make_stream(source), BaseFont=Name.X)
        )
        return dict(Fonts().of(font, 1).to_unicode or {})


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (b"beginbfchar <0001> <0041> <0002> <D83DDE00> endbfchar", {1: "A", 2: "😀"}),
        (b"beginbfrange <0001> <0003> <0041> endbfrange", {1: "A", 2: "B", 3: "C"}),
        (
            b"beginbfrange <0001> <0003> [<0041> <00660069> <0043>] endbfrange",
            {1: "A", 2: "fi", 3: "C"},
        ),
        (b"beginbfrange <0001> <0002> [<0041>] endbfrange", {1: "A", 2: ""}),
        (b"beginbfrange <0003> <0001> <0041> endbfrange", {}),
        (b"beginbfchar <01> <004> endbfchar", {1: ""}),
    ],
)
def test_entries(source: bytes, codes: dict[int, str]) -> None:
    assert table(source) == codes


def test_a_table_of_billions_of_codes_is_refused() -> None:
    with pytest.raises(MalformedError, match="too many codes"):
        table(b"beginbfrange " + b"<0000> <FFFF> <0041> " * 100 + b"endbfrange")


def test_codes_of_simple_fonts_have_one_byte() -> None:
    content = b"/P <</MCID 0>> BDC /F 1 Tf (ab) Tj q /G 1 Tf <0001> Tj Q (a) Tj EMC"
    with pikepdf.new() as pdf:
        simple = Dictionary(
            Subtype=Name.TrueType,
            ToUnicode=pdf.make_stream(b"beginbfrange <61> <62> <0041> endbfrange"),
        )
        composite = Dictionary(
            Subtype=Name.Type0,
            ToUnicode=pdf.make_stream(b"beginbfchar <0001> <0416> endbfchar"),
        )
        resources = pdf.make_indirect(
            Dictionary(Font=Dictionary(F=pdf.make_indirect(simple), G=pdf.make_indirect(composite)))
        )
        fonts = Fonts()
        read = read_content(content, resources, fonts, 1)
    assert read.sequences[0].text == "ABЖA"
    assert [sorted(font.used) for font in fonts.fonts.values()] == [[0x61, 0x62], [1]]


def test_strings_with_brackets_at_any_depth() -> None:
    deep = b"(" * 50 + rb"\)" + b")" * 50
    assert [operand for _, operand in operators(deep + b" Tj")] == [
        [deep[1:-1].replace(b"\\", b"")]
    ]
    with pytest.raises(MalformedError, match="does not end"):
        list(operators(b"(" * 50 + b" Tj"))
