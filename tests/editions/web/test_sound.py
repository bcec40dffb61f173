"""The sound of the pages: in step with the text, and whole without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from publish import BuildOptions, build
from publish.editions.edition import WebOptions
from publish.errors import OutputError
from tests.editions.web.making import BOOK, article, json_of, page
from tests.judges import ffprobe

#: Cutting fonts takes seconds.
PLAIN = WebOptions(fonts=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    article(folder)
    build(folder / "trams.md", folder / "out", BuildOptions(only="web,mp3", web=PLAIN))
    return folder / "out"


def test_the_elements_follow_without_gaps(built: Path) -> None:
    root = page((built / "trams-web/index.html").read_bytes())
    data = json_of(root, "player-data")
    elements, duration = data["elements"], data["duration"]
    assert isinstance(elements, list)
    assert isinstance(duration, int)
    ids = root.xpath("//main//@id")
    places = [ids.index(one[0]) for one in elements]
    assert places == sorted(places)
    assert [one[1] for one in elements] == [0, *(one[2] for one in elements[:-1])]
    assert elements[-1][2] == duration
    sound = ffprobe.probe(built / "trams-web/sound/index.m4a")
    assert sound.duration_ms == pytest.approx(duration, abs=100)


def test_the_chapters_and_skips_are_those_of_the_page(built: Path) -> None:
    root = page((built / "trams-web/index.html").read_bytes())
    data = json_of(root, "player-data")
    chapters, skips = data["chapters"], data["skips"]
    assert isinstance(chapters, list)
    assert isinstance(skips, dict)
    assert [one["begin"] for one in chapters] == [0, *(one["end"] for one in chapters[:-1])]
    (figure,) = [one for one in chapters if one["kind"] == "figure"]
    assert figure["caption"] == "The last tram."
    assert figure["picture"].endswith("-960.webp")
    assert (built / "trams-web" / figure["picture"]).is_file()
    assert all(len(skips[name]) >= 1 for name in ("notes", "tables", "descriptions"))


def test_a_browser_plays_it_without_scripts(built: Path) -> None:
    root = page((built / "trams-web/index.html").read_bytes())
    (audio,) = root.xpath("//section[@id='player']/audio")
    assert audio.get("controls") is not None
    named = [*audio.xpath("source/@src"), *audio.xpath("track/@src")]
    assert all((built / "trams-web" / one).is_file() for one in named)
    assert audio.xpath("track/@kind") == ["captions", "chapters"]
    assert root.xpath("//body/footer//nav//a/@href") == ["../trams.mp3"]
    assert "synthetic voice" in root.xpath("string(//body/footer)")
    found = json_of(root, "application/ld+json")
    assert "synchronizedAudioText" in found["accessibilityFeature"]  # type: ignore[operator]
    assert found["audio"]["creditText"].endswith("synthetic voice")  # type: ignore[index]


def test_it_is_made_again_only_where_it_changed(built: Path) -> None:
    source = built.parent / "trams.md"
    options = BuildOptions(only="web,mp3", web=PLAIN)
    web = next(one for one in build(source, built, options) if one.format == "web")
    assert web.unchanged
    before = {one: one.read_bytes() for one in web.path.rglob("*") if one.is_file()}
    (web.path / "sound/index.captions.vtt").write_text("WEBVTT\n")
    web = next(one for one in build(source, built, options) if one.format == "web")
    assert not web.unchanged
    assert {one: one.read_bytes() for one in web.path.rglob("*") if one.is_file()} == before
    assert web.size == sum(map(len, before.values()))


def test_a_silent_build_has_no_player(tmp_path: Path) -> None:
    for name, text in BOOK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    source = tmp_path / "publication.yaml"
    (one,) = build(source, tmp_path / "a", BuildOptions(only="web", silent=True, web=PLAIN))
    (two,) = build(
        source, tmp_path / "b", BuildOptions(only="web", web=WebOptions(sound=False, fonts=False))
    )
    names = {file.relative_to(one.path) for file in one.path.rglob("*") if file.is_file()}
    assert not any(file.suffix in (".m4a", ".vtt") or file.name == "player.js" for file in names)
    assert all((two.path / name).read_bytes() == (one.path / name).read_bytes() for name in names)
    assert not page((one.path / "index.html").read_bytes()).xpath("//audio")


def test_a_house_style_brings_its_files_and_strangers_stop_a_build(tmp_path: Path) -> None:
    for name, text in BOOK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    Pillow.new("RGB", (2, 2), "navy").save(tmp_path / "paper.png")
    sheet = tmp_path / "house.css"
    sheet.write_text("@page { margin: 1in } h1 { background: url(paper.png) }")
    source, out = tmp_path / "publication.yaml", tmp_path / "out"

    def built(*, single: bool = False) -> Path:
        web = WebOptions(fonts=False, styles=(sheet,), single=single)
        (edition,) = build(source, out, BuildOptions(only="web", silent=True, web=web, cache=False))
        return edition.path

    folder = built()
    assert "url(style/1.png)" in (folder / "style.css").read_text()
    assert "@page" not in (folder / "style.css").read_text().rpartition("h1")[2]
    assert (folder / "style/1.png").read_bytes() == (tmp_path / "paper.png").read_bytes()
    assert "url(data:image/png;base64," in built(single=True).read_text()
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures/mine.docx").write_text("Mine.")
    with pytest.raises(OutputError, match="holds other files"):
        built()
    assert (folder / "pictures/mine.docx").read_text() == "Mine."
