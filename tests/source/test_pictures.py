"""Pictures come from strangers too."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from PIL import Image

from publish.errors import SourceError
from publish.runtime.pictures import Pictures
from publish.source import read

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def told(name: str, folder: Path) -> str:
    source = folder / "article.md"
    source.write_text(f"---\ntitle: T\nlanguage: en\n---\n![A]({name})\n", encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read(source)
    assert error.value.diagnostic.line == 5
    return f"{error.value.diagnostic.message} | {error.value.diagnostic.fix}"


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("png", "image/png"), ("jpg", "image/jpeg"), ("gif", "image/gif"), ("webp", "image/webp")],
)
def test_a_picture_is_measured(suffix: str, media_type: str, tmp_path: Path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / f"a.{suffix}")
    image = Pictures(tmp_path).image(f"a.{suffix}", "A")
    assert (image.media_type, image.width, image.height) == (media_type, 30, 20)
    assert (image.alt, image.file) == ("A", tmp_path / f"a.{suffix}")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 400 300"', (400, 300)),
        ('viewBox="0,0,400.4,300.6" width="100%"', (400, 301)),
        ('width="4in" height="2in"', (384, 192)),
        ('width="10mm" height="1e2" viewBox="0 0 1 1"', (38, 100)),
    ],
)
def test_a_drawing_is_measured(attributes: str, size: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(f"{SVG} {attributes}/>", encoding="utf-8")
    image = Pictures(tmp_path).image("a.svg", None)
    assert (image.media_type, image.width, image.height) == ("image/svg+xml", *size)


UNSAFE = {
    "/>": "The picture “a.svg” doesn't say how large it is.",
    ' viewBox="0 0 0 9"/>': "The picture “a.svg” doesn't say how large it is.",
    ' width="1e9" height="9"/>': "The picture “a.svg” says that it is 1e+09 by 9 pixels large.",
    "><script/></svg>": "The picture “a.svg” holds a <script> element.",
    "><foreignObject/></svg>": "The picture “a.svg” holds a <foreignObject> element.",
    '><set attributeName="href" to="http://a"/></svg>': (
        "The picture “a.svg” holds a <set> element."
    ),
    ' onload="a()"/>': "The picture “a.svg” has the event handler onload.",
    '><image href="https://example.org/a.png"/></svg>': (
        "The picture “a.svg” refers to “https://example.org/a.png”."
    ),
    '><image xlink:href="file:///etc/passwd"/></svg>': (
        "The picture “a.svg” refers to “file:///etc/passwd”."
    ),
    '><use href="b.svg#a"/></svg>': "The picture “a.svg” refers to “b.svg#a”.",
    '><image href="data:image/svg+xml,a"/></svg>': (
        "The picture “a.svg” refers to “data:image/svg+xml,a”."
    ),
    '><a href="javascript:a"/></svg>': "The picture “a.svg” refers to “javascript:a”.",
    '><rect style="fill: url( https://a )"/></svg>': (
        "The picture “a.svg” refers to “fill: url( https://a )”."
    ),
    "><style>@import 'a.css';</style></svg>": (
        "The picture “a.svg” loads something by its style sheet."
    ),
    "><style>a{fill:u\\72l(http://a)}</style></svg>": (
        "The picture “a.svg” loads something by its style sheet."
    ),
    "><?xml-stylesheet href='a.css'?></svg>": "The picture “a.svg” has a processing instruction.",
    "><rect></svg>": (
        "The picture “a.svg” isn't well-formed SVG: Opening and ending tag mismatch: "
        "rect line 1 and svg."
    ),
    ">" + "<g>" * 150 + "</g>" * 150 + "</svg>": "The picture “a.svg” has too many elements.",
}


@pytest.mark.parametrize("drawing", UNSAFE)
def test_a_drawing_that_could_do_harm(drawing: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG + drawing, encoding="utf-8")
    assert told("a.svg", tmp_path).split(" | ")[0] == UNSAFE[drawing]


def test_what_a_safe_drawing_may_hold(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(
        f'<?xml version="1.0"?>\n<!-- A -->\n{SVG} viewBox="0 0 9 9">'
        '<style>a{fill:url( #b )}</style><rect id="b" fill="url(\'#b\')"/>'
        '<use xlink:href="#b"/><image href="data:image/gif;base64,'
        'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"/></svg>',
        encoding="utf-8",
    )
    assert Pictures(tmp_path).image("a.svg", None).width == 9


@pytest.mark.parametrize("declaration", ["<!DOCTYPE svg []>", "<!doctype svg [<!ENTITY a 'b'>]>"])
def test_a_drawing_with_a_doctype(declaration: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(f'{declaration}{SVG} viewBox="0 0 9 9"/>', encoding="utf-8")
    assert told("a.svg", tmp_path) == (
        "The picture “a.svg” has a DOCTYPE or is not UTF-8. "
        "| Save it as plain SVG in UTF-8, without a <!DOCTYPE ...> part that has entities."
    )


def test_entities_in_utf_16_do_not_slip_through(tmp_path: Path) -> None:
    text = f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG} viewBox="0 0 9 9">&a;</svg>'
    (tmp_path / "a.svg").write_bytes(text.encode("utf-16"))
    assert told("a.svg", tmp_path).startswith("The picture “a.svg” has an unknown type.")
    (tmp_path / "a.svg").write_bytes(text.encode("utf-16-le"))
    assert told("a.svg", tmp_path).startswith("The picture “a.svg” has a DOCTYPE or is not UTF-8.")


def test_other_xml_is_no_drawing(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<html/>", encoding="utf-8")
    assert told("a.svg", tmp_path).startswith("The picture “a.svg” is XML, but not an SVG picture.")
    (tmp_path / "b.svg").write_text("<svg/>", encoding="utf-8")
    assert told("b.svg", tmp_path).startswith("The picture “b.svg” doesn't name the SVG namespace.")


def test_the_name_tells_the_type(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2)).save(tmp_path / "a.jpg", format="PNG")
    assert told("a.jpg", tmp_path) == (
        "The picture “a.jpg” is named .jpg but is image/png. | Rename it to end in .png."
    )


def test_pictures_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"not a picture")
    assert told("a.png", tmp_path) == (
        "The picture “a.png” has an unknown type. | Save it as SVG, PNG, JPEG, GIF, WebP or AVIF."
    )
    (tmp_path / "b.png").write_bytes(b"")
    assert told("b.png", tmp_path) == "The picture “b.png” is empty. | Save it again."
    (tmp_path / "c").mkdir()
    assert told("c", tmp_path).startswith("“c” isn't a file.")


def test_a_picture_that_would_fill_the_memory(tmp_path: Path) -> None:
    size = (20_000).to_bytes(4, "big")
    header = b"IHDR" + size + size + b"\x08\x00\x00\x00\x00"
    (tmp_path / "a.png").write_bytes(
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\r"
        + header
        + zlib.crc32(header).to_bytes(4, "big")
        + b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e"
    )
    assert told("a.png", tmp_path) == (
        "The picture “a.png” has more than 100 million pixels. | Save it smaller."
    )


def test_no_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    Image.new("RGB", (3, 2)).save(outside / "a.png")
    (folder / "link.png").symlink_to(outside / "a.png")
    (folder / "there").symlink_to(outside)
    for name in ("link.png", "there/a.png", "../outside/a.png", "there/../../outside/a.png"):
        message = f"The file “{name}” lies outside the source's folder."
        assert told(name, folder).split(" | ")[0] == message
    (folder / "loop.png").symlink_to(folder / "loop.png")
    assert told("loop.png", folder).startswith("The file “loop.png” ")


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2)).save(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    assert Pictures(tmp_path).image("b.png", None).file == tmp_path / "a.png"


def test_capitals(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2)).save(tmp_path / "Map.png")
    assert (
        told("map.png", tmp_path) == "The file “map.png” doesn't exist. | Did you mean “Map.png”?"
    )


def test_a_name_with_a_space(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2)).save(tmp_path / "my map.png")
    source = tmp_path / "a.md"
    source.write_text("---\ntitle: T\nlanguage: en\n---\n![A](<my map.png>)\n", encoding="utf-8")
    assert read(source).blocks
