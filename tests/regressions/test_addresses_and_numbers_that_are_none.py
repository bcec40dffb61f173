"""Addresses such as ``//[x``, and numbers such as ``1.2.3``, ended in a traceback.

Python's parsers raise ``ValueError`` for them, where browsers and Word go on.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from publish.api import import_document, verify
from publish.audit.epub import marker_of
from publish.audit.sound.files import open_chapters
from publish.batch.session import memory_of
from publish.editions.pdf.print_links import _short
from publish.errors import SourceError, UsageError
from publish.model.metadata_values import UnknownLicenceError, licence
from publish.narration.timeline import Narration
from publish.readers.container import parsed
from publish.readers.sound import clock_seconds
from publish.readers.web import Files
from publish.runtime.custom_sheets import CustomSheets, references
from publish.runtime.limits import limit_in
from publish.verify.epub.remote import references_in

ADDRESSES = ["//[x", "http://a\u2100b/x", "%00.png", "a" * 5000]
MANY = "9" * 5000


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("rule", ['@import "{}";', 'p {{ background: url("{}") }}'])
def test_style_sheets(rule: str, address: str, tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(rule.format(address))
    with pytest.raises(SourceError, match=r"nothing can have|exist|outside"):
        CustomSheets("an EPUB").read(sheet)
    assert references(sheet) is None


def test_licences_and_links() -> None:
    with pytest.raises(UnknownLicenceError, match="URL"):
        licence("https://[x")
    assert _short("https://a%E2%84%80b.example/") == "a\u2100b.example"


def test_bases_of_documents() -> None:
    page = parsed(
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head><base href="http://[x"/></head>'
        b'<body><img src="a.png"/></body></html>'
    )
    assert [one.address for one in references_in(page)] == ["a.png"]


@pytest.mark.parametrize(("scale", "blocked"), [(".", False), ("..5", False), (".5", True)])
def test_scales(scale: str, blocked: bool, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<!doctype html><html lang='en'><title>A</title><main>A</main>"
        f"<meta name='viewport' content='maximum-scale={scale}'></html>"
    )
    found = verify(tmp_path / "a.html", quick=True)
    assert any(one.code == "zoom-blocked" for one in found) is blocked


@pytest.mark.parametrize("name", ["a" * 5000, "a/" * 400_000])
def test_names_that_no_file_has(name: str, tmp_path: Path) -> None:
    assert name not in Files(tmp_path)


def test_sizes_of_pictures(tmp_path: Path) -> None:
    page = "<html lang='en'><p>Kept.<p><img alt=A src=a.png srcset='a.png 1.2.3w, b.png 2.x'>"
    (tmp_path / "a.html").write_text(page)
    import_document(tmp_path / "a.html", tmp_path / "out.md")
    assert "Kept" in (tmp_path / "out.md").read_text()


@pytest.mark.parametrize("code", ["zz", "110000", "d800", "0", "-1", "FFFE", "\u0661", MANY])
def test_symbols_of_word(code: str, tmp_path: Path) -> None:
    entries = f'<w:ddList><w:result w:val="{MANY}"/><w:listEntry w:val="a"/></w:ddList>'
    _write_docx(
        tmp_path / "a.docx",
        f'<w:p><w:r><w:t>Kept</w:t><w:sym w:font="Foo" w:char="{code}"/></w:r></w:p>'
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{entries}</w:ffData></w:fldChar>'
        "</w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    )
    found = import_document(tmp_path / "a.docx", tmp_path / "out.md")
    assert "Kept" in (tmp_path / "out.md").read_text()
    assert any("symbol of the font Foo" in one.message for one in found.diagnostics)


def _write_docx(file: Path, body: str) -> None:
    packages = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{packages}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        )


def test_lists_of_opendocument(tmp_path: Path) -> None:
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
        for one in ("office", "text", "style")
    )
    level = '<text:list-level-style-number text:level="1" style:num-format="1"/>'
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>"
            f'<text:list-style style:name="L">{level}</text:list-style></office:automatic-styles>'
            '<office:body><office:text><text:list text:style-name="L">'
            f'<text:list-item text:start-value="{MANY}"><text:p>Kept.</text:p></text:list-item>'
            "</text:list></office:text></office:body></office:document-content>",
        )
    import_document(tmp_path / "a.odt", tmp_path / "out.md")
    assert "Kept" in (tmp_path / "out.md").read_text()


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLISH_LIMIT", MANY)
    with pytest.raises(UsageError, match="whole number"):
        limit_in("PUBLISH_LIMIT", 5, 60)
    with pytest.raises(UsageError, match="size of memory"):
        memory_of(MANY + "GB", 1)


@pytest.mark.parametrize(("start", "number"), [("x", "1"), (MANY, MANY[:9]), ("-5", "-5")])
def test_numbers_of_lists_in_editions(start: str, number: str) -> None:
    page = parsed(
        f'<ol xmlns="http://www.w3.org/1999/xhtml" start="{start}"><li>A</li></ol>'.encode()
    )
    assert marker_of(page[0], boxed=False) == number


@pytest.mark.parametrize("clock", [MANY, f"{MANY}h", f"{MANY}:00:00"])
def test_times(clock: str) -> None:
    assert round(clock_seconds(clock) or 0.0) >= 10**9


def test_chapters_of_a_long_name(tmp_path: Path) -> None:
    chapters = {"chapters": [{"startTime": 0, "title": "A", "img": "a" * 5000}]}
    (tmp_path / "chapters.json").write_text(json.dumps(chapters))
    narration = Narration(
        language="en", voice="", rate=24_000, length=1, chapters=(), segments=(), sounds=()
    )
    found = open_chapters(tmp_path, narration).marks
    assert found
    assert [one.picture for one in found.marks] == [""]
