"""Rules for the dictionaries of fonts: embedding, encodings, CMaps and Unicode values."""

from __future__ import annotations

from collections.abc import Iterator

from publish.readers import MalformedError
from publish.readers.pdf.encodings import glyph_name, unicode_of
from publish.readers.pdf.programs import read_program
from publish.readers.pdf.records import Font, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule

#: The predefined CMaps (ISO 32000-1, table 118) by character collection, without ``-H`` and ``-V``.
_PREDEFINED = {
    "GB1": ("GB-EUC", "GBpc-EUC", "GBK-EUC", "GBKp-EUC", "GBK2K", "UniGB-UCS2", "UniGB-UTF16"),
    "CNS1": (
        *("B5pc", "HKscs-B5", "ETen-B5", "ETenms-B5", "CNS-EUC", "UniCNS-UCS2"),
        "UniCNS-UTF16",
    ),
    "Japan1": (
        *("83pv-RKSJ", "90ms-RKSJ", "90msp-RKSJ", "90pv-RKSJ", "Add-RKSJ", "EUC", "Ext-RKSJ"),
        *("", "UniJIS-UCS2", "UniJIS-UCS2-HW", "UniJIS-UTF16"),
    ),
    "Korea1": (
        *("KSC-EUC", "KSCms-UHC", "KSCms-UHC-HW", "KSCpc-EUC", "UniKS-UCS2", "UniKS-UTF16"),
    ),
}
_COLLECTIONS = {
    f"{name}-{direction}".removeprefix("-"): collection
    for collection, names in _PREDEFINED.items()
    for name in names
    for direction in "HV"
}

#: The characters that ToUnicode must not map to (ISO 14289-1, 7.21.7).
_NOTHING = {"\0": "31-028", "\ufeff": "31-029", "\ufffe": "31-029"}


def embedded(file: PdfFile) -> Iterator[PdfFault]:
    """The program of each font that is drawn is in the file."""
    for font in file.fonts:
        if font.used and not font.embedded:
            message = f"The font {font.name} is not in the file."
            clause = Clause("7.21.4.1", "31-009", "8.4.5.5.1")
            yield PdfFault("font-absent", clause, font.page, message, "Embed it.")


def character_collections(file: PdfFile) -> Iterator[PdfFault]:
    """A composite font and its CMap have the same character collection."""
    for font in _composite(file):
        cmap, own = font.cmap, font.collection
        if cmap is None or own is None or cmap.is_identity:
            continue
        other = cmap.collection
        if not cmap.embedded:
            ordering = _COLLECTIONS.get(cmap.name)
            other = ("Adobe", ordering, own[2]) if ordering else own
        if other is None or own[:2] != other[:2] or own[2] > other[2]:
            message = f"The font {font.name} and its CMap have different character collections."
            place = 0 if other is None or own[0] != other[0] else 1 if own[1] != other[1] else 2
            clause = Clause("7.21.3.1", f"31-00{place + 1}", "8.4.5.3.1")
            fix = "Correct the CIDSystemInfo of one of them."
            yield PdfFault("font-collection", clause, font.page, message, fix)


def glyph_maps(file: PdfFile) -> Iterator[PdfFault]:
    """An embedded CIDFontType2 says which glyph each CID is."""
    for font in _composite(file):
        if font.descendant == "CIDFontType2" and font.embedded and not font.has_gids:
            message = f"The font {font.name} does not say which glyphs its CIDs are."
            clause = Clause("7.21.3.2", "31-005", "8.4.5.3.2")
            fix = "Set CIDToGIDMap."
            yield PdfFault("font-glyph-map", clause, font.page, message, fix)


def cmaps(file: PdfFile) -> Iterator[PdfFault]:
    """CMaps are embedded or predefined, refer only to predefined ones, and agree on the mode."""
    for font in _composite(file):
        cmap = font.cmap
        if cmap is None:
            continue
        predefined = cmap.is_identity or cmap.name in _COLLECTIONS
        if not cmap.embedded and not predefined:
            message = f"The CMap {cmap.name!r} of the font {font.name} is not in the file."
            clause = Clause("7.21.3.3", "31-006", "8.4.5.4")
            yield PdfFault("cmap-absent", clause, font.page, message, "Embed it.")
        if cmap.mode != cmap.stream_mode:
            message = f"The CMap of the font {font.name} has two writing modes."
            clause = Clause("7.21.3.3", "31-007", "8.4.5.4")
            fix = "Set WMode in its dictionary to that of its stream."
            yield PdfFault("cmap-mode", clause, font.page, message, fix)
        if cmap.uses and cmap.uses not in ("Identity-H", "Identity-V", *_COLLECTIONS):
            message = f"The CMap of the font {font.name} refers to the CMap {cmap.uses!r}."
            clause = Clause("7.21.3.3", "31-008", "8.4.5.4")
            yield PdfFault("cmap-reference", clause, font.page, message, "Include its content.")


def meanings(file: PdfFile) -> Iterator[PdfFault]:
    """Each character that is shown has a Unicode value, and a valid one."""
    for font in file.fonts:
        shown = font.used | font.invisible
        table: dict[int, str] = font.to_unicode or {}
        unknown = sorted(shown - table.keys())
        if unknown and (_is_known(font) or _are_named(font, unknown)):
            unknown = []
        if unknown:
            message = f"{len(unknown)} characters of the font {font.name} have no Unicode value."
            fix = "Add them to the ToUnicode table of the font."
            clause = Clause("7.21.7", "31-027", "8.4.5.8")
            yield PdfFault("unicode-missing", clause, font.page, message, fix)
        wrong = {one for code in shown for one in table.get(code, "") if one in _NOTHING}
        if wrong:
            message = f"Characters of the font {font.name} map to U+0000, U+FEFF or U+FFFE."
            clause = Clause("7.21.7", min(_NOTHING[one] for one in wrong), "8.4.5.8")
            fix = "Correct its ToUnicode table."
            yield PdfFault("unicode-wrong", clause, font.page, message, fix)


def _is_known(font: Font) -> bool:
    """Return whether the codes of ``font`` have a meaning without a ``ToUnicode`` table.

    ISO 14289-1, 7.21.7, from the second item.
    """
    if font.composite:
        registry, ordering, _ = font.collection or ("", "", 0)
        adobe = registry == "Adobe" and ordering in _PREDEFINED
        predefined = font.cmap is not None and font.cmap.name in _COLLECTIONS
        return predefined or adobe
    return font.subtype == "TrueType" and not font.symbolic


def _are_named(font: Font, codes: list[int]) -> bool:
    """Return whether the glyph names of codes of a simple font have Unicode values."""
    if font.composite:
        return False
    built_in: dict[int, str] = {}
    if font.program and font.subtype != "TrueType":
        try:
            built_in = read_program(font).encoding
        except MalformedError:
            return True  # another rule says that it is damaged
    names = (glyph_name(font, built_in, code) for code in codes)
    return all(name is not None and unicode_of(name) for name in names)


def _composite(file: PdfFile) -> Iterator[Font]:
    return (font for font in file.fonts if font.composite and (font.used or font.invisible))


RULES: tuple[PdfRule, ...] = (embedded, character_collections, glyph_maps, cmaps, meanings)
