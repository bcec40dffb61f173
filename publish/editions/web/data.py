"""The data of ``player.js`` and ``reader.js`` in a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import to_builtins

from publish.editions.web.sound import PageChapter, PageSound
from publish.language.interface import PlayerWords, ReaderWords
from publish.model import Image


def labels(words: PlayerWords | ReaderWords) -> Mapping[str, str]:
    """Return the words of a script by their keys."""
    found: Mapping[str, str] = to_builtins(words)
    return found


def reader_data(words: ReaderWords, search: str) -> dict[str, object]:
    """Return the data of ``reader.js``; ``search`` is the address of the search's index, if any."""
    return {"labels": labels(words), "search": search}


def player_data(sound: PageSound, href: Callable[[Image], str]) -> dict[str, object]:
    """Return what ``player.js`` knows of ``sound``; times are in ms from its start.

    ``href`` returns the address of a picture.
    """
    return {
        "duration": sound.duration,
        "elements": [[one.target, one.begin, one.end] for one in sound.timed],
        "words": sound.spoken if sound.inside else sound.words,
        "chapters": [_chapter(one, href) for one in sound.chapters],
        "skips": sound.skips,
    }


def _chapter(one: PageChapter, href: Callable[[Image], str]) -> dict[str, object]:
    mark = one.mark
    return {
        "begin": mark.start,
        "end": mark.end,
        "title": mark.title,
        "target": one.target,
        "kind": one.kind,
        "level": mark.level,
        "listed": mark.listed,
        "picture": href(mark.image) if mark.image and one.caption is not None else "",
        "alt": mark.alt,
        "caption": one.caption or "",
    }
