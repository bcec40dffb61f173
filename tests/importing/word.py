"""Word documents for the tests of imports, written piece by piece."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.hostile.files import W, docx

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'{W} xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def p(content: str, style: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    inside = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{inside}</w:p>"


def drawing(graphic: str, alt: str = "", place: str = "inline", inside: str = "") -> str:
    """A run with a drawing."""
    return (
        f"<w:r><w:drawing><wp:{place}><wp:docPr id='1' name='' descr='{alt}'>{inside}</wp:docPr>"
        f"<a:graphic><a:graphicData uri=''>{graphic}</a:graphicData></a:graphic></wp:{place}>"
        "</w:drawing></w:r>"
    )


def picture(blip: str, crop: str = "") -> str:
    """The graphic of a picture."""
    return (
        "<pic:pic><pic:nvPicPr><pic:cNvPr id='1' name=''/></pic:nvPicPr><pic:blipFill>"
        f"<a:blip {blip}/><a:srcRect {crop}/></pic:blipFill></pic:pic>"
    )


def box(blocks: str) -> str:
    """The graphic of a text box."""
    return f"<wps:wsp><wps:txbx><w:txbxContent>{blocks}</w:txbxContent></wps:txbx></wps:wsp>"


def png(width: int = 8, height: int = 6) -> bytes:
    """A small picture."""
    output = BytesIO()
    Image.new("RGB", (width, height), "#336699").save(output, "PNG")
    return output.getvalue()


def word(
    folder: Path,
    body: str,
    relations: tuple[tuple[str, str, str], ...] = (),
    more: dict[str, bytes] | None = None,
    *,
    strict: bool = False,
) -> Path:
    """A document with relationships: id, kind, and address or part."""
    rows = "".join(
        f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"'
        f' TargetMode="{"External" if "://" in target else "Internal"}"/>'
        for identity, kind, target in relations
    )
    found = f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    entries = {"word/_rels/document.xml.rels": found.encode(), **(more or {})}
    if strict:
        strict_names = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
        document = document.replace(*strict_names).replace("/2006/", "/")
        entries = {n: d.replace(b"document/2006", b"document") for n, d in entries.items()}
    return docx(folder, document.encode(), entries)
