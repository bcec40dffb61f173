"""A Word file becomes an accessible EPUB by the keyboard alone."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from PIL import Image, ImageDraw

from publish.serve.state import ServeState
from tests.judges import ace, desk, epubcheck
from tests.serve.test_attacks import open_state as open_state
from tests.serve.test_attacks import running

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Target="word/document.xml" Type="{_OFFICE}/officeDocument"/>'
    '<Relationship Id="r2" Target="docProps/core.xml" '
    f'Type="{_PACKAGE}/relationships/metadata/core-properties"/></Relationships>',
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The tram that waits</dc:title>'
    "<dc:creator>Ada Kowalska</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>",
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>',
}
_SPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", _OFFICE),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    )
)


def word_file(file: Path) -> Path:
    """Write a Word file with three pictures; the first has alt text."""
    body = [
        _text(
            "In Drohobych the last tram waits for the night shift. Halina has driven it for years."
        ),
        _picture(1, "A yellow tram stands in front of a depot."),
        _text("The line has twelve stops. A map at the depot still shows the old names."),
        _picture(2, ""),
        _text("She knows each passenger by name, and Łucja from the bakery brings her bread."),
        _picture(3, ""),
        _text("At ten past eleven the doors close."),
    ]
    links = "".join(
        f'<Relationship Id="p{n}" Target="media/p{n}.png" Type="{_OFFICE}/image"/>'
        for n in (1, 2, 3)
    )
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr(
            "word/document.xml",
            f"<w:document {_SPACES}><w:body>{''.join(body)}</w:body></w:document>",
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for number, colour in enumerate(("gold", "honeydew", "linen"), 1):
            archive.writestr(f"word/media/p{number}.png", _drawn(colour, number))
    return file


def _text(words: str) -> str:
    return f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"


def _picture(number: int, alt: str) -> str:
    size = 'cx="3600000" cy="2400000"'
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        f"<w:p><w:r><w:drawing><wp:inline><wp:extent {size}/>"
        f'<wp:docPr id="{number}" name="p{number}" descr="{escape(alt)}"/>'
        f'<a:graphic><a:graphicData uri="{kind}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="p{number}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="p{number}"/></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _drawn(colour: str, number: int) -> bytes:
    picture = Image.new("RGB", (600, 400), colour)
    pen = ImageDraw.Draw(picture)
    if number == 3:
        pen.ellipse((170, 70, 430, 330), fill="white", outline="maroon", width=14)
    for line in range(3):
        ends = (
            (300, 200, 300 + 60 * line, 110 + 50 * line),
            (60, 60 + 120 * line, 540, 340 - 120 * line),
        )
        pen.line(ends[number == 2], fill="navy", width=10)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.xdist_group("desk")
def test_a_word_file_is_completed_by_keyboard(open_state: ServeState, tmp_path: Path) -> None:
    document = word_file(tmp_path / "The tram that waits.docx")
    shots = os.environ.get("DESK_SHOTS")
    with running(open_state):
        worked = desk.work(
            open_state.address, document, tmp_path, shots=Path(shots) if shots else None
        )
    assert not worked.faults
    assert len(worked.pages) == 9
    source = open_state.root / "The-tram-that-waits/The-tram-that-waits.md"
    text = source.read_text("utf-8")
    for line in (
        "title: The tram that waits at night",
        "  - Maksim Hryn",
        "    Łucja: WOOTS-ya",
        ":alt: Three lines cross in the middle of a map.",
        ":credit: Map: the depot",
        "Lines B and C leave it at the mill.",
        ":alt: A station clock shows ten past eleven.",
    ):
        assert line in text.split("\n"), line
    book = tmp_path / "The-tram-that-waits.epub"
    assert book.is_file()
    found = epubcheck.check([book])[book]
    assert not [one for one in found if one.is_failure]
    assert not ace.check([book])[book]
