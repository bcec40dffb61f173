"""Words that rules look for, from the files of all languages.

Words of all languages are used for each text, because it may have English links and foreign names.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from publish.language.tables import languages_with, table


class CheckWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``check`` of a language.

    ``vague_links``: words of a link that don't say where it leads.  ``picture_words``: words such
    as "image", which are no alt text.  ``alt_opening``: a pattern for the start of an alt text that
    says only that there is a picture.  ``joining_words``: words between two names.
    ``small_words``: words that an initialism leaves out.
    """

    vague_links: tuple[str, ...] = ()
    picture_words: tuple[str, ...] = ()
    alt_opening: str = ""
    joining_words: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()


@cache
def words(
    kind: Literal["vague_links", "picture_words", "joining_words", "small_words"],
) -> tuple[str, ...]:
    """Return the words of a kind in all languages, each once."""
    found = (word for table in _tables() for word in getattr(table, kind))
    return tuple(dict.fromkeys(found))


def alt_openings() -> str:
    """Return a pattern for the openings of alt texts in all languages."""
    return "|".join(table.alt_opening for table in _tables() if table.alt_opening)


@cache
def _tables() -> tuple[CheckWords, ...]:
    found = (table(language, "check", CheckWords) for language in languages_with("check"))
    return tuple(words for words in found if words)
