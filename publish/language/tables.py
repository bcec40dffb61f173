"""Read the file of a language: one section at a time, when it is first needed.

A file is TOML, ``data/TAG.toml``, named by a primary language subtag.  Its top-level tables are the
sections.  Each section is optional, and its record type is in the module that uses it.
Parsing is slow, so only the lines of the requested section are parsed.
"""

from __future__ import annotations

import re
import threading
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from publish.language.tags import primary

FOLDER = Path(__file__).parent / "data"

SECTIONS = (
    "writing",
    "words",
    "announcements",
    "display",
    "dates",
    "spacing",
    "detection",
    "colour",
    "check",
    "readability",
    "captions",
    "speech",
    "mathematics",
    "web",
    "player",
    "reader",
)

#: A line that opens a table.  Lines inside an array never begin with a bracket in these files.
_HEADING = re.compile(r"^\[+([\w-]+)", re.MULTILINE)

Record = TypeVar("Record")


class LanguageFileError(ValueError):
    """A file of a language can't be read; the message names the file and the key."""


def languages_with(section: str) -> tuple[str, ...]:
    """Return the primary subtags of the languages that have ``section``, in alphabetical order."""
    return _languages_with(FOLDER, section)


def table(tag: str, section: str, record: type[Record]) -> Record | None:
    """Return ``section`` of the language of ``tag`` (BCP 47) as a ``record``, or ``None``.

    ``[section.regions."en-US en-PH"]`` replaces keys for these tags.  ``record`` may have a field
    ``language``: it gets the primary subtag.

    Raises:
        LanguageFileError: The file isn't TOML, or a key is unknown, missing or of a wrong type.
    """
    key = (FOLDER, tag_of(tag), section)
    with _READING:
        if key not in _read:
            _read[key] = _table(*key, record)
        found = _read[key]
    assert found is None or isinstance(found, record)  # noqa: S101 - narrows the type
    return found


def tag_of(tag: str) -> str:
    """Return ``tag`` in small letters if its file names it, else its primary language subtag.

    Tags with the same one have the same tables: a text can have thousands, with private subtags.
    """
    lower, language = tag.lower(), primary(tag)
    return lower if lower in _tags_in(FOLDER, language) else language


def table_or_english(tag: str, section: str, record: type[Record]) -> Record:
    """Return a section as :func:`table` does; the English one if the language has none.

    Raises as :func:`table` does.
    """
    found = table(tag, section, record) or table("en", section, record)
    assert found  # noqa: S101 - narrows the type: en.toml has the section
    return found


#: A primary language subtag (RFC 5646, 2.1); other words in a stranger's file name no file of ours.
_SUBTAG = re.compile(r"[a-z]{2,8}")

_read: dict[tuple[Path, str, str], object] = {}

#: msgspec 0.22 ends the process where two threads convert to the same type for the first time.
_READING = threading.Lock()


def _table(folder: Path, tag: str, section: str, record: type[Record]) -> Record | None:
    language = primary(tag)
    if not _SUBTAG.fullmatch(language):
        return None
    file = folder / f"{language}.toml"
    if section not in _sections(file):
        return None
    try:
        values = tomllib.loads(_lines_of(file, section))[section]
        for tags, changes in values.pop("regions", {}).items():
            if tag in tags.lower().split():
                for key, value in changes.items():
                    values[key] = {**values[key], **value} if isinstance(value, dict) else value
        if "language" in record.__annotations__:
            values["language"] = language
        return msgspec.convert(values, record)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, KeyError) as error:
        raise LanguageFileError(f"{file}: [{section}]: {error}") from error


@cache
def _languages_with(folder: Path, section: str) -> tuple[str, ...]:
    files = sorted(folder.glob("*.toml"))
    return tuple(file.stem for file in files if section in _sections(file))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


#: The tags of ``[section.regions."en-US en-PH"]``.
_REGIONS = re.compile(r'^\[[\w-]+\.regions\."([^"\n]*)"', re.MULTILINE)


@lru_cache(maxsize=1_000)
def _tags_in(folder: Path, language: str) -> frozenset[str]:
    """Return the tags that the file of a language names, in small letters."""
    text = _text(folder / f"{language}.toml") if _SUBTAG.fullmatch(language) else ""
    return frozenset(tag for tags in _REGIONS.findall(text) for tag in tags.lower().split())


@cache
def _sections(file: Path) -> frozenset[str]:
    found = frozenset(_HEADING.findall(_text(file)))
    if unknown := found.difference(SECTIONS):
        known = ", ".join(SECTIONS)
        message = f"{file}: [{min(unknown)}] isn't a section. Use one of: {known}."
        raise LanguageFileError(message)
    return found


@cache
def _parts(file: Path) -> dict[str, list[tuple[int, str]]]:
    """Return the tables of each section, each after its number of lines before it."""
    text, parts = _text(file), dict[str, list[tuple[int, str]]]()
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    line = text.count("\n", 0, headings[0].start())
    for heading, end in zip(headings, ends, strict=True):
        lines = text[heading.start() : end]
        parts.setdefault(heading[1], []).append((line, lines))
        line += lines.count("\n")
    return parts


def _lines_of(file: Path, section: str) -> str:
    """Return the text with blank lines for other sections, so that line numbers stay right."""
    out, line = [], 0
    for before, lines in _parts(file)[section]:
        out += ["\n" * (before - line), lines]
        line = before + lines.count("\n")
    return "".join(out)
