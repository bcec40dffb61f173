"""Pictures as JPEG: drawings with their words, transparency on white, no larger than asked."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image as Pillow

from publish.errors import SourceError
from publish.model import Image
from publish.runtime.confined import LimitError
from publish.runtime.raster import jpeg

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="200" height="100">'
    '<rect x="100" width="100" height="100" fill="#ff0000"/>{}</svg>'
)


@pytest.mark.parametrize("word", ["مرحبا", "שלום", "नमस्ते", "電車", "→"])
def test_words_in_every_script_are_drawn_with_our_fonts(tmp_path: Path, word: str) -> None:
    """Not with boxes, which are all alike, and not with nothing."""

    def drawn(text: str) -> bytes:
        return jpeg(svg(tmp_path, f'<text x="9" y="60" font-size="30">{text}</text>'))

    assert drawn(word) not in (drawn("\ue123" * len(word)), drawn(""))


def svg(folder: Path, inside: str = "") -> Image:
    text = SVG.format(inside)
    digest = hashlib.sha256(text.encode()).hexdigest()
    file = folder / f"{digest}.svg"
    file.write_text(text, encoding="utf-8")
    return Image("x.svg", file, "image/svg+xml", 200, 100, digest)


def opened(data: bytes) -> Pillow.Image:
    picture = Pillow.open(BytesIO(data))
    assert picture.format == "JPEG"
    return picture


def pixel(picture: Pillow.Image, x: int, y: int) -> tuple[int, ...]:
    colour = picture.getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour


@pytest.mark.parametrize("unit", ["pt", "mm", "px", "in "])
def test_a_drawing_may_state_its_size_in_any_unit(tmp_path: Path, unit: str) -> None:
    """Graphviz and Matplotlib write points, which stopped the build."""
    image = svg(tmp_path)
    size = f'width="20{unit}" height="10{unit}"'
    image.file.write_text(image.file.read_text().replace('width="200" height="100"', size))
    picture = opened(jpeg(image, 600))
    assert picture.size == (600, 300)
    assert pixel(picture, 500, 150)[0] > 240


def test_a_drawing_is_rendered_at_full_size_on_white(tmp_path: Path) -> None:
    picture = opened(jpeg(svg(tmp_path), 600))
    assert picture.size == (600, 300)
    red, green, _ = pixel(picture, 500, 150)
    assert red > 240
    assert green < 20
    assert min(pixel(picture, 50, 150)) > 250


@pytest.mark.parametrize("words", ["Tram", "Трамвай"])
def test_words_in_a_drawing_are_drawn(tmp_path: Path, words: str) -> None:
    text = f'<text x="5" y="60" font-family="sans-serif" font-size="30">{words}</text>'
    picture = opened(jpeg(svg(tmp_path, text), 600)).convert("L").crop((0, 0, 300, 300))
    dark = sum(count for value, count in enumerate(picture.histogram()) if value < 100)
    assert 500 < dark < 20_000


def test_a_photograph_is_made_smaller_never_larger(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    Pillow.new("RGBA", (300, 100), (0, 0, 255, 0)).save(file)
    image = Image("x.png", file, "image/png", 300, 100, "1")
    assert opened(jpeg(image, 150)).size == (150, 50)
    assert opened(jpeg(image, 1000)).size == (300, 100)
    assert min(pixel(opened(jpeg(image, 150)), 10, 10)) > 250


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(b"no picture")
    image = Image("pictures/x.png", file, "image/png", 1, 1, "2")
    with pytest.raises(LimitError, match=r"pictures/x\.png"):
        jpeg(image)
    with pytest.raises(SourceError, match=r"pictures/x\.png"):
        jpeg(replace(image, media_type="image/svg+xml"))
