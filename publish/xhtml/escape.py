"""XML from text that nobody vouches for: everything is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

#: What XML 1.0 (5th edition, 2.2, production 2) has no room for, lone surrogates among it.  These
#: few and not all others: the time that an expression takes to make grows with its ranges.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The schemes that a link of an article may have; whatever else stands there becomes plain text.
SCHEMES = frozenset({"http", "https", "mailto", "tel", "doi"})

_EMPTY = frozenset({"img", "br", "hr", "input", "meta", "link"})

Attributes = Mapping[str, str | None]


def clean(raw: str) -> str:
    """``raw`` without the characters that XML forbids."""
    return raw if raw.isprintable() else _ILLEGAL.sub("", raw)  # what is printed is allowed


def text(raw: str) -> str:
    """``raw`` as character data; characters that XML forbids are left out."""
    return clean(raw).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(raw: str) -> str:
    """``raw`` as the value of an attribute between double quotes, on one line."""
    return " ".join(text(raw).split()).replace('"', "&quot;")


def element(name: str, content: str = "", attributes: Attributes | None = None) -> str:
    """``<name ...>content</name>``; ``content`` is markup already, attribute values are text.

    An attribute whose value is ``None`` is left out, one whose value is ``""`` is kept
    (``alt=""`` says something).
    """
    start = name
    for key, value in (attributes or {}).items():
        if value is not None:
            start += f' {key}="{attribute(value)}"'
    return f"<{start}/>" if name in _EMPTY else f"<{start}>{content}</{name}>"


def lines(*pieces: str) -> str:
    """The pieces that are not empty, each on a line of its own."""
    return "\n".join(piece for piece in pieces if piece)


def link_address(target: str) -> str | None:
    """``target`` as a URL that is safe to follow and valid in XHTML, or ``None`` if it is not.

    ``doi:10.1/x`` becomes its address at doi.org, since few readers know the scheme.  What a URL
    may not contain (RFC 3986, 2) is percent-encoded.
    """
    stripped = clean(target).strip()
    try:
        parts = urlsplit(stripped)
        _ = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in SCHEMES or (scheme in ("http", "https") and not parts.hostname):
        return None
    if scheme == "doi":
        stripped = "https://doi.org/" + stripped.split(":", 1)[1].lstrip("/")
    elif scheme in ("http", "https"):
        stripped = _with_ascii_host(stripped, parts.hostname or "")
    path, hash_, fragment = stripped.partition("#")
    safe = "%/?:@!$&'()*+,;=~[]" if scheme in ("http", "https") else "%/?:@!$&'()*+,;=~"
    return quote(path, safe=safe) + (hash_ and "#" + quote(fragment, safe="%/?:@!$&'()*+,;=~"))


def _with_ascii_host(url: str, host: str) -> str:
    """``url`` with its host in the form that the domain name system takes (RFC 3490)."""
    if host.isascii():
        return url
    try:
        return url.replace(host, host.encode("idna").decode("ascii"), 1)
    except UnicodeError:
        return url
