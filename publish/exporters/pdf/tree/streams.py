"""Rewrite the marked content of page streams: artifacts, text to extract, spaces at line ends."""

from __future__ import annotations

import re
from typing import Any

from publish.exporters.pdf.tree.nodes import Marked

_FONT = re.compile(rb"/(\S+) \S+ Tf")


def spaces_of(fonts: dict[Any, Any]) -> dict[bytes, int]:
    """The number of the space glyph of each of WeasyPrint's ``fonts`` that has drawn one."""
    return {
        str(font.hash).encode(): glyph
        for font in fonts.values()
        for glyph, text in font.to_unicode.items()
        if text == " "
    }


def rewrite(
    stream: Any,
    claimed: dict[int, Marked],
    artifacts: dict[int, dict[str, str]],
    spaces: dict[bytes, int],
) -> None:
    """Change ``stream`` (a ``pydyf.Stream``) in place.

    A sequence in ``artifacts`` loses its number and becomes an artifact with that property list;
    one in ``claimed`` gets its ``ActualText`` (ISO 32000-1, 14.6 and 14.9.4) and, if one follows
    it, a space in its last font.
    """
    import pydyf

    operations: list[Any] = []
    font = b""
    current: Marked | None = None
    for operation in stream.stream:
        if operation == b"BDC" and (mcid := operations[-1].get("MCID")) is not None:
            if mcid in artifacts:
                operations[-2:] = ["/Artifact", pydyf.Dictionary(artifacts[mcid])]
            else:
                current, properties = claimed[mcid], operations[-1]
                if current.actual is not None:
                    said = current.actual + " " * current.space
                    properties["ActualText"] = pydyf.String(said)
        elif isinstance(operation, bytes) and (found := _FONT.fullmatch(operation)):
            font = found[1]
        elif operation == b"ET" and current is not None:
            if current.space and current.actual is None:
                if font in spaces:
                    operations.append(f"[<{spaces[font]:04x}>] TJ".encode())
                else:  # this font has drawn no space, so it holds none
                    properties["ActualText"] = pydyf.String(current.text + " ")
            current = None
        operations.append(operation)
    stream.stream[:] = operations
