"""Files that were made to do harm, each a function that writes one into a folder."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

FRONT = "---\ntitle: T\nlanguage: en\n---\n\n"
SVG = "http://www.w3.org/2000/svg"
FIGURE = ":::{figure} %s\n:alt: A thing.\n:::\n"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="%s" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij"))  # noqa: B905
    + "]>"
)

Maker = Callable[[Path], Path]


def source(folder: Path, body: str | bytes, front: str | bytes = FRONT) -> Path:
    """A Markdown source."""
    file = folder / "article.md"
    parts = [one.encode() if isinstance(one, str) else one for one in (front, body)]
    file.write_bytes(b"".join(parts))
    return file


def pictured(folder: Path, name: str, data: bytes) -> Path:
    """A source with one picture, ``data``."""
    (folder / name).write_bytes(data)
    return source(folder, FIGURE % name)


def packed(file: Path, entries: dict[str, bytes]) -> Path:
    """A ZIP file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file


def bomb(file: Path, entries: dict[str, bytes], name: str, start: bytes, megabytes: int) -> Path:
    """A ZIP file in which the entry ``name`` unpacks to ``megabytes`` of one letter."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, data in entries.items():
            archive.writestr(other, data)
        with archive.open(name, "w", force_zip64=True) as stream:
            stream.write(start)
            for _ in range(megabytes):
                stream.write(b"a" * 1_000_000)
    return file


def lying(file: Path) -> Path:
    """Make the directory of a ZIP file say that everything in it is small."""
    data = bytearray(file.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 1000)
        at += 4
    file.write_bytes(bytes(data))
    return file


def docx(folder: Path, document: bytes, more: dict[str, bytes] | None = None) -> Path:
    """A Word document."""
    kinds = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        b'relationships+xml"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    entries = {"[Content_Types].xml": kinds, "_rels/.rels": relations}
    return packed(folder / "a.docx", {**entries, "word/document.xml": document, **(more or {})})


def epub(
    folder: Path, page: bytes, more: dict[str, bytes] | None = None, href: str = "p.xhtml"
) -> Path:
    """A book of one page."""
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title>'
        "<dc:language>en</dc:language></metadata><manifest>"
        f'<item id="p" href="{href}" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="p"/></spine></package>'
    )
    entries = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": (CONTAINER % "c.opf").encode(),
        "c.opf": package.encode(),
        "p.xhtml": page,
    }
    return packed(folder / "a.epub", {**entries, **(more or {})})


def page(body: str) -> bytes:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'.encode()


def png(width: int, height: int) -> bytes:
    """A picture whose pixels take hardly a byte."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + width // 8 + 1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _link_outside(folder: Path) -> Path:
    outside = folder.parent / f"{folder.name}-secret.png"
    outside.write_bytes(png(8, 8))
    (folder / "a.png").symlink_to(outside)
    return source(folder, FIGURE % "a.png")


def _linked_folder(folder: Path) -> Path:
    outside = folder.parent / f"{folder.name}-secrets"
    outside.mkdir()
    (outside / "a.png").write_bytes(png(8, 8))
    (folder / "pictures").symlink_to(outside)
    return source(folder, FIGURE % "pictures/a.png")


def _odt_bomb(folder: Path) -> Path:
    start = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    )
    return bomb(folder / "a.odt", {}, "content.xml", start, 400)


def _folder_as_picture(folder: Path) -> Path:
    (folder / "a.png").mkdir()
    return source(folder, FIGURE % "a.png")


def _deep(name: str, levels: int) -> str:
    return f"<{name}>" * levels + "a" + f"</{name}>" * levels


SOURCES: dict[str, Maker] = {
    "a line of 10 MB": lambda f: source(f, "word " * 2_000_000),
    "10 MB in short lines, one paragraph": lambda f: source(f, "word word\n" * 1_000_000),
    "10 MB of brackets": lambda f: source(f, ("[" * 100 + "\n") * 100_000),
    "emphasis runs": lambda f: source(f, "*a **b " * 20_000),
    "links that do not end": lambda f: source(f, "[a](" * 40_000),
    "quotations 10,000 deep": lambda f: source(f, ">" * 10_000 + "a"),
    "lists 10,000 deep": lambda f: source(f, "- " * 10_000 + "a"),
    "lists 10,000 deep by lines": lambda f: source(
        f, "\n".join(" " * depth + "- a" for depth in range(0, 4_000, 2))
    ),
    "directives 10,000 deep": lambda f: source(
        f, "".join(":" * (1_200 - depth) + "{note}\n" for depth in range(1_190))
    ),
    "a table of 3,000 columns": lambda f: source(f, "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n"),
    "a list table of 3,000 columns": lambda f: source(
        f, ":::{list-table}\n\n* - a\n" + "  - a\n" * 3_000 + ":::\n"
    ),
    "front matter of 3 MB": lambda f: source(f, "a", "---\ntitle: " + "a" * 3_000_000 + "\n---\n"),
    "front matter of 100,000 fields": lambda f: source(
        f, "a", "---\n" + "".join(f"f{n}: 1\n" for n in range(100_000)) + "---\n"
    ),
    "aliases of YAML": lambda f: source(
        f, "a", "---\na: &a [1]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n"
            for n in range(9)) + "---\n",
    ),
    "brackets of YAML": lambda f: source(f, "a", "---\ntitle: " + "[" * 50_000 + "\n---\n"),
    "mappings of YAML": lambda f: source(
        f, "a", "---\n" + "".join(" " * n + "a:\n" for n in range(600)) + "---\n"
    ),
    "NUL bytes": lambda f: source(f, b"a\0b"),
    "UTF-16": lambda f: source(f, "a".encode("utf-16"), ("\ufeff" + FRONT).encode("utf-16")),
    "Windows-1251": lambda f: source(f, "Трамвай".encode("cp1251")),
    "a lone half of a surrogate pair": lambda f: source(f, b"\xed\xa0\x80"),
    "a link out of the folder": _link_outside,
    "a folder that is a link out": _linked_folder,
    "a path out of the folder": lambda f: source(f, FIGURE % "../../../../etc/passwd"),
    "an absolute path": lambda f: source(f, FIGURE % "/etc/passwd"),
    "a picture of 200 megapixels": lambda f: pictured(f, "a.png", png(20_000, 10_000)),
    "a picture of 65,000 by 65,000": lambda f: pictured(f, "a.png", png(65_000, 65_000)[:2_000]),
    "a picture that is no picture": lambda f: pictured(f, "a.png", b"MZ\x90\0" * 1_000),
    "a picture that is another": lambda f: pictured(f, "a.jpg", png(8, 8)),
    "a picture that is cut off": lambda f: pictured(f, "a.png", png(900, 900)[:-80]),
    "billion laughs in SVG": lambda f: pictured(
        f, "a.svg", f'{LAUGHS}<svg xmlns="http://www.w3.org/2000/svg">&j;</svg>'.encode()
    ),
    "SVG that reads a file": lambda f: pictured(
        f, "a.svg",
        f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><image href="/etc/passwd"/></svg>'.encode(),
    ),
    "SVG with a program": lambda f: pictured(
        f, "a.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>a()</script></svg>',
    ),
    "SVG 100,000 deep": lambda f: pictured(
        f, "a.svg",
        f'<svg xmlns="{SVG}" viewBox="0 0 9 9">{_deep("g", 100_000)}</svg>'.encode(),
    ),
    "a folder in place of a picture": _folder_as_picture,
}  # fmt: skip
"""Sources of ours that are read, checked and built."""

DOCUMENTS: dict[str, Maker] = {
    "DOCX bomb": lambda f: bomb(
        f / "a.docx", {"[Content_Types].xml": b"<Types/>"}, "word/document.xml", b"<a>", 400
    ),
    "DOCX bomb that lies": lambda f: lying(
        bomb(f / "a.docx", {"[Content_Types].xml": b"<Types/>"}, "word/document.xml", b"<a>", 400)
    ),
    "ODT bomb": _odt_bomb,
    "EPUB bomb": lambda f: bomb(
        f / "a.epub",
        {
            "META-INF/container.xml": (CONTAINER % "c.opf").encode(),
            "c.opf": b'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="p" '
            b'href="p.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
            b'<itemref idref="p"/></spine></package>',
        },
        "p.xhtml", b"<html><body>", 400,
    ),
    "DOCX of 60,000 files": lambda f: docx(
        f, b"<a/>", {f"word/media/{n}.png": b"" for n in range(60_000)}
    ),
    "DOCX with laughs": lambda f: docx(
        f, f"{LAUGHS}<w:document {W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>"
        f"</w:document>".encode(),
    ),
    "DOCX 100,000 deep": lambda f: docx(
        f, f"<w:document {W}><w:body>{_deep('w:sdt', 100_000)}</w:body></w:document>".encode()
    ),
    "EPUB with laughs": lambda f: epub(f, f"{LAUGHS}<html><body>&j;</body></html>".encode()),
    "EPUB 100,000 deep": lambda f: epub(f, page(_deep("div", 100_000))),
    "EPUB whose page is elsewhere": lambda f: epub(f, page("a"), href="../../../../etc/passwd"),
    "EPUB in a container that is elsewhere": lambda f: packed(
        f / "a.epub", {"META-INF/container.xml": (CONTAINER % "../../../etc/passwd").encode()}
    ),
    "EPUB that is protected": lambda f: epub(
        f, page("a"), {
            "META-INF/encryption.xml": b'<encryption><EncryptedData><EncryptionMethod '
            b'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
        },
    ),
    "HTML 100,000 deep": lambda f: written(f / "a.html", _deep("div", 100_000)),
    "HTML of 25 MB": lambda f: written(f / "a.html", "<p>word word</p>" * 1_600_000),
    "HTML, a table of 3,000 columns in 300 rows": lambda f: written(
        f / "a.html", "<table>" + ("<tr>" + "<td>a" * 3_000) * 300 + "</table>"
    ),
    "LaTeX that calls itself": lambda f: written(f / "a.tex", "\\def\\a{\\a\\a}\\a"),
    "LaTeX of 19 MB": lambda f: written(f / "a.tex", "word $x$ {\\em y}\n" * 1_100_000),
    "RTF 100,000 deep": lambda f: written(f / "a.rtf", "{\\rtf1" + "{" * 100_000),
    "RTF that is none": lambda f: written(f / "a.rtf", "Hello"),
    "a text that is no DOCX": lambda f: written(f / "a.docx", "Hello"),
    "a DOCX that is an ODT": lambda f: packed(f / "a.docx", {"content.xml": b"<a/>"}),
    "NUL bytes in text": lambda f: written(f / "a.txt", "a\0b"),
    "a text of 10 MB in one line": lambda f: written(f / "a.txt", "word " * 2_000_000),
    "a post of 10 MB in one line": lambda f: written(f / "a.md", "[a](" * 2_500_000),
    "a post of brackets": lambda f: written(f / "a.md", "[" * 150_000),
    "a post of shortcodes": lambda f: written(
        f / "a.md", ("{{< a " * 30_000 + "\n") * 3 + "[" * 2_000
    ),
    "TOML that does not end": lambda f: written(f / "a.md", "+++\ntitle = 'a'\n"),
    "TOML 10,000 deep": lambda f: written(f / "a.md", "+++\na = " + "[" * 10_000 + "\n+++\n"),
}  # fmt: skip
"""Documents that are imported."""


def written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file
