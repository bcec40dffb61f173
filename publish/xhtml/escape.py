"""Escape text for XML, and make links safe."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

#: Characters that XML 1.0 (5th edition, 2.2, production 2) forbids, with lone surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: Characters that are changed in an attribute.
_SPECIAL = re.compile('[&<>"\\s\x00-\x1f\ud800-\udfff\ufffe\uffff]')

#: The schemes that a link of an article may have; a link with another becomes plain text.
SCHEMES = frozenset({"http", "https", "mailto", "tel", "doi"})


def clean(raw: str) -> str:
    """Return ``raw`` without the characters that XML forbids."""
    if raw.isprintable() or raw == "\n":  # XML allows all printable characters
        return raw
    return _ILLEGAL.sub("", raw)


def text(raw: str) -> str:
    """Return ``raw`` as escaped character data, without the characters that XML forbids."""
    return clean(raw).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(raw: str) -> str:
    """Return ``raw`` escaped for an attribute in double quotes, white space as single spaces."""
    if not _SPECIAL.search(raw):
        return raw
    return " ".join(text(raw).split()).replace('"', "&quot;")


def link_address(target: str) -> str | None:
    """Return ``target`` as a URL that is safe to follow and valid in XHTML, or ``None``.

    ``doi:10.1/x`` becomes its address at doi.org, because few reading systems know the scheme.
    Characters that a URL can't contain (RFC 3986, 2) are percent-encoded.
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
    """Return ``url`` with its host in the ASCII form of the domain name system (RFC 3490)."""
    if host.isascii():
        return url
    try:
        return url.replace(host, host.encode("idna").decode("ascii"), 1)
    except UnicodeError:
        return url
