"""Verification passed over properties that the manifest has to give, which EPUBCheck reports."""

from __future__ import annotations

from pathlib import Path

from publish.verify.epub import verify_own_rules
from tests.judges import epubcheck
from tests.regressions.test_remote_files_that_verify_passed import (
    DRAWING,
    MEDIA_TYPES,
    PAGE,
    packed,
)

#: What has scripts or forms, or loads sounds from elsewhere, by the kind of file, ...
FAULTY = {
    "head-script": "<script>a()</script>",
    "head-typed": '<script type="text/javascript; charset=utf-8" src="a.js"></script>',
    "body-handler": '<p onclick="a()">a</p>',
    "body-form": '<form action="a"><p>a</p></form>',
    "body-drawing": '<svg xmlns="http://www.w3.org/2000/svg" onload="a()"><title>a</title></svg>',
    "body-sound": '<p><audio src="https://example.org/a.mp3" controls="controls"/></p>',
    "drawing-script": "<script>a()</script>",
    "drawing-handler": '<rect width="9" height="9" onclick="a()"/>',
}

#: ... what has, and EPUBCheck 5.3 doesn't look at, and what has not.
OVERLOOKED = {"head-module": '<script type="module">a()</script>'}
FINE = {
    "head-data": '<script type="application/ld+json">{}</script>',
    "body-link": '<p><a href="https://example.org/a.mp3">on</a></p>',
    "drawing-words": "<desc>on</desc>",
}
FILES = {**FAULTY, **OVERLOOKED, **FINE}


def content(name: str) -> str:
    kind = name.partition("-")[0]
    if kind == "drawing":
        return DRAWING.format(FILES[name])
    return PAGE.format(FILES[name], "<p>a</p>") if kind == "head" else PAGE.format("", FILES[name])


def book(path: Path, properties: str, version: str) -> Path:
    files = {
        f"{name}.{'svg' if name.startswith('drawing') else 'xhtml'}": content(name)
        for name in FILES
    }
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="{MEDIA_TYPES[name.rpartition(".")[2]]}" '
        f"{properties}/>"
        for number, name in enumerate(files)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(files)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="u">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">urn:a'
        "</dc:identifier><dc:title>Ferry</dc:title><dc:language>en</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return packed(path, package, files)


def missing(path: Path) -> set[str]:
    faults = verify_own_rules(path)
    return {one.file.stem for one in faults if one.file and one.code == "property-missing"}


def test_verify_reports_what_epubcheck_does(tmp_path: Path) -> None:
    path = book(tmp_path / "ferry.epub", "", "3.0")
    theirs = {
        message.location.partition(".")[0]  # the first of each property
        for message in epubcheck.check([path])[path]
        if message.id == "OPF-014"
    }
    found = missing(path)
    assert theirs
    assert theirs <= found
    assert found == {*FAULTY, *OVERLOOKED}


def test_nothing_is_missing_where_it_is_said(tmp_path: Path) -> None:
    said = 'properties="scripted remote-resources svg"'
    assert not missing(book(tmp_path / "said.epub", said, "3.0"))
    assert not missing(book(tmp_path / "old.epub", "", "2.0"))
