"""Rules for PDF/X (ISO 15930), a file for a press, which has no tags.

They are those that can hold without tags: the file says what it is, its pages have the boxes of the
press, nothing that isn't printed lies on them, no colour is one of a screen, and fonts are whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.errors import Severity
from publish.readers.pdf.records import Page, PdfFile
from publish.verify.pdf import document, fonts, glyphs
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule

_PRESS = Clause("ISO 15930-7")

#: How far a box may reach over the one around it, in points.
_EDGE = 0.01

#: Annotations that a press knows.
_ALLOWED = frozenset({"PrinterMark", "TrapNet"})

_Box = tuple[float, float, float, float]


def untagged(_: PdfFile) -> Iterator[PdfFault]:
    """A PDF/X file can't be read aloud in order."""
    message = "The file is PDF/X, for a press: it has no tags and cannot be read aloud in order."
    yield PdfFault("press", _PRESS, 0, message, "Also publish a tagged PDF.", Severity.INFO)


def identified(file: PdfFile) -> Iterator[PdfFault]:
    """The file names its version of PDF/X, as the output intent says that it is one.

    PDF/X-1a to X-3 name it in the information dictionary, where they need no other metadata
    (ISO 15930-6, 6.10), later ones in their metadata (ISO 15930-7, 6.4).
    """
    if not (_is_early(file) or (file.metadata and file.metadata.press)):
        message = "The output intent is for PDF/X, and the metadata name no version of it."
        yield PdfFault("press-version", _PRESS, 0, message, "Add pdfxid:GTS_PDFXVersion.")


def _is_early(file: PdfFile) -> bool:
    return file.press_version.startswith(("PDF/X-1", "PDF/X-2", "PDF/X-3"))


def boxes(file: PdfFile) -> Iterator[PdfFault]:
    """Each page says where it is trimmed, inside the bleed and the sheet (ISO 15930-7, 6.12)."""
    clause = Clause("ISO 15930-7 6.12")
    for page in file.pages:
        trim = _trimmed(page)
        if trim is None:
            message = "The page does not say where it is trimmed."
            yield PdfFault("trim-missing", clause, page.number, message, "Give it a TrimBox.")
            continue
        around = [page.boxes[name] for name in ("BleedBox", "MediaBox") if name in page.boxes]
        if not all(_inside(trim, box) for box in around):
            message = "The trimmed page reaches beyond the bleed or the sheet."
            fix = "Make its boxes contain each other: MediaBox, BleedBox, TrimBox."
            yield PdfFault("trim-wrong", clause, page.number, message, fix)


def links(file: PdfFile) -> Iterator[PdfFault]:
    """No link or note lies on the printed page (ISO 15930-7, 6.17)."""
    for page in file.pages:
        area = page.boxes.get("BleedBox") or _trimmed(page) or page.box
        if any(
            one.subtype not in _ALLOWED and one.box and area and _overlap(one.box, area)
            for one in page.annotations
        ):
            message = "The page has links, notes or form fields, which a press can't print."
            clause = Clause("ISO 15930-7 6.17")
            yield PdfFault("press-annotation", clause, page.number, message, "Remove them.")


def colours(file: PdfFile) -> Iterator[PdfFault]:
    """Where the output intent has four inks, no colour is one of a screen without a profile."""
    for page in file.pages if file.has_inks else ():
        if page.content.screen_colours:
            message = "The page has colours of a screen (DeviceRGB), and the press has four inks."
            fix = "Convert them to CMYK, or give them a profile."
            yield PdfFault("screen-colours", _PRESS, page.number, message, fix)


#: What PDF/UA asks of fonts, and PDF/X, too.
_FONTS = frozenset(
    {"font-absent", "cmap-absent", "font-damaged", "glyph-absent", "font-width", "notdef"}
)

#: What only search and copying need.
_TEXT = frozenset({"unicode-missing", "unicode-wrong"})


def shared(file: PdfFile) -> Iterator[PdfFault]:
    """What other PDFs need holds as well: metadata, access to the text, and fonts."""
    described = () if _is_early(file) else document.metadata(file)
    for one in (*described, *document.access(file)):
        yield one._replace(clause=_PRESS)
    for rule in (*fonts.RULES, *glyphs.RULES):
        for one in rule(file):
            if one.code in _FONTS:
                yield one._replace(clause=_PRESS)
            elif one.code in _TEXT:
                yield one._replace(clause=Clause("ISO 32000-1 9.10"), severity=Severity.WARNING)


def _trimmed(page: Page) -> _Box | None:
    return page.boxes.get("TrimBox") or page.boxes.get("ArtBox")


def _overlap(first: _Box, second: _Box) -> bool:
    low = all(one < edge for one, edge in zip(first[:2], second[2:], strict=True))
    return low and all(one > edge for one, edge in zip(first[2:], second[:2], strict=True))


def _inside(inner: _Box, outer: _Box) -> bool:
    low = all(one >= edge - _EDGE for one, edge in zip(inner[:2], outer[:2], strict=True))
    return low and all(one <= edge + _EDGE for one, edge in zip(inner[2:], outer[2:], strict=True))


RULES: tuple[PdfRule, ...] = (untagged, identified, boxes, links, colours, shared)
