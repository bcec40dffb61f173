"""Verification passed over files on the web that an EPUB can't have, which EPUBCheck reports."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from publish.readers.epub import opened
from publish.verify.epub import remote
from tests.judges import epubcheck

FAR = "http://example.org/{}"
PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="en" xml:lang="en"><head><title>Ferry</title>{}</head><body>{}</body></html>'
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 9 9"><title>Ferry</title>{}</svg>'
)
HTML = 'xmlns="http://www.w3.org/1999/xhtml"'
NAV = '<nav epub:type="toc"><ol><li><a href="body-picture.xhtml">Ferry</a></li></ol></nav>'

#: What doesn't have to be in the book; ``~`` is an address.
FINE = {
    "body-link": '<p><a href="~">a</a></p>',
    "body-animated-link": '<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><a><set '
    'attributeName="href" to="~"/><text>a</text></a></svg>',
    "body-words": '<p title="~">~</p>',
    "head-icon": '<link rel="icon" href="~"/>',
    "drawing-link": '<a xlink:href="~"><text>a</text></a>',
    "sheet-words": "p::before { content: '~' } a:not([href^='~']) { color: red }",
    "sheet-namespace": "@namespace x '~';",
}

#: What has to be, by the kind of file, ...
FAULTY = {
    "body-picture": '<p><img src="~" alt="a"/></p>',
    "body-no-scheme": '<p><img src="//example.org/a" alt="a"/></p>',
    "body-srcset": '<p><img src="dot.png" srcset="dot.png 1x, ~ 2x" alt="a"/></p>',
    "body-source": '<p><picture><source srcset="~"/><img src="dot.png" alt="a"/></picture></p>',
    "body-poster": '<p><video poster="~"/></p>',
    "body-frame": '<p><iframe src="~"/></p>',
    "body-object": '<p><object data="~"/></p>',
    "body-style": '<p style="background: url(~)">a</p>',
    "head-sheet": '<link rel="stylesheet" href="~"/>',
    "head-style": "<style>@import '~';</style>",
    "head-base": '<base href="~"/><link rel="stylesheet" href="a.css"/>',
    "drawing-picture": '<image xlink:href="~" width="9" height="9"/>',
    "drawing-use": '<use xlink:href="~#a"/>',
    "drawing-fill": '<rect fill="url(~#a)" width="9" height="9"/>',
    "drawing-comment": "<style><!-- c -->@import url(~);</style>",
    "drawing-foreign": f'<foreignObject width="9" height="9"><p {HTML}><img src="~" alt="a"/></p>'
    "</foreignObject>",
    "sheet-import": "@import '~';",
    "sheet-url": "@media all { p { background: url(~) } }",
    "sheet-variable": ":root { --a: url('~') }",
}

#: ... and what EPUBCheck 5.3 doesn't look at.
OVERLOOKED = {
    "body-background": '<table><tr><td background="~">a</td></tr></table>',
    "body-animated": '<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><image width="9" '
    'height="9"><set attributeName="href" to="~"/></image></svg>',
    "head-preload": '<link rel="preload" as="image" href="~"/>',
    "head-set": '<link rel="preload" as="image" imagesrcset="dot.png 1x, ~ 2x" href="dot.png"/>',
    "drawing-animated": '<use><animate attributeName="xlink:href" values="#a;~#b"/></use>',
    "drawing-href": '<image href="~" width="9" height="9"/>',
    "drawing-filter": '<filter id="f"><feImage xlink:href="~"/></filter>',
    "sheet-image-set": "p { background: image-set('~' 1x) }",
    "sheet-escaped": "p { background: u\\72l(~) }",
}

#: Sounds, videos and fonts, which may be elsewhere: the name of the file is "known.mp3" if the
#: manifest names it.
MEDIA = {
    "body-sound": '<p><audio src="~.mp3" controls="controls"/></p>',
    "body-known": '<p><audio src="https://example.org/known.mp3" controls="controls"/></p>',
    "sheet-font": "@font-face { font-family: a; src: url(~.ttf) }",
}

FILES = {**FINE, **FAULTY, **OVERLOOKED, **MEDIA}
TYPES = {"body": "xhtml", "head": "xhtml", "drawing": "svg", "sheet": "css"}
MEDIA_TYPES = {"xhtml": "application/xhtml+xml", "svg": "image/svg+xml", "css": "text/css"}
CODES = {
    "RSC-006": "remote-resource",
    "RSC-008": "remote-undeclared",
    "RSC-031": "remote-insecure",
}


def content(name: str) -> str:
    text = FILES[name].replace("~", FAR.format(name))
    kind = name.partition("-")[0]
    if kind == "sheet":
        return text
    page = PAGE.format(text, "<p>a</p>") if kind == "head" else PAGE.format("", text)
    return DRAWING.format(text) if kind == "drawing" else page


def book(path: Path) -> Path:
    files = {f"{name}.{TYPES[name.partition('-')[0]]}": content(name) for name in FILES}
    files["nav.xhtml"] = PAGE.format("", NAV)
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="{MEDIA_TYPES[name.rpartition(".")[2]]}"'
        f' properties="{"nav" if name == "nav.xhtml" else "remote-resources"}"/>'
        for number, name in enumerate(files)
    )
    items += '<item id="k" href="https://example.org/known.mp3" media-type="audio/mpeg"/>'
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(files)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">urn:a'
        "</dc:identifier><dc:title>Ferry</dc:title><dc:language>en</dc:language>"
        '<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return packed(path, package, files)


def packed(path: Path, package: str, files: Mapping[str, str]) -> Path:
    """Write the EPUB of the package document ``package`` and of ``files``."""
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="ferry.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("ferry.opf", package)
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_verify_reports_what_epubcheck_does(tmp_path: Path) -> None:
    path = book(tmp_path / "ferry.epub")
    found: dict[str, set[str]] = {}
    with opened(path) as read:
        for document in read.read():
            for one in remote.documents(document):
                found.setdefault(one.file.stem, set()).add(one.code)
        for one in remote.files(read):
            found.setdefault(one.file.stem, set()).add(one.code)
    theirs = [
        (message.location.partition(":")[0].rpartition(".")[0], CODES[message.id])
        for message in epubcheck.check([path])[path]
        if message.id in CODES
    ]
    assert theirs
    assert not [(name, code) for name, code in theirs if code not in found.get(name, ())]
    faulty = {**FAULTY, **OVERLOOKED}
    insecure = {"remote-undeclared", "remote-insecure"}
    assert found == {
        **{name: {"remote-resource"} for name in faulty},
        **{"body-sound": insecure, "sheet-font": insecure},
    }
