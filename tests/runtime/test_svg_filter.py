"""Drawings keep what draws, and what is said about them, byte for byte where nothing else is."""

from __future__ import annotations

import time

import pytest

from publish.runtime.folder import FileRefusedError
from publish.runtime.svg import drawing

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9">'
)
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
RDF = (
    '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><r:Work r:about=""><dc:title>Mill</dc:title>'
    "</r:Work></r:RDF></metadata>"
)


def filtered(body: str) -> str:
    content = drawing(f"{HEAD}{body}</svg>".encode(), "a.svg").content.decode()
    assert content.endswith("</svg>")
    return content.partition(">")[2].removesuffix("</svg>")


KEPT = {
    "words": '<title>Mill</title><desc>A mill.</desc><text xml:lang="fr" role="img">a</text>',
    "names": '<g id="a" class="b c" aria-label="Wheel" data-name="http://a"><path d="M0 0"/></g>',
    "metadata": RDF,
    "comments": "<!-- made by hand --><path d='M0 0'/>\n<!-- end -->",
    "quoted": "<rect fill=\"url('#a') red\" style='mask:url(\"#b\");fill:url(#c)'/>",
    "colours": '<rect fill="rgb(1, 2, 3)" stroke="hsl(9deg 9% 9% / 0.5)" style="opacity:1"/>',
    "geometry": '<rect x="1" width="calc(1px + 1px)" transform="rotate(9) skewX(1)"/>',
    "sheet": "<style><![CDATA[ .a > b:not([c='d']) { fill: url(#e) !important } ]]></style>",
    "media": "<style>@media (prefers-color-scheme: dark) { .a { fill: #fff } }</style>",
    "namespace": "<style>@namespace s url(http://www.w3.org/2000/svg); s|a { fill: red }</style>",
    "variables": "<style>:root { --a: red } .b { fill: var(--a, blue) }</style>",
    "fonts": "<style>@font-face { font-family: A; src: local('B') }</style>",
    "picture": f'<image width="1" height="1" xlink:href="{DOT}"/>',
    "gradient": '<linearGradient id="a" xlink:href="#b"><stop offset="0"/></linearGradient>',
    "filter": '<filter id="a"><feTurbulence numOctaves="4"/><feMorphology radius="2,3"/></filter>',
    "switch": '<switch><text systemLanguage="de">Mühle</text><text>Mill</text></switch>',
    "marker": '<marker id="a" orient="auto"/><path marker-end="url(#a)" d="M0 0"/>',
}


@pytest.mark.parametrize("name", KEPT)
def test_a_drawing_without_anything_else_keeps_its_bytes(name: str) -> None:
    assert filtered(KEPT[name]) == KEPT[name]


CHANGED = {
    # of programs for drawing
    '<n:view xmlns:n="urn:n"/><g xmlns:n="urn:n" n:label="a"/>': "<g/>",
    '<g style="fill:red;-inkscape-stroke:none;opacity:1"/>': '<g style="fill:red;opacity:1"/>',
    "<style>a{fill:red;behavior:x}@page{margin:0}b{fill:blue}</style>": (
        "<style>a{fill:red}\nb{fill:blue}</style>"
    ),
    # links: in text they are part of a line
    '<a href="https://a"><path/></a>': "<g><path/></g>",
    '<text>a <a href="b.html">b</a> c</text>': "<text>a <tspan>b</tspan> c</text>",
    # text as HTML, if the next element has its words
    '<switch><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">The <b>mill</b></p>'
    "</foreignObject><text>The mill</text></switch>": "<switch><text>The mill</text></switch>",
    # style sheets of browsers
    '<defs xmlns="http://www.w3.org/1999/xhtml"><style>a{fill:red}</style></defs>': (
        "<defs><style>a{fill:red}</style></defs>"
    ),
    # the type of a picture is that of its bytes
    f'<image href="{DOT.replace("gif", "png", 1)}"/>': f'<image href="{DOT}"/>',
}


@pytest.mark.parametrize("body", CHANGED)
def test_the_rest_is_left_out(body: str) -> None:
    assert filtered(body) == CHANGED[body]
    assert filtered(filtered(body)) == CHANGED[body]


@pytest.mark.parametrize(
    "body",
    [
        "<switch><foreignObject>The mill</foreignObject><text>The m...</text></switch>",
        "<flowRoot>The mill</flowRoot>",
        '<filter><feTurbulence numOctaves="1000000"/></filter>',
        '<filter><feMorphology radius="1 1e999"/></filter>',
        '<filter><feConvolveMatrix order="100"/></filter>',
        '<filter id="a">' + "<feBlend/>" * 100 + "</filter>" + '<path filter="url(#a)"/>' * 60,
        "<style>" + "a{fill:red}" * 50_000 + "</style>",
        '<path fill="' + "(" * 100_000 + '"/>',
        '<path style="' + "a{" * 50_000 + '"/>',
        "<path " + " ".join(f'data-{number}=""' for number in range(1_000)) + "/>",
    ],
    ids=range(10),
)
def test_what_would_be_missed_and_what_takes_too_long_is_refused(body: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        filtered(body)
    assert refused.value.code == "svg-unsafe"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-7"])
def test_a_drawing_is_written_in_utf_8(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}<text>Mühle</text></svg>'
    try:
        content = drawing(text.encode(encoding), "a.svg").content
    except FileRefusedError:  # not every parser knows UTF-7
        return
    assert "<text>Mühle</text>" in content.decode("utf-8")


@pytest.mark.parametrize(
    "shape",
    [
        "<path style=\"fill:url(#a{n});stroke:rgb({n},2,3);font-family:'Sans'\"/>",
        '<g clip-path="url(#a{n})" id="a{n}"/>',
        "a<!-- {n} -->",
    ],
)
def test_a_drawing_of_a_megabyte_takes_less_than_a_second(shape: str) -> None:
    body = "".join(shape.replace("{n}", str(n)) for n in range(900_000 // len(shape)))
    start = time.process_time()
    drawing(f"{HEAD}{body}</svg>".encode(), "a.svg")
    assert time.process_time() - start < 5  # of a busy machine


@pytest.mark.parametrize(
    "style",
    [
        "@media print g\\\n{text{fill:red}}",
        "g\\\n{fill:red}",
        "@media print {g{fill:red\\\n}}",
        "@media g\\ {a{}}",
    ],
)
def test_a_backslash_that_escapes_nothing_does_not_escape_what_follows(style: str) -> None:
    once = drawing(f"{HEAD}<style>{style}</style></svg>".encode(), "a.svg").content
    assert drawing(once, "a.svg").content == once
    assert b"\\{" not in once
