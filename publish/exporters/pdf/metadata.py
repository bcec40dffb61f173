"""What the PDF says of itself to programs (XMP)."""

from __future__ import annotations

from typing import Any

#: ISO 14289-1, 5: the standard's own mark; ISO 19005-2, 6.6.2.3: a mark that PDF/A does not know is
#: described.
_UA_1 = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that is met</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def with_pdf_ua(metadata: Any) -> Any:
    """``metadata`` (``weasyprint.DocumentMetadata``) of a PDF/A that is PDF/UA-1 as well."""
    from weasyprint.document import DocumentMetadata

    class Both(DocumentMetadata):  # type: ignore[misc]  # the library is untyped
        def generate_rdf_metadata(self, *arguments: Any) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(*arguments)
            return rdf.replace(b"</rdf:RDF>", _UA_1 + b"</rdf:RDF>")

    names = ("title", "authors", "description", "keywords", "generator", "created", "modified")
    return Both(**{name: getattr(metadata, name) for name in names}, lang=metadata.lang)
