"""Articles with real pictures, and what is in the EPUB made from them."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from msgspec.structs import replace

from publish.editions.epub.pictures import Pictures
from publish.model import Article, Block, Image, Metadata, Note, Paragraph, Text
from publish.prepare import prepare
from publish.xhtml.context import RenderContext, article_context, epub_profile
from tests.building import export_epub as export

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"


def png(shade: int = 0) -> bytes:
    """A PNG of one grey pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes([0, shade])))
        + chunk(b"IEND", b"")
    )


def picture(
    file: Path,
    content: bytes = b"",
    media_type: str = "image/png",
    *,
    alt: str | None = "A dot.",
    decorative: bool = False,
) -> Image:
    """Write ``content`` (a PNG unless given) to ``file`` and take it as a picture."""
    content = content or png()
    file.write_bytes(content)
    return Image(
        source=file.name,
        file=file,
        media_type=media_type,
        width=1,
        height=1,
        digest=hashlib.sha256(content).hexdigest(),
        alt=alt,
        decorative=decorative,
    )


def paragraph(text: str = "Text.") -> Paragraph:
    return Paragraph(content=(Text(text),))


def article(
    *blocks: Block, language: str = "en", notes: tuple[Note, ...] = (), **fields: object
) -> Article:
    """A prepared article."""
    about = Metadata(
        title="A title",
        language=language,
        identifier="urn:uuid:5b3f1a52-0c3e-4d7f-9a55-2f7a1c0e9d31",
    )
    about = replace(about, **fields)  # type: ignore[arg-type]  # any field of the metadata
    return prepare(Article(metadata=about, blocks=blocks or (paragraph(),), notes=notes))


@dataclass(frozen=True)
class Book:
    """An EPUB, read back."""

    path: Path

    def bytes(self, name: str) -> bytes:
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.bytes(f"EPUB/{name}"))

    @property
    def names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    @property
    def package(self) -> etree._Element:
        return self.xml("content.opf")

    def dc(self, name: str) -> list[str]:
        return [one.text or "" for one in self.package.iter(f"{DC}{name}")]

    def meta(self, name: str) -> list[str]:
        metas = self.package.iter(f"{OPF}meta")
        return [one.text or "" for one in metas if one.get("property") == name]

    def properties(self, name: str) -> str | None:
        items = self.package.iter(f"{OPF}item")
        return next(item.get("properties") for item in items if item.get("href") == name)


def made(made_from: Article, folder: Path) -> Book:
    export(made_from, None, folder / "book.epub")
    return Book(folder / "book.epub")


def epub_context(whole: Article) -> RenderContext:
    """The context that the documents of ``whole`` are written in."""
    return article_context(whole, epub_profile(Pictures(whole).href))
