"""The options of a PDF, as every step from the command line to the layout passes them on."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class PdfOptions(Struct, frozen=True):
    """What the user chose for one PDF.

    ``variant``, ``theme``, ``trim`` and ``attach`` are names from the tables in
    ``publish.editions.pdf.options``; empty means the default.  ``styles`` are the publisher's style
    sheets, in the order of the cascade.  ``sound`` are the files of the narration to attach,
    ``profile`` is the ICC profile of the press.
    """

    variant: str = "screen"
    theme: str = ""
    trim: str = ""
    styles: tuple[Path, ...] = ()
    attach: tuple[str, ...] = ()
    sound: tuple[Path, ...] = ()
    profile: Path | None = None
