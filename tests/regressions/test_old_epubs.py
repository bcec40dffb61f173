"""Old EPUBs lost emphasis and headings in their style sheets, and parts of notes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publish.api import import_document

PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Mill</dc:title>
<dc:creator>Jan Lis</dc:creator><dc:language>en</dc:language>
<dc:identifier id="id">x</dc:identifier>
<dc:description>&lt;p&gt;Of &lt;b&gt;mills&lt;/b&gt;.&lt;/p&gt;</dc:description>
</metadata><manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="c" href="s.css" media-type="text/css"/>
<item id="t" href="t.html" media-type="application/xhtml+xml"/>
<item id="a" href="a.html" media-type="application/xhtml+xml"/>
<item id="b" href="b.html" media-type="application/xhtml+xml"/>
<item id="n" href="n.html" media-type="application/xhtml+xml"/></manifest>
<spine toc="ncx"><itemref idref="t"/><itemref idref="a"/><itemref idref="b"/>
<itemref idref="n"/></spine>
</package>"""
POINTS = "".join(
    f"<navPoint><navLabel><text>{label}</text></navLabel><content src='{name}.html'/></navPoint>"
    for name, label in (("a", "I. The River"), ("b", "II. The Flood"))
)
TEXTS = {
    "t": "<p>Jan Lis</p><p>THE MILL</p><p>A tale</p>",
    "a": "<p class='big'>I</p><p>The River</p><p>It <span class='x1'>ran</span>, <span"
    " style='font-weight: bold'>deep</span>.<a id='r1' href='n.html#n1'>[1]</a></p>"
    "<p>* * *</p><p>He said<a href='#s'><sup>*</sup></a> so.</p><p class='gone'>Secret.</p><hr/>"
    "<p><a id='s'/>* At the foot.</p>",
    "b": "<h2>II</h2><h2>The Flood</h2><p>Rain.<a id='r2' href='n.html#n2'>[2]</a></p>"
    "<p><img src='p.png' alt=''/></p><p>Fig. 1. The wheel</p>",
    "n": "<h1>Notes</h1><p><a id='n1' href='a.html#r1'>[1]</a> Built in 1720.</p><p>Twice.</p>"
    "<p><a id='n2' href='b.html#r2'>[2]</a> In May.</p><p>In June.</p>",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of a book."""
    folder = tmp_path_factory.mktemp("book")
    with zipfile.ZipFile(folder / "a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        path = "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles></container>"
        book.writestr("META-INF/container.xml", path)
        book.writestr("a.opf", PACKAGE)
        book.writestr("toc.ncx", f"<ncx><navMap>{POINTS}</navMap></ncx>")
        book.writestr("s.css", ".x1 {font-style: italic} .gone {display: none}")
        for name, text in TEXTS.items():
            page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html>"
            book.writestr(f"{name}.html", page)
    import_document(folder / "a.epub", folder / "a.md")
    return (folder / "a.md").read_text("utf-8")


def test_the_text_is_as_it_looked(imported: str) -> None:
    fields, _, text = imported.partition("\n---\n\n")
    assert "description: Of mills." in fields
    assert text == (
        "A tale\n\n## I. The River\n\nIt *ran*, **deep**.[^1]\n\n***\n\nHe said[^2] so.\n\n"
        "## II. The Flood\n\nRain.[^3]\n\n:::{figure} pictures/p.png\nThe wheel\n:::\n\n"
        "[^1]: Built in 1720.\n\n    Twice.\n\n[^2]: At the foot.\n\n"
        "[^3]: In May.\n\n    In June.\n"
    )


def test_text_between_notes_stays_text(tmp_path: Path) -> None:
    call = "<p>Rain{0}.<a id='r{0}' href='#n{0}'>[{0}]</a></p>"
    note = "<p><a id='n{0}' href='#r{0}'>[{0}]</a> In May{0}.</p>"
    page = "".join(part.format(number) for number in (1, 2) for part in (call, note))
    (tmp_path / "a.html").write_text(f"<h1>T</h1>{page}<p>The end.</p>", "utf-8")
    import_document(tmp_path / "a.html", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8").partition("\n---\n\n")[2]
    assert text == ("Rain1.[^1]\n\nRain2.[^2]\n\nThe end.\n\n[^1]: In May1.\n\n[^2]: In May2.\n")
