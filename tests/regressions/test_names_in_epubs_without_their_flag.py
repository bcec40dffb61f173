"""An EPUB whose names are UTF-8, but whose entries didn't say so, held "no text" for the import."""

from __future__ import annotations

import zipfile
from pathlib import Path

from publish.importing import import_file

_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Kusamakura</dc:title>
<dc:identifier id="i">x</dc:identifier><dc:language>ja</dc:language></metadata><manifest>
<item id="a" href="四章.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="a"/></spine></package>"""
_CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
_PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>四</h1><p>山路を登りながら。</p></body></html>'


def test_names_are_read_as_utf8(tmp_path: Path) -> None:
    file = tmp_path / "a.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("a.opf", _PACKAGE)
        archive.writestr("aaaaaa.xhtml", _PAGE)
    file.write_bytes(file.read_bytes().replace(b"aaaaaa", "四章".encode()))  # without the flag
    imported = import_file(file, tmp_path)
    assert "山路を登りながら。" in imported.markdown
    assert not [one for one in imported.diagnostics if one.code.startswith("import-lost")]
