"""The feed of a folder: valid, updated in place, the same for the same input; or a message."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace
from PIL import Image as Pillow

from publish import feed
from publish.cli import main
from publish.errors import OutputError, PublishError, SourceError, UsageError
from publish.podcast.channel import categories
from publish.podcast.episode import Artwork, Episode, Mark, Reader, WebLink, encoded
from publish.podcast.feed import schema_errors
from publish.podcast.rss import cut, podcast_guid, show_notes
from publish.runtime import ffmpeg
from publish.runtime.programs import run
from tests.judges import partytime

SETTINGS = """title: The valley & its trams, read aloud
description: Long reads, narrated.
language: en-GB
address: https://example.org/listen
link: https://example.org/
author: Example Press
owner: {email: feed@example.org}
categories: [News > Daily News, Society & Culture]
explicit: [second]
cover: {src: cover.png, alt: A yellow tram.}
page: https://example.org/articles/{name}/
"""

NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}

FIRST = Episode(
    source="first.md",
    guid="urn:uuid:1",
    title="The first <tram>",
    language="en-GB",
    published=datetime(2026, 3, 1, tzinfo=UTC),
    modified=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    seconds=3.0,
    description="It said “no” & stayed.",
    authors=("Ada Kowalska",),
    readers=(Reader("heart, synthetic voice", True), Reader("Nadia Petrov", False)),
    credits=("By Ada Kowalska.",),
    chapters=(Mark(0, "Start"), Mark(3661, "The <lines>")),
    links=(WebLink("the museum", "https://example.org/a?b=1&c=2"), WebLink("x", "javascript:x()")),
    artwork=Artwork("cover-1.jpg", 1400, "Rails."),
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
)
SECOND = replace(
    FIRST,
    source="second.md",
    guid="https://example.org/second",
    title="The second tram",
    published=datetime(2026, 4, 2, tzinfo=UTC),
    modified=datetime(2026, 4, 2, tzinfo=UTC),
    readers=(Reader("Nadia Petrov", False),),
    artwork=None,
    licence="",
    licence_url="",
)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("sound") / "tone.mp3"
    source = ("-f", "lavfi", "-i", "sine=duration=3")
    run([ffmpeg.program(), "-loglevel", "error", *source, str(file)], timeout=60)
    return file.read_bytes()


def put(stem: Path, episode: Episode, sound: bytes) -> None:
    """Write what a build leaves of an article."""
    for folder in ("episode", "chapters"):
        stem.with_name(f"{stem.name}-{folder}").mkdir(parents=True, exist_ok=True)
    stem.with_name(f"{stem.name}.mp3").write_bytes(sound)
    stem.with_name(f"{stem.name}.vtt").write_text("WEBVTT\n")
    stem.with_name(f"{stem.name}-chapters").joinpath("chapters.json").write_text('{"chapters": []}')
    facts = stem.with_name(f"{stem.name}-episode")
    facts.joinpath("episode.json").write_bytes(encoded(episode))
    facts.joinpath("transcript.json").write_text("{}")
    if episode.artwork:
        facts.joinpath(episode.artwork.name).touch()


@pytest.fixture
def folder(tmp_path: Path, sound: bytes) -> Path:
    folder = tmp_path / "listen"
    put(folder / "2026" / "first tram", FIRST, sound)
    put(folder / "second", SECOND, sound)
    (folder / "feed.yaml").write_text(SETTINGS, encoding="utf-8")
    Pillow.new("RGB", (1500, 1000), "#804020").save(folder / "cover.png")
    return folder


def test_a_feed_has_what_players_ask_for(folder: Path) -> None:
    made = feed(folder)
    assert made.diagnostics == ()
    assert made.episodes == made.new == ("The second tram", "The first <tram>")
    tree = etree.parse(made.path)

    def every(path: str) -> list[str]:
        return [str(one) for one in tree.xpath(path, namespaces=NAMES)]

    assert every("//atom:link/@href") == ["https://example.org/listen/feed.xml"]
    assert every("//podcast:guid/text()") == [podcast_guid("https://example.org/listen/feed.xml")]
    assert every("//podcast:locked/@owner") == ["feed@example.org"]
    assert every("//itunes:owner/itunes:name/text()") == ["Example Press"]
    assert every("//lastBuildDate/text()") == ["Thu, 02 Apr 2026 00:00:00 +0000"]
    assert every("//item/guid/text()") == ["https://example.org/second", "urn:uuid:1"]
    assert every("//item/link/text()") == [
        "https://example.org/second",
        "https://example.org/articles/first%20tram/",
    ]
    assert every("//itunes:explicit/text()") == ["false", "true", "false"]
    base = "https://example.org/listen/2026/first%20tram"
    item = "//item[2]"
    assert every(f"{item}/enclosure/@url") == [f"{base}.mp3"]
    size = (folder / "2026" / "first tram.mp3").stat().st_size
    assert every(f"{item}/enclosure/@length") == [str(size)]
    assert every(f"{item}/itunes:duration/text()") == ["3"]
    assert every(f"{item}/podcast:transcript/@url") == [
        f"{base}.vtt",
        f"{base}-episode/transcript.json",
    ]
    assert every(f"{item}/podcast:chapters/@url") == [f"{base}-chapters/chapters.json"]
    assert every(f"{item}/podcast:image/@alt") == ["Rails."]
    assert every(f"{item}/itunes:image/@href") == [f"{base}-episode/cover-1.jpg"]
    assert every(f"{item}/podcast:person[@role='narrator']/text()") == [
        "heart, synthetic voice",
        "Nadia Petrov",
    ]
    assert every("//item/podcast:txt[@purpose='ai-content']/text()") == ["true"]  # not the second
    dates = [parsedate_to_datetime(one) for one in every("//pubDate/text()")]
    assert dates == [SECOND.published, FIRST.published]
    (cover,) = folder.glob("feed-*.jpg")
    with Pillow.open(cover) as picture:
        assert picture.size == (1500, 1500)
        assert picture.mode == "RGB"
    assert every("/rss/channel/itunes:image/@href") == [f"https://example.org/listen/{cover.name}"]


def test_the_podcast_index_reads_all_of_it(folder: Path) -> None:
    read = partytime.parse(feed(folder).path)
    podcast = read.feed
    assert podcast["itunesCategory"] == ["News > Daily News", "Society & Culture"]
    assert podcast["explicit"] is False
    assert podcast["locked"] is True
    assert podcast["pc20support"] == {
        "1": ["locked", "transcript", "chapters"],
        "2": ["person"],
        "3": ["guid", "license"],
        "4": ["medium"],
    }
    first = podcast["items"][1]
    assert (first["title"], first["duration"]) == ("The first <tram>", 3)
    assert {"name": "Nadia Petrov", "role": "Narrator", "group": "Cast"} in first["podcastPeople"]
    assert first["podcastChapters"]["type"] == "application/json+chapters"
    assert categories() == read.categories


def test_the_schema_finds_what_apple_would_refuse(folder: Path) -> None:
    good = feed(folder).path.read_text(encoding="utf-8")
    assert schema_errors(good.encode()) == ()
    for before, after in {
        "<itunes:explicit>false</itunes:explicit>\n    <itunes:type>": "<itunes:type>",
        'width="1500"': 'width="1000"',
        'length="': 'length="-',
        "Thu, 02 Apr 2026": "2026-04-02",
        "<language>en-GB</language>": "<language>English</language>",
        ".mp3": ".flac",
    }.items():
        assert good.count(before), before
        assert schema_errors(good.replace(before, after, 1).encode()), before


def test_an_update_keeps_identities_and_writes_only_changes(folder: Path, sound: bytes) -> None:
    first = feed(folder)
    written, when = first.path.read_bytes(), first.path.stat().st_mtime_ns
    again = feed(folder)
    assert again.unchanged
    assert (again.new, again.changed, again.removed) == ((), (), ())
    assert (first.path.read_bytes(), first.path.stat().st_mtime_ns) == (written, when)

    headline = replace(
        FIRST, title="A better headline", guid="urn:uuid:2", modified=SECOND.modified
    )
    put(folder / "2026" / "first tram", headline, sound)
    put(folder / "third", replace(FIRST, guid="urn:uuid:3", title="The third"), sound)
    (folder / "second.mp3").unlink()
    for file in (folder / "second-episode").iterdir():
        file.unlink()
    settings = SETTINGS.replace("explicit: [second]", "explicit: false")
    (folder / "feed.yaml").write_text(settings, encoding="utf-8")
    moved = feed(folder, address="https://cdn.example.org/")
    assert (moved.new, moved.changed) == (("The third",), ("A better headline",))
    assert moved.removed == ("The second tram",)
    tree = etree.parse(moved.path)
    assert tree.xpath("//item/guid/text()") == ["urn:uuid:1", "urn:uuid:3"]
    assert tree.findtext(".//podcast:guid", namespaces=NAMES) == podcast_guid(first.address)
    assert moved.address == "https://cdn.example.org/feed.xml"


def test_another_article_under_an_old_name_is_another_episode(folder: Path, sound: bytes) -> None:
    feed(folder)
    put(folder / "second", replace(SECOND, guid="urn:uuid:4", published=FIRST.modified), sound)
    assert feed(folder).new == ("The second tram",)


def test_articles_that_change_places_keep_their_identities(folder: Path, sound: bytes) -> None:
    day = {"published": FIRST.published, "modified": FIRST.modified}
    second, third = (replace(SECOND, guid=f"urn:uuid:{name}", **day) for name in "23")
    put(folder / "second", second, sound)
    put(folder / "third", third, sound)
    feed(folder)
    put(folder / "second", third, sound)
    put(folder / "third", second, sound)
    swapped = feed(folder)
    assert (swapped.new, swapped.removed) == ((), ())
    tree = etree.parse(swapped.path)
    place = "//item[contains(enclosure/@url, 'second')]/guid/text()"
    assert tree.xpath(place) == [third.guid]

    put(folder / "fourth", third, sound)  # it moves, and another takes its place
    put(folder / "second", replace(third, guid="urn:uuid:5", title="Another"), sound)
    assert feed(folder).new == ("Another",)


def test_notes_are_escaped_and_within_the_limit() -> None:
    notes = show_notes(FIRST)
    tree = etree.fromstring(f"<div>{notes}</div>")
    assert {one.tag for one in tree.iter()} == {"div", "p", "ul", "li", "a"}
    assert tree.xpath("//a/@href") == ["https://example.org/a?b=1&c=2"]
    assert "<li>1:01:01 The &lt;lines&gt;</li>" in notes
    long = show_notes(replace(FIRST, description="é" * 3000, chapters=FIRST.chapters * 200))
    etree.fromstring(f"<div>{long}</div>")
    assert len(long.encode()) <= 4000
    assert cut("one two three", 11) == "one two…"


BAD = {
    "title: The valley & its trams, read aloud\n": ("", 0, "“title” is missing"),
    "[News > Daily News": ("[News > Daily", 8, "isn't a category below"),
    "Society & Culture": ("Documentary", 8, "isn't a category"),
    "[News > Daily News, Society & Culture]": ("[]", 8, "The list is empty"),
    "Long reads, narrated.": ("' '", 0, "“description” is missing"),
    "language: en-GB": ("language: English", 3, "is not a"),
    "https://example.org/listen": ("example.org", 4, "isn't the address"),
    "[second]": ("maybe", 9, "The value is “maybe”"),
    "cover.png": ("gone.png", 10, "doesn't exist"),
    ", alt: A yellow tram.": ("", 10, "has no alt text"),
    "{name}/": ("", 11, "doesn't say where"),
    "feed@example.org": ("nobody", 7, "isn't an e-mail address"),
    "author:": ("autor:", 6, "isn't known"),
    "[second]\n": ("[third]\n", 0, "There is no article “third”"),
}


@pytest.mark.parametrize("before", BAD)
def test_a_wrong_setting_is_named_and_nothing_is_written(folder: Path, before: str) -> None:
    after, line, what = BAD[before]
    file = folder / "feed.yaml"
    file.write_text(SETTINGS.replace(before, after), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        feed(folder)
    told = next(one for one in caught.value.diagnostics if what in one.message)
    assert (told.file, told.line) == (file, line)
    assert told.fix
    assert not list(folder.glob("feed[.-]*[lg]"))[1:]  # but feed.yaml


def test_a_serial_podcast_at_an_address_in_other_letters(folder: Path, sound: bytes) -> None:
    settings = SETTINGS.replace("https://example.org/listen", "https://прыклад.бел/слухаць/")
    (folder / "feed.yaml").write_text(f"{settings}type: serial\n", encoding="utf-8")
    put(folder / "2026" / "first tram", replace(FIRST, number=1, seconds=2.5), sound)
    put(folder / "second", replace(SECOND, number=2, title="long " * 60), sound)
    made = feed(folder, output="trams.rss")
    assert made.path.name == "trams.rss"
    assert made.address.startswith("https://xn--80aiqesg1f.xn--90ais/%D1%81")
    tree = etree.parse(made.path)
    numbers = tree.xpath("//itunes:episode/text()", namespaces=NAMES)
    assert numbers == ["2", "1"]
    assert max(map(len, made.episodes)) <= 255


def _remove_sound(folder: Path) -> None:
    (folder / "second.mp3").unlink()


def _break_sound(folder: Path) -> None:
    (folder / "second.mp3").write_bytes(b"no sound")


def _cut_sound(folder: Path) -> None:
    file = folder / "second.mp3"
    file.write_bytes(file.read_bytes()[:-2000])


def _empty_settings(folder: Path) -> None:
    (folder / "feed.yaml").write_text("\n")


def _later_facts(folder: Path) -> None:
    (folder / "second-episode" / "episode.json").write_text('{"version": 2, "x": 2}')


def _other_build(folder: Path) -> None:
    put(folder / "second", replace(SECOND, seconds=60.0), (folder / "second.mp3").read_bytes())


def _same_guid(folder: Path) -> None:
    put(folder / "second", replace(SECOND, guid=FIRST.guid), (folder / "second.mp3").read_bytes())


def _break_facts(folder: Path) -> None:
    (folder / "second-episode" / "episode.json").write_text('{"version": 1')


def _empty_facts(folder: Path) -> None:
    put(folder / "second", replace(SECOND, title=""), (folder / "second.mp3").read_bytes())


def _foreign_facts(folder: Path) -> None:
    (folder / "second-episode" / "episode.json").write_text(json.dumps({"version": 1, "x": 2}))


def _foreign_feed(folder: Path) -> None:
    (folder / "feed.xml").write_text("<rss><channel><generator>Hugo</generator></channel></rss>")


def _broken_feed(folder: Path) -> None:
    (folder / "feed.xml").write_text("<rss>\n<channel>")


def _no_settings(folder: Path) -> None:
    (folder / "feed.yaml").unlink()


def _serial(folder: Path) -> None:
    (folder / "feed.yaml").write_text(SETTINGS + "type: serial\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "error", "what"),
    [
        (_remove_sound, SourceError, r"second\.mp3: The MP3 of the episode is missing"),
        (_break_sound, SourceError, r"second\.mp3: The MP3 of the episode can't be read"),
        (_cut_sound, SourceError, r"second\.mp3: The MP3 of the episode breaks off"),
        (_later_facts, SourceError, r"episode\.json: .*version"),
        (_other_build, SourceError, "they are of different builds"),
        (_same_guid, SourceError, "has the same identifier"),
        (_break_facts, SourceError, r"episode\.json: The file isn't as a build writes it"),
        (_empty_facts, SourceError, r"episode\.json: The file isn't as a build writes it: .*title"),
        (_foreign_facts, SourceError, r"episode\.json: The file isn't as a build writes it"),
        (_foreign_feed, OutputError, "publish hasn't written it"),
        (_broken_feed, SourceError, r"feed\.xml:2: The feed that is to be updated isn't XML"),
        (_no_settings, SourceError, r"feed\.yaml: The file is missing"),
        (_empty_settings, SourceError, r"feed\.yaml: The file is empty.*title: "),
        (_serial, SourceError, "no whole number in a series"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_feed_stays(
    folder: Path, spoil: object, error: type[PublishError], what: str
) -> None:
    assert callable(spoil)
    spoil(folder)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(error, match=what):
        feed(folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_arguments_are_checked(folder: Path, tmp_path: Path) -> None:
    for arguments in (
        {"folder": tmp_path / "gone"},
        {"folder": tmp_path},
        {"folder": folder, "output": "../feed.xml"},
        {"folder": folder, "address": "example.org"},
    ):
        with pytest.raises((UsageError, SourceError)):
            feed(**arguments)


def test_what_listeners_miss_is_a_warning(folder: Path, sound: bytes) -> None:
    (folder / "second.vtt").unlink()
    chapters = folder / "2026" / "first tram-chapters" / "chapters.json"
    chapters.write_text('{"chapters": [{"img": "picture-1.jpg"}]}')
    (folder / "alone.mp3").write_bytes(sound)
    (folder / "alone.vtt").write_text("WEBVTT\n")
    id3: Any = import_module("mutagen.id3")
    for name in ("jingle", "narrator"):
        (folder / f"{name}.mp3").write_bytes(sound)
        tag = id3.ID3()
        tag.add(id3.TXXX(desc=name, text="Ada"))
        tag.save(folder / f"{name}.mp3")
    Pillow.new("RGB", (100, 100)).save(folder / "cover.png")
    warnings = feed(folder).diagnostics
    assert "“url: https://example.org/listen/2026/”" in warnings[1].fix
    told = [(one.file.name, one.code) for one in warnings]
    assert told == [
        ("cover.png", "feed-cover"),
        ("chapters.json", "feed-chapters"),
        ("episode.json", "feed-captions"),
        ("alone.mp3", "feed-episode"),
        ("narrator.mp3", "feed-episode"),
    ]


def test_pictures_without_an_address_are_one_warning(folder: Path) -> None:
    for file in folder.rglob("chapters.json"):
        file.write_text('{"chapters": [{"img": "picture-1.jpg"}]}')
    (warning,) = feed(folder).diagnostics
    assert (
        "listen/2026/” in first.md; “url: https://example.org/listen/” in second.md" in warning.fix
    )


def test_files_that_are_lost_or_broken_are_no_part_of_the_feed(folder: Path) -> None:
    (folder / "second-chapters" / "chapters.json").write_text("no JSON")
    (folder / "2026" / "first tram-episode" / "cover-1.jpg").unlink()
    made = feed(folder)
    said = [(one.code, one.message) for one in made.diagnostics]
    assert [code for code, _ in said] == ["feed-cover", "feed-chapters"]
    assert "“cover-1.jpg”, is missing" in said[0][1]
    assert "can't be read" in said[1][1]
    written = made.path.read_text(encoding="utf-8")
    assert "cover-1.jpg" not in written
    assert "second-chapters" not in written


def test_the_command_says_what_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", str(folder)]) == 0
    assert "2 episodes: 2 new" in capsys.readouterr().out
    assert main(["feed", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["unchanged"], told["address"]) == (True, "https://example.org/listen/feed.xml")
    (folder / "second.mp3").unlink()
    assert main(["feed", str(folder)]) == 3
    assert "Build it with: publish audio" in capsys.readouterr().err
