"""Small publications made by hand: a sound one of each kind, and how to spoil it."""

import zipfile
from pathlib import Path

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""

PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c8</dc:identifier>
<dc:title>A sample</dc:title><dc:language>en</dc:language><dc:publisher>Nobody</dc:publisher>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">One heading and one paragraph.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="text"/></spine></package>"""

PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="en" xml:lang="en"><head><title>A sample</title></head><body>{body}</body></html>"""

NAVIGATION = """<nav epub:type="toc" role="doc-toc" aria-label="Contents"><ol>
<li><a href="text.xhtml">The heading</a></li></ol></nav>"""

TEXT = """<section epub:type="bodymatter chapter" role="doc-chapter" aria-label="The heading">
<h1>The heading</h1><p>A paragraph.</p>{more}</section>"""


def epub(path: Path, more: str = "", package: str = PACKAGE) -> Path:
    """An EPUB that all judges accept; `more` is XHTML that is added to its text."""
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("package.opf", package)
        book.writestr("nav.xhtml", PAGE.format(body=NAVIGATION))
        book.writestr("text.xhtml", PAGE.format(body=TEXT.format(more=more)))
    return path


def pdf(path: Path, variant: str | None, language: str = "en") -> Path:
    """A PDF of one page by WeasyPrint, tagged if `variant` is `pdf/ua-1` and the like."""
    from weasyprint import HTML

    page = (
        f'<html lang="{language}"><title>A sample</title><h1>The heading</h1><p>A paragraph.</p>'
        '<h1 style="break-before: page">The second heading</h1><p>Another paragraph.</p>'
    )
    HTML(string=page).write_pdf(path, pdf_variant=variant)
    return path
