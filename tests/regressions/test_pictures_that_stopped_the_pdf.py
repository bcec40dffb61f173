"""PNG files of 16 bits stopped the PDF, pictures in four inks were put into files for the screen,
very large ones went into every edition as they were, and pictures that a camera had turned had the
size of the unturned picture.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageFile

from publish.model import Conversion
from publish.prepare import prepare
from publish.runtime import confined, picture_conversion
from publish.runtime.folder import FileRefusedError
from publish.runtime.picture_conversion import edition_bytes
from publish.runtime.pictures import Pictures
from publish.source import read
from tests.building import edition_of


def test_a_pdf_for_the_screen_holds_no_inks_and_no_16_bits(tmp_path: Path) -> None:
    deep = Image.new("I;16", (40, 30))
    deep.putdata([60_000] * 1200)
    deep.save(tmp_path / "deep.png")
    Image.new("CMYK", (40, 30), (255, 0, 0, 0)).save(tmp_path / "inks.jpg")
    source = tmp_path / "pictures.md"
    text = "---\ntitle: T\nlanguage: en\n---\n\n![A scan.](deep.png)\n\n![A sky.](inks.jpg)\n"
    source.write_text(text, encoding="utf-8")
    article = prepare(read(source))
    found = [block.image.conversion for block in article.blocks]  # type: ignore[union-attr]
    assert found == [Conversion.DEPTH, Conversion.INKS]
    built = edition_of("pdf", article, None, tmp_path / "out")
    with pikepdf.open(built.path) as pdf:
        images = [thing for page in pdf.pages for thing in page.get_images().values()]
        spaces = [(str(one.ColorSpace), int(one.BitsPerComponent)) for one in images]
    assert sorted(spaces) == [("/DeviceGray", 8), ("/DeviceRGB", 8)]


def test_16_bits_keep_their_tone_and_inks_their_colour(tmp_path: Path) -> None:
    deep = Image.new("I;16", (2, 1))
    deep.putdata([0, 32_768])
    deep.save(tmp_path / "deep.png")
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(tmp_path / "inks.jpg", quality=95)
    pictures = Pictures(tmp_path)
    image = pictures.image("deep.png", "x")
    with Image.open(BytesIO(edition_bytes(image, image.file.read_bytes()))) as shown:
        assert [shown.getpixel((x, 0)) for x in (0, 1)] == [0, 127]
    image = pictures.image("inks.jpg", "x")
    data = image.file.read_bytes()
    with Image.open(BytesIO(edition_bytes(image, data))) as shown:
        red, green, blue = shown.convert("RGB").getpixel((4, 4))  # type: ignore[misc]
        assert red < 60 < green < blue
    assert edition_bytes(image, data, keep_inks=True) == data


def test_a_turned_picture_is_measured_upright_and_a_huge_one_scaled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = Image.new("RGB", (30, 20))
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(tmp_path / "turned.jpg", exif=exif)
    image = Pictures(tmp_path).image("turned.jpg", "x")
    assert (image.width, image.height, image.conversion) == (20, 30, Conversion.NONE)
    monkeypatch.setattr(confined, "_inside", [True])  # other limits, in this process
    monkeypatch.setattr(picture_conversion, "LONGEST", 15)
    monkeypatch.setattr(picture_conversion, "MOST_PIXELS", 500)
    image = Pictures(tmp_path).image("turned.jpg", "x")
    with Image.open(BytesIO(edition_bytes(image, image.file.read_bytes()))) as shown:
        assert shown.size == (image.width, image.height) == (10, 15)


def test_a_cut_picture_is_refused_after_a_build_too(tmp_path: Path) -> None:
    out = BytesIO()
    Image.effect_noise((90, 90), 50).save(out, "JPEG")
    (tmp_path / "cut.jpg").write_bytes(out.getvalue()[:1500])
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as WeasyPrint does
    with pytest.raises(FileRefusedError, match="broken"):
        Pictures(tmp_path).image("cut.jpg", "x")
