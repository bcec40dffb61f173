"""Scripts of letters and of languages, alphabets, and the direction of text.

A script is named by its ISO 15924 code (``Latn``).  The script of a letter is the Unicode property
Script, from fontTools.  The scripts of a language are in ``scripts.txt``, from the likely subtags
of CLDR.  Babel has that table too, but takes 33 MB and 65 ms to import, and lacks the text
direction of languages without locale data (``arc``, ``arz``, ``pnb``, ``prs``).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from publish.language.tables import table
from publish.language.tags import primary

_FILE = Path(__file__).with_name("scripts.txt")

#: Codes that stand for several scripts used together, or for a variant (ISO 15924).
_PARTS = {
    "Jpan": ("Hira", "Kana", "Hani"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani",),
    "Hant": ("Hani",),
}
_WHOLE = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}

_BASIC_LATIN = "abcdefghijklmnopqrstuvwxyz"


class Writing(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``writing`` of a language.

    ``alphabet``: its small letters; in Latin script, those beyond a to z.
    ``abbreviations``: words, separated by spaces, whose full stop doesn't end a sentence, unless a
    capital follows; ``names_after``: those before names.
    ``script``: its ISO 15924 code, for a language that ``scripts.txt`` doesn't have.
    """

    alphabet: str = ""
    abbreviations: str = ""
    names_after: str = ""
    script: str = ""


@cache
def script_of(char: str) -> str:
    """Return the script of a letter; empty for other characters and letters of no one script."""
    if char.isascii():
        return "Latn" if char.isalpha() else ""
    if not char.isalpha() or unicodedata.category(char) == "Lm":
        return ""
    if "À" <= char <= "ɏ":  # the blocks of most letters, without the import
        return "Latn"
    if "Ѐ" <= char <= "ԯ":
        return "Cyrl"
    from fontTools.unicodedata import script

    code = str(script(char))
    return "" if code in ("Zyyy", "Zinh", "Zzzz") else code


def script_name(script: str) -> str:
    """Return the English name of a script: ``Cyrillic``."""
    from fontTools.unicodedata import script_name

    return str(script_name(script, default=script))


@cache
def likely_script(tag: str) -> str:
    """Return the script that a language (BCP 47) is mostly written in; empty if not known."""
    language, *others = tag.split("-")
    for subtag in others:
        if len(subtag) == 1:
            break
        if len(subtag) == 4 and subtag.isalpha():
            return subtag.title()
    found = _likely().get(language.lower(), "")
    if not found and (writing := table(tag, "writing", Writing)):
        return writing.script
    return found


@cache
def scripts_of(tag: str) -> frozenset[str]:
    """Return every script that a language (BCP 47) is written in; empty if not known."""
    likely, language = likely_script(tag), primary(tag)
    also = _also().get(language, set()) if likely == _likely().get(language) else set()
    return parts_of(likely) | also


def parts_of(script: str) -> frozenset[str]:
    """Return the scripts that a code such as ``Jpan`` stands for, or the code itself."""
    return frozenset(_PARTS.get(script, (script,) if script else ()))


@cache
def language_of_script(script: str) -> str:
    """Return the language that most texts in ``script`` are in, or an empty string."""
    wanted = _WHOLE.get(script, script)
    return next((language for language, code in _likely().items() if code == wanted), "")


@cache
def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return the direction of text in a language (BCP 47)."""
    script = likely_script(tag)
    if script in ("", "Latn", "Cyrl", "Grek"):
        return "ltr"
    from fontTools.unicodedata import script_horizontal_direction

    return "rtl" if script_horizontal_direction(script, default="LTR") == "RTL" else "ltr"


@cache
def alphabet(tag: str) -> frozenset[str]:
    """Return the small letters that names of a language are written with; empty if not known.

    A language in another script has the English letters too, because its voice can read them.
    """
    writing = table(tag, "writing", Writing)
    if not writing or not writing.alphabet:
        return frozenset()
    letters = frozenset(writing.alphabet + _BASIC_LATIN)
    return letters if likely_script(tag) == "Latn" else letters | alphabet("en")


@cache
def abbreviations(tag: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a language whose full stop doesn't end a sentence.

    After the second, names may follow; after the first, a word with a capital is a new sentence.
    """
    writing = table(tag, "writing", Writing) or Writing()
    return frozenset(writing.abbreviations.split()), frozenset(writing.names_after.split())


@cache
def _lines() -> dict[str, list[list[str]]]:
    """Return the lines of each section of ``scripts.txt``, as words."""
    sections: dict[str, list[list[str]]] = {}
    lines: list[list[str]] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = sections[line.strip("[]")] = []
        elif not line.startswith("#"):
            lines.append(line.split())
    return sections


@cache
def _likely() -> dict[str, str]:
    """Return the script of each language, the main language of a script before its others."""
    return {language: script for script, *line in _lines()["likely"] for language in line}


@cache
def _also() -> dict[str, set[str]]:
    """Return further scripts of languages."""
    found: dict[str, set[str]] = {}
    for script, *line in _lines()["also"]:
        for language in line:
            found.setdefault(language, set()).add(script)
    return found
