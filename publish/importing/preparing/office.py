"""Shared by DOCX and ODT: languages of passages, and core metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from publish.importing.records import Front
from publish.language.tags import UnknownLanguageError, language_tag
from publish.model import Contributor

_NOT_PEOPLE = re.compile(r"^(python-docx|unknown|user|admin\w*|microsoft .*|author|normal)$", re.I)


def usual(tags: Counter[str], default: str) -> str:
    """Return the language of at least half of a document's letters, or else ``default``."""
    total = sum(tags.values())
    if not total:
        return tag_of(default)
    best, count = tags.most_common(1)[0]
    return best if best and count * 2 >= total else tag_of(default)


@lru_cache(maxsize=1000)
def tag_of(written: str) -> str:
    """Return a language tag, or an empty string if it isn't one (``zxx``: no language)."""
    if not written:
        return ""
    try:
        tag = language_tag(written.replace("_", "-"))
    except UnknownLanguageError:
        return ""
    return "" if tag in ("zxx", "und", "mul") else tag


def differs(tag: str, document: str) -> bool:
    """Return whether a passage is in another language; variants such as en-US don't count."""
    return bool(tag) and tag.split("-")[0] != document.split("-")[0]


def core(fields: dict[str, str], keywords: Iterable[str]) -> Front:
    """Return the metadata in the Dublin Core ``fields``, with ``keywords`` as subjects."""
    return Front(
        title=fields.get("title", ""),
        authors=people([fields.get("creator", "")]),
        description=fields.get("description", ""),
        subjects=tuple(keywords),
        rights=fields.get("rights", ""),
        publisher=fields.get("publisher", ""),
    )


def people(written: Iterable[str]) -> tuple[Contributor, ...]:
    """Return the authors in ``written``, without a “By” and without names of programs."""
    names = (
        re.sub(r"^by\s+", "", name.strip(), flags=re.I)
        for one in written
        for name in re.split(r"[;\n]| and ", one)
    )
    return tuple(Contributor(name) for name in names if name and not _NOT_PEOPLE.match(name))


def subjects(written: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords in ``written``, split at commas and semicolons."""
    found = (part.strip() for one in written for part in re.split(r"[,;]", one))
    return tuple(dict.fromkeys(part for part in found if part))
