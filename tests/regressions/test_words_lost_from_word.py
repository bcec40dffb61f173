"""Words and pictures of Word documents that pandoc doesn't read were lost without a message."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from publish.importing import import_file
from tests.importing.word import box, drawing, p, picture, png, run, word

_STYLES = (
    b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val='en-GB'/></w:rPr></w:rPrDefault>"
    b"</w:docDefaults>%s</w:styles>"
    % b"".join(
        b"<w:style w:type='paragraph' w:styleId='%s'><w:name w:val='%s'/></w:style>" % one
        for one in (
            (b"T", b"Title"), (b"S", b"Subtitle"), (b"C", b"caption"), (b"H1", b"heading 1"),
            (b"TOC1", b"toc 1"),
        )
    )
)  # fmt: skip


def _field(code: str, result: str) -> str:
    kinds = ("begin", "separate", "end")
    begin, middle, end = (f"<w:r><w:fldChar w:fldCharType='{one}'/></w:r>" for one in kinds)
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{middle}{result}{end}"


def _imported(folder: Path, body: str, **given: object) -> tuple[str, str]:
    """The text, and all codes and messages."""
    file = word(folder, body, more={"word/styles.xml": _STYLES}, **given)  # type: ignore[arg-type]
    imported = import_file(file, folder)
    told = "\n".join(f"{one.code} {one.line}: {one.message}" for one in imported.diagnostics)
    return imported.markdown, told


def test_words_in_wrappers_fields_and_boxes(tmp_path: Path) -> None:
    hidden = run("secret", "<w:vanish/>")
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"
    )
    alternative = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"{drawing(box(p('Boxed.')))[5:-6]}</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{p('Boxed.')}</w:txbxContent></v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    checkbox = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox>"
        "</w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    body = (
        p("The trams", "T") + p("of the valley", "T") + p("One", "S") + p("Two", "S")
        + p(_field(" TOC \\o ", run("Causes 3")), "TOC1")
        + p(run("Words ") + hidden + f"<w:customXml>{run('custom, ')}</w:customXml>"
            f"<w:dir w:val='rtl'>{run('turned, ')}</w:dir>"
            f"<w:fldSimple w:instr=' DOCPROPERTY Client '>{run('client')}</w:fldSimple>"
            f"<w:ins>{run(', more')}</w:ins><w:del><w:r><w:delText>less</w:delText></w:r></w:del>"
            + ruby + checkbox)
        + p(run("See ") + _field(' HYPERLINK "https://example.org/a" ', run("here")))
        + p(alternative + run("Beside."))
        + p(run("Figure ") + f"<w:fldSimple w:instr=' SEQ Figure '>{run('2')}</w:fldSimple>"
            + run(": The weir"), "C")
    )  # fmt: skip
    text, told = _imported(tmp_path, body)
    assert "title: The trams of the valley\n" in text
    assert "subtitle: One Two\n" in text
    assert text.partition("\n---\n\n")[2] == (
        "Words custom, turned, client, more漢(kan)☒\n\nSee [here](https://example.org/a)\n\n"
        "Beside.\n\nBoxed.\n\nFigure 2: The weir\n"
    )
    assert "import-hidden 7: Hidden words were left out: “secret”." in told
    assert "import-contents" in told


def test_a_caption_above_its_picture(tmp_path: Path) -> None:
    shown = p(drawing(picture("r:embed='p'"), "A weir."))
    caption = p("Figure 2: The weir", "C")
    text, _ = _imported(tmp_path, p("Words.") + caption + shown, relations=(("p", "image", "a"),))
    assert text.endswith(":::{figure} pictures/a.png\n:alt: A weir.\n\nThe weir\n:::\n")


def test_pictures_charts_and_crops(tmp_path: Path) -> None:
    relations = (
        ("in", "image", "media/a.png"), ("out", "image", "https://example.org/b.png"),
        ("to", "hyperlink", "https://example.org/"), ("ch", "chart", "charts/one.xml"),
    )  # fmt: skip
    chart = (
        b'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        b"<c:v>Rain</c:v></c:chartSpace>"
    )
    link = "<a:hlinkClick r:id='to'/>"
    body = (
        p(drawing("<c:chart r:id='ch'/>", "The river rose."))
        + p(drawing(picture("r:embed='in'", "l='50000'"), "Half."))
        + p(drawing(picture("r:link='out'"), "Linked."))
        + p(drawing(picture("r:embed='in'"), "Beside.", "anchor", link) + run("Words."))
    )
    more = {"word/styles.xml": _STYLES, "word/media/a.png": png(), "word/charts/one.xml": chart}
    imported = import_file(word(tmp_path, body, relations, more), tmp_path)
    told = "\n".join(f"{one.code}: {one.message}" for one in imported.diagnostics)
    for alt in ("The river rose.", "Half.", "Linked.", "Beside."):
        assert f":alt: {alt}\n" in imported.markdown
    assert "A chart isn't a picture in the file, so only its place is here. Its words: Rain" in told
    assert "only linked: https://example.org/b.png" in told
    assert "The picture was a link to https://example.org/." in told
    sizes = [Image.open(BytesIO(data)).width for data in imported.pictures.values()]
    assert sizes == [4, 8], (told, imported.markdown)
    assert "Words.\n\n:::{figure}" in imported.markdown


def test_a_link_to_a_place_of_another_page(tmp_path: Path) -> None:
    link = f"<w:hyperlink r:id='to' w:anchor='map'>{run('there')}</w:hyperlink>"
    relations = (("to", "hyperlink", "https://example.org/a"),)
    assert (
        "[there](https://example.org/a#map)" in _imported(tmp_path, p(link), relations=relations)[0]
    )


def test_broken_properties_dont_stop_an_import(tmp_path: Path) -> None:
    file = word(tmp_path, p("Words."), more={"docProps/core.xml": b"<a><b></a>"})
    assert import_file(file, tmp_path).markdown.endswith("Words.\n")


def test_rows_longer_than_the_first(tmp_path: Path) -> None:
    cell = f"<w:tc>{p('x')}</w:tc>"
    table = f"<w:tbl><w:tr>{cell}</w:tr><w:tr>{cell}{cell}<w:tc>{p('last')}</w:tc></w:tr></w:tbl>"
    assert "| x   | x   | last |" in _imported(tmp_path, table)[0]


def test_parts_by_their_relationships_and_strict_documents(tmp_path: Path) -> None:
    chunk = p("Before.") + "<w:altChunk r:id='c'/>"
    relations = (("c", "aFChunk", "chunk.html"), ("s", "styles", "styles.xml"))
    more = {"word/chunk.html": b"<p>Imported <b>words</b>.</p>", "word/styles.xml": _STYLES}
    file = word(tmp_path, chunk, relations, more, strict=True)
    imported = import_file(file, tmp_path)
    assert imported.markdown.endswith("Before.\n\nImported **words**.\n")
    assert "language: en-GB" in imported.markdown


def test_comments_are_left_out_or_kept(tmp_path: Path) -> None:
    comments = (
        b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:comment w:id='0' w:author='Ada'><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment>"
        b"</w:comments>"
    )
    body = p(run("Danger.") + "<w:r><w:commentReference w:id='0'/></w:r>") + p("More.")
    file = word(
        tmp_path, body, (("c", "comments", "comments.xml"),), {"word/comments.xml": comments}
    )
    left_out = import_file(file, tmp_path)
    assert left_out.markdown.endswith("Danger.\n\nMore.\n")
    kept = import_file(file, tmp_path, keep_comments=True)
    assert kept.markdown.endswith("Danger.\n\n:::{admonition} Ada\nSure?\n:::\n\nMore.\n")
