"""What follows from a language tag: its direction, and whether two tags mean one language."""

from __future__ import annotations

from typing import Literal

#: Languages written from right to left unless a script subtag says otherwise (CLDR, layout).
_RIGHT_TO_LEFT = frozenset(
    [
        "ar",
        "arc",
        "arz",
        "ckb",
        "dv",
        "fa",
        "he",
        "iw",
        "ji",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    ["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"]
)


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction of a text in ``language`` (BCP 47)."""
    primary, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def same(one: str, other: str) -> bool:
    """Whether two tags share their primary language: ``en`` and ``en-GB`` do."""
    return one.split("-")[0].lower() == other.split("-")[0].lower()
