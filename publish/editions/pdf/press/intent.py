"""What a PDF/X-4 says of itself: its output intent and its metadata."""

from __future__ import annotations

import uuid
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from publish.errors import UsageError

#: What to do about a profile that cannot be used.
FIX = (
    "Ask the printer for the ICC profile of the press (.icc), or leave out --icc: the profile that "
    "comes with publish is taken then."
)


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
    """What the ICC profile calls itself.

    Raises :class:`UsageError` where it is none for a press with four inks.
    """
    from PIL import ImageCms

    try:
        found = ImageCms.ImageCmsProfile(BytesIO(profile.read_bytes())).profile
    except OSError as error:
        raise UsageError(f"{profile} is no ICC profile. {FIX}") from error
    if found.xcolor_space.strip() != "CMYK" or found.device_class.strip() != "prtr":
        raise UsageError(f"{profile} is no profile of a press with four inks (CMYK). {FIX}")
    return (found.profile_description or profile.stem).strip("\0 \n")
