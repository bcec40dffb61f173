"""Import took an empty cell for a heading, and lost captions, styles, pictures and settings."""

from __future__ import annotations

import zipfile
from pathlib import Path

from publish.api import import_document
from tests.importing.word import png

JATS = """<article xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="en"><front><article-meta>
<title-group><article-title>Rivers<xref ref-type="fn" rid="n">*</xref></article-title></title-group>
<abstract><sec><title>Aims</title><p>To measure.</p></sec><sec><title>Results.</title><p>Rain.</p>
</sec></abstract></article-meta></front><body><sec><title>One</title>
<p>See <xref rid="t">it</xref>.</p>
<table-wrap id="t"><caption><title>Yields <italic>y</italic></title></caption>
<graphic xlink:href="river"/></table-wrap>
<fig id="f"><caption><p>Lost</p></caption><graphic xlink:href="ADDRESS"/></fig>
</sec></body></article>"""


def imported(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    import_document(file, file.parent / "out" / "a.md")
    return (file.parent / "out" / "a.md").read_text("utf-8")


def test_an_article_keeps_captions_of_pictured_tables(tmp_path: Path) -> None:
    (tmp_path / "river.png").write_bytes(png())
    text = imported(tmp_path / "a.xml", JATS.replace("ADDRESS", "x" * 300))
    assert "title: Rivers\n" in text
    assert 'standfirst: "Aims: To measure. Results: Rain."\n' in text
    assert ":::{figure} pictures/river.png\n:name: t\n\n**Yields *y***\n:::" in text


def test_an_empty_value_names_no_column(tmp_path: Path) -> None:
    rows = "<tr><th>Name</th><td></td></tr><tr><th>Age</th><td>5</td></tr>"
    corner = "<tr><td></td><th>Low</th></tr><tr><th>Age</th><td>5</td></tr>"
    page = f"<html lang='en'><title>T</title><table>{rows}</table><table>{corner}</table>"
    text = imported(tmp_path / "a.html", page)
    assert "|      |     |\n| ---- | --- |\n| Name |     |" in text
    assert "|     | Low |\n| --- | --- |" in text


def test_settings_that_begin_as_a_document_are_read(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("---\nlang: pl\nauthor: Jan Lis\n", "utf-8")
    text = imported(tmp_path / "a.md", "---\nlayout: post\ntitle: T\n---\nA.\n")
    assert "language: pl\n" in text
    assert "Jan Lis" in text


def test_a_book_keeps_both_styles_pictures_and_breaks(tmp_path: Path) -> None:
    package = """<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Mill</dc:title>
<dc:language>en</dc:language><dc:identifier id="id">x</dc:identifier></metadata><manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="s" href="s.css" media-type="text/css"/><item id="p" href="p.png" media-type="image/png"/>
<item id="a" href="a.html" media-type="application/xhtml+xml"/>
<item id="b" href="b.html" media-type="application/xhtml+xml"/></manifest>
<spine toc="ncx"><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    points = "".join(
        f"<navPoint><navLabel><text>{label}</text></navLabel><content src='{name}'/></navPoint>"
        for label, name in (("I. The River", "a.html"), ("***", "b.html"))
    )
    texts = {
        "a": "<p>I</p><p>The <img src='p.png' alt='A mill'/>River</p><p>It <span class='c1'>ran"
        "</span>.</p>",
        "b": "<p>* * *</p><p>Rain.</p>",
    }
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        path = "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles></container>"
        book.writestr("META-INF/container.xml", path)
        book.writestr("a.opf", package)
        book.writestr("toc.ncx", f"<ncx><navMap>{points}</navMap></ncx>")
        book.writestr("s.css", ".c1 {font-style: italic} .c1 {font-weight: bold}")
        book.writestr("p.png", png())
        for name, text in texts.items():
            page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html>"
            book.writestr(f"{name}.html", page)
    import_document(tmp_path / "a.epub", tmp_path / "a.md")
    text = (tmp_path / "a.md").read_text("utf-8")
    assert "I. The River\n" in text
    assert ":alt: A mill\n" in text
    assert "**_ran_**" in text
    assert "\n\n***\n\nRain." in text
