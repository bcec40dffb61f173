r"""Keep the pictures of RTF apart (Rich Text Format Specification 1.9.1, Pictures).

pandoc finds a picture only where its digits follow the last control word, and no alt texts.  So it
gets a number in place of each picture.
"""

from __future__ import annotations

import hashlib
import re

from msgspec import Struct, field

from publish.importing.markers import Marks
from publish.importing.pictures import suffix_of_type

TYPES = {
    "pngblip": "PNG", "jpegblip": "JPEG", "wmetafile": "WMF", "emfblip": "EMF", "dibitmap": "DIB",
    "wbitmap": "BMP", "macpict": "PICT", "pmmetafile": "PM",
}  # fmt: skip
"""The types of pictures by their control words."""


class RtfPictures(Struct):
    """The pictures of a document, and the one that is being read.

    ``found`` and their ``alts`` are by the names that pandoc gives them, without suffix.  ``kind``
    is the type of the one being read, ``alt`` what was said of it, ``last`` the one read before.
    """

    found: dict[str, bytes] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    digits: list[str] = field(default_factory=list)
    kind: str = ""
    alt: str = ""
    last: str = ""

    def begin_shape(self) -> None:
        """Begin a shape, whose alt text may stand before or behind its picture."""
        self.alt = self.last = ""

    def begin(self) -> None:
        """Begin a picture."""
        self.digits, self.kind = [], ""

    def end(self, marks: Marks) -> tuple[str, str]:
        """Keep the picture that ends; return a short one for pandoc, or the mark of its loss."""
        try:
            data = bytes.fromhex(re.sub(r"\s", "", "".join(self.digits)))
        except ValueError:
            data = b""
        if not suffix_of_type(data):
            kind = f"the type {self.kind}" if self.kind else "an unknown type"
            message = f"A picture of {kind} was left out."
            fix = "Save it as SVG, PNG or JPEG, and add it as a figure."
            return "", marks.remark("import-lost-picture", message, fix)
        stand_in = len(self.found).to_bytes(4, "big")
        self.last = hashlib.sha1(stand_in, usedforsecurity=False).hexdigest()  # as pandoc names it
        self.found[self.last] = data
        if self.alt:
            self.describe(marks)
        return f"{{\\pict\\pngblip {stand_in.hex()}}}", ""

    def describe(self, marks: Marks) -> str:
        """Give the alt text to the last picture; without one, return the mark of its loss."""
        said, self.alt = self.alt, ""
        if self.last:
            self.alts[self.last] = said
            return ""
        message = f"The alt text of a picture was left out: “{said[:500]}”."
        return marks.remark("import-lost-alt", message, "Write it as its alt text.")
