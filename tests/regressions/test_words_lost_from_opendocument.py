"""Words, alt texts and cells of OpenDocument texts were lost without a message."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file
from tests.hostile.files import packed
from tests.importing.word import png

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"),
        ("svg", "svg-compatible"), ("style", "style"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_STYLES = (
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/>'
    '</style:style><text:list-style style:name="L"><text:list-level-style-number text:level="1" '
    'text:start-value="5" style:num-format="1"/></text:list-style>'
    '<style:style style:name="B" style:family="text"><style:text-properties '
    'fo:font-weight="bold"/></style:style>'
)
_IMAGE = (
    '<draw:frame {}><draw:image xlink:href="{}"/><svg:title>{}</svg:title>'
    "<svg:desc>{}</svg:desc></draw:frame>"
)


def _imported(folder: Path, body: str) -> tuple[str, str]:
    """The text, and all codes and messages."""
    content = (
        f'<office:document-content {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0">'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles><office:body><office:text>"
        f"<text:p text:style-name='Title'>T</text:p>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    (folder / "beside.png").write_bytes(png(9))
    entries = {"content.xml": content.encode(), "Pictures/a.png": png(), "Pictures/b.png": png(7)}
    imported = import_file(packed(folder / "a.odt", entries), folder)
    told = "\n".join(f"{one.code}: {one.message}" for one in imported.diagnostics)
    return imported.markdown.partition("\n---\n\n")[2], told


def test_fields_boxes_and_hidden_words(tmp_path: Path) -> None:
    body = (
        "<text:p>Page <text:page-number>7</text:page-number>, <text:span><text:user-defined>"
        "client</text:user-defined></text:span>, <text:meta>meta</text:meta>, "
        "<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text>"
        "</text:ruby><text:span text:style-name='H'>secret</text:span> <text:span "
        "text:style-name='B'>bold</text:span></text:p>"
        "<text:section text:display='none'><text:p>Unseen.</text:p></text:section>"
        "<text:p>Before. <draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box>"
        "</draw:frame>After.</text:p><text:p><draw:custom-shape><text:p>Shaped.</text:p>"
        "</draw:custom-shape></text:p><text:p>See<text:note><text:note-body><text:list>"
        "<text:list-item><text:p>In a note.</text:p></text:list-item></text:list></text:note-body>"
        "</text:note></text:p>"
    )
    text, told = _imported(tmp_path, body)
    assert text.startswith(
        "Page 7, client, meta, 漢(kan) **bold**\n\n"
        "Before. After.\n\nBoxed.\n\nShaped.\n\nSee[^1]\n\n"
    )
    assert "In a note." in text
    assert "“secret”" in told
    assert "“Unseen.”" in told


def test_pictures_and_their_captions(tmp_path: Path) -> None:
    shown = _IMAGE.format("", "Pictures/a.png", "", "A dam.")
    caption = "Figure <text:sequence>1</text:sequence>: The dam at noon"
    framed = f"<text:p text:style-name='Figure'>{shown}<text:line-break/>{caption}</text:p>"
    box = f"<draw:frame><draw:text-box>{framed}</draw:text-box></draw:frame>"
    ornament = _IMAGE.format("loext:decorative='true'", "Pictures/b.png", "", "")
    linked = _IMAGE.format("", "../beside.png", "Short.", "A long one.")
    body = f"<text:p>{box}Words.</text:p><text:p>{ornament}</text:p><text:p>{linked}</text:p>"
    text, told = _imported(tmp_path, body)
    assert text == (
        "Words.\n\n:::{figure} pictures/a.png\n:alt: A dam.\n\nThe dam at noon\n:::\n\n"
        ":::{figure} pictures/b.png\n:decorative: true\n:::\n\n"
        ":::{figure} pictures/beside.png\n:alt: A long one.\n:::\n"
    )
    assert "A picture has a title too, which was left out: “Short.”." in told


def test_lists_and_tables(tmp_path: Path) -> None:
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    numbered = f"<text:list text:style-name='L'>{item.format('Five')}</text:list>"
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    twice = cell.format("table:number-columns-repeated='2'", "same")
    wide = cell.format("table:number-columns-spanned='2'", "wide") + "<table:covered-table-cell/>"
    rows = (
        f"<table:table-header-rows><table:table-row>{twice}</table:table-row>"
        f"</table:table-header-rows><table:table-row table:number-rows-repeated='2'>{wide}"
        "</table:table-row>"
    )
    text, _ = _imported(tmp_path, f"{numbered}<table:table>{rows}</table:table>")
    assert text.startswith("5. Five\n")
    assert text.count("same") == text.count("wide") == 2
