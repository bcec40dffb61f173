"""Write a PDF file of objects whose bytes are known.

References between objects, in the bytes of a PDF.
"""

from __future__ import annotations

import hashlib
import zlib

#: How many objects share a stream: a reader unpacks all of one to see any.
_TOGETHER = 200


class Writer:
    """Objects in, the bytes of a file out (ISO 32000-1, 7.5.7 and 7.5.8)."""

    def __init__(self, version: bytes) -> None:
        self._out = bytearray(b"%%PDF-%s\n%%\xf0\x9f\x96\xa4\n" % version)
        self._places: dict[int, tuple[int, int, int]] = {}
        self._small: list[tuple[int, bytes]] = []
        self._digest = hashlib.sha256()
        self.count = 1

    def number(self) -> int:
        """The number of a new object."""
        self.count += 1
        return self.count - 1

    def add(self, number: int, body: bytes, data: bytes | None = None) -> None:
        """Write object ``number``: a dictionary or the like, with ``data`` a stream."""
        self._digest.update(body)
        if data is None:
            self._small.append((number, body))
            if len(self._small) == _TOGETHER:
                self._pack()
            return
        self._digest.update(data)
        self._stream(number, body, data)

    def _stream(self, number: int, body: bytes, data: bytes) -> None:
        self._places[number] = (1, len(self._out), 0)
        self._out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, body, data)

    def _pack(self) -> None:
        """Write the small objects that wait, in an object stream (7.5.7)."""
        if not self._small:
            return
        own = self.number()
        offsets, content = [], bytearray()
        for place, (number, body) in enumerate(self._small):
            offsets.append(b"%d %d" % (number, len(content)))
            content += body + b"\n"
            self._places[number] = (2, own, place)
        head = b" ".join(offsets) + b"\n"
        data = zlib.compress(head + content, 6)
        entries = (len(offsets), len(head), len(data))
        body = b"<</Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d>>" % entries
        self._stream(own, body, data)
        self._small = []

    def finished(self, root: int, info: int) -> bytes:
        """The whole file, once all is added; its identifier is made of what it holds."""
        self._pack()
        own, position = self.number(), len(self._out)
        self._places[own] = (1, position, 0)
        table = bytearray(b"\0" * 4 + b"\0\xff\xff")
        for number in range(1, self.count):
            kind, second, third = self._places.get(number, (0, 0, 65535))
            table += bytes((kind,)) + second.to_bytes(4, "big") + third.to_bytes(2, "big")
        table[:7] = b"\0\0\0\0\0\xff\xff"
        data = zlib.compress(bytes(table), 9)
        name = self._digest.hexdigest()[:32].encode()
        body = (
            b"<</Type /XRef /W [1 4 2] /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] "
            b"/Filter /FlateDecode /Length %d>>"
        ) % (self.count, root, info, name, name, len(data))
        self._stream(own, body, data)
        self._out += b"startxref\n%d\n%%%%EOF\n" % position
        return bytes(self._out)
