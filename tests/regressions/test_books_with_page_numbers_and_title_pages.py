"""Page numbers stood in the words of books; title pages, roles and drawings were lost."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from publish.importing import import_file
from publish.importing.original import read_original
from publish.importing.records import Imported
from tests.hostile.files import CONTAINER, packed
from tests.importing.test_formats import picture

PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Trams</dc:title>'
    "<dc:language>en</dc:language>%s</metadata><manifest>%s</manifest><spine>%s</spine></package>"
)
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title>t</title></head><body>%s</body></html>"
)


def book(
    folder: Path,
    parts: dict[str, str | bytes],
    metadata: str = "",
    fallbacks: dict[str, int] | None = None,
    body: str = "",
) -> Imported:
    """A book of documents and pictures by name; those with ``+`` are in the spine."""
    kinds = {"svg": "image/svg+xml", "png": "image/png", "xhtml": "application/xhtml+xml"}
    fallbacks = fallbacks or {}
    entries = {"META-INF/container.xml": (CONTAINER % "e/c.opf").encode()}
    items = spine = ""
    for number, (written, text) in enumerate(parts.items()):
        name = written.removeprefix("+")
        kind = kinds[name.rpartition(".")[2]]
        page = (
            PAGE.replace("<body>", f'<body id="{body}">') % text
            if name.endswith("xhtml") and isinstance(text, str)
            else text
        )
        entries[f"e/{name}"] = page.encode() if isinstance(page, str) else page
        other = f'fallback="i{fallbacks[name]}"' if name in fallbacks else ""
        items += f'<item id="i{number}" href="{name}" media-type="{kind}" {other}/>'
        spine += f'<itemref idref="i{number}"/>' if written != name else ""
    entries["e/c.opf"] = (PACKAGE % (metadata, items, spine)).encode()
    return import_file(packed(folder / "book.epub", entries), folder)


def test_page_numbers_are_no_text(tmp_path: Path) -> None:
    text = (
        '<p>The tr<span epub:type="pagebreak" id="p1" title="12">12</span>am.'
        '<a class="pageno" id="x">[13]</a> It <a id="page14">14</a>rings '
        '<a href="#p1">there</a>.</p><div role="doc-pagebreak" id="p2">Seite xv</div>'
        "<p>In 1914.</p>"
    )
    written = book(tmp_path, {"+a.xhtml": text}).markdown
    original = read_original(tmp_path / "book.epub")
    assert "13" not in " ".join(one.text for one in original.passages)
    assert written.endswith("{#p1}\nThe tram. It rings [there](#p1).\n\nIn 1914.\n")


def test_what_only_a_title_page_says_stays(tmp_path: Path) -> None:
    title = (
        '<section epub:type="titlepage"><h1>Trams</h1><p class="subtitle">A ride</p>'
        "<p>by Ada Lis</p><p>Third edition</p>"
        '<img src="t.png" alt="The title Trams"/></section>'
    )
    contents = '<nav epub:type="loi"><ol><li>One</li><li>A tram, 1923</li></ol></nav>'
    parts = {"+t.xhtml": title, "+c.xhtml": contents, "+a.xhtml": "<h1>One</h1><p>Words.</p>"}
    metadata = "<dc:creator>Ada Lis</dc:creator><dc:title>Rides</dc:title>"
    imported = book(tmp_path, parts, metadata)
    assert imported.markdown.endswith("---\n\nThird edition\n\n## One\n\nWords.\n")
    assert "subtitle: A ride\n" in imported.markdown
    told = {one.code: one.message for one in imported.diagnostics}
    assert "only it says: “A tram, 1923”" in told["import-contents"]
    assert "“Rides”" in told["import-title"]
    assert "“The title Trams”" in told["import-title-page"]


def test_a_person_with_several_roles(tmp_path: Path) -> None:
    role = '<meta refines="#a" property="role" scheme="marc:relators">%s</meta>'
    metadata = f'<dc:creator id="a">Ada Lis</dc:creator>{role % "ill"}{role % "aut"}'
    written = book(tmp_path, {"+a.xhtml": "<p>Words.</p>"}, metadata).markdown
    assert "authors:\n  - Ada Lis\ncontributors:\n  - name: Ada Lis\n    role: ill\n" in written


def test_names_and_drawings_of_pictures(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>%s</title>%s</svg>'
    wrapper = (
        '<div><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image xlink:href="q%20r.png"/></svg></div>'
    )
    name = unicodedata.normalize("NFD", "śnieg.png")
    body = f'<p><img src="c d.png" alt="A"/></p><p><img src="śnieg.png" alt="B"/></p>{wrapper}'
    imported = book(
        tmp_path,
        {
            "+a.xhtml": body + svg % ("Line", '<path d="M0 0h9"/>'),
            "+plate.svg": svg % ("Plate", '<path d="M0 0v9"/>'),
            "c d.png": picture(),
            name: picture("JPEG"),
            "q%20r.png": picture("GIF"),
        },
    )
    assert [one.code for one in imported.diagnostics if one.code == "import-picture"] == []
    assert list(imported.pictures) == [
        "pictures/c-d.png", "pictures/snieg.jpg", "pictures/q-r.gif", "pictures/drawing-1.svg",
        "pictures/plate.svg",
    ]  # fmt: skip
    assert ":alt: Line\n" in imported.markdown
    assert ":::{figure} pictures/plate.svg\n:alt: Plate\n" in imported.markdown


def test_pictures_of_the_spine_and_their_fallbacks(tmp_path: Path) -> None:
    parts = {"+one.png": picture(), "d.xhtml": "<p>It rises.</p>"}
    assert book(tmp_path, parts).markdown.endswith(":::{figure} pictures/one.png\n:::\n")
    described = book(tmp_path, parts, fallbacks={"one.png": 1}).markdown
    assert ":::{description}\nIt rises.\n:::\n" in described


def test_notes_in_a_document_of_their_own(tmp_path: Path) -> None:
    text = '<p>A<a id="r1" href="n.xhtml#n1"><sup>1</sup></a>.</p>'
    notes = '<h2>Notes</h2><p id="n1"><a href="a.xhtml#r1">1.</a> Noted.</p>'
    imported = book(tmp_path, {"+a.xhtml": text, "+n.xhtml": notes})
    assert imported.markdown.endswith("\nA[^1].\n\n[^1]: Noted.\n")
    assert "The heading of the notes was left out: “Notes”." in [
        one.message for one in imported.diagnostics
    ]


def test_ids_that_several_documents_have(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g"/>'
        '<rect fill="url(#g)" width="9" height="9"/></svg>'
    )
    body = (
        f'<p><img src="c.png" alt="C" aria-details="d"/></p><div id="d"><p>Up {{}}.</p></div>{svg}'
    )
    link = '<p>See <a href="b.xhtml#whole">two</a>.</p>'
    parts = {"+a.xhtml": link + body.format(1), "+b.xhtml": body.format(2), "c.png": picture()}
    imported = book(tmp_path, parts, body="whole")
    assert "See [two](#document-2).\n" in imported.markdown
    assert imported.markdown.count(":::{description}\nUp ") == 2
    (drawing,) = (data for name, data in imported.pictures.items() if name.endswith("svg"))
    assert b'id="g"' in drawing
