"""Speak in a process of its own, as a build does."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from publish.narration.synthesis import Part, Speech
from publish.narration.voices import speaker
from publish.runtime.background import BackgroundProcess


def spoken(*parts: Part, speed: int = 165) -> Speech:
    """What the engines make of ``parts``."""
    with BackgroundProcess(speak_all, [parts], speed) as child:
        return child.result()[0]


def spoken_in_turn(*many: Sequence[Part]) -> list[Speech]:
    """Several texts, one after the other, by the same engines."""
    with BackgroundProcess(speak_all, many, 165) as child:
        return child.result()


def speak_all(many: Sequence[Sequence[Part]], speed: int) -> list[Speech]:
    engines = speaker()
    return [engines.speak(parts, speed) for parts in many]


def samples(speech: Speech) -> array[int]:
    return array("h", speech.pcm)


def heard(speech: Speech, *parts: Part) -> list[str]:
    """The words that have a time; asserts that their times are in order and inside the sound."""
    text = "".join(part.text for part in parts)
    place = time = 0
    for word in speech.words:
        assert place <= word.first < word.last <= len(text)
        assert time <= word.start < word.end <= len(samples(speech))
        place, time = word.last, word.end
    return [text[word.first : word.last] for word in speech.words]
