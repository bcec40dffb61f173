"""Licences of text: SPDX names (https://spdx.org/licenses) and their addresses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from publish.article import Licence
from publish.source.mistakes import nearest

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(1\.0|2\.0|2\.5|3\.0|4\.0)")
_PUBLIC_DOMAIN = {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
_OTHERS = (
    "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-PDDC",
    "FreeBSD-DOC", "GFDL-1.1-or-later", "GFDL-1.2-or-later", "GFDL-1.3-only", "GFDL-1.3-or-later",
    "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "LAL-1.2", "LAL-1.3", "MIT", "MIT-0",
    "MPL-2.0", "ODbL-1.0", "OFL-1.1", "OGL-UK-3.0", "Unlicense",
)  # fmt: skip
"""Those of the list that texts are published under; others are given by URL."""

_EXAMPLES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-NC-SA-4.0",
             "CC-BY-NC-ND-4.0", *_PUBLIC_DOMAIN, *_OTHERS)  # fmt: skip


class UnknownLicenceError(ValueError):
    """``mend`` names the nearest one."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message, self.mend = message, mend


def licence(written: str) -> Licence:
    """The licence of an SPDX name or of a URL; raises :class:`UnknownLicenceError`."""
    name = written.strip()
    if name.lower().startswith(("http:", "https:")):
        if urlsplit(name).hostname and re.fullmatch("[!-~]+", name):
            return Licence(url=name)
        raise UnknownLicenceError(f"“{name}” is not a URL.", "Check the address.")
    commons = _CREATIVE_COMMONS.fullmatch(name)
    if commons:
        kind, version = commons[1].lower(), commons[2]
        return Licence(name, f"https://creativecommons.org/licenses/{kind}/{version}/")
    if name in _PUBLIC_DOMAIN:
        return Licence(name, _PUBLIC_DOMAIN[name])
    if name in _OTHERS:
        return Licence(name, f"https://spdx.org/licenses/{name}.html")
    by_lower = {known.lower(): known for known in _EXAMPLES}
    meant = by_lower.get(nearest(re.sub(r"\s+", "-", name), by_lower), "")
    mend = f"Did you mean “{meant}”? Otherwise" if meant else "Write an SPDX name, or"
    raise UnknownLicenceError(f"“{name}” is not a known licence.", f"{mend} give its URL.")
