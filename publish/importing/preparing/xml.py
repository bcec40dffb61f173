"""XML from strangers: no entities of their own, no other file, a bounded depth."""

from __future__ import annotations

import html.entities
import re
from pathlib import Path
from typing import TYPE_CHECKING

from publish.source.mistakes import mistake

if TYPE_CHECKING:
    from lxml import etree

_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*>", re.I)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
"""XML 1.0, 4.6 Predefined Entities."""
W3 = "http://www.w3.org/1999/xhtml"


def parsed(file: Path, data: bytes, name: str) -> etree._Element:
    """The root of the XML ``data``, which is ``name`` in ``file``.

    The named characters of HTML are known, though no DTD is read.  Raises :class:`SourceError`.
    """
    from lxml import etree

    data = _DOCTYPE.sub(b"", data, count=1)
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        message = f"declares entities in “{name[:80]}”, which could make it huge."
        raise mistake(file, 0, "xml-entities", message, "Save it without a DOCTYPE.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(_plain_entities(data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error).split(", line")[0][:120]
        message = f"holds XML that cannot be read, “{name[:80]}”: {reason}."
        raise mistake(file, 0, "xml", message, "Save it again.") from error


def _plain_entities(data: bytes) -> bytes:
    """``&nbsp;`` and its like as characters, in UTF-8; other encodings stay as they are."""
    if b"&" not in data or re.search(rb"encoding=[\"'](?!utf-?8)", data[:200], re.I):
        return data

    def character(match: re.Match[str]) -> str:
        if match[1] in _OWN:
            return match[0]
        return html.entities.html5.get(f"{match[1]};", match[0])

    try:
        return _ENTITY.sub(character, data.decode("utf-8-sig")).encode()
    except UnicodeDecodeError:
        return data


def written(root: etree._Element) -> bytes:
    """``root`` as UTF-8 with an XML declaration."""
    from lxml import etree

    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words(element: etree._Element | None) -> str:
    """All words in an element, with single spaces."""
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())
