"""A silent build replaced a narrated EPUB, whose sound was always MP3 at 64 kbit/s."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from publish import BuildOptions, build
from publish.cli import main
from publish.editions.edition import EpubOptions
from publish.editions.epub.options import resolve
from publish.errors import UsageError
from publish.intake import read
from publish.shops import SHOPS
from tests.judges import epubcheck, ffprobe

HEAD = "---\ntitle: A walk\nlanguage: en\nauthors: [Ada Kowalska]\n{}---\n\nOne boat left.\n"


def test_codec_bit_rate_and_a_narration_that_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, folder = tmp_path / "walk.md", tmp_path / "dist"
    source.write_text(HEAD.format("narration: {epub-codec: opus, epub-bit-rate: 32}\n"))
    made = {}
    for codec, kbps in (("", 0), ("aac", 48), ("mp3", 96)):
        options = ["--epub-codec", codec, "--epub-bit-rate", str(kbps)] if codec else []
        where = folder / (codec or "opus")
        assert main(["epub", str(source), "-o", str(where), "--narrated", *options]) == 0
        made[codec or "opus"] = where / "walk.epub"
        printed = capsys.readouterr().out
        assert re.search(rf"narrated: \d+\.\d MB of \w+ at {kbps or 32} kbit/s", printed), printed
    types = {
        "opus": ("opus", 'media-type="audio/ogg; codecs=opus"'),
        "aac": ("m4a", 'media-type="audio/mp4"'),
        "mp3": ("mp3", 'media-type="audio/mpeg"'),
    }
    for codec, (suffix, declared) in types.items():
        with zipfile.ZipFile(made[codec]) as book:
            assert declared in book.read("EPUB/content.opf").decode()
            sound = tmp_path / f"sound.{suffix}"
            sound.write_bytes(book.read(f"EPUB/audio/article.{suffix}"))
        assert [one.codec for one in ffprobe.probe(sound).streams] == [codec]
    for path, messages in epubcheck.check(list(made.values())).items():
        assert not [one for one in messages if one.is_failure], path

    kept = made["mp3"].read_bytes()
    assert main(["epub", str(source), "-o", str(made["mp3"].parent)]) == 2
    assert "is narrated" in capsys.readouterr().err
    assert made["mp3"].read_bytes() == kept
    assert main(["epub", str(source), "-o", str(made["mp3"].parent), "--for", "kindle"]) == 0
    assert "no sound, which Kindle doesn't take" in capsys.readouterr().out
    assert main(["epub", str(source), "-o", str(made["mp3"].parent), "--silent"]) == 0
    assert made["mp3"].read_bytes() != kept


def test_an_epub_that_is_too_large_for_a_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHOPS, "google", replace(SHOPS["google"], size=1_000))
    source = tmp_path / "walk.md"
    source.write_text(HEAD.format(""))
    (edition,) = build(source, tmp_path, BuildOptions(only="epub", shops=("google",), cache=False))
    assert [one.code for one in edition.diagnostics] == ["shop-epub-large"]


def test_each_shop_gets_a_codec_that_it_takes(tmp_path: Path) -> None:
    source = tmp_path / "walk.md"
    source.write_text(HEAD.format("narration: {epub-codec: opus}\n"))
    article = read(source)

    def codec(**options: str) -> str:
        sound = resolve(EpubOptions(**options), article).sound  # type: ignore[arg-type]
        return sound.codec if sound else ""

    assert [codec(shop=shop) for shop in ("", "kindle", "apple", "kobo")] == [
        *("opus", "", "mp3", "aac"),
    ]
    assert codec(shop="google", codec="aac") == "aac"
    with pytest.raises(UsageError, match="Kobo doesn't take a narration in mp3"):
        codec(shop="kobo", codec="mp3")
    with pytest.raises(UsageError, match="no codec for an EPUB 'flac'"):
        codec(codec="flac")
