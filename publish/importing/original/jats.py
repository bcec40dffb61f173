"""Read JATS for comparison with its source: its words, pictures and links."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publish.importing.original.container import name_of, value_of
from publish.importing.original.record import Kind, Original, OriginalError

if TYPE_CHECKING:
    from lxml import etree

_KINDS = {
    "title": Kind.HEADING, "article-title": Kind.HEADING, "td": Kind.CELL, "th": Kind.CELL,
    "fn": Kind.NOTE, "alt-text": Kind.ALT, "p": Kind.PARAGRAPH, "mixed-citation": Kind.PARAGRAPH,
    "element-citation": Kind.PARAGRAPH, "aff": Kind.PARAGRAPH, "verse-line": Kind.PARAGRAPH,
    "attrib": Kind.PARAGRAPH, "preformat": Kind.PARAGRAPH, "code": Kind.PARAGRAPH,
    "term": Kind.PARAGRAPH, "subtitle": Kind.PARAGRAPH, "kwd": Kind.PARAGRAPH,
}  # fmt: skip
_UNSEEN = frozenset(["label", "math", "tex-math", "object-id", "journal-meta", "xref", "license",
                     "article-categories", "inline-formula", "disp-formula"])  # fmt: skip
_HREF = "href"


def read(file: Path) -> Original:
    """Return the content of ``file``.  Raises :class:`OriginalError`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(file, parser).getroot()
    except (etree.XMLSyntaxError, OSError) as error:
        raise OriginalError(str(error)) from error
    found = Original(part=file.name, unit="line")
    for part in root.iter():
        found.number = part.sourceline if isinstance(part.sourceline, int) else 0
        kind = _KINDS.get(name_of(part))
        above = part.getparent()
        if name_of(part) == "title" and above is not None and name_of(above) == "abstract":
            continue
        if kind and not any(name_of(one) in _KINDS for one in part.iterancestors()):
            for text in _texts(part):
                found.add(kind, text)
        elif name_of(part) == "graphic":
            found.add_picture(value_of(part, _HREF))
        elif name_of(part) == "ext-link":
            found.add_link(value_of(part, _HREF), "".join(map(str, part.itertext())))
    return found


def _texts(element: etree._Element) -> list[str]:
    """Return the words of an element, and apart from them those of blocks inside it."""
    pieces: list[str] = []
    inner: list[str] = []

    def walk(one: etree._Element) -> None:
        pieces.append(one.text or "")
        for child in one:
            name = name_of(child)
            if name in _KINDS and name not in ("article-title",):
                inner.extend(_texts(child))
            elif name and name not in _UNSEEN:
                pieces.append(" " if name_of(element) == "element-citation" else "")
                walk(child)
            pieces.append(child.tail or "")

    walk(element)
    return ["".join(pieces), *inner]
