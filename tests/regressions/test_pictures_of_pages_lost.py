"""Pictures of web pages were lost or replaced: lazy ones, drawings, captions, descriptions."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

from PIL import Image

from publish.importing import import_file
from tests.importing.test_formats import body_of, html, picture


def _pictures(folder: Path, *names: str) -> None:
    for number, name in enumerate(names):
        output = BytesIO()
        Image.new("RGB", (8, 6 + number), "#336699").save(output, "PNG")
        (folder / name).write_bytes(output.getvalue())


def test_the_picture_that_a_program_would_load(tmp_path: Path) -> None:
    _pictures(tmp_path, "blank.png", "a.png", "b.png", "c.png", "d.png")
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    body = body_of(
        html(
            tmp_path,
            "<p><img src=blank.png data-src=a.png alt=A></p>"
            "<p><img src=blank.png data-srcset='gone.png 900w, b.png 400w' alt=B></p>"
            "<figure><picture><source srcset='x.webp'><img srcset='c.png 2x' alt=C></picture>"
            f"<figcaption>Sea</figcaption></figure><p><img src='{pixel}' srcset=d.png alt=D></p>"
            "<object data=a.png type=image/png><p>Again</p></object>"
            f"<p><img src='{pixel}'><noscript><img src=b.png alt=E></noscript></p>"
            "<amp-img src=c.png alt=F></amp-img>",
        )
    )
    lines = [line for line in body.splitlines() if line.startswith(":")]
    assert [line for line in lines if "png" in line or "alt" in line] == [
        line
        for name, alt in ("aA", "bB", "cC", "dD", ("a", "Again"), "bE", "cF")
        for line in (f":::{{figure}} pictures/{name}.png", f":alt: {alt}")
    ]
    assert "\nSea\n" in body


def test_the_largest_picture_of_a_set(tmp_path: Path) -> None:
    _pictures(tmp_path, "small.png", "middle.png", "large.png", "larger.png", "largest.png")
    (tmp_path / "new.avif").write_bytes(b"\0\0\0\x20ftypavif" + bytes(999))
    body = body_of(
        html(
            tmp_path,
            "<picture><source type=image/avif srcset='new.avif 4000w'>"
            "<source media='(max-width: 600px)' srcset=largest.png>"
            "<source media='(prefers-color-scheme: dark)' srcset=larger.png>"
            "<source srcset='gone.png 3x, large.png 2x, middle.png'><img src=small.png alt=A>"
            "</picture><p><img src=small.png srcset='middle.png 900w' alt=B></p>",
        )
    )
    assert ":::{figure} pictures/large.png\n:alt: A\n" in body
    assert ":::{figure} pictures/middle.png\n:alt: B\n" in body


def test_names_of_files_and_a_picture_that_is_not_there(tmp_path: Path) -> None:
    _pictures(tmp_path, unicodedata.normalize("NFD", "śnieg.png"), "a%20b.png", "blank.png")
    names = ("śnieg.png", "a%20b.png", "blank.png' data-src='gone.png")
    body = "".join(f"<p><img src='{name}' alt=A></p>" for name in names)
    imported = import_file(html(tmp_path, body), tmp_path)
    assert list(imported.pictures) == ["pictures/snieg.png", "pictures/a-b.png"]
    assert "“gone.png” wasn't found" in str(imported.diagnostics)


def test_captions_of_wordpress(tmp_path: Path) -> None:
    _pictures(tmp_path, "a.png")
    image = "<img aria-describedby=c1 src=a.png alt=A>"
    given = "id=c1 class=wp-caption-text>The depot. Photo: Ada Lis"
    expected = (
        ":::{figure} pictures/a.png\n:alt: A\n:credit: Photo: Ada Lis\n\nThe depot.\n:::\n\nText.\n"
    )
    for page in (
        f"<figure class=wp-caption>{image}<figcaption {given}</figcaption></figure>",
        f"<div class=wp-caption>{image}<p {given}</p></div>",
        f"<div class=plate><a href=a.png>{image}</a><p {given}</p></div>",
        f"<dl class=gallery-item><dt>{image}</dt><dd {given}</dd></dl>",
        f"<div class=wp-caption>{image}<p class=wp-caption-text>The depot.</p>"
        "<span class=media-credit>Photo: Ada Lis</span></div>",
    ):
        assert body_of(html(tmp_path, f"{page}<p>Text.</p>")) == expected


def test_extended_descriptions_in_other_files(tmp_path: Path) -> None:
    _pictures(tmp_path, "a.png")
    text = "<title>D</title><nav>Menu</nav><p>It rises.</p>"
    (tmp_path / "d.html").write_text(text, encoding="utf-8")
    written = "<p><img src=a.png alt=A longdesc={}></p>"
    assert body_of(html(tmp_path, written.format("d.html"))) == (
        "::::{figure} pictures/a.png\n:alt: A\n\n:::{description}\nIt rises.\n:::\n::::\n"
    )
    found = import_file(html(tmp_path, written.format("gone.html")), tmp_path).diagnostics
    assert "import-longdesc" in [one.code for one in found]


def test_drawings_keep_their_descriptions(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    line = "<path d='M0 0h9'/>"
    sprite = f"<svg style='display:none'><symbol id=s>{line}</symbol></svg>"
    page = html(
        tmp_path,
        f"<p>One.</p>{sprite}<svg viewBox='0 0 9 9'>{line}</svg>"
        f"<svg viewBox='0 0 9 9'><title>Rides</title><desc>They rise.</desc>{line}</svg>"
        "<svg viewBox='0 0 9 9' aria-label=Used><use xlink:href='#s'/></svg>"
        "<svg viewBox='0 0 9 9'><title>Map</title><image xlink:href=a.png /></svg>"
        "<svg onclick='x()'><script>x()</script><a href='#n'><image href=a.png /></a>"
        f"<foreignObject><p>Inside</p></foreignObject>{line}<animate /></svg>"
        f"<p>Icon <svg aria-hidden=true>{line}</svg></p>",
    )
    imported = import_file(page, tmp_path)
    assert ":decorative:" not in imported.markdown
    assert ":alt: Rides. They rise.\n" in imported.markdown
    assert ":::{figure} pictures/a.png\n:alt: Map\n" in imported.markdown
    assert b"<symbol" in imported.pictures["pictures/drawing-3.svg"]
    assert b"data:image/png;base64," in imported.pictures["pictures/drawing-4.svg"]
    assert len(imported.pictures) == 5
    told = {one.code: one.message for one in imported.diagnostics}
    assert "“Inside”" in told["import-drawing"]
    assert "import-decorative" in told
    assert "import-picture" not in told


def test_a_sentence_is_no_caption(tmp_path: Path) -> None:
    _pictures(tmp_path, "a.png")
    table = "<table><tr><th>a<th>b<tr><td>1<td>2</table>"
    image = "<p><img src=a.png alt=A></p>"
    file = html(
        tmp_path,
        f"{image}<p>Figure 1 shows the depot.</p>{image}<p><b>Figure 2:</b> The sea.</p>"
        f"<p>Table 1 lists rides.</p>{table}"
        "<figure><img src=a.png alt=A><figcaption>Fig. 3 The hill</figcaption></figure>",
    )
    body = body_of(file)
    assert "\n:::\n\nFigure 1 shows the depot.\n" in body
    assert ":alt: A\n\nThe sea.\n:::\n\nTable 1 lists rides.\n\n| a" in body
    assert ":alt: A\n\nThe hill\n:::\n" in body
