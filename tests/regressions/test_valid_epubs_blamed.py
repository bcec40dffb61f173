"""Valid EPUBs of other programs were said to have errors; now an error needs a MUST."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pytest

from publish.errors import Diagnostic, Severity
from publish.verify.epub import verify_own_rules

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
SPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
TOC = '<nav epub:type="toc"><ol><li><a href="a.xhtml">A</a></li></ol></nav>'
XHTML = "application/xhtml+xml"
CLAIM = (
    '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.1 Level {}</meta>'
    '<meta property="a11y:certifiedBy">A person</meta>'
)


def page(body: str, head: str = "<title>A</title>") -> str:
    return f'<html {SPACES} lang="en" xml:lang="en"><head>{head}</head><body>{body}</body></html>'


def found(
    folder: Path,
    body: str = "<p>Words</p>",
    *,
    nav: str = TOC,
    metadata: str = "",
    items: str = "",
    version: str = "3.0",
    document: str = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>',
    files: dict[str, str] | None = None,
) -> dict[str, Diagnostic]:
    """Return the faults of a small book, by their codes."""
    package = f"""<package xmlns="http://www.idpf.org/2007/opf" version="{version}">
    <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>urn:x</dc:identifier><dc:title>A</dc:title><dc:language>en</dc:language>
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>{metadata}</metadata>
    <manifest>{document}{items}
    <item id="nav" href="nav.xhtml" properties="nav" media-type="{XHTML}"/></manifest>
    <spine><itemref idref="a"/></spine></package>"""
    content = {
        "META-INF/container.xml": CONTAINER,
        "p.opf": package,
        "a.xhtml": page(body),
        "nav.xhtml": page(nav),
        "a.png": "picture",
        **(files or {}),
    }
    path = folder / "book.ePub"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in content.items():
            if text:
                archive.writestr(name, text)
    return {one.code: one for one in verify_own_rules(path)}


def errors(faults: dict[str, Diagnostic]) -> set[str]:
    return {code for code, one in faults.items() if one.severity is Severity.ERROR}


VALID = {
    "nothing that is optional": "<p>Words</p>",
    "decorative picture": '<p><img src="a.png" alt=""/>Words</p>',
    "picture with a caption": '<figure><img src="a.png"/><figcaption>A</figcaption></figure>',
    "simple table": "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
    "layout table": "<table><tr><td>1</td><td>2</td></tr></table>",
    "endnotes": (
        '<p>Words<a epub:type="noteref" href="#n1">1</a></p>'
        '<section epub:type="endnotes"><ol><li id="n1">Note</li></ol></section>'
    ),
    "canonical fragment identifier": '<p><a href="p.opf#epubcfi(/6/2!/4/2)">A</a></p>',
    "link to this document": '<p><a href=" ">A</a></p>',
    "link to a host": '<p><a href="//example.org/">A</a></p>',
    "link below the root": '<p><a href="../../a.xhtml">A</a></p>',
    "picture as a heading": '<h1><img src="a.png" alt="Part one"/></h1>',
    "label around a control": '<p><label>Name <input type="text"/></label></p>',
    "namespace that is no address": '<p xmlns:x="http://http://x.org">Words</p>',
    "drawing with words": (
        '<svg xmlns="http://www.w3.org/2000/svg"><text><tspan>Words</tspan></text></svg>'
    ),
}


@pytest.mark.parametrize("body", VALID.values(), ids=VALID.keys())
def test_a_valid_document_has_no_error(body: str, tmp_path: Path) -> None:
    faults = found(tmp_path, body)
    assert not errors(faults)
    suspected = {"note-lost", "scope-missing", "link-lost", "heading-empty", "control-unnamed"}
    assert not suspected & faults.keys()
    assert faults["metadata-missing"].severity is Severity.WARNING
    assert faults["landmarks-missing"].severity is Severity.INFO


def test_composed_and_encoded_names_are_found(tmp_path: Path) -> None:
    name = "ü ä.xhtml"
    item = f'<item id="a" href="%C3%BC%20ä.xhtml" media-type="{XHTML}"/>'
    nav = TOC.replace("a.xhtml", "u\u0308%20ä.xhtml")
    decomposed = unicodedata.normalize("NFD", name)
    files = {"a.xhtml": "", decomposed: page("<p>Words</p>")}
    assert not errors(found(tmp_path, document=item, nav=nav, files=files))


def test_an_epub_2_is_not_judged_as_epub_3(tmp_path: Path) -> None:
    faults = found(tmp_path, '<p id="a"><img src="a.png"/></p><p id="a">B</p>', version="2.0")
    assert faults["epub-2"].severity is Severity.INFO
    assert faults["alt-missing"].severity is Severity.WARNING
    assert not errors(faults)


SMIL = (
    '<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body>'
    '<par><text src="a.xhtml#p"/><audio src="{sound}"/></par>'
    '<par><text src="b.xhtml"/>{clip}</par></body></smil>'
)
OVERLAY = {
    "document": f'<item id="a" href="a.xhtml" media-type="{XHTML}" media-overlay="s"/>',
    "items": (
        f'<item id="b" href="b.xhtml" media-type="{XHTML}" media-overlay="s"/>'
        '<item id="s" href="s.smil" media-type="application/smil+xml"/>'
        '<item id="m" href="https://example.org/a.mp3" media-type="audio/mpeg"/>'
    ),
    "metadata": (
        '<meta property="media:duration" refines="#s">9s</meta>'
        '<meta property="media:duration">9s</meta>'
    ),
}


def test_one_overlay_may_speak_several_documents_without_times(tmp_path: Path) -> None:
    smil = SMIL.format(sound="https://example.org/a.mp3", clip="")
    files = {"s.smil": smil, "b.xhtml": page("<p>B</p>")}
    faults = found(tmp_path, '<p id="p">A</p>', files=files, **OVERLAY)
    assert not errors(faults)
    assert not {"duration-wrong", "overlay-document-lost", "unspoken"} & faults.keys()
    assert faults["narrator-missing"].severity is Severity.INFO
    assert faults["highlight-missing"].severity is Severity.INFO


def test_a_broken_overlay_is_an_error(tmp_path: Path) -> None:
    clip = '<audio src="https://example.org/a.mp3" clipBegin="2s" clipEnd="1s"/>'
    smil = SMIL.format(sound="a.mp3", clip=clip).replace("b.xhtml", "c.xhtml")
    faults = found(
        tmp_path, '<p id="p">A</p>', files={"s.smil": smil}, **OVERLAY | {"metadata": ""}
    )
    assert errors(faults) >= {
        *("sound-missing", "clip-empty", "duration-missing"),
        *("overlay-document-lost", "file-missing"),
    }


def test_the_page_list_of_a_fixed_layout_leads_to_documents(tmp_path: Path) -> None:
    pages = '<nav epub:type="page-list"><ol><li><a href="a.xhtml">1</a></li></ol></nav>'
    claim = CLAIM.format("AA") + '<meta property="rendition:layout">pre-paginated</meta>'
    body = '<div epub:type="pagebreak" id="page1" title="1"/><p>Words</p>'
    faults = found(tmp_path, body, nav=TOC + pages, metadata=claim)
    assert not {"page-list-incomplete", "page-lost"} & faults.keys()


def test_a_claim_to_conform_makes_errors_at_its_level(tmp_path: Path) -> None:
    body = '<p><img src="a.png" alt="image"/></p>'
    assert errors(found(tmp_path, body)) == set()
    faults = found(tmp_path, body, metadata=CLAIM.format("A"))
    assert errors(faults) == {"alt-meaningless", "metadata-missing"}
    assert faults["metadata-recommended"].severity is Severity.WARNING
    uncertified = CLAIM.format("A").replace("certifiedBy", "x")
    assert "conformance-unproven" in errors(found(tmp_path, body, metadata=uncertified))


@pytest.mark.parametrize("tag", ["../../etc/x", "0" * 400, "\u0301"], ids=["path", "long", "mark"])
def test_a_word_in_place_of_a_language_names_no_file(tag: str, tmp_path: Path) -> None:
    body = f'<p lang="{tag}">Слова</p>'
    assert errors(found(tmp_path, body)) == {"language-wrong"}


def test_what_cannot_be_read_is_a_fault_of_its_own(tmp_path: Path) -> None:
    items = '<item id="c" href="c.css" media-type="text/css"/>'
    faults = found(tmp_path, items=items, files={"a.xhtml": "<html>"})
    assert errors(faults) == {"file-missing", "document-malformed"}
    assert "c.css" in faults["file-missing"].message


BROKEN = {
    "id-duplicate": '<p id="x">A</p><p id="x">B</p>',
    "type-misplaced": '<style epub:type="z3998:x"/>',
    "link-lost-file": '<p><a href="gone.xhtml">A</a></p>',
    "alt-missing": '<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="/></p>',
    "resource-missing": '<p><img src="gone.png" alt="A tree"/></p>',
    "language-contradiction": '<p lang="de" xml:lang="fr">A</p>',
    "scope-wrong": '<table><tr><th scope="x">A</th><td>1</td></tr></table>',
}


@pytest.mark.parametrize(("code", "body"), BROKEN.items())
def test_a_broken_must_is_an_error(code: str, body: str, tmp_path: Path) -> None:
    assert errors(found(tmp_path, body)) == {code}


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    body = '<p><img src="a.png"/></p>\n' * 30
    found(tmp_path, body)
    faults = [one for one in verify_own_rules(tmp_path / "book.ePub") if one.code == "alt-missing"]
    assert len(faults) == 20
    assert faults[-1].message.endswith("There are 10 more faults of this kind.")
