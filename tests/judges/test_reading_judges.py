"""The reading systems see what is there, and what is broken."""

from pathlib import Path

import pytest

from . import foliate, reading_systems, readium, samples

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


CUT = (
    '<p style="white-space: nowrap">A line that goes on and on, over the next page and further.</p>'
    '<div style="height: 3em; overflow: auto"><p>One</p><p>Two</p><p>Three</p><p>Four</p></div>'
    '<p>Under</p><p style="margin-top: -2.2em">Over</p>'
    '<p><a href="#note" role="doc-noteref">1</a></p>'
    '<aside id="note" role="doc-footnote" style="display: none">A note.</aside>'
)


@pytest.mark.parametrize("system", reading_systems.SYSTEMS)
def test_what_is_cut_or_hidden_is_noticed(system: str, tmp_path: Path) -> None:
    sound = samples.epub(tmp_path / "sound.epub")
    spoilt = samples.epub(tmp_path / "spoilt.epub", more=CUT)
    setting = reading_systems.Setting(system, 390, False, 200)
    found = {
        one.book: {fault.split(":")[0] for fault in one.faults}
        for one in reading_systems.read([sound, spoilt], [setting])
    }
    assert found["sound"] == set()
    wanted = {"outside its column", "scrolls up and down", "drawn over", "hidden note"}
    assert found["spoilt"] >= wanted
