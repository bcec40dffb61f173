"""Which voices espeak-ng has, read from its data: the library itself is not started for that."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from publish.narration.voices.library import data
from publish.narration.voices.voice import Voice

#: espeak-ng is under this licence, its data too.
LICENCE = "GPL-3.0-or-later"


@cache
def espeak_voices() -> tuple[Voice, ...]:
    """The voices of espeak-ng, by id.  Raises :class:`MissingToolError`.

    The id is the first language that the voice's file names, in lower case (``en-gb``).
    """
    folder = data() / "lang"
    found: dict[str, Voice] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        voice = _read(file, file.relative_to(folder).as_posix())
        found.setdefault(voice.id, voice)
    return tuple(found[name] for name in sorted(found))


def _read(file: Path, handle: str) -> Voice:
    name, language = file.stem, file.name
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    plain = (line.partition("//")[0].split() for line in reversed(lines))  # // begins a comment
    for key, *values in filter(None, plain):
        if key == "name":
            name = " ".join(values)
        elif key == "language" and values:
            language = values[0]
    return Voice(
        language.lower(), name.replace("_", " "), canonical(language), LICENCE, "espeak", handle
    )


def canonical(tag: str) -> str:
    """A BCP 47 tag in its usual case (RFC 5646, 2.1.1): ``en-GB``, ``sr-Latn``, ``zh-yue``."""
    primary, *rest = tag.lower().split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part
        for part in rest
    ]
    return "-".join([primary, *cased])
