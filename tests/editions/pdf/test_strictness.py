"""What would be lost or leak stops the build with a message, and leaves the last edition."""

import logging
from pathlib import Path

import pytest

from publish import glyphs
from publish.editions.pdf import weasyprint_patches
from publish.editions.pdf.fetch import address, fetcher, images_in
from publish.editions.pdf.layout import lay_out, lay_out_markup
from publish.editions.pdf.weasyprint_log import strict
from publish.errors import InaccessibleError, MissingToolError, SourceError, ToolError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export

from .conftest import HEAD, PICTURE, Make


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "pier.svg").write_text(PICTURE, encoding="utf-8")
    file = tmp_path / "ferry.md"
    text = "One sentence. Another.\n\n![A pier.](pier.svg)"
    file.write_text(HEAD.format(language="en") + text, encoding="utf-8")
    return file


def test_a_picture_that_asks_for_a_file_is_refused(source: Path, tmp_path: Path) -> None:
    article = prepare(read(source))
    target = tmp_path / "ferry.pdf"
    target.write_bytes(b"the last good edition")
    picture = next(iter(images_in(article)))
    picture.file.write_text(PICTURE + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"pier\.svg was changed while the PDF was made"):
        export(article, None, target)
    assert target.read_bytes() == b"the last good edition"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://example.org/x.png", "picture:0000", "data:,x"]
)
def test_nothing_else_is_served(source: Path, url: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    serve = fetcher(images_in(read(source)))
    with pytest.raises(FatalURLFetchingError, match="outside the article"):
        serve.fetch(url)


def test_the_articles_pictures_are_served(source: Path) -> None:
    article = read(source)
    (image,) = images_in(article)
    response = fetcher(images_in(article)).fetch(address(image))
    assert response.read() == image.file.read_bytes()
    assert response.content_type == "image/svg+xml"


def test_a_character_that_no_font_has_is_named(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "system_has", lambda _: frozenset())
    with pytest.raises(InaccessibleError) as raised:
        make("Sound.\n\n| a | b |\n|---|---|\n| 1 | \ue123 and \U00013000 |\n")
    private, man = raised.value.diagnostics
    assert [private.line, man.line] == [12, 12]
    assert "U+E123" in private.message
    assert "EGYPTIAN HIEROGLYPH A001 (U+13000)" in man.message
    assert not (tmp_path / "ferry.pdf").exists()


def test_a_character_of_a_picture_that_no_font_has_is_named(make: Make, tmp_path: Path) -> None:
    drawn = PICTURE.replace("<rect", '<text x="9" y="90">\ue123</text><rect')
    with pytest.raises(InaccessibleError, match=r"No font has the character \ue123 U\+E123"):
        make("![A sign.](pier.svg)", picture=drawn)
    assert not (tmp_path / "ferry.pdf").exists()


def test_what_is_logged_is_raised(source: Path) -> None:
    article = read(source)
    with pytest.raises(ToolError, match="bad thing"), strict(article):
        logging.getLogger("weasyprint").warning("a %s thing", "bad")


def test_a_lost_note_is_noticed(source: Path) -> None:
    """Hidden words are what a reader of the page would never get."""
    article = prepare(read(source))
    lost = '<p>seen <span style="display: none">lost</span></p>'
    markup = f'<html lang="en"><head><title>x</title></head><body>{lost}</body></html>'
    layout = lay_out_markup(article, markup)
    from publish.editions.pdf.layout import write

    with pytest.raises(ToolError, match="where the article says 'lost'"):
        write(layout, source.with_suffix(".pdf"))


def test_without_pango_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def missing(name: str, *rest: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.setattr(weasyprint_patches.sys, "platform", "linux")
    with pytest.raises(MissingToolError, match="sudo apt install libpango"):
        weasyprint_patches.require()


def test_pages_are_known_by_sentence(source: Path) -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "It goes on. " * 60 for number in range(12))
    source.write_text(HEAD.format(language="en") + text, encoding="utf-8")
    layout = lay_out(prepare(read(source)))
    sentences = [page for name, page in layout.page_of.items() if "-s" in name]
    assert sentences == sorted(sentences)
    assert sentences[0] == 1
    assert sentences[-1] in (layout.pages, layout.pages - 1)
    assert len(sentences) == 12 * 61
