"""Turn a laid-out PDF into one for the printing press: PDF/X-4 (ISO 15930-7:2010).

Colours are converted to inks (``separation``), pages get boxes, crop marks and a number that fits
the press, links are removed, and the file declares its output intent.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from publish.editions.pdf.inks import Inks
from publish.editions.pdf.separation import separate
from publish.errors import UsageError

_MM = 72 / 25.4

#: The distances from the trimmed page at which crop marks begin and end (pt): beyond the bleed of
#: 3 mm, as ISO 15930-7, 6.12 requires.
_BEGIN, _END = 4 * _MM, 9 * _MM

#: How much larger the sheet is than the trimmed page on each side (pt).
_SLUG = 10 * _MM
_LINE = 0.25  # pt

#: The advice for a profile that can't be used.
FIX = (
    "Ask the printer for the ICC profile of the press (.icc), or leave out --icc to use the "
    "profile that comes with publish."
)


def make_ready(
    path: Path, profile: Path, date: datetime, identifier: str, multiple: int = 2
) -> int:
    """Rewrite the PDF ``path`` for the press, in place; return the number of its pages.

    ``profile`` is the ICC profile of the press; ``date`` and ``identifier`` are those of the
    publication. Blank pages at the end make the number of pages a multiple of ``multiple``.

    Raises:
        ToolError: A colour can't be converted.
    """
    import pikepdf

    with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
        separate(pdf, Inks(profile))
        count = impose(pdf, multiple)
        declare(pdf, profile, date, identifier)
        with path.open("wb") as output:
            pdf.save(output, force_version="1.6", deterministic_id=True, recompress_flate=False)
    return count


def impose(pdf: Any, multiple: int) -> int:
    """Add boxes and crop marks to the pages of ``pdf`` (a ``pikepdf.Pdf``); return their number.

    ``TrimBox`` and ``BleedBox`` are those of the layout. Landscape pages are rotated, so that all
    sheets are alike. Links are removed, since PDF/X-4 forbids them on the page (ISO 15930-7, 6.17),
    and so are bookmarks and named destinations.
    """
    import pikepdf

    first = [float(value) for value in pdf.pages[0].TrimBox]
    for _ in range(-len(pdf.pages) % multiple):
        _add_blank(pdf)
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.TrimBox)
        sheet = (left - _SLUG, bottom - _SLUG, right + _SLUG, top + _SLUG)
        page.MediaBox = pikepdf.Array([round(value, 3) for value in sheet])
        if (right - left > top - bottom) != (first[2] - first[0] > first[3] - first[1]):
            page.Rotate = 270
        if "/Annots" in page:
            del page.Annots
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + _marks(left, bottom, right, top))
    for key in ("/Outlines", "/Names", "/Dests", "/PageMode", "/OpenAction"):
        if key in pdf.Root:
            del pdf.Root[key]
    return len(pdf.pages)


def _add_blank(pdf: Any) -> None:
    """Append an empty page."""
    import pikepdf

    first = pdf.pages[0]
    blank = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array(list(first.MediaBox)),
        TrimBox=pikepdf.Array(list(first.TrimBox)),
        BleedBox=pikepdf.Array(list(first.BleedBox)),
        Resources=pikepdf.Dictionary(),
        Contents=pdf.make_stream(b""),
    )
    pdf.pages.append(pikepdf.Page(blank))


def _marks(left: float, bottom: float, right: float, top: float) -> bytes:
    """Return operators for two lines at each corner, in all four inks for every plate."""
    lines = []
    for x, away in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            lines.append((x + away * _BEGIN, y, x + away * _END, y))
            lines.append((x, y + up * _BEGIN, x, y + up * _END))
    drawn = "\n".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines)
    return f"q 1 1 1 1 K {_LINE} w\n{drawn}\nQ\n".encode()


def declare(pdf: Any, profile: Path, date: datetime, identifier: str) -> None:
    """Write the output intent (ISO 32000-1, 14.11.5) and the XMP of PDF/X-4 into ``pdf``.

    ISO 15930-7: 6.2 (version), 6.9 (output intent), 6.5 (metadata).
    """
    import pikepdf

    stream = pdf.make_stream(profile.read_bytes())
    stream.N = 4
    name = description(profile)
    pdf.Root.OutputIntents = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.OutputIntent,
                S=pikepdf.Name.GTS_PDFX,
                OutputConditionIdentifier="Custom",
                OutputCondition=name,
                Info=name,
                DestOutputProfile=stream,
            )
        ]
    )
    moment = date.strftime("%Y-%m-%dT%H:%M:%SZ")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp.load_from_docinfo(pdf.docinfo)
        xmp.register_xml_namespace("http://www.npes.org/pdfx/ns/id/", "pdfxid")
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["pdf:Trapped"] = "False"
        for key in ("CreateDate", "ModifyDate", "MetadataDate"):
            xmp[f"xmp:{key}"] = moment
        xmp["xmpMM:DocumentID"] = f"uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identifier)}"
        xmp["xmpMM:VersionID"] = "1"
        xmp["xmpMM:RenditionClass"] = "default"
    pdf.docinfo["/Trapped"] = pikepdf.Name("/False")


def description(profile: Path) -> str:
    """Return the description in an ICC profile.

    Raises:
        UsageError: It isn't a profile of a press with four inks.
    """
    from PIL import ImageCms

    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile.read_bytes())).profile
    except OSError as error:
        raise UsageError(f"{profile} isn't an ICC profile. {FIX}") from error
    if found.xcolor_space.strip() != "CMYK" or found.device_class.strip() != "prtr":
        raise UsageError(f"{profile} isn't a profile of a press with four inks (CMYK). {FIX}")
    return (found.profile_description or profile.stem).strip("\0 \n")
