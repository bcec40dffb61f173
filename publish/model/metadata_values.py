"""Values of metadata that follow a standard: identifiers, licences, roles of people.

Licences have SPDX names (https://spdx.org/licenses).  ``relators.tsv`` is the MARC Code List for
Relators (https://www.loc.gov/marc/relators/) as of May 2024: code, tab, term in lower case.
"""

from __future__ import annotations

import re
import uuid
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from publish.model import Licence

#: The name space of generated URNs; it must never change.
_NAMESPACE = uuid.UUID("5b0a3c1e-6f6e-5d0b-9a53-7d1c8f0e2a64")

_ISBN = re.compile(r"(?:urn:isbn:|isbn[: ]*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dx])", re.I)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[!-~]+)", re.I)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[\w()+,.:=@;$!*'%/?#~&-]+", re.I | re.A)
"""RFC 8141, 2 URN syntax."""


class WrongIdentifierError(ValueError):
    """The text isn't an identifier; ``fix`` shows what one looks like."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def identifier(written: str) -> str:
    """Return ``written`` as ``urn:isbn:...``, ``https://doi.org/...``, or the URN or URL as it is.

    Raises:
        WrongIdentifierError: It is none of these, or an ISBN with a wrong check digit.
    """
    text = written.strip()
    isbn = _ISBN.fullmatch(text)
    if isbn:
        return f"urn:isbn:{_checked(isbn[1])}"
    if text.lower().startswith(("urn:isbn:", "isbn")):
        message = f"“{text}” isn't an ISBN: it must have 10 or 13 digits."
        raise WrongIdentifierError(message, "Write it as urn:isbn:9783161484100.")
    doi = _DOI.fullmatch(text)
    if doi:
        return f"https://doi.org/{doi[1]}"
    if _URN.fullmatch(text) or _is_url(text):
        return text
    raise WrongIdentifierError(
        f"“{text}” isn't an identifier.",
        "Write an ISBN (urn:isbn:...), a DOI (doi:10....), a URN or a URL, or leave it out.",
    )


def generated_identifier(language: str, title: str, first_author: str) -> str:
    """Return a URN that stays the same while corrections change everything else."""
    return uuid.uuid5(_NAMESPACE, "\n".join((language, title, first_author))).urn


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    printable = re.fullmatch(r"[!-~]+", text) is not None
    return printable and parts.scheme in ("http", "https") and bool(parts.hostname)


def _checked(written: str) -> str:
    """Return the digits of an ISBN (ISO 2108, annex A: weights 10..1 mod 11, or 1 and 3 mod 10)."""
    digits = re.sub("[- ]", "", written).upper()
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if len(digits) == 10:
        right = sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
    else:
        weighted = sum(value * (3 if place % 2 else 1) for place, value in enumerate(values))
        right = "X" not in digits and weighted % 10 == 0
    if not right:
        message = f"“{written}” isn't an ISBN: its last digit doesn't fit the others."
        raise WrongIdentifierError(message, "Compare it with the one you were given.")
    return digits


_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(1\.0|2\.0|2\.5|3\.0|4\.0)")
_PUBLIC_DOMAIN = {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
_OTHERS = (
    "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-PDDC",
    "FreeBSD-DOC", "GFDL-1.1-or-later", "GFDL-1.2-or-later", "GFDL-1.3-only", "GFDL-1.3-or-later",
    "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "LAL-1.2", "LAL-1.3", "MIT", "MIT-0",
    "MPL-2.0", "ODbL-1.0", "OFL-1.1", "OGL-UK-3.0", "Unlicense",
)  # fmt: skip
"""SPDX licences that texts are published under; others are given by URL."""

LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-NC-SA-4.0",
             "CC-BY-NC-ND-4.0", *_PUBLIC_DOMAIN, *_OTHERS)  # fmt: skip


class UnknownLicenceError(ValueError):
    """The licence isn't known; ``fix`` names the nearest one."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


def licence(written: str) -> Licence:
    """Return the licence of an SPDX name or of a URL.

    Raises:
        UnknownLicenceError: It is neither.
    """
    name = written.strip()
    if name.lower().startswith(("http:", "https:")):
        if _is_url(name):
            return Licence(url=name)
        raise UnknownLicenceError(f"“{name}” isn't a URL.", "Check the address.")
    commons = _CREATIVE_COMMONS.fullmatch(name)
    if commons:
        kind, version = commons[1].lower(), commons[2]
        return Licence(name, f"https://creativecommons.org/licenses/{kind}/{version}/")
    if name in _PUBLIC_DOMAIN:
        return Licence(name, _PUBLIC_DOMAIN[name])
    if name in _OTHERS:
        return Licence(name, f"https://spdx.org/licenses/{name}.html")
    by_lower = {known.lower(): known for known in LICENCES}
    import difflib

    near = difflib.get_close_matches(re.sub(r"\s+", "-", name).lower()[:60], by_lower, n=1)
    meant = by_lower[near[0]] if near else ""
    fix = f"Did you mean “{meant}”? Otherwise" if meant else "Write an SPDX name, or"
    raise UnknownLicenceError(f"“{name}” isn't a known licence.", f"{fix} give its URL.")


_RELATORS = Path(__file__).with_name("relators.tsv")


@cache
def relators() -> dict[str, str]:
    """Return the MARC relator codes by their terms."""
    lines = _RELATORS.read_text(encoding="utf-8").splitlines()
    return {term: code for code, term in (line.split("\t") for line in lines)}


def is_role(written: str) -> bool:
    """Return whether ``written`` is a MARC relator code."""
    return written in relators().values()
