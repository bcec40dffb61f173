"""Compare the addresses of links in a source with those in its editions.

The audit doesn't use the exporters' function for safe addresses (``publish.xhtml.escape``), so that
a bug there can't hide a loss.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

#: Schemes that a link may have; of a link with another one only the words stay (docs/source.md).
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "doi"})

_CONTROL = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def must_be_link(target: str) -> bool:
    """Return whether an edition must link to ``target``: it is internal, or a safe address."""
    if target.startswith("#"):
        return True
    try:
        parts = urlsplit(_CONTROL.sub("", target).strip())
        _ = parts.port  # an invalid port raises ValueError
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    return scheme in _SCHEMES and (scheme not in ("http", "https") or bool(parts.hostname))


def normal_address(address: str) -> str:
    """Return ``address`` in the form in which those of a source and an edition are compared.

    Percent-encoding (RFC 3986, 2.1), the form of the host (RFC 3490) and ``doi:`` may differ.
    """
    plain = _CONTROL.sub("", unquote(address)).strip()
    if plain.lower().startswith("doi:"):
        return "https://doi.org/" + plain[4:].lstrip("/")
    try:
        host = urlsplit(plain).hostname or ""
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError:  # UnicodeError is one
        return plain
    return re.sub(re.escape(host), lambda _: name, plain, count=1, flags=re.IGNORECASE)
