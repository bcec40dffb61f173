"""Read the metadata stream of the catalog: XMP (ISO 16684-1; ISO 32000-1, 14.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from publish.readers.pdf.objects import entry, text, unpacked
from publish.readers.pdf.records import Metadata

#: The largest metadata stream that is read, in bytes.
_LARGEST = 4 << 20

#: The most properties of that schema that are read (it has five), and the most attributes of an
#: element: XPath sorts them, which takes the square of their number.
_MOST_PROPERTIES, _MOST_ATTRIBUTES = 20, 1_000

#: The schema that says to which part of PDF/UA a file conforms (ISO 14289-1, 5).
_IDENTIFICATION = "http://www.aiim.org/pdfua/ns/id/"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "ua": _IDENTIFICATION,
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
}


def read_metadata(stream: Any) -> Metadata:
    """Return what a metadata stream says; nothing if it isn't XML.

    Raises:
        MalformedError: It is damaged or too large.
    """
    types = text(entry(stream, "/Type")), text(entry(stream, "/Subtype"))
    metadata = Metadata(is_typed=types == ("Metadata", "XML"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        xmp = etree.fromstring(unpacked(stream, _LARGEST).strip(), parser)
    except etree.XMLSyntaxError:
        return metadata
    titles: Any = xmp.xpath("//dc:title", namespaces=_NAMES)
    if titles:
        metadata.title = "".join(titles[0].itertext()).strip()
    values: dict[str, str] = {}
    for name, prefix, value in islice(_identification(xmp), _MOST_PROPERTIES):
        if value:
            values[name], metadata.prefixes[name] = value, prefix
    part = values.get("part", "")
    metadata.part = int(part) if re.fullmatch("[0-9]", part) else 0
    metadata.revision = values.get("rev", "")
    archival: Any = xmp.xpath("//pdfaid:part/text() | //@pdfaid:part", namespaces=_NAMES)
    metadata.archival = str(next(iter(archival), "")).strip()
    press: Any = xmp.xpath(
        "//pdfxid:GTS_PDFXVersion/text() | //@pdfxid:GTS_PDFXVersion", namespaces=_NAMES
    )
    metadata.press = str(next(iter(press), "")).strip()
    alternatives: Any = xmp.xpath("//rdf:Alt[rdf:li/@xml:lang]", namespaces=_NAMES)
    metadata.only_default = any(
        {item.get(_LANGUAGE) for item in each} == {"x-default"} for each in alternatives
    )
    return metadata


def _identification(xmp: Any) -> Iterator[tuple[str, str, str]]:
    """Yield name, prefix and value of the properties that identify the standard of the file."""
    for element in xmp.iter(f"{{{_IDENTIFICATION}}}*"):
        yield etree.QName(element).localname, element.prefix or "", (element.text or "").strip()
    for element in xmp.iter(f"{{{_NAMES['rdf']}}}Description"):
        few = len(element.attrib) <= _MOST_ATTRIBUTES
        for key, value in element.attrib.items() if few else ():
            name = etree.QName(key)
            if name.namespace == _IDENTIFICATION:
                written = element.xpath(
                    "name(@ua:*[local-name() = $name])", namespaces=_NAMES, name=name.localname
                )
                yield name.localname, written.rpartition(":")[0], value.strip()
