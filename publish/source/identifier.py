"""Identifiers of a publication: ISBN, DOI, any other URN or URL, or a URN made from its content."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

_MADE = uuid.UUID("5b0a3c1e-6f6e-5d0b-9a53-7d1c8f0e2a64")
"""The name space of the URNs we make; chosen once, never to be changed."""

_ISBN = re.compile(r"(?:urn:isbn:|isbn[: ]*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dx])", re.I)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[!-~]+)", re.I)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[\w()+,.:=@;$!*'%/?#~&-]+", re.I | re.A)
"""RFC 8141, 2 URN syntax."""


class WrongIdentifierError(ValueError):
    """It cannot be an identifier; ``mend`` says what one looks like."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message, self.mend = message, mend


def identifier(written: str) -> str:
    """``written`` as ``urn:isbn:...``, ``https://doi.org/...``, or the URN or URL as it is.

    Raises :class:`WrongIdentifierError`; the check digit of an ISBN is verified.
    """
    text = written.strip()
    isbn = _ISBN.fullmatch(text)
    if isbn:
        return f"urn:isbn:{_checked(isbn[1])}"
    if text.lower().startswith(("urn:isbn:", "isbn")):
        message = f"“{text}” is not an ISBN: it must have 10 or 13 digits."
        raise WrongIdentifierError(message, "Write it as urn:isbn:9783161484100.")
    doi = _DOI.fullmatch(text)
    if doi:
        return f"https://doi.org/{doi[1]}"
    if _URN.fullmatch(text) or _is_url(text):
        return text
    raise WrongIdentifierError(
        f"“{text}” is not an identifier.",
        "Write an ISBN (urn:isbn:...), a DOI (doi:10....), a URN or a URL, or leave it out.",
    )


def made_identifier(language: str, title: str, first_author: str) -> str:
    """A URN that stays the same while corrections change everything else."""
    return uuid.uuid5(_MADE, "\n".join((language, title, first_author))).urn


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    printable = re.fullmatch(r"[!-~]+", text) is not None
    return printable and parts.scheme in ("http", "https") and bool(parts.hostname)


def _checked(written: str) -> str:
    """The digits of an ISBN (ISO 2108, annex A: weights 10..1 modulo 11, or 1 and 3 modulo 10)."""
    digits = re.sub("[- ]", "", written).upper()
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if len(digits) == 10:
        right = sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
    else:
        weighted = sum(value * (3 if place % 2 else 1) for place, value in enumerate(values))
        right = "X" not in digits and weighted % 10 == 0
    if not right:
        message = f"“{written}” is not an ISBN: its last digit does not fit the others."
        raise WrongIdentifierError(message, "Compare it with the one you were given.")
    return digits
