"""LaTeX: pandoc reads it by itself; its pictures are in its folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from publish.importing.markers import ANY
from publish.importing.preparing import Prepared
from publish.importing.preparing.places import from_folder
from publish.importing.writing.source import Front
from publish.source.language import of_name
from publish.source.text import read_text

MAX_FILE = 2_000_000
"""Bytes: pandoc reads half a million of LaTeX in a second."""
_BABEL = re.compile(r"\\usepackage\s*\[([^\]\n]{1,200})\]\s*\{babel\}")
_POLYGLOSSIA = re.compile(r"\\set(?:main|default)language\s*(?:\[[^\]\n]*\])?\s*\{(\w+)\}")
_NAMES = {
    "british": "en-GB", "UKenglish": "en-GB", "american": "en-US", "USenglish": "en-US",
    "ngerman": "de", "naustrian": "de-AT", "francais": "fr", "brazilian": "pt-BR",
}  # fmt: skip
"""Names of babel that are not those of languages."""
_SUFFIXES = ("", ".svg", ".png", ".jpg", ".jpeg")
"""What ``\\includegraphics`` may leave out."""


def prepare(file: Path) -> Prepared:
    """The document ``file``; what it would read (``\\input``) is not read."""
    text = ANY.sub("", read_text(file, max_file=MAX_FILE))
    return Prepared(
        file=file,
        data=text.encode(),
        kind="latex",
        front=Front(language=_language(text)),
        picture=_pictures(file.parent),
    )


def _language(text: str) -> str:
    """What babel (its last option) or polyglossia calls the main language, as a tag."""
    found = _BABEL.search(text) or _POLYGLOSSIA.search(text)
    name = found[1].split(",")[-1].strip() if found else ""
    name = name.removeprefix("main=")
    return _NAMES.get(name, "") or of_name(name)


def _pictures(folder: Path) -> Callable[[str], bytes | None]:
    read = from_folder(folder)

    def find(address: str) -> bytes | None:
        found = (read(address + suffix) for suffix in _SUFFIXES)
        return next((data for data in found if data is not None), None)

    return find
