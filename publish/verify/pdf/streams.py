"""Unpack streams of strangers, no further than is asked for."""

from __future__ import annotations

import zlib
from typing import Any

#: To how much of itself the filters other than Flate unpack a stream at most (ISO 32000-1, 7.4).
_FOLD = 100


def unpacked(stream: Any, most: int) -> bytes:
    """The content of a ``pikepdf.Stream``; ``ValueError`` for damage and beyond ``most``."""
    raw = bytes(stream.read_raw_bytes())
    filters = str(stream.get("/Filter", "")).count("Decode")
    if not filters:
        content = raw
    elif str(stream.Filter) == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            content = zlib.decompressobj().decompress(raw, most + 1)
        except zlib.error as error:
            raise ValueError("a stream is damaged") from error
    elif len(raw) * _FOLD**filters > most:
        raise ValueError("a stream is packed so that it may unpack to too much")
    else:
        content = bytes(stream.read_bytes())
    if len(content) > most:
        raise ValueError(f"a stream unpacks to more than {most >> 10} KiB")
    return content
