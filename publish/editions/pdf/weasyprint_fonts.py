"""Decide where WeasyPrint keeps fonts, and for how long.

:data:`PATCHES` lists every name of WeasyPrint that is replaced here, with the reason, as
``weasyprint_patches`` does for the others; the same tests watch over both.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakSet

from publish.editions.pdf.weasyprint_patches import Patch

PATCHES = (
    Patch(
        "weasyprint.text.fonts.FontConfiguration._folder",
        "font_configuration",
        "the folder of its fonts, 2.7 MB, is removed only when Python collects garbage",
    ),
    Patch(
        "weasyprint.document.Page.paint and weasyprint.pdf.fonts.Font.clean",
        "keep_fonts",
        "the chapters of a book share one subset of each font, which is made at the end",
    ),
)

#: The fonts of all layouts that are in memory.
_IN_MEMORY = WeakSet[Any]()


def font_configuration(folder: Path | None) -> Any:
    """Return a ``FontConfiguration`` that keeps its files in a new folder in ``folder``.

    The owner of ``folder`` removes it.  Without one, it is in the system's folder.
    """
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fonts._folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=folder))
    _IN_MEMORY.add(fonts)
    return fonts


def free_layouts() -> None:
    """Free the layouts of earlier PDFs, if any is in memory.

    The styles and boxes of a layout, which all know its fonts, refer to each other, and
    ``no_garbage_collection`` makes them look old.  That costs a fifth of a second for 11 pages: a
    process that makes one PDF needn't do it.
    """
    if _IN_MEMORY:
        gc.collect()


def keep_fonts(document: Any, is_shared: Callable[[Any], bool]) -> None:
    """Leave out of the PDF of ``document`` the files of the fonts that ``is_shared`` accepts.

    ``is_shared`` gets each ``weasyprint.pdf.fonts.Font`` that the pages use, once they are painted.
    """
    last = document.pages[-1]
    paint = last.paint

    def paint_and_keep(stream: Any, scale: float = 1) -> None:
        paint(stream, scale)
        for font in document.fonts.values():
            if is_shared(font):
                font.clean = lambda _to_unicode, _hinting: None

    last.paint = paint_and_keep
