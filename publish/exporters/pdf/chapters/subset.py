"""A font file with the glyphs that a book uses."""

from __future__ import annotations

import io
import zlib

from publish.exporters.pdf.chapters.model import Thing


def file_of(content: bytes, index: int, glyphs: frozenset[int]) -> Thing:
    """The stream of a font file that holds only ``glyphs``, under their numbers.

    ISO 32000-1, 9.9: ``FontFile2``, or ``FontFile3`` of the kind ``OpenType``.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        retain_gids=True,
        passthrough_tables=True,
        ignore_missing_glyphs=True,
        hinting=False,
        desubroutinize=True,
        layout_closure=False,
        notdef_outline=True,
    )
    options.drop_tables += ["BASE", "GSUB", "GPOS", "JSTF", "PCLT", "SVG "]
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=sorted(glyphs))
    font = TTFont(
        io.BytesIO(content), fontNumber=index, lazy=True, recalcBBoxes=False, recalcTimestamp=False
    )
    subsetter.subset(font)
    made = io.BytesIO()
    font.save(made)
    raw = made.getvalue()
    data = zlib.compress(raw, 9)
    kind = b"/Subtype /OpenType" if raw[:4] == b"OTTO" else b"/Length1 %d" % len(raw)
    return Thing(b"<<%s /Filter /FlateDecode /Length %d>>" % (kind, len(data)), data)
