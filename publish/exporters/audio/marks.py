"""The chapters of a narration as sound files spell them: in whole milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

from publish.article import Image
from publish.narration.timeline import Narration


@dataclass(frozen=True, slots=True)
class Mark:
    """One chapter; ``start`` and ``end`` in ms, the end of one is the start of the next."""

    title: str
    start: int
    end: int
    image: Image | None
    alt: str


def marks_of(narration: Narration) -> tuple[Mark, ...]:
    """The chapters of ``narration`` in time order."""
    return tuple(
        Mark(
            timed.chapter.title,
            narration.ms(timed.start),
            narration.ms(timed.end),
            timed.chapter.image,
            timed.chapter.alt,
        )
        for timed in narration.chapters
    )


def summary_of(narration: Narration) -> str:
    """What is worth telling: ``12 chapters, 8 min 30 s``."""
    minutes, seconds = divmod(round(narration.length / narration.rate), 60)
    return f"{len(narration.chapters)} chapters, {minutes} min {seconds:02d} s"
