"""What the audit reads of a page is what stands there, however it is written."""

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.readers import MalformedError
from publish.readers.pdf.content import page_bytes, read_content, resources_of
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.operators import operators

_WANTED = ["BDC", "BMC", "EMC", "q", "Q", "Tf", "Tj", "TJ", "S", "s", "sh", "Do", "rg"]
_WANTED += ["f", "F", "f*", "B", "B*", "b", "b*"]
_OTHERS = ["cm", "Tm", "gs", "re", "fx", "Bx", "BDCx", "T*", "d0", "Td"]

_NUMBERS = st.sampled_from(["0", "-1", "+.5", "12.", "3.25", "true", "null"])
_NAMES = st.sampled_from(["Span", "Do", "BDC", "a1.0", "two#20words", ""]).map(
    lambda name: f"/{name}"
)
_HEX = st.binary(max_size=4).map(lambda raw: f"<{raw.hex(' ')}>")
_LITERALS = st.sampled_from(
    ["()", "(EMC)", "(a(b)c)", r"(\) Tj \()", r"(\101\1012\n\q)", "(% no comment)", "(two\nlines)"]
)
_SIMPLE = st.one_of(_NUMBERS, _NAMES, _HEX, _LITERALS)
_ARRAYS = st.lists(_SIMPLE, max_size=4).map(lambda parts: f"[{' '.join(parts)}]")
_DICTIONARIES = st.dictionaries(
    st.sampled_from(["/MCID", "/ActualText"]), _SIMPLE | _ARRAYS, max_size=2
).map(lambda entries: f"<<{' '.join(' '.join(entry) for entry in entries.items())}>>")
_OPERANDS = st.lists(_SIMPLE | _ARRAYS | _DICTIONARIES, max_size=3)
_PIECES = st.lists(
    st.tuples(_OPERANDS, st.sampled_from(_WANTED + _OTHERS)).map(
        lambda piece: " ".join([*piece[0], piece[1]])
    )
    | st.sampled_from(["% EMC (\n", "BI /W 1 /H 1 ID ab >>\nEI\n"])
)


def _plain(operand: object) -> object:
    """What a ``pikepdf`` operand says, in the spelling of ours."""
    if isinstance(operand, pikepdf.String):
        return bytes(operand)
    if isinstance(operand, pikepdf.Name):
        return str(operand)[1:]
    if isinstance(operand, pikepdf.Dictionary):
        return {key[1:]: _plain(value) for key, value in operand.items()}
    if isinstance(operand, pikepdf.Array | list):
        return [_plain(one) for one in operand]
    return "number"


def _ours(operand: object) -> object:
    if type(operand) is bytes:
        return "number"
    if isinstance(operand, dict):
        return {key: _ours(value) for key, value in operand.items()}
    return [_ours(one) for one in operand] if isinstance(operand, list) else operand


def _joined(operand: object) -> object:
    """An array of strings and numbers is one string with us."""
    if isinstance(operand, list) and all(
        one == "number" or isinstance(one, bytes) for one in operand
    ):
        return b"".join(one for one in operand if isinstance(one, bytes))
    if isinstance(operand, dict):
        return {key: _joined(value) for key, value in operand.items()}
    return [_joined(one) for one in operand] if isinstance(operand, list) else operand


@given(_PIECES)
def test_operators_are_those_that_qpdf_reads(pieces: list[str]) -> None:
    stream = "\n".join(pieces).encode("latin-1")
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.contents_add(stream)
    expected = [
        ("EI" if str(one.operator) == "INLINE IMAGE" else str(one.operator), one.operands)
        for one in pikepdf.parse_content_stream(page)
    ]
    wanted = [pair for pair in expected if pair[0] in {*_WANTED, "EI"}]
    found = list(operators(stream))
    assert [name.decode() for name, _ in found] == [name for name, _ in wanted]
    for (name, mine), (_, theirs) in zip(found, wanted, strict=True):
        if name != b"EI":
            own = mine[len(mine) - len(theirs) :] if len(mine) >= len(theirs) else mine
            assert list(map(_joined, map(_ours, own))) == [_joined(_plain(one)) for one in theirs]


@given(_PIECES)
def test_operators_of_places_have_the_pieces_of_arrays(pieces: list[str]) -> None:
    stream = "\n".join(pieces).encode("latin-1")
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.contents_add(stream)
    theirs = [
        (str(one.operator), [_plain(operand) for operand in one.operands])
        for one in pikepdf.parse_content_stream(page, "q Q cm BT Tm TD Tj TJ BDC EMC")
    ]
    ours = [
        (name.decode(), [_ours(operand) for operand in operands])
        for name, operands in operators(stream, places=True)
        if name in (b"q", b"Q", b"cm", b"BT", b"Tm", b"TD", b"Tj", b"TJ", b"BDC", b"EMC")
    ]
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    for (_, mine), (_, operands) in zip(ours, theirs, strict=True):
        assert mine[max(len(mine) - len(operands), 0) :] == operands


def test_a_bracket_that_was_never_opened_is_refused() -> None:
    with pytest.raises(MalformedError, match="bracket"):
        list(operators(b"/Span <</MCID 0>> >> BDC"))


def _page(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Page:
    page = pdf.add_blank_page()
    table = b"1 beginbfchar <0001> <0041> endbfchar 1 beginbfrange <0002> <0004> <00E1> endbfrange"
    font = pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, ToUnicode=pdf.make_stream(table))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    page.contents_add(content)
    return page


def test_what_a_sequence_says_is_read_through_the_table_of_its_font() -> None:
    content = b"""/P <</MCID 0>> BDC /F 10 Tf [<0001>-3<0002 0003>] TJ (\\000\\004) Tj <00FF> Tj EMC
        /P <</MCID 1>> BDC /Span <</ActualText <FEFF0416>>> BDC /F 1 Tf <0001> Tj EMC EMC
        /P <</MCID 2>> BDC 0 0 5 5 re f EMC
        /Artifact BMC /F 1 Tf <0001> Tj EMC"""
    with pikepdf.new() as pdf:
        page = _page(pdf, content)
        content = read_content(page_bytes(page.obj), resources_of(page.obj), Fonts(), 1)
    assert {number: (one.text, one.painted) for number, one in content.sequences.items()} == {
        0: ("Aáâã\ufffd", True),
        1: ("Ж", True),
        2: ("", True),
    }
