"""What ids are made of: XML names that every edition can hold."""

from __future__ import annotations

import re
import unicodedata

#: The lines of an opening; after the id of a section, its own.
OPENING_LINES = ("title", "subtitle", "standfirst", "byline", "dateline")

#: Ids that the editions use for matter of their own.
RESERVED = frozenset(
    {
        *(*OPENING_LINES, "cover", "toc", "landmarks"),
        *("loi", "notes", "colophon", "descriptions", "opening", "page-list", "text"),
    }
)


def slug(text: str) -> str:
    """``text`` as an XML name: lower case, letters and digits of any script, single hyphens.

    Source: XML 1.0 (Fifth Edition), 2.3, production 4; an empty result is ``section``.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    name = re.sub(r"[^\w]+", "-", folded.replace("_", "-")).strip("-")[:60].rstrip("-")
    name = "".join(char for char in name if char == "-" or unicodedata.category(char)[0] in "LN")
    if not name:
        return "section"
    return name if name[0].isalpha() else f"section-{name}"


def notes_id(chapter: str) -> str:
    """The id of the section that holds the notes of a chapter; of an article where it is empty."""
    return scoped(chapter, "notes") if chapter else "notes"


def scoped(chapter: str, name: str) -> str:
    """The id of what is called ``name`` in the chapter with the id ``chapter``.

    A slug has no underscore, so that two chapters never make the same id of two names; and a style
    sheet can write it as it is.

    >>> scoped("mill", "map")
    'mill_map'
    """
    return f"{chapter}_{name}"


def unscoped(identifier: str) -> tuple[str, str]:
    """The chapter and the name in it that :func:`scoped` made ``identifier`` of.

    The name is empty where ``identifier`` is that of a chapter.
    """
    chapter, _, name = identifier.partition("_")
    return chapter, name
