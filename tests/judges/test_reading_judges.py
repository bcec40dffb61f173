"""The reading systems see what is there, and what is broken."""

from pathlib import Path

from . import foliate, readium, samples

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAA"
    "AABJRU5ErkJggg=="
)


def test_foliate_reads_a_sound_book_to_its_end(tmp_path: Path) -> None:
    picture = f'<p><img alt="A dot." src="{DOT}"/></p>'
    reading = foliate.read(samples.epub(tmp_path / "a.epub", more=picture))
    assert (reading.errors, reading.lost, reading.said) == ((), (), ())
    assert reading.fraction == 1
    (document,) = reading.documents
    assert (document.title, document.language, document.pictures) == ("A sample", "en", (True,))
    assert reading.contents == ("The heading",)


def test_foliate_notices_a_lost_picture(tmp_path: Path) -> None:
    more = '<p><img alt="A dot." src="gone.png"/></p>'
    reading = foliate.read(samples.epub(tmp_path / "a.epub", more=more))
    assert reading.documents[0].pictures == (False,)


def test_readium_parses_a_sound_book(tmp_path: Path) -> None:
    parsed = readium.parse(samples.epub(tmp_path / "a.epub"))
    assert (parsed.title, parsed.languages) == ("A sample", ("en",))
    assert parsed.contents == (("The heading", "text.xhtml"),)
    assert (parsed.page_list, parsed.overlays) == ((), ())
