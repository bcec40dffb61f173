"""The words of our pages, in one file a language: ``strings/TAG.toml``.

Each file has the same tables and keys, such as ``title`` in ``[list]``; here its name is
``list.title``.  A value may have places in braces (``{name}``), the same in all languages.
Keys of the table ``[script]`` go to the scripts of a page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

#: The languages, each by the name that its speakers give it.
LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pl": "Polski",
    "uk": "Українська",
}

#: The cookie, and the parameter of an address, that choose a language.
CHOICE = "publish-language"
PARAMETER = "language"

_FOLDER = Path(__file__).parent / "strings"


class Wording:
    """The words of one language: ``words("list.title")``."""

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self.language, self._words = language, words

    def __call__(self, key: str, **places: object) -> str:
        """Return the words for ``key``, with ``places`` filled in."""
        return self._words[key].format(**places)

    def table(self, name: str) -> dict[str, str]:
        """Return the words of the table ``name``, by their keys in it, with their places open."""
        begin = f"{name}."
        return {
            key.removeprefix(begin): text
            for key, text in self._words.items()
            if key.startswith(begin)
        }


@cache
def words_of(language: str) -> Wording:
    """Return the words of one of :data:`LANGUAGES`."""
    tables = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return Wording(
        language,
        {f"{table}.{key}": text for table, keys in tables.items() for key, text in keys.items()},
    )


def wording_for(request: Request) -> Wording:
    """Return the words in the language that the reader has chosen, or that the browser asks for."""
    chosen = request.query_params.get(PARAMETER) or request.cookies.get(CHOICE, "")
    asked = _by_preference(request.headers.get("accept-language", ""))
    fitting = (one for one in (chosen, *asked) if one in LANGUAGES)
    return words_of(next(fitting, "en"))


def _by_preference(header: str) -> list[str]:
    """Return the primary languages of an ``Accept-Language``, the preferred first (RFC 9110)."""
    weighed: list[tuple[float, str]] = []
    for one in header[:500].split(","):
        tag, _, weight = one.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
