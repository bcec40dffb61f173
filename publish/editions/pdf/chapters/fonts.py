"""Put each font file into a book once, with the glyphs that any of its pieces uses.

WeasyPrint would put a subset into the PDF of each piece. :class:`SharedFonts` leaves those out,
:class:`FontLibrary` collects the whole files in the process that builds the book, and
:func:`subset_font` makes the book's subset in a worker.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf.chapters.model import Answer, FontRequest, FontUse, LayoutPool, PdfObject
from publish.editions.pdf.weasyprint_fonts import keep_fonts
from publish.runtime.object_cache import ObjectCache


def merge_uses(uses: Iterable[FontUse]) -> dict[tuple[str, int], frozenset[int]]:
    """Return the used glyphs of each font, by its file and index in a font collection."""
    glyphs: dict[tuple[str, int], frozenset[int]] = {}
    for use in uses:
        key = (use.file, use.index)
        glyphs[key] = glyphs.get(key, frozenset()) | use.glyphs
    return dict(sorted(glyphs.items()))


class FontLibrary(Struct):
    """The whole font files that workers have sent, by their digests."""

    store: ObjectCache
    held: dict[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Return whether the file ``name`` is here or in the store."""
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


def font_streams(
    glyphs: Mapping[tuple[str, int], frozenset[int]], library: FontLibrary, workers: LayoutPool
) -> dict[tuple[str, int], PdfObject]:
    """Return the stream of each font with its used ``glyphs``; from the store, if it's there."""
    streams: dict[tuple[str, int], PdfObject] = {}
    begun: dict[tuple[str, int], Future[Answer]] = {}
    for (file, index), used in glyphs.items():
        stored = library.store.get(_name(file, index, used), PdfObject)
        if stored is None:
            request = FontRequest(library.held[file], index, used)
            begun[file, index] = workers.submit(request)
        else:
            streams[file, index] = stored
    for (file, index), future in begun.items():
        item = future.result().result
        assert isinstance(item, PdfObject)  # noqa: S101 - narrows the type
        streams[file, index] = item
        library.store.put(_name(file, index, glyphs[file, index]), item)
    return {key: streams[key] for key in glyphs}


def _name(file: str, index: int, used: frozenset[int]) -> str:
    return f"font file {file} {index} {sorted(used)}"


class SharedFonts:
    """The font files that ``document`` uses, which are left out of its PDF.

    Static outline fonts are shared by all pieces; variable, bitmap and colour fonts stay in the
    PDF of the piece.
    """

    def __init__(self, document: Any) -> None:
        self.contents: dict[str, bytes] = {}
        self._document = document
        self._shared: dict[str, str] = {}
        keep_fonts(document, self._keep)

    def _keep(self, font: Any) -> bool:
        """Keep the file of ``font`` if all pieces can share it; return whether they can."""
        if font.bitmap or font.png or font.svg or font.colr or "fvar" in font.tables:
            return False
        content = bytes(font.file_content)
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        self._shared[font.hash] = digest
        return True

    def uses(self, pdf: Any) -> dict[int, FontUse]:
        """Return the objects of shared font files in ``pdf``, by number, with the glyphs used."""
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


def subset_font(content: bytes, index: int, glyphs: frozenset[int]) -> PdfObject:
    """Return the stream of a font file with only ``glyphs``, which keep their numbers.

    ISO 32000-1, 9.9: ``FontFile2``, or ``FontFile3`` with the subtype ``OpenType``.
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
    buffer = io.BytesIO()
    font.save(buffer)
    raw = buffer.getvalue()
    data = zlib.compress(raw, 9)
    kind = b"/Subtype /OpenType" if raw[:4] == b"OTTO" else b"/Length1 %d" % len(raw)
    return PdfObject(b"<<%s /Filter /FlateDecode /Length %d>>" % (kind, len(data)), data)
