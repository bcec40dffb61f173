"""The data of the scripts: JSON in the pages, and scripts that hand over data.

A page from the file system can't load JSON, but scripts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from msgspec import to_builtins

from publish.editions.web.sound import PageChapter, PageSound
from publish.language.interface import PlayerWords, ReaderWords
from publish.model import Image
from publish.xhtml.tree import Element, element


def json_text(value: object) -> str:
    """Return ``value`` as JSON without the characters that markup gives a meaning."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def data_block(name: str, value: Mapping[str, object]) -> Element:
    """Return ``value`` as a data block (HTML, 4.12.1), which no policy of scripts refuses."""
    return element("script", json_text(value), {"type": "application/json", "id": name})


def script_data(name: str, value: object) -> bytes:
    """Return a classic script that sets ``publish.NAME`` to ``value``."""
    text = json_text(value)
    return f'"use strict";\n(self.publish = self.publish || {{}}).{name} = {text};\n'.encode()


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
        "words": sound.words,
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
