"""The font files of a book: each once, with the glyphs that any of its pieces uses.

Keep the font files of a piece out of its PDF: the book has them once.

A font file with the glyphs that a book uses.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.chapters.model import (
    Answer,
    FontOrder,
    FontUse,
    LayoutPool,
    PdfObject,
)
from publish.editions.pdf.chapters.store import Store
from publish.editions.pdf.weasyprint_patches import keep_fonts


def merged(uses: Iterable[FontUse]) -> dict[tuple[str, int], frozenset[int]]:
    """The glyphs that are used of each file and face."""
    glyphs: dict[tuple[str, int], frozenset[int]] = {}
    for use in uses:
        key = (use.file, use.index)
        glyphs[key] = glyphs.get(key, frozenset()) | use.glyphs
    return dict(sorted(glyphs.items()))


class Contents(Struct):
    """The whole font files that workers have sent, by their digests."""

    store: Store
    held: dict[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        if name not in self.held:
            content = self.store.get(f"font {name}", bytes)
            if content is None:
                return False
            self.held[name] = content
        return True

    def keep(self, answer: Answer) -> None:
        """Keep the files that came with ``answer``."""
        for name, content in answer.files.items():
            if not self.has(name):
                self.held[name] = content
                self.store.put(f"font {name}", content)


def files_of(
    glyphs: Mapping[tuple[str, int], frozenset[int]], contents: Contents, workers: LayoutPool
) -> dict[tuple[str, int], PdfObject]:
    """The streams of all files, with ``glyphs``; what was made before is not made again."""
    made: dict[tuple[str, int], PdfObject] = {}
    begun: dict[tuple[str, int], Future[Answer]] = {}
    for (file, index), used in glyphs.items():
        known = contents.store.get(_name(file, index, used), PdfObject)
        if known is None:
            order = FontOrder(contents.held[file], index, used)
            begun[file, index] = workers.submit(order)
        else:
            made[file, index] = known
    for (file, index), future in begun.items():
        thing = future.result().made
        assert isinstance(thing, PdfObject)  # noqa: S101 - narrows the type
        made[file, index] = thing
        contents.store.put(_name(file, index, glyphs[file, index]), thing)
    return {key: made[key] for key in glyphs}


def _name(file: str, index: int, used: frozenset[int]) -> str:
    return f"font file {file} {index} {sorted(used)}"


class FontFiles:
    """The font files that drawing ``document`` uses: they are not put into its PDF.

    A static font with outlines is the same for every piece, whichever glyphs they use, so the file
    of the book can hold it once.
    """

    def __init__(self, document: Any) -> None:
        self.contents: dict[str, bytes] = {}
        self._document = document
        self._shared: dict[str, str] = {}
        keep_fonts(document, self._keep)

    def _keep(self, font: Any) -> bool:
        """Keep the file of ``font`` where all pieces can share it; return whether they can."""
        if font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables:
            return False
        content = bytes(font.file_content)
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        self._shared[font.hash] = digest
        return True

    def uses(self, pdf: Any) -> dict[int, FontUse]:
        """The objects of font files in ``pdf``, by number, with what is used of them."""
        found = {}
        for descriptor in _descriptors(pdf):
            name = bytes(descriptor["FontName"]).lstrip(b"/").partition(b"+")[0].decode()
            if name not in self._shared:
                continue
            fonts = [font for font in self._document.fonts.values() if font.hash == name]
            glyphs = frozenset(glyph for font in fonts for glyph in font.to_unicode)
            key = "FontFile3" if "FontFile3" in descriptor else "FontFile2"
            number = int(descriptor[key].split()[0])
            found[number] = FontUse(self._shared[name], fonts[0].index, glyphs)
        return found


def _descriptors(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/FontDescriptor":
            yield item


def file_of(content: bytes, index: int, glyphs: frozenset[int]) -> PdfObject:
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
    return PdfObject(b"<<%s /Filter /FlateDecode /Length %d>>" % (kind, len(data)), data)
