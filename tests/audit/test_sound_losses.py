"""Each loss in a finished audio edition is found: in its chapters, its captions and its sound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3
from mutagen.oggopus import OggOpus

from publish.audit import Result
from publish.audit.items import Kind
from publish.errors import SourceError
from tests.audit.conftest import Editions
from tests.audit.spoiling import change, copied, gone, packed, silenced, swap


def names(losses: tuple[Result, ...]) -> list[tuple[str, str]]:
    return [(loss.item.kind.value, loss.item.id) for loss in losses]


def chapter(tag: Any, title: str) -> Any:
    return next(one for one in tag.getall("CHAP") if one.sub_frames["TIT2"].text[0] == title)


def without_menu(tag: Any) -> None:
    tag["CTOC:toc"].child_element_ids.remove(chapter(tag, "What a gauge is").element_id)


def without_chapter(tag: Any) -> None:
    del tag[f"CHAP:{chapter(tag, 'What a gauge is').element_id}"]


def without_picture(tag: Any) -> None:
    chapter(tag, "Figure 3: The gate of the depot, built in 1926").sub_frames.delall("APIC")


def without_alt(tag: Any) -> None:
    chapter(tag, "Figure 3: The gate of the depot, built in 1926").sub_frames.delall("TIT3")


def without_link(tag: Any) -> None:
    for one in tag.getall("CHAP"):
        one.sub_frames.delall("WXXX:a page for visitors")


@pytest.mark.parametrize(
    ("spoil", "lost"),
    [
        (without_chapter, ("heading", "gauge-title")),
        (without_menu, ("heading", "gauge-title")),
        (without_picture, ("figure", "fig-3")),
        (without_alt, ("alt text", "fig-3-img")),
        (without_link, ("link", "text-p-1-s3")),
    ],
)
def test_mp3_tags(
    spoil: Callable[[Any], None], lost: tuple[str, str], editions: Editions, tmp_path: Path
) -> None:
    path = copied(editions["mp3"], tmp_path)
    tag = ID3(path)
    spoil(tag)
    tag.save(path, v2_version=3)
    assert names(editions.losses(path)) == [lost]


def test_m4b_chapter_title(editions: Editions, tmp_path: Path) -> None:
    path = copied(editions["m4b"], tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\0\x0fWhat a gauge is", b"\0\x0fWhat a gouge is"))
    assert names(editions.losses(path)) == [("heading", "gauge-title")]


def test_m4b_chapter_picture(editions: Editions, tmp_path: Path) -> None:
    path = copied(editions["m4b"], tmp_path)
    content = path.read_bytes()
    places = [at for at in range(len(content)) if content.startswith(b"\xff\xd8\xff", at)]
    assert len(places) >= 5  # the cover, and one for each figure
    broken = bytearray(content)
    for at in places[1:]:
        broken[at] = 0
    path.write_bytes(bytes(broken))
    assert {kind for kind, _ in names(editions.losses(path))} == {"figure"}


def test_opus_chapters_and_links(editions: Editions, tmp_path: Path) -> None:
    path = copied(editions["opus"], tmp_path)
    opus = OggOpus(path)
    name = next(key for key, values in opus.items() if values == ["What a gauge is"])
    del opus[name]
    opus.pop("chapter000url")
    opus.save()
    assert names(editions.losses(path)) == [("link", "text-p-1-s3"), ("heading", "gauge-title")]


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus"])
def test_silence_instead_of_a_sentence(name: str, editions: Editions, tmp_path: Path) -> None:
    rate = editions.narration.rate
    clip = next(
        clip
        for timed in editions.narration.chapters
        for clip in timed.clips
        if clip.utterance.target == "three-lines-p-10-s1"
    )
    path = silenced(editions[name], tmp_path, clip.start / rate, clip.end / rate)
    losses = editions.losses(path, listen=True)
    (loss,) = [loss for loss in losses if loss.item.id == "three-lines-p-10"]
    assert loss.item.kind is Kind.TEXT
    assert "silence" in loss.reason
    assert loss.place.startswith("00:02:")


def test_a_file_that_ends_too_early(editions: Editions, tmp_path: Path) -> None:
    path = copied(editions["mp3"], tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 9 // 10])
    assert ("note", "note-2") in names(editions.losses(path, listen=True))


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("Mind", "", ("text", "asides-of-every-kind-p-5")),
        (r"[^\n]*Halina,[^\n]*motornicza[^\n]*", "", ("attribution", "gauge-quote-1-attrib")),
        (r"<lang pl>(tramwaj)</lang>", r"\1", ("change of language", "text-p-2-s1")),
        (r"A ((?:<[^>]*>)?)round", r"A \1square", ("alt text", "fig-4-img")),
    ],
)
def test_captions(
    old: str, new: str, lost: tuple[str, str], editions: Editions, tmp_path: Path
) -> None:
    path = copied(editions["vtt"], tmp_path)
    path.write_bytes(change(old, new)(path.read_bytes()))
    (first, *others) = names(editions.losses(path))
    assert first[0] == lost[0]
    assert first[1].startswith(lost[1])
    assert len(others) <= 1


def spoiled_chapters(folder: Path, spoil: Callable[[list[Any]], None]) -> None:
    file = folder / "chapters.json"
    data = json.loads(file.read_text())
    spoil(data["chapters"])
    file.write_text(json.dumps(data))


def test_chapters_by_themselves(editions: Editions, tmp_path: Path) -> None:
    folder = copied(editions["chapters"], tmp_path)
    spoiled_chapters(folder, lambda listed: listed.pop(1))
    picture = next(
        one["img"] for one in json.loads((folder / "chapters.json").read_text())["chapters"]
        if one["title"].startswith("Figure 4")
    )  # fmt: skip
    (folder / picture).unlink()
    assert names(editions.losses(folder)) == [("heading", "gauge-title"), ("figure", "fig-4")]


@pytest.mark.parametrize(
    ("file", "spoil", "lost"),
    [
        (
            "toc.html",
            change(r'<a href="[^"]*">What a gauge is</a>', ""),
            ("heading", "gauge-title"),
        ),
        ("publication.json", swap("A round ticket and its stub."), ("alt text", "fig-4-img")),
        ("picture-3.jpg", gone, ("figure", "fig-2")),
        ("audio/003.mp3", gone, ("heading", "asides-of-every-kind-title")),
    ],
)
def test_audiobook(
    file: str, spoil: Any, lost: tuple[str, str], editions: Editions, tmp_path: Path
) -> None:
    path = packed(editions["lpf"], tmp_path, file, spoil)
    assert lost in names(editions.losses(path))


def test_a_split_edition_without_one_of_its_files(editions: Editions, tmp_path: Path) -> None:
    folder = copied(editions.folder / "article-mp3", tmp_path)
    next(folder.glob("*What a gauge is.mp3")).unlink()
    losses = editions.losses(folder)
    assert ("heading", "gauge-title") in names(losses)
    assert {loss.edition for loss in losses} == {"MP3 (split)"}


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus", "vtt", "lpf"])
def test_a_file_that_is_not_what_its_name_says_is_refused(
    name: str, editions: Editions, tmp_path: Path
) -> None:
    target = tmp_path / editions[name].name
    target.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(SourceError, match="cannot be read as"):
        editions.losses(target)
