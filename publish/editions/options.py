"""The options of a build."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class PdfOptions(Struct, frozen=True):
    """The options of one PDF.

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


class BuildOptions(Struct, frozen=True, kw_only=True):
    """The options of a build.

    ``only`` names editions and groups of the table.  ``narrated`` puts the narration into the EPUB
    even if no audio edition is built.  ``split`` builds folders with one file a chapter, of
    editions that can be split.  ``mastering`` (of ``publish.model.MASTERING``) and ``profile`` (a
    listening profile) overrule the front matter unless they are empty.  ``pdf`` has one entry for
    each PDF.  ``cache`` is the folder for intermediate results; ``True`` means the user's cache
    folder, ``False`` none.
    """

    only: str | tuple[str, ...] = ("epub", "pdf", "audio")
    narrated: bool = False
    split: bool = False
    mastering: str = ""
    profile: str = ""
    pdf: tuple[PdfOptions, ...] = (PdfOptions(),)
    cache: Path | bool = True
