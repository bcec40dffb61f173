"""Language tags: BCP 47 (RFC 5646), with subtags that are registered.

The subtags are in ``subtags.txt``, which names its sources.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from publish.errors import nearest

_SUBTAGS = Path(__file__).with_name("subtags.txt")

_WELL_FORMED = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(-[a-z]{3}){0,3})"
    r"(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(-([a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?P<extensions>(-[a-wy-z\d](-[a-z\d]{2,8})+)*)(?P<private>-x(-[a-z\d]{1,8})+)?"
)
"""RFC 5646, 2.1 Syntax, ``langtag``, in lower case."""

_EVERYDAY = {"UK": "GB"}
"""Common wrong subtags of regions, with the right ones."""


_IRREGULAR = frozenset(
    {
        *("en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux"),
        *("i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu"),
        *("sgn-be-fr", "sgn-be-nl", "sgn-ch-de"),
    }
)
"""RFC 5646, 2.1 Syntax, ``irregular``, in lower case."""

_PRIVATE = re.compile(r"x(-[a-z\d]{1,8})+")


def is_well_formed(tag: str) -> bool:
    """Return whether ``tag`` has the form of a language tag (RFC 5646, 2.1), registered or not."""
    lower = tag.lower()
    return bool(_WELL_FORMED.fullmatch(lower) or _PRIVATE.fullmatch(lower) or lower in _IRREGULAR)


class UnknownLanguageError(ValueError):
    """A tag isn't valid.  ``fix`` names the tag that was probably meant."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def primary(tag: str) -> str:
    """Return the primary language subtag of ``tag``, in lower case.

    >>> primary("en-GB")
    'en'
    """
    return tag.split("-")[0].lower()


def same(one: str, other: str) -> bool:
    """Return whether two tags share their primary language: ``en`` and ``en-GB`` do."""
    return primary(one) == primary(other)


def three_letters(tag: str) -> str:
    """Return the ISO 639-2 code (terminology) of a tag; ``und`` (undetermined) if it has none."""
    language = primary(tag)
    return _three_letters(0).get(language) or (language if len(language) == 3 else "und")


def bibliographic(tag: str) -> str:
    """Return the ISO 639-2 code for catalogues (``ger``, not ``deu``); ``und`` if it has none."""
    language = primary(tag)
    return _three_letters(-1).get(language) or (language if len(language) == 3 else "und")


@cache
def _three_letters(place: int) -> dict[str, str]:
    """Return codes by two-letter subtags; in the file that of terminology is first."""
    return {
        subtag: codes.split()[place]
        for subtag, codes, _ in (line.split("\t") for line in _registry()["languages"])
        if codes
    }


@cache
def _registry() -> dict[str, list[str]]:
    """Return the lines of each section of ``subtags.txt``."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in _SUBTAGS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            sections[name] = []
        elif not line.startswith("#"):
            sections[name].append(line)
    return sections


@cache
def _registered(section: str) -> frozenset[str]:
    """Return the subtags of a section, in their usual case."""
    if section == "languages":
        two_letters = {line.split("\t")[0] for line in _registry()["languages"]}
        return frozenset(two_letters).union(
            *(line.split() for line in _registry()["more-languages"])
        )
    return frozenset().union(*(line.split() for line in _registry()[section]))


@cache
def _meant() -> dict[str, str]:
    """Return the subtags by three-letter codes, English names and replaced subtags (lower case)."""
    meant = dict(line.split() for line in _registry()["replaced"])
    for line in _registry()["languages"]:
        subtag, codes, name = line.split("\t")
        meant.update(dict.fromkeys([*codes.split(), name.lower()], subtag))
    return meant


@cache
def _beginning_with(letter: str) -> tuple[str, ...]:
    """Return the codes, names and subtags with this first letter: to compare all takes 3 ms."""
    return tuple(one for one in _meant() if one.startswith(letter))


def of_name(name: str) -> str:
    """Return the subtag of a language by its English name or its code, or an empty string."""
    return _meant().get(name.strip().lower(), "")


def language_tag(written: str) -> str:
    """Return ``written`` in the usual case (``en-GB``, ``sr-Latn``).

    Raises:
        UnknownLanguageError: The tag isn't well-formed, or a subtag isn't registered.
    """
    tag = written.strip().lower()
    match = _WELL_FORMED.fullmatch(tag)
    first = re.split("[-_]", tag)[0]
    if not match:
        hyphened = tag.replace("_", "-")
        if _WELL_FORMED.fullmatch(hyphened):
            fix = f"Did you mean “{language_tag(hyphened)}”?"
            raise UnknownLanguageError(f"“{written}” is not a language tag.", fix)
        fix = _fix(_meant().get(tag, first))
        raise UnknownLanguageError(f"“{written}” is not a language tag.", fix)
    if match["language"] not in _registered("languages") and not "qaa" <= first <= "qtz":
        raise UnknownLanguageError(f"“{written}” is not a known language.", _fix(first))
    parts = [match["language"]]
    for extended in match["extended"].split("-")[1:]:
        if extended not in _registered("languages"):
            raise UnknownLanguageError(f"“{extended}” is not a known language.", _fix(extended))
        parts.append(extended)
    if match["script"]:
        parts.append(_known("script", match["script"].title()))
    if match["region"]:
        region = match["region"].upper()
        if region in _EVERYDAY:
            fix = f"Did you mean “{parts[0]}-{_EVERYDAY[region]}”?"
            raise UnknownLanguageError(f"“{region}” is not a known region of a language.", fix)
        parts.append(_known("region", region))
    parts += [_known("variant", variant) for variant in match["variants"].split("-")[1:]]
    rest = f"{match['extensions']}{match['private'] or ''}"
    return "-".join(parts) + rest


def _known(kind: str, subtag: str) -> str:
    """Return ``subtag`` if the registry has it."""
    if subtag in _registered(f"{kind}s"):
        return subtag
    fix = f"Leave the {kind} out if it does not matter."
    raise UnknownLanguageError(f"“{subtag}” is not a known {kind} of a language.", fix)


def _fix(word: str) -> str:
    meant = _meant().get(word) or _meant().get(nearest(word, _beginning_with(word[:1])))
    if word in _registered("languages") or (_WELL_FORMED.fullmatch(word) and "-" in word):
        meant = word
    if meant:
        return f"Did you mean “{meant}”?"
    return "Write a BCP 47 tag such as en, en-GB or be."
