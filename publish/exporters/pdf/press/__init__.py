"""From a laid-out PDF to one for the printing press: PDF/X-4 (ISO 15930-7:2010)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from publish.exporters.pdf.press.inks import Inks
from publish.exporters.pdf.press.intent import declare
from publish.exporters.pdf.press.pages import impose
from publish.exporters.pdf.press.separate import separate


def make_ready(path: Path, profile: Path, date: datetime, identifier: str) -> int:
    """Rewrite the PDF ``path`` for the press, in place; the number of its pages.

    Every colour becomes grey or CMYK in the inks of ``profile`` (an ICC profile), pages get their
    boxes and crop marks and become an even number, links and bookmarks go.  ``date`` and
    ``identifier`` are those of the publication.  Raises :class:`ToolError` for a colour that
    cannot be printed.
    """
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        separate(pdf, Inks(profile))
        count = impose(pdf)
        declare(pdf, profile, date, identifier)
        pdf.save(path, force_version="1.6", deterministic_id=True, recompress_flate=False)
    return count
