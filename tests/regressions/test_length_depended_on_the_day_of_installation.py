"""The same source was two seconds longer on a machine where the voice was installed another day.

Where a segment of sound ends was chosen by the address of a sound, which holds the date of the
engine's files; each end rounds a pause up, so that chapters stood elsewhere.
"""

from __future__ import annotations

from publish.language.spoken.text import Span
from publish.narration.script import Chapter, ChapterKind, Role, Script, Utterance
from publish.narration.synthesis import Timing
from publish.narration.timeline import timeline_of

RATE = 22_050


def test_times_depend_on_the_words_alone() -> None:
    utterances = tuple(
        Utterance(role=Role.BODY, spans=(Span(f"Sentence {number}.", "en"),), pause=450)
        for number in range(400)
    )
    script = Script(
        language="en",
        chapters=(
            Chapter(kind=ChapterKind.OPENING, title="T", level=1, target="", utterances=utterances),
        ),
    )
    here, there = (
        timeline_of(
            script,
            [
                (utterance, f"{(number + day) % 256:02x}", Timing(2 * RATE + number))
                for number, utterance in enumerate(utterances)
            ],
            RATE,
        )
        for day in (1, 4)
    )
    assert [(s.start, s.end) for s in here[1]] == [(s.start, s.end) for s in there[1]]
    assert len(here[1]) > 5
    assert here[0][0].end == there[0][0].end
