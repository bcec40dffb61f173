"""The audio editions, read by ffprobe and mutagen."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from publish.model import Figure, Section
from publish.model.walk import all_blocks, figures_in, sections_in, text_of
from publish.prepare import prepare
from publish.source import read
from tests.acceptance.conftest import Publication
from tests.judges import ffprobe

Found = dict[Path, ffprobe.Media]


def titles(publication: Publication) -> tuple[list[str], list[str]]:
    """What a listener must find: the titles of the sections, the numbers of the figures."""
    article = prepare(read(publication.source))
    sections = [text_of(section.title) for section in sections_in(article.blocks)]
    figures = [f"{figure.number}" for figure in figures_in(article) if figure.number]
    return sections, figures


def test_every_section_and_every_figure_is_a_chapter(
    publication: Publication, media: Found
) -> None:
    sections, figures = titles(publication)
    for file in (publication.m4b, publication.mp3):
        found = [chapter.title for chapter in media[file].chapters]
        in_order = iter(found)
        assert all(any(title == name for name in in_order) for title in sections), found
        assert [
            number for number in figures if not any(f" {number}" in name for name in found)
        ] == []


def test_m4b_and_mp3_have_the_same_chapters_at_the_same_times(
    publication: Publication, media: Found
) -> None:
    m4b, mp3 = (media[file].chapters for file in (publication.m4b, publication.mp3))
    assert [chapter.title for chapter in m4b] == [chapter.title for chapter in mp3]
    for one, other in zip(m4b, mp3, strict=True):
        assert one.start_ms == pytest.approx(other.start_ms, abs=1)
        assert one.end_ms == pytest.approx(other.end_ms, abs=1)


def test_chapters_leave_no_gap_and_end_with_the_sound(
    publication: Publication, media: Found
) -> None:
    for file in (publication.m4b, publication.mp3):
        chapters = media[file].chapters
        assert chapters[0].start_ms == 0
        for one, following in itertools.pairwise(chapters):
            assert one.end_ms == pytest.approx(following.start_ms, abs=1)
        assert chapters[-1].end_ms == pytest.approx(media[file].duration_ms, abs=100)


def test_the_figure_chapters_of_the_mp3_carry_their_pictures(publication: Publication) -> None:
    article = prepare(read(publication.source))
    wanted = [figure for figure in figures_in(article) if figure.number]
    chapters = [
        frame
        for frame in ID3(publication.mp3).getall("CHAP")
        if frame.sub_frames.getall("APIC") and frame.start_time
    ]
    assert len(chapters) == len(wanted)
    in_order = sorted(chapters, key=lambda frame: int(frame.start_time))
    for figure, chapter in zip(wanted, in_order, strict=True):
        (picture,) = chapter.sub_frames.getall("APIC")
        assert picture.data.startswith((b"\xff\xd8", b"\x89PNG"))
        assert len(picture.data) > 500
        alt = figure.image.alt or ""
        assert str(chapter.sub_frames.getall("TIT3")[0]) == alt
        assert picture.desc == (alt if len(alt) <= 64 else f"{alt[:63]}…")  # ID3v2.3.0, 4.15
        assert f" {figure.number}" in str(chapter.sub_frames.getall("TIT2")[0])


def test_the_gallery_has_what_these_tests_are_about(publications: dict[str, Publication]) -> None:
    article = prepare(read(publications["every-construct"].source))
    kinds = {type(block) for block in all_blocks(article)}
    assert {Figure, Section} <= kinds
