"""The font files of a book: each once, with the glyphs that any of its pieces uses."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Mapping

from publish.exporters.pdf.chapters.model import FontUse, Thing


def united(uses: Iterable[FontUse]) -> dict[tuple[str, int], frozenset[int]]:
    """The glyphs that are used of each file and face."""
    glyphs: dict[tuple[str, int], frozenset[int]] = {}
    for use in uses:
        key = (use.file, use.index)
        glyphs[key] = glyphs.get(key, frozenset()) | use.glyphs
    return dict(sorted(glyphs.items()))


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


def files_of(
    glyphs: Mapping[tuple[str, int], frozenset[int]],
    contents: Callable[[str], bytes],
    known: Callable[[str, Callable[[], Thing]], Thing],
) -> dict[tuple[str, int], Thing]:
    """The streams of all files; ``known`` gives one that was made before, or makes it."""
    made = {}
    for (file, index), used in glyphs.items():
        name = f"{file} {index} {sorted(used)}"

        def make(file: str = file, index: int = index, used: frozenset[int] = used) -> Thing:
            return file_of(contents(file), index, used)

        made[file, index] = known(name, make)
    return made
