"""What the shell completes after an option: names of editions, voices, themes and the like."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from publish import frontend

#: A completion: the word, and what it means.
Word = tuple[str, str]
Completer = Callable[[str], Iterator[Word]]

#: The variable by which a shell asks for completions: ``complete_bash``, ``source_bash`` ...
VARIABLE = "_PUBLISH_COMPLETE"


def words_so_far() -> list[str]:
    """Return the words after ``publish`` on the line that the shell completes."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return line.split()[1:]


def one_of(names: Callable[[], Iterable[str]]) -> Completer:
    """Return a completer of one name."""

    def complete(incomplete: str) -> Iterator[Word]:
        return ((name, "") for name in names() if name.startswith(incomplete))

    return complete


def several_of(words: Callable[[], Iterable[Word]]) -> Completer:
    """Return a completer of names separated by commas, each at most once."""

    def complete(incomplete: str) -> Iterator[Word]:
        before, comma, last = incomplete.rpartition(",")
        given = before.split(",")
        for name, meaning in words():
            if name.startswith(last) and name not in given:
                yield f"{before}{comma}{name}", meaning

    return complete


def voices(incomplete: str) -> Iterator[Word]:
    """Complete the id of a voice."""
    for voice in frontend.list_voices(every=True).voices:
        if voice.id.startswith(incomplete):
            yield voice.id, voice.language


def languages(incomplete: str) -> Iterator[Word]:
    """Complete a language that a voice speaks."""
    spoken = {voice.language: voice.name for voice in frontend.list_voices(every=True).voices}
    return ((tag, name) for tag, name in spoken.items() if tag.startswith(incomplete))
