"""Load the criteria of three standards from ``criteria.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

WCAG, EPUB, PDF = "WCAG 2.2", "EPUB Accessibility 1.1", "PDF/UA-1"

_FILE = Path(__file__).with_name("criteria.toml")


class Criterion(Struct, frozen=True, kw_only=True):
    """A criterion.

    ``machine`` names the automatic checks for it (``check``, ``verify``, ``audit``), ``human`` says
    what a person has to look at, ``construction`` why every edition meets it by construction.  A
    criterion with none of these never applies.  ``needs`` is a fact that must hold for it to apply
    (:func:`publish.accessibility.record.present`); ``otherwise`` says why it doesn't.  ``kinds``
    are the kinds of items whose loss breaks it.  ``clauses`` are the clauses that diagnostics cite
    for it, if not ``STANDARD NUMBER``.
    """

    standard: str
    number: str
    name: str
    level: str = ""
    machine: tuple[str, ...] = ()
    human: str = ""
    needs: str = ""
    otherwise: str = ""
    construction: str = ""
    kinds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The clauses by which diagnostics cite it; a clause includes those below it."""
        full = (one if " " in one else f"{self.standard} {one}" for one in self.clauses)
        return tuple(full) or (f"{self.standard} {self.number}",)

    def applies(self, present: frozenset[str]) -> bool:
        """Return whether it applies where the facts ``present`` hold."""
        if not (self.machine or self.human or self.construction):
            return False
        return not self.needs or self.needs in present


class Standard(Struct, frozen=True):
    name: str
    title: str
    url: str
    criteria: tuple[Criterion, ...]


@cache
def standards() -> tuple[Standard, ...]:
    """Return the standards, WCAG first."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Standard(
            name,
            entry["title"],
            entry["url"],
            tuple(_criterion(name, one) for one in entry["criteria"]),
        )
        for name, entry in data.items()
    )


def _criterion(standard: str, one: dict[str, Any]) -> Criterion:
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in one.items()
    }
    return Criterion(standard=standard, **given)
