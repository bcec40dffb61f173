"""Write data for scripts: JSON in the pages, and scripts that hand over data.

A page from the file system can't load JSON, but scripts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from publish.xhtml.tree import Element, element


def json_text(value: object) -> str:
    """Return ``value`` as JSON without the characters that markup gives a meaning."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def data_block(name: str, value: Mapping[str, object]) -> Element:
    """Return ``value`` as a data block (HTML, 4.12.1), which no policy of scripts refuses."""
    return element("script", json_text(value), {"type": "application/json", "id": name})


def script_data(name: str, value: object) -> bytes:
    """Return a classic script that sets ``publish.NAME`` to ``value``."""
    text = json_text(value)
    return f'"use strict";\n(self.publish = self.publish || {{}}).{name} = {text};\n'.encode()
