"""The W3C Audiobook: its manifest against a schema, its contents and files against the timeline."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html

from publish.model import Article
from publish.narration.timeline import Narration
from publish.sync.chapter_marks import chapter_marks
from tests.building import export
from tests.judges.ffprobe import probe

#: The Publication Manifest and its audiobook profile, in our words.
TEXT = {"type": "string", "minLength": 1}
DURATION = {"type": "string", "pattern": r"^PT\d+\.\d{3}S$"}
LINK = {
    "type": "object",
    "required": ["type", "url", "encodingFormat", "name"],
    "properties": {
        "type": {"const": "LinkedResource"},
        "url": {"type": "string", "pattern": r"^[a-z0-9./-]+$"},
        "encodingFormat": {"enum": ["audio/mpeg", "image/jpeg", "text/html"]},
        "rel": {"enum": ["contents", "cover"]},
        "name": TEXT,
        "description": TEXT,
        "duration": DURATION,
    },
    "additionalProperties": False,
}
PEOPLE = {"type": "array", "items": TEXT, "minItems": 1}
TERMS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
SCHEMA = {
    "type": "object",
    "required": ["@context", "conformsTo", "type", "id", "name", "inLanguage", "duration",
                 "readingOrder", "resources", "accessMode", "accessModeSufficient",
                 "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"],
    "properties": {
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://schema.org"},
                {"const": "https://www.w3.org/ns/pub-context"},
                {"type": "object", "required": ["language"]},
            ],
        },
        "conformsTo": {"const": "https://www.w3.org/TR/audiobooks/"},
        "type": {"const": "Audiobook"},
        "author": PEOPLE,
        "illustrator": PEOPLE,
        "duration": DURATION,
        "datePublished": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "dateModified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT[0-9:]{8}(Z|[+-].*)$"},
        "accessMode": TERMS,
        "accessibilityFeature": TERMS,
        "accessibilityHazard": {"const": ["none"]},
        "accessModeSufficient": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "itemListElement"],
                "properties": {"type": {"const": "ItemList"}, "itemListElement": TERMS},
            },
        },
        "accessibilitySummary": {"type": "object", "required": ["value", "language"]},
        "readingOrder": {"type": "array", "items": {**LINK, "required": ["url", "duration"]}},
        "resources": {"type": "array", "items": LINK},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(
    article: Article, narration: Narration, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The audiobook, unpacked."""
    path = tmp_path_factory.mktemp("lpf")
    export("lpf", article, narration, path / "article.lpf")
    with zipfile.ZipFile(path / "article.lpf") as archive:
        assert archive.testzip() is None
        archive.extractall(path)
    return path


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Any:
    return json.loads((folder / "publication.json").read_text(encoding="utf-8"))


def seconds(duration: str) -> float:
    return float(duration.removeprefix("PT").removesuffix("S"))


def entries(manifest: Any, folder: Path) -> Iterator[tuple[str, int, str]]:
    """Title, time in ms from the beginning of everything, and description of each link."""
    starts, at = {}, 0
    for part in manifest["readingOrder"]:
        starts[part["url"]] = at
        at += round(seconds(part["duration"]) * 1000)
    page = html.fromstring((folder / "toc.html").read_text(encoding="utf-8"))
    for link in page.xpath('//nav[@role="doc-toc"]//a'):
        file, _, time = link.get("href").partition("#t=")
        text = link.text_content()
        yield text, starts[file] + round(float(time or 0) * 1000), link.get("aria-description", "")


def test_the_manifest_is_an_audiobook_s(manifest: Any, article: Article) -> None:
    jsonschema.validate(manifest, SCHEMA)
    assert manifest["name"] == article.metadata.title
    assert manifest["id"] == article.metadata.identifier


def test_it_says_all_that_the_profile_recommends(manifest: Any) -> None:
    """Audiobooks, 5.2, but an address, which needs one; the W3C's tests a5.5 to a5.7."""
    recommended = """abridged accessMode accessModeSufficient accessibilityFeature
        accessibilityHazard accessibilitySummary author duration dateModified datePublished id
        inLanguage readBy readingProgression resources type"""
    assert set(recommended.split()) <= set(manifest)
    assert manifest["readingProgression"] == "ltr"
    assert any(one.get("rel") == "cover" for one in manifest["resources"])
    assert all(one["encodingFormat"].startswith("audio/") for one in manifest["readingOrder"])
    ms = sum(round(seconds(one["duration"]) * 1000) for one in manifest["readingOrder"])
    assert ms == round(seconds(manifest["duration"]) * 1000)


def test_the_package_is_a_plain_zip(folder: Path) -> None:
    """LPF, 4 and 5 (the W3C's tests l4.01, l5.01, l5.02): text is deflated, sound is stored."""
    with zipfile.ZipFile(folder / "article.lpf") as archive:
        for one in archive.infolist():
            packed = one.filename.endswith((".mp3", ".jpg"))
            assert one.compress_type == (zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
            assert not one.flag_bits & 0b1001  # neither encrypted nor with data descriptors


def test_every_file_that_it_names_is_there_and_no_other(manifest: Any, folder: Path) -> None:
    named = {one["url"] for one in manifest["readingOrder"] + manifest["resources"]}
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()} - {
        "article.lpf",
        "publication.json",
    }
    assert named == there


def test_contents_are_the_timeline_s(manifest: Any, folder: Path, narration: Narration) -> None:
    marks = chapter_marks(narration)
    assert list(entries(manifest, folder)) == [
        (mark.title, mark.start, mark.alt if mark.level > 1 else "") for mark in marks
    ]
    assert seconds(manifest["duration"]) * 1000 == pytest.approx(marks[-1].end)


def test_files_last_as_long_as_they_say(manifest: Any, folder: Path) -> None:
    for part in manifest["readingOrder"]:
        assert probe(folder / part["url"]).duration_ms == pytest.approx(
            seconds(part["duration"]) * 1000, abs=60
        )


def test_figures_stand_inside_their_sections(folder: Path) -> None:
    """What only can be skipped is hidden from menus, and has nothing inside it."""
    page = html.fromstring((folder / "toc.html").read_text(encoding="utf-8"))
    inner = page.xpath('//li[a[text()="The lines"]]/ol/li[not(@hidden)]/a/text()')
    assert [re.sub(":.*", "", title) for title in inner] == ["Figure 1", "Figure 2", "In numbers"]
    hidden = page.xpath("//li[@hidden]")
    assert {re.sub(".*, ", "", item.findtext("a")) for item in hidden} >= {"continued", "Notes"}
    assert not page.xpath("//li[@hidden]//li")
    assert not page.xpath("//ol[not(@hidden)][not(li[not(@hidden)])]")  # no empty list


def test_pictures_say_what_they_show(manifest: Any, article: Article) -> None:
    pictures = [one for one in manifest["resources"] if one["encodingFormat"] == "image/jpeg"]
    cover = article.metadata.cover
    assert cover
    assert [one["description"] for one in pictures if one.get("rel") == "cover"] == [cover.alt]
    assert {one["description"] for one in pictures} >= {"Three tram lines meet at the mill."}


def test_the_same_narration_gives_the_same_bytes(
    article: Article, narration: Narration, folder: Path, tmp_path: Path
) -> None:
    export("lpf", article, narration, tmp_path / "again.lpf")
    assert (tmp_path / "again.lpf").read_bytes() == (folder / "article.lpf").read_bytes()
