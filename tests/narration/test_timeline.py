"""The timeline and its segments, of utterances that nobody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publish.language.spoken.text import Span
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.synthesis import Sounds, Timing
from publish.narration.timeline import Clip, Narration, Segment, excerpt, timeline_of
from publish.runtime.cache import Cache

RATE = 22_050


def chapter(kind: ChapterKind, name: str, sentences: int) -> Chapter:
    """A chapter with that many sentences of two seconds."""
    utterances = tuple(
        Utterance(role=Role.BODY, spans=(Span(f"{name} {number}.", "en"),), pause=450)
        for number in range(sentences)
    )
    return Chapter(kind=kind, title=name, level=1, target="", utterances=utterances)


def place(segment: Segment) -> tuple[object, ...]:
    """What a segment is encoded from."""
    clips = [(clip.key, clip.start - segment.start) for clip in segment.clips]
    return segment.end - segment.start, *clips


def narrated(chapters: Sequence[Chapter], folder: Path) -> Narration:
    said = [(one, one.text, Timing(2 * RATE)) for two in chapters for one in two.utterances]
    timed, segments = timeline_of(Script(language="en", chapters=tuple(chapters)), said, RATE)
    return Narration(
        language="en",
        voice="",
        rate=RATE,
        length=timed[-1].end,
        chapters=timed,
        segments=segments,
        sounds=Sounds(Cache(folder), {}),
    )


def test_a_document_in_its_own_order_has_the_segments_of_the_narration(tmp_path: Path) -> None:
    """Descriptions stand at its end, and their headings beside the pictures as well."""
    kinds = (
        (ChapterKind.OPENING, "Title", 3),
        (ChapterKind.SECTION, "Boats", 150),
        (ChapterKind.DESCRIPTION, "Map", 30),
        (ChapterKind.SECTION, "Harbours", 150),
        (ChapterKind.NOTES, "Notes", 20),
    )
    whole = narrated([chapter(*one) for one in kinds], tmp_path)
    title, boats, described, harbours, notes = (one.clips for one in whole.chapters)
    clips: list[Clip] = [*title, *boats, described[0], *harbours, *described, *notes]
    together = tuple(clip.utterance for clip in clips)
    page = Chapter(kind=ChapterKind.SECTION, title="", level=1, target="", utterances=together)
    own, known = excerpt(whole, [page], clips).segments, set(map(place, whole.segments))
    assert [clip.key for one in own for clip in one.clips] == [clip.key for clip in clips]
    other = [one for one in own if place(one) not in known]
    assert [[clip.key for clip in one.clips] for one in other] == [["Map 0."]]
    assert len(own) > 6
