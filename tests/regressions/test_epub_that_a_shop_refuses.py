"""Shops and older reading systems refuse pictures, covers, sound and style sheets of an EPUB."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from publish import BuildOptions, EpubOptions, build, check
from publish.errors import UsageError
from publish.shops import SHOPS
from tests.judges import epubcheck

_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}">
<rect width="100%" height="100%" fill="#246"/></svg>"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article with pictures of every kind that some shop refuses."""
    folder = tmp_path_factory.mktemp("shops")
    noise = Image.effect_noise((60, 40), 50)
    clear = Image.new("RGBA", (60, 40), (255, 255, 255, 0))
    clear.paste((255, 255, 255, 255), (20, 10, 50, 30))  # white ink, which needs a dark ground
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "green", "blue")]
    noise.convert("RGB").save(folder / "photo.webp")
    noise.convert("RGB").save(folder / "sky.avif")
    clear.save(folder / "sign.webp", lossless=True)
    noise.convert("CMYK").save(folder / "inks.jpg")
    frames[0].save(folder / "lamp.webp", save_all=True, append_images=frames[1:], duration=90)
    turned = Image.Exif()
    turned[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    noise.convert("RGB").save(folder / "side.jpg", exif=turned, icc_profile=profile)
    Image.new("RGB", (3600, 2000), "white").save(folder / "map.png")
    (folder / "chart.svg").write_text(_SVG.format(40, 30, 40, 30))
    (folder / "cover.svg").write_text(_SVG.format(50, 50, 50, 50))
    bitmaps = ("photo.webp", "sky.avif", "sign.webp", "inks.jpg", "lamp.webp", "side.jpg")
    names = (*bitmaps, "map.png", "chart.svg")
    pictures = "\n\n".join(f"![The {name.split('.')[0]} of the pier.]({name})" for name in names)
    article = folder / "walk.md"
    article.write_text(
        "---\ntitle: A walk\nlanguage: en\nauthors: [Ada Kowalska]\n"
        "isbns: {kindle: 978-3-16-148410-0}\ncover: {src: cover.svg, alt: A blue field.}\n"
        "---\n\nOne boat left.\n\n" + pictures
    )
    return article


@pytest.fixture(scope="module")
def books(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, zipfile.ZipFile]:
    """The EPUB for each shop, and the usual one (an empty name)."""
    folder = tmp_path_factory.mktemp("dist")
    options = BuildOptions(only="epub", shops=tuple(SHOPS), cache=False)
    found = {one.variant: zipfile.ZipFile(one.path) for one in build(source, folder, options)}
    (usual,) = build(source, folder, BuildOptions(only="epub", cache=False))
    return {"": zipfile.ZipFile(usual.path), **found}


def pictures(book: zipfile.ZipFile) -> dict[str, Any]:
    """The bitmaps by the names of their sources."""
    return {
        name.split("/")[-1].split("-")[0]: Image.open(BytesIO(book.read(name)))
        for name in book.namelist()
        if "/pictures/" in name and not name.endswith(".svg")
    }


def test_no_picture_is_of_a_kind_that_is_refused(books: dict[str, zipfile.ZipFile]) -> None:
    for name, book in books.items():
        limits = SHOPS[name].pictures if name else None
        for own, picture in pictures(book).items():
            assert picture.format in ("JPEG", "PNG", "GIF"), (name, own)
            assert picture.mode in ("RGB", "RGBA", "L", "P"), (name, own)
            assert picture.width * picture.height <= 5_600_000, (name, own)
            if limits and own != "cover":
                assert f"image/{picture.format.lower()}" in limits.types, (name, own)
                assert not (limits.opaque and picture.has_transparency_data), (name, own)
                assert not (limits.still and getattr(picture, "is_animated", False)), (name, own)
                assert max(picture.size) <= (limits.side or 1e9), (name, own)


def test_what_a_picture_becomes(books: dict[str, zipfile.ZipFile]) -> None:
    usual, kindle = pictures(books[""]), pictures(books["kindle"])
    formats = [usual[own].format for own in ("photo", "sky", "sign")]
    assert formats == ["JPEG", "JPEG", "PNG"]
    assert usual["lamp"].n_frames == 3
    assert (usual["side"].size, usual["side"].getexif().get(0x0112)) == ((40, 60), None)
    assert usual["sign"].has_transparency_data
    assert kindle["sign"].getpixel((5, 5)) == (28, 28, 28)
    assert kindle["sign"].getpixel((30, 20)) == (255, 255, 255)
    assert kindle["chart"].size == (2000, 1500)
    text = books[""].read("EPUB/article.xhtml").decode()
    width, height = usual["map"].size
    assert f'width="{width}" height="{height}"' in text


def test_a_cover_that_every_shop_takes(books: dict[str, zipfile.ZipFile]) -> None:
    for name in SHOPS:
        cover = pictures(books[name])["cover"]
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (1600, 2560))
        assert cover.getpixel((5, 5)) == cover.getpixel((800, 1280))  # no band around the drawing


def test_each_product_has_its_own_isbn(books: dict[str, zipfile.ZipFile]) -> None:
    for name, book in books.items():
        given = b">urn:isbn:9783161484100</dc:identifier>" in book.read("EPUB/content.opf")
        assert given == (name == "kindle")


def test_a_plain_style_sheet_for_kindle(books: dict[str, zipfile.ZipFile]) -> None:
    plain, usual = (books[name].read("EPUB/style.css").decode() for name in ("kindle", ""))
    modern = re.compile(r"var\(|^\s*[\w-]*-(?:inline|block)(?:-\w+)*:|^\s*--", re.M)
    assert modern.search(usual)
    assert not modern.search(plain)
    assert "color: #" in plain


def test_what_is_outdated_goes_with_epub_3_4(
    source: Path, tmp_path: Path, books: dict[str, zipfile.ZipFile]
) -> None:
    """All EPUBs are judged here, in one run of EPUBCheck."""
    options = BuildOptions(only="epub", epub=EpubOptions(version="3.4"), cache=False)
    (newer,) = build(source, tmp_path, options)
    with zipfile.ZipFile(newer.path) as book:
        package = book.read("EPUB/content.opf").decode()
        assert "EPUB/toc.ncx" not in book.namelist()
        assert "ncx" not in package
        assert 'name="cover"' not in package
    paths = [newer.path, *(Path(str(book.filename)) for book in books.values())]
    for path, messages in epubcheck.check(paths).items():
        assert not [one for one in messages if one.is_failure], path


def test_each_shop_says_what_is_missing(source: Path) -> None:
    found = {
        (one.message.split(":")[0], one.code)
        for one in check(source, shops="kobo,google").diagnostics
        if one.code.startswith("shop-")
    }
    assert found == {
        ("Kobo", "shop-isbn-missing"),
        ("Kobo", "shop-cover-wide"),
        ("Kobo", "shop-picture-stopped"),
        ("Google Play Books", "shop-cover-wide"),
        ("Google Play Books", "shop-picture-stopped"),
    }
    assert not [one for one in check(source).diagnostics if one.code.startswith("shop-")]
    with pytest.raises(UsageError, match="no shop named 'amazon'"):
        check(source, shops="amazon")
