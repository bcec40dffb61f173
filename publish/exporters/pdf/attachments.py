"""Files inside a PDF: its source, and its narration (ISO 32000-2, 7.11.4; ISO 19005-3, 6.8)."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from pathlib import Path

#: What an attached file is to the document (ISO 32000-2, table 43), by the type of its content.
_ALTERNATIVE, _SOURCE = "/Alternative", "/Source"

_TYPES = {".md": "text/markdown", ".yaml": "application/yaml", ".mp3": "audio/mpeg"}


def attach(path: Path, files: tuple[Path, ...], date: datetime) -> None:
    """Put ``files`` into the PDF ``path``, in place; ``date`` is what they are dated.

    Sound is the document in another form, all else is what it was made from.
    """
    import pikepdf

    moment = date.strftime("D:%Y%m%d%H%M%SZ")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for number, file in enumerate(files, 1):
            kind = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0]
            sound = (kind or "").startswith("audio/")
            spec = pikepdf.AttachedFileSpec(
                pdf,
                file.read_bytes(),
                description="Narration" if sound else "Source",
                filename=file.name,
                mime_type=kind or "application/octet-stream",
                creation_date=moment,
                mod_date=moment,
            )
            spec.obj.AFRelationship = pikepdf.Name(_ALTERNATIVE if sound else _SOURCE)
            pdf.attachments[f"{number:03} {file.name}"] = spec
        specs = [pdf.attachments[name].obj for name in sorted(pdf.attachments)]
        pdf.Root.AF = pikepdf.Array(specs)
        pdf.save(path, deterministic_id=True)
