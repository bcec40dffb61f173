"""Documents as people have them, in each format: what comes through, and what is told."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from publish.cli import main
from publish.importing import import_file
from tests.hostile.files import docx, epub, page

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body_of(file: Path) -> str:
    return import_file(file, file.parent).markdown.partition("\n---\n\n")[2]


def html(folder: Path, body: str, head: str = "") -> Path:
    file = folder / "page.html"
    file.write_text(f"<html lang=en><head>{head}</head><body>{body}</body></html>", "utf-8")
    return file


def picture(kind: str = "PNG") -> bytes:
    output = BytesIO()
    Image.new("RGB", (8, 6), "#336699").save(output, kind)
    return output.getvalue()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<p lang=pl>Tak.</p><p>No.</p>", "{lang=pl}\nTak.\n\nNo.\n"),
        ("<p>So <i lang=fr>voilà</i>.</p>", "So *[voilà]{lang=fr}*.\n"),
        ("<h1>T</h1><h1>A</h1><h4 lang=be>Б</h4>", "## T\n\n## A\n\n### [Б]{lang=be}\n"),
        (
            "<blockquote><p>We went.</p><footer>— <cite>Ada</cite></footer></blockquote>",
            "> We went.\n>\n> — Ada\n",
        ),
        (
            "<figure><blockquote><p>We went.</p></blockquote><figcaption>Ada</figcaption></figure>",
            "> We went.\n>\n> — Ada\n",
        ),
        (
            "<details><summary>More</summary><p>Words.</p></details>",
            ":::{sidebar} More\nWords.\n:::\n",
        ),
        ('<aside class="tip"><p>Sit.</p></aside>', ":::{tip}\nSit.\n:::\n"),
        (
            '<p>A<a role=doc-noteref href="#n">1</a>.</p><aside id=n role=doc-footnote>'
            "<p>Note. <a role=doc-backlink href='#a'>back</a></p></aside>",
            "A[^1].\n\n[^1]: Note.\n",
        ),
        (
            '<p>A<sup><a href="#n">1</a></sup>.</p><hr><ol><li id=n>Note.</li></ol>',
            "A[^1].\n\n***\n\n[^1]: Note.\n",
        ),
        ("<p>An <abbr title='long name'>LN</abbr>.</p>", "An {abbr}`LN (long name)`.\n"),
        (
            "<table><tr><td><p>Only a frame.</p></td></tr></table><p>Words.</p>",
            "Only a frame.\n\nWords.\n",
        ),
        (
            "<table><caption>C</caption><tr><th>a<th>b<tr><td>1<td>2</table>",
            ":::{table} C\n| a   | b   |\n| --- | --- |\n| 1   | 2   |\n:::\n",
        ),
        ("<script>x()</script><nav>Menu</nav><p>Text.</p><form><input></form>", "Text.\n"),
        ("<p><a href='/about'>us</a>, <a href='#x'>there</a></p>", "us, there\n"),
        ("<p>A <a href='#b'>link</a>.</p><p id=b>Goal.</p>", "A [link](#b).\n\n{#b}\nGoal.\n"),
        (
            "<figure><img src=a.png alt='A cat.'><figcaption>Figure 3. Tom. Photo: Ada Lis."
            "</figcaption></figure>",
            ":::{figure} pictures/a.png\n:alt: A cat.\n:credit: Photo: Ada Lis.\n\nTom.\n:::\n",
        ),
        (
            "<p><img src=a.png alt='A map.' aria-details=d></p><div id=d><p>It shows.</p></div>",
            "::::{figure} pictures/a.png\n:alt: A map.\n\n:::{description}\nIt shows.\n:::\n::::\n",
        ),
    ],
)
def test_html(written: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    assert body_of(html(tmp_path, written)) == expected


def test_what_the_head_of_a_page_says(tmp_path: Path) -> None:
    head = (
        "<title>A page - Site</title><meta property='og:title' content='A page'>"
        "<meta name=author content='Ada'><meta name=description content='About.'>"
        "<meta property='article:published_time' content='2026-03-04T10:00:00+01:00'>"
        "<link rel=canonical href='https://example.org/a/'>"
    )
    imported = import_file(html(tmp_path, "<p><a href='../b'>b</a></p>", head), tmp_path)
    assert imported.markdown == (
        "---\ntitle: A page\nlanguage: en\nauthors:\n  - Ada\n"
        "published: 2026-03-04T10:00:00+01:00\ndescription: About.\n---\n\n"
        "[b](https://example.org/b)\n"
    )


def test_languages_and_captions_of_word(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr>'
        '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="Bildtext">'
        '<w:name w:val="caption"/></w:style></w:styles>'
    )
    run = "<w:r><w:t xml:space='preserve'>%s</w:t></w:r>"
    foreign = "<w:r><w:rPr><w:lang w:val='pl-PL'/></w:rPr><w:t xml:space='preserve'>%s</w:t></w:r>"
    cell = "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>"
    row = "<w:tr>%s</w:tr>" % (cell % "1" + cell % "2")
    document = (
        f"<w:document {W}><w:body><w:p>{run % 'They say '}{foreign % 'tak '}{foreign % 'jest'}"
        f"{run % '.'}</w:p>"
        f"<w:p><w:pPr><w:pStyle w:val='Bildtext'/></w:pPr>{run % 'Table 1: Rides'}</w:p>"
        f"<w:tbl>{row}{row}</w:tbl></w:body></w:document>"
    )
    file = docx(tmp_path, document.encode(), {"word/styles.xml": styles.encode()})
    imported = import_file(file, tmp_path)
    assert "language: en-GB\n" in imported.markdown
    assert "They say [tak jest]{lang=pl-PL}.\n\n:::{table} Rides\n" in imported.markdown


def test_pictures_are_named_converted_and_refused(tmp_path: Path) -> None:
    pictures = {
        "IMG_0001.bmp": picture("BMP"),
        "Café au lait.png": picture(),
        "drawing.svg": b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">'
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
        "chart.wmf": b"\xd7\xcd\xc6\x9a" + b"0" * 99,
        "evil.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/></svg>',
    }
    for name, data in pictures.items():
        (tmp_path / name).write_bytes(data)
    body = "".join(f'<p><img src="{name}" alt="x"></p>' for name in (*pictures, "gone.png"))
    imported = import_file(html(tmp_path, body), tmp_path)
    assert sorted(imported.pictures) == [
        "pictures/cafe-au-lait.png",
        "pictures/drawing.svg",
        "pictures/picture-1.png",
    ]
    told = [p.message for p in imported.diagnostics if p.code == "import-picture"]
    assert told == [
        "A picture is WMF, which no edition can show.",
        "The picture “evil.svg” holds a <script> element.",
        "The picture “gone.png” wasn't found.",
    ]
    assert imported.markdown.count(":::{figure} pictures/") == 6


def test_chapters_of_a_book(tmp_path: Path) -> None:
    second = page('<h1 id="a">Two</h1><p>See <a href="p.xhtml#a">one</a>.</p>')
    package = epub(tmp_path, page('<h1 id="a">One</h1><p>Words.</p>'), {"q.xhtml": second})
    import zipfile

    with zipfile.ZipFile(package) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["c.opf"] = (
        entries["c.opf"]
        .replace(b"</manifest>", b'<item id="q" href="q.xhtml" '
                 b'media-type="application/xhtml+xml"/></manifest>')
        .replace(b"</spine>", b'<itemref idref="q"/></spine>')
    )  # fmt: skip
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    assert body_of(package) == (
        "{#document-1-a}\n## One\n\nWords.\n\n## Two\n\nSee [one](#document-1-a).\n"
    )


def test_latex(tmp_path: Path) -> None:
    file = tmp_path / "a.tex"
    file.write_text(
        r"""\documentclass{article}\usepackage[polish,english]{babel}
\title{Trams}\author{Ada Lis}\begin{document}\maketitle
\section{One} A \emph{b}\footnote{Note.} of \foreignlanguage{polish}{tak}: $a^2$.
\begin{figure}\includegraphics{map}\caption{A map.}\end{figure}
\begin{equation}x = 1\end{equation}
\end{document}""",
        encoding="utf-8",
    )
    (tmp_path / "map.png").write_bytes(picture())
    imported = import_file(file, tmp_path)
    assert list(imported.pictures) == ["pictures/map.png"]
    assert imported.markdown == (
        "---\ntitle: Trams\nlanguage: en\nauthors:\n  - Ada Lis\n---\n\n"
        "## One\n\nA *b*[^1] of [tak]{lang=pl}: $a^2$.\n\n"
        ":::{figure} pictures/map.png\nA map.\n:::\n\n$$\nx = 1\n$$\n\n[^1]: Note.\n"
    )


def test_rtf(tmp_path: Path) -> None:
    file = tmp_path / "a.rtf"
    digits = picture().hex()
    file.write_bytes(
        b"{\\rtf1\\ansi Some \\b bold\\b0  words.{\\footnote Note.}\\par "
        b"{\\pict\\pngblip\\picw8\\pich6 " + digits.encode() + b"}\\par}"
    )
    imported = import_file(file, tmp_path)
    assert list(imported.pictures) == ["pictures/picture-1.png"]
    assert "Some **bold** words.[^1]\n\n:::{figure} pictures/picture-1.png\n" in imported.markdown


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = html(tmp_path, "<p>One.</p><p><img src=a.png alt=x></p>")
    (tmp_path / "a.png").write_bytes(picture())
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"mine")
    source = tmp_path / "page.md"
    assert main(["import", str(file), "--quiet"]) == 0
    assert (tmp_path / "pictures" / "a.png").read_bytes() == b"mine"
    assert (tmp_path / "pictures" / "a-2.png").is_file()
    source.write_text("edited", encoding="utf-8")
    assert main(["import", str(file), "--quiet"]) == 7
    assert source.read_text(encoding="utf-8") == "edited"
    assert main(["import", str(file), "--quiet", "--force"]) == 0
    assert "One." in source.read_text(encoding="utf-8")


def test_without_pandoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from publish.runtime import pandoc

    pandoc.program.cache_clear()
    monkeypatch.setattr(pandoc, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        assert main(["import", str(html(tmp_path, "<p>One.</p>")), "--quiet"]) == 5
    finally:
        pandoc.program.cache_clear()
