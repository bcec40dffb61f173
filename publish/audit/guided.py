"""Read a Guided Navigation Document as captions: what is said, when, and in which language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import unescape

from msgspec import DecodeError, Struct, field
from msgspec.json import decode

from publish.audit.captions import Cue
from publish.audit.items import letters
from publish.errors import Diagnostic, SourceError

_TIMES = re.compile(r"#t=(\d{1,9}(?:\.\d+)?),(\d{1,9}(?:\.\d+)?)$", re.ASCII)
_LANGUAGE = re.compile(r'<lang xml:lang="([^"<>]+)">([^<]*(?:<(?!/?lang\b)[^<]*)*)</lang>')


class _Text(Struct):
    plain: str = ""
    ssml: str = ""
    language: str = ""


class _Object(Struct):
    audioref: str = ""
    text: _Text = field(default_factory=_Text)
    children: list[_Object] = field(default_factory=list)


class _Document(Struct):
    guided: list[_Object]


def read_objects(path: Path) -> tuple[Cue, ...]:
    """Return the objects with sound in time order.

    Raises:
        SourceError: It isn't a Guided Navigation Document.
    """
    try:
        document = decode(path.read_bytes(), type=_Document)
    except (OSError, DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(
            Diagnostic(
                code="edition-unreadable",
                message=f"It cannot be read as a Guided Navigation Document: {error}.",
                fix="Build it again.",
                file=path,
            )
        ) from error
    return tuple(sorted(_cues(document.guided), key=lambda cue: cue.start))


def _cues(objects: Sequence[_Object]) -> Iterator[Cue]:
    for one in objects:
        if times := _TIMES.search(one.audioref):
            start, end = (round(float(seconds) * 1000) for seconds in times.groups())
            marked = [(one.text.language, one.text.plain), *_LANGUAGE.findall(one.text.ssml)]
            spoken = tuple((tag.lower(), letters(unescape(words))) for tag, words in marked)
            yield Cue(start, end, letters(one.text.plain), spoken)
        yield from _cues(one.children)
