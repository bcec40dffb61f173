"""Write the pictures, formulas and shapes of an OpenDocument text as HTML.

A frame (ISO/IEC 26300-3, 10.4) holds a picture, an object with its preview, or a text box.  What
has no picture that a source can have gets a placeholder with its alt text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import Severity
from publish.importing.markers import Marks
from publish.importing.pictures import from_folder, of_data
from publish.importing.preparing.cropping import clipped
from publish.importing.preparing.odt_styles import DRAW, HREF, SVG, Styles
from publish.importing.preparing.xml import Archive, local, parsed, within, words, written

if TYPE_CHECKING:
    from lxml import etree

_MATH = "{http://www.w3.org/1998/Math/MathML}"
_USABLE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<")
_SUFFIXES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp")
_MAX_WORDS = 2000
"""The most characters of a chart that a message repeats."""


def is_shape(element: etree._Element) -> bool:
    """Return whether an element is a frame or shape."""
    return element.tag.startswith((DRAW, "{urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0}")) and (
        local(element) not in ("a", "control", "layer-set")
    )


class OdtPictures(Struct):
    """The pictures of a document by the address in its HTML."""

    file: Path
    archive: Archive
    marks: Marks
    changed: dict[str, bytes] = field(default_factory=dict)

    def read(self, address: str) -> bytes | None:
        """Return the bytes of a picture, or ``None`` if it isn't there."""
        if address in self.changed:
            return self.changed[address] or None
        if address.startswith("data:"):
            return of_data(address)
        found = self.archive.picture(within("", address))
        if found is None and not re.match(r"[a-z]{2,}:|/", address):
            return from_folder(self.file.parent)(address.removeprefix("../"))
        return found

    def boxes(self, frame: etree._Element) -> Iterator[etree._Element]:
        """Yield the elements with blocks of text in a frame or shape, outermost first."""
        for child in frame:
            if not isinstance(child.tag, str):
                continue
            if local(child) == "text-box":
                yield child
            elif local(frame) == "g" and is_shape(child):
                yield from self.boxes(child)
        if local(frame) not in ("frame", "g") and words_of_shape(frame):
            yield frame

    def shown(self, frame: etree._Element, styles: Styles) -> str:
        """Return the picture or formula in a frame, or a placeholder for a shape with alt text."""
        if local(frame) == "g":
            inside = "".join(self.shown(one, styles) for one in frame if is_shape(one))
            return inside or self._shape(frame)
        if local(frame) != "frame":
            return self._shape(frame)
        children = [one for one in frame if isinstance(one.tag, str)]
        images = [one for one in children if local(one) == "image"]
        objects = [one for one in children if local(one) in ("object", "object-ole", "plugin")]
        for one in objects:
            formula = self._formula(one)
            if formula:
                return formula
        addresses = [self._address(one) for one in images]
        address = _best([one for one in addresses if one])
        if objects and (not address or not self._is_usable(address)):
            return self._placeholder(frame, objects[0])
        if not address:
            return "" if any(local(one) == "text-box" for one in children) else self._shape(frame)
        address, remark = self._cropped(address, styles.clip(frame))
        return self._image(frame, (address, remark + (self._left_out(objects) if objects else "")))

    def _left_out(self, objects: list[etree._Element]) -> str:
        """Return a remark on an object of which only the preview stays; a chart is shown by it."""
        holder = objects[0].get(HREF, "").rstrip("/")
        name = within("", f"{holder}/content.xml")
        data = self.archive.text(name) if name else None
        root = parsed(self.file, data, name) if data else None
        kinds = {local(one) for one in root.iter()} if root is not None else set[str]()
        if "chart" in kinds and "spreadsheet" not in kinds:
            return ""
        kind = "worksheet" if "spreadsheet" in kinds else "document"
        message = f"An embedded {kind} ({holder.removeprefix('./')[:80]}) was left out but for its "
        said = f"preview. Its words: {_words_inside(root)}." if root is not None else "preview."
        fix = "Write what readers need of it as text or a table, or link to it as a file."
        return self.marks.remark("import-embedded", message + said, fix)

    def _is_usable(self, address: str) -> bool:
        return (self.read(address) or b"").lstrip().startswith(_USABLE)

    def _address(self, image: etree._Element) -> str:
        """Return the address of a picture; one in the XML becomes a ``data:`` address."""
        binary = next((one for one in image if local(one) == "binary-data"), None)
        if binary is not None:
            return f"data:image/png;base64,{''.join((binary.text or '').split())}"
        return image.get(HREF, "").removeprefix("./")

    def _cropped(self, address: str, clip: str) -> tuple[str, str]:
        """Return the address of a picture that was cropped (``fo:clip``), and a remark."""
        sides = [_inches(one) for one in re.findall(r"-?(?<![\d.])[\d.]++\s*+[a-z]++|auto", clip)]
        if len(sides) != 4 or not any(side > 0.01 for side in sides):
            return address, ""
        top, right, bottom, left = sides
        data = clipped(self.read(address) or b"", (left, top, right, bottom))
        if data:
            name = posixpath.basename(address) if not address.startswith("data:") else "a.png"
            address = f"cropped/{len(self.changed) + 1}/{name}"
            self.changed[address] = data
            return address, ""
        message = "A picture is cropped in the document, but whole here."
        fix = "Cut it, if readers may not see all of it."
        return address, self.marks.remark("import-crop", message, fix)

    def _image(self, frame: etree._Element, found: tuple[str, str]) -> str:
        address, remark = found
        title, description = _said(frame)
        alt = description or title
        decorative = any(
            local_name(name) == "decorative" and value == "true"
            for name, value in frame.attrib.items()
        )
        if title and description and title != description:
            message = f"A picture has a title too, which was left out: “{title[:300]}”."
            fix = "Choose one of both as the alt text."
            remark += self.marks.remark("import-lost-alt", message, fix, Severity.INFO)
        kind = ' class="decorative"' if decorative else ""
        shown = "" if decorative else alt
        return f'{remark}<img src="{escape(address)}" alt="{escape(shown)}"{kind}>'

    def _formula(self, holder: etree._Element) -> str:
        """Return an embedded formula as MathML, or an empty string."""
        root = next(holder.iter(f"{_MATH}math"), None)
        if root is None:
            name = within("", f"{holder.get(HREF, '').rstrip('/')}/content.xml")
            data = self.archive.text(name) if name else None
            if data is None or b"MathML" not in data:
                return ""
            root = parsed(self.file, data, name)
            root = root if local(root) == "math" else next(root.iter(f"{_MATH}math"), None)
        return _mathml(root) if root is not None else ""

    def _shape(self, frame: etree._Element) -> str:
        """Return a placeholder for a shape, if it has an alt text."""
        alt = " ".join(filter(None, _said(frame)))
        if not alt:
            return ""
        if words_of_shape(frame):
            message = f"The alt text of a shape was left out: “{alt[:500]}”."
            return self.marks.remark("import-lost-alt", message, "Write it, if it says more.")
        return self._placeholder(frame, None)

    def _placeholder(self, frame: etree._Element, holder: etree._Element | None) -> str:
        """Return the place of a chart, drawing or object without a picture."""
        message = "A chart or drawing isn't a picture in the file, so only its place is here."
        address = holder.get(HREF, "").rstrip("/") if holder is not None else ""
        name = within("", f"{address}/content.xml") if address else ""
        data = self.archive.text(name) if name else None
        if data:
            message += f" Its words: {_words_inside(parsed(self.file, data, name))}"
        fix = "Save it as a picture, and put that there, or replace it by a table or list."
        remark = self.marks.remark("import-chart", message, fix)
        address = f"missing/{len(self.changed) + 1}/drawing-1.png"
        self.changed[address] = b""
        return self._image(frame, (address, remark))


def words_of_shape(frame: etree._Element) -> str:
    """Return the words in the paragraphs of a shape."""
    return " ".join(words(one) for one in frame if local(one) in ("p", "h", "list"))


def local_name(name: object) -> str:
    """Return the name of an attribute without its namespace."""
    return str(name).rpartition("}")[2]


def _best(addresses: list[str]) -> str:
    """Return the first address with a usual suffix, or else the first."""
    usual = (one for one in addresses if one.lower().endswith(_SUFFIXES))
    return next(usual, addresses[0] if addresses else "")


def _said(frame: etree._Element) -> tuple[str, str]:
    """Return the title and the description of a frame (10.3.17, 10.3.18)."""
    return words(frame.find(f"{SVG}title")), words(frame.find(f"{SVG}desc"))


def _words_inside(root: etree._Element) -> str:
    texts = (words(one) for one in root.iter() if local(one) == "p")
    return "; ".join(dict.fromkeys(filter(None, texts)))[:_MAX_WORDS]


def _mathml(root: etree._Element) -> str:
    """Return MathML without prefixes, as HTML has it."""
    root.attrib.pop("display", "")
    for annotation in [one for one in root.iter() if local(one).startswith("annotation")]:
        parent = annotation.getparent()
        if parent is not None:
            parent.remove(annotation)
    text = written(root).decode().partition("?>")[2]
    return re.sub(r"(</?)[\w-]+:", r"\1", re.sub(r"\sxmlns(:[\w-]+)?=\"[^\"]*\"", "", text)).strip()


_UNITS = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72, "pc": 1 / 6, "px": 1 / 96}


def _inches(written_length: str) -> float:
    found = re.fullmatch(r"(-?[\d.]+)\s*([a-z]+)", written_length)
    if not found or found[2] not in _UNITS:
        return 0.0
    try:
        return max(float(found[1]), 0.0) * _UNITS[found[2]]
    except ValueError:
        return 0.0
