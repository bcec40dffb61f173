"""What strangers send ends in a message or in a PDF, and soon."""

from __future__ import annotations

import contextlib
import struct
import time
import zlib
from pathlib import Path

import pytest

from publish.errors import PublishError, SourceError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

from .conftest import HEAD

#: In seconds; a machine that is busy with other things needs more than one.
SOON = 40.0

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">{}</svg>'


def build(folder: Path, body: str) -> Path:
    source = folder / "ferry.md"
    source.write_text(HEAD.format(language="en") + body, encoding="utf-8")
    target = folder / "ferry.pdf"
    export(prepare(read(source)), None, target)
    return target


def refusal(folder: Path, body: str) -> str:
    """What is said instead of a PDF, and soon."""
    start = time.monotonic()
    with pytest.raises(PublishError) as raised:
        build(folder, body)
    assert time.monotonic() - start < SOON
    assert not (folder / "ferry.pdf").exists()
    return str(raised.value)


def entities() -> str:
    """Nine lines that are a thousand million letters."""
    lines = "".join(
        f'<!ENTITY e{n} "{"".join(f"&e{n - 1};" for _ in range(10))}">' for n in range(1, 10)
    )
    drawing = SVG.format("<text>&e9;</text>")
    return f'<!DOCTYPE svg [<!ENTITY e0 "lol">{lines}]>{drawing}'


def uses() -> str:
    """Twelve groups that are a million million rectangles."""
    groups = ['<g id="g0"><rect width="9" height="9"/></g>']
    for n in range(1, 13):
        used = f'<use href="#g{n - 1}"/>' * 10
        groups.append(f'<g id="g{n}">{used}</g>')
    return SVG.format(f"<defs>{''.join(groups)}</defs>" + '<use href="#g12"/>')


def patterns() -> str:
    """Patterns that are filled with patterns."""
    made = ['<pattern id="p0" width="9" height="9"><rect width="9" height="9"/></pattern>']
    for n in range(1, 13):
        filled = f'<rect width="1" height="1" fill="url(#p{n - 1})"/>' * 10
        made.append(f'<pattern id="p{n}" width="9" height="9">{filled}</pattern>')
    return SVG.format(f"{''.join(made)}<rect width='99' height='99' fill='url(#p12)'/>")


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (entities(), "has a DOCTYPE"),
        (uses(), "uses its parts again without end"),
        (patterns(), "uses its parts again without end"),
        (SVG.format('<g id="a"><use href="#a"/></g>'), "uses its parts again without end"),
        (SVG.format("<g>" * 150 + "</g>" * 150), "has too many elements"),
        (SVG.format("<g/>" * 100_001), "has too many elements"),
        (SVG.format(f"<filter>{'<feOffset/>' * 6000}</filter>"), "has too many elements"),
        (SVG.format('<image href="file:///etc/passwd"/>'), "refers to"),
        (SVG.format('<image href="https://example.org/x.png"/>'), "refers to"),
        (SVG.format("<style>@import 'https://example.org/x.css';</style>"), "style sheet"),
        (SVG.format("<script>alert(1)</script>"), "<script>"),
    ],
    ids=[
        *("entities", "uses", "patterns", "circle", "depth", "width", "filter"),
        *("file", "host", "import", "program"),
    ],
)
def test_a_drawing_that_could_do_harm_is_refused(tmp_path: Path, drawing: str, said: str) -> None:
    (tmp_path / "x.svg").write_text(drawing, encoding="utf-8")
    assert said in refusal(tmp_path, "![A drawing.](x.svg)")


def test_a_drawing_may_use_its_parts_again(tmp_path: Path) -> None:
    wheel = '<g id="w"><circle r="9" fill="url(#f)"/></g>'
    fill = '<linearGradient id="f"><stop offset="0" stop-color="#356"/></linearGradient>'
    drawing = SVG.format(f"<defs>{wheel}{fill}</defs>" + '<use href="#w" x="20" y="20"/>' * 50)
    (tmp_path / "x.svg").write_text(drawing, encoding="utf-8")
    assert build(tmp_path, "![A drawing.](x.svg)").exists()


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    """A few bytes that would be ten gigabytes when they are unpacked."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000, 9)
    (tmp_path / "x.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
    assert "pixels" in refusal(tmp_path, "![A picture.](x.png)")


@pytest.mark.parametrize(
    "body",
    [
        ">" * 300 + " deep",
        "".join(f"{'  ' * n}- {n}\n" for n in range(120)),
        "*" * 500 + "x" + "*" * 500,
        "[" * 2000 + "x" + "]" * 2000,
    ],
    ids=["quotations", "lists", "emphasis", "brackets"],
)
def test_what_is_nested_too_deep_is_told_or_made(tmp_path: Path, body: str) -> None:
    start = time.monotonic()
    with contextlib.suppress(SourceError):
        assert build(tmp_path, body).exists()
    assert time.monotonic() - start < SOON


def test_a_word_without_end_is_laid_out_soon(tmp_path: Path) -> None:
    start = time.monotonic()
    assert build(tmp_path, "x" * 10_000).exists()
    assert time.monotonic() - start < SOON
