"""What pages and books of the web hold besides text: metadata, drawings, media, protection."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.importing import import_file
from tests.hostile.files import epub, page
from tests.importing.test_formats import body_of, html, picture

INLINE = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
DRAWING = '<svg viewBox="0 0 9 9"{}><path d="M0 0h9"/></svg>'


def codes_of(file: Path) -> list[tuple[str, str]]:
    """The code and the message of each warning that is about this file, not its metadata."""
    found = import_file(file, file.parent).diagnostics
    return [(one.code, one.message) for one in found if one.code.startswith("import-")]


def test_metadata_in_json_ld(tmp_path: Path) -> None:
    about = {
        "@type": "NewsArticle",
        "author": [{"name": "Ada"}, {"name": "Ada"}, "Olena", 7],
        "datePublished": "March 4, 2026",
        "dateModified": "2026-03-05T09:30:00+01:00",
    }
    data = json.dumps([{"@type": "Organization", "author": "Nobody"}, about, "noise"])
    head = f"<title>T</title><script type=application/ld+json>{data}</script>"
    written = import_file(html(tmp_path, "<p>Words.</p>", head), tmp_path).markdown
    assert "authors:\n  - Ada\n  - Olena\n" in written
    assert "published: 2026-03-04\n" in written
    assert "modified: 2026-03-05T09:30:00+01:00\n" in written
    assert "Nobody" not in written


@pytest.mark.parametrize("data", ["{", "null", '{"@type": "Article", "author": null}'])
def test_json_ld_that_says_nothing(data: str, tmp_path: Path) -> None:
    head = f"<title>T</title><script type=application/ld+json>{data}</script>"
    written = import_file(html(tmp_path, "<p>Words.</p>", head), tmp_path).markdown
    assert written == "---\ntitle: T\nlanguage: en\n---\n\nWords.\n"


def test_a_date_and_a_licence_that_nobody_knows(tmp_path: Path) -> None:
    head = (
        "<title>T</title><meta name=date content='the day before'>"
        "<link rel=license href='my own licence'>"
    )
    file = html(tmp_path, "<p>Words.</p>", head)
    assert "published" not in import_file(file, tmp_path).markdown.split("---")[1]
    assert ("import-published", "“the day before” isn't a date that can be read.") in codes_of(file)
    assert "rights: my own licence\n" in import_file(file, tmp_path).markdown


def test_a_licence_of_creative_commons(tmp_path: Path) -> None:
    link = "<link rel=license href='https://creativecommons.org/licenses/by-sa/4.0/'>"
    file = html(tmp_path, "<p>Words.</p>", f"<title>T</title>{link}")
    assert "licence: CC-BY-SA-4.0\n" in import_file(file, tmp_path).markdown


@pytest.mark.parametrize(
    ("named", "alt"),
    [
        (DRAWING.format(' aria-label="A line."'), "A line."),
        (DRAWING.format("").replace("<path", "<title>A stroke.</title><path"), "A stroke."),
    ],
)
def test_drawings_become_pictures(named: str, alt: str, tmp_path: Path) -> None:
    imported = import_file(html(tmp_path, f"<p>Before.</p>{named}<p>After.</p>"), tmp_path)
    (name,) = imported.pictures
    assert name == "pictures/drawing-1.svg"
    assert b"M0 0h9" in imported.pictures[name]
    assert f":::{{figure}} {name}\n:alt: {alt}\n:::\n" in imported.markdown


def test_a_drawing_that_is_hidden_is_left_out(tmp_path: Path) -> None:
    file = html(tmp_path, f"<p>A{DRAWING.format(' aria-hidden=true')} b.</p>")
    assert import_file(file, tmp_path).pictures == {}
    assert body_of(file) == "A b.\n"


def test_a_picture_inside_the_page(tmp_path: Path) -> None:
    file = html(tmp_path, f"<p><img src='{INLINE}' alt='Blue.'></p>")
    assert list(import_file(file, tmp_path).pictures) == ["pictures/picture-1.png"]


@pytest.mark.parametrize("address", ["data:image/png", "data:image/png;base64,a"])
def test_a_picture_inside_the_page_that_is_none(address: str, tmp_path: Path) -> None:
    file = html(tmp_path, f"<p><img src='{address}' alt='Blue.'></p>")
    assert import_file(file, tmp_path).pictures == {}
    assert "import-picture" in [code for code, _ in codes_of(file)]


def test_a_picture_for_browsers_without_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture())
    alone = "<p><noscript><img src=a.png alt=Blue.></noscript></p>"
    assert body_of(html(tmp_path, alone)).startswith(":::{figure} pictures/a.png\n")
    twice = "<p><img src=a.png alt=Blue.><noscript><img src=a.png alt=Blue.></noscript></p>"
    assert body_of(html(tmp_path, twice)).count("pictures/a.png") == 1


def test_what_moves_or_sounds_is_left_out_and_told(tmp_path: Path) -> None:
    file = html(tmp_path, "<p>A.</p><iframe src='https://example.org/v'></iframe><audio></audio>")
    assert body_of(file) == "A.\n"
    assert [message for code, message in codes_of(file) if code == "import-media"] == [
        "A <iframe> was left out: https://example.org/v.",
        "A <audio> was left out.",
    ]


def test_the_title_of_a_link(tmp_path: Path) -> None:
    file = html(
        tmp_path, "<p><a href='https://example.org/' title='Say \"so\" &amp;amp;'>b</a></p>"
    )
    assert body_of(file) == '[b](https://example.org/ "Say \\"so\\" \\&amp;")\n'


def test_a_book_whose_text_is_encrypted_is_refused(tmp_path: Path) -> None:
    locked = b'<e xmlns="x"><EncryptionMethod Algorithm="%s"/></e>'
    method = b"http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    with pytest.raises(SourceError, match="protected against copying"):
        import_file(
            epub(tmp_path, page("<p>A.</p>"), {"META-INF/encryption.xml": locked % method}),
            tmp_path,
        )
    font = b"http://www.idpf.org/2008/embedding"
    file = epub(tmp_path, page("<p>A.</p>"), {"META-INF/encryption.xml": locked % font})
    assert body_of(file) == "A.\n"


@pytest.mark.parametrize(
    ("entry", "data", "said"),
    [
        ("META-INF/container.xml", b"<container/>", "its package document is missing"),
        ("c.opf", b"<package/>", "no text that can be read"),
    ],
)
def test_a_book_without_its_parts(entry: str, data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        import_file(epub(tmp_path, page("<p>A.</p>"), {entry: data}), tmp_path)


def test_a_page_of_a_book_that_is_not_well_formed_is_repaired(tmp_path: Path) -> None:
    assert body_of(epub(tmp_path, b"<html><body><p>A & b.<p>C.</body></html>")) == "A & b.\n\nC.\n"
