"""Read the text of HTML and XHTML in the encoding that it declares.

Source: HTML, 13.2.3 (The input byte stream); XML 1.0, 4.3.3.
"""

from __future__ import annotations

import re

from publish.runtime.text import FORBIDDEN

_DECLARED = re.compile(
    rb"<\?xml[^<>]*?encoding\s*+=\s*+[\"']([\w.:-]+)|<meta[^<>]*?charset\s*+=\s*+[\"']?\s*+([\w.:-]+)",
    re.I,
)
_HEAD = 4096
"""The bytes in which a declaration is looked for; HTML demands 1,024."""
_XML_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.S)


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a page, and the name of its encoding if that was guessed, or empty.

    A byte order mark comes before a declaration.  A page without either is UTF-8, or else
    windows-1252.  Control characters, which no browser shows, and the XML declaration are dropped.
    """
    import webencodings

    written = _DECLARED.search(data[:_HEAD])
    label = (written[1] or written[2]).decode("ascii") if written else ""
    named = webencodings.lookup(label) if label else None
    if named is not None and named.name.startswith("utf-16") and b"\0" not in data[:_HEAD]:
        named = None  # the declaration itself could be read, so it is wrong (HTML, 13.2.3.2)
    for encoding in (named, webencodings.UTF8):
        if encoding is None:
            continue
        try:
            text, _ = webencodings.decode(data, encoding, errors="strict")
        except UnicodeDecodeError:
            continue
        return _tidy(text), ""
    text, _ = webencodings.decode(data, "windows-1252", errors="replace")
    return _tidy(text), "windows-1252"


def _tidy(text: str) -> str:
    text = _XML_DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
