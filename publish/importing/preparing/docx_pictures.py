"""Give every picture of a Word document the one form that pandoc reads.

Pictures stand in DrawingML (ISO/IEC 29500-1, 20 and 21), in VML (ISO/IEC 29500-4, 19), and as
previews of embedded objects.  Charts, diagrams and shapes have no picture in the file: a
placeholder with their alt text takes their place.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.markers import DECORATIVE, Marks
from publish.importing.pictures import from_folder, of_data
from publish.importing.preparing.cropping import cropped, is_whole
from publish.importing.preparing.docx_package import Package, R, Relation, Relations, W
from publish.importing.preparing.xml import local, remove

if TYPE_CHECKING:
    from lxml import etree

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_NAMES = {"chart": "A chart", "diagram": "A diagram", "shape": "A drawing"}
_FILE_NAME = re.compile(r"\S+\.\w{2,4}|\w+:\\.*")
"""What programs write for a picture in a group, instead of an alt text."""
_SIDES = ("l", "t", "r", "b")
_VML_SIDES = ("cropleft", "croptop", "cropright", "cropbottom")
_MAX_WORDS = 2000
"""The most characters of a chart or diagram that a message repeats."""


class Found(Struct, kw_only=True):
    """One picture: its part or address, and what was said of it.

    ``crop`` is what is cut off at the left, top, right and bottom, in parts of the whole.
    """

    relation: Relation | None = None
    alt: str = ""
    title: str = ""
    link: str = ""
    crop: tuple[float, float, float, float] = (0, 0, 0, 0)
    decorative: bool = False
    kind: str = "picture"
    words: str = ""
    remark: str = ""


class Pictures(Struct):
    """The pictures of a document by the address that pandoc sees."""

    package: Package
    marks: Marks
    prefix: str = ""
    by_address: dict[str, str | bytes] = field(default_factory=dict)
    _known: dict[tuple[str, tuple[float, ...]], str] = field(default_factory=dict)

    def read(self, address: str) -> bytes | None:
        """Return the bytes of a picture, or ``None`` if the file doesn't hold it."""
        found = self.by_address.get(address)
        if isinstance(found, str):
            return self.package.archive.picture(found)
        return of_data(address) if found is None and address.startswith("data:") else found or None

    def take(self, inner: Pictures) -> None:
        """Take over the pictures of a document inside this one."""
        self.by_address.update({one: inner.read(one) or b"" for one in inner.by_address})

    def address(self, found: Found) -> str:
        """Return the address for a picture, cropped if it is in the document."""
        target = found.relation.target if found.relation else f"{found.kind}-1.png"
        key = (target, found.crop)
        if key in self._known and found.relation:
            return self._known[key]
        content: str | bytes = b""
        if found.relation and not found.relation.external:
            content = target
        elif found.relation and not re.match(r"[a-z]{2,}:|/|\\\\|[A-Z]:", target):
            content = from_folder(self.package.file.parent)(target) or b""
        if not is_whole(found.crop) and content:
            whole = self.package.archive.picture(target) if isinstance(content, str) else content
            content = cropped(whole or b"", found.crop) or content
        base = posixpath.basename(target.partition("?")[0].replace("\\", "/"))
        stem, suffix = posixpath.splitext(re.sub(r"[^\w.-]+", "-", base) or "picture-1.png")
        address, number = f"media/{self.prefix}{stem}{suffix}", 1
        while address in self.by_address:
            number += 1
            address = f"media/{self.prefix}{number}/{stem}{suffix}"
        self.by_address[address] = content
        self._known[key] = address
        return address


def unify(root: etree._Element, relations: Relations, pictures: Pictures) -> None:
    """Replace each drawing of ``root`` by its pictures, or by a placeholder."""
    for drawing in list(root.iter(f"{W}drawing", f"{W}pict", f"{W}object")):
        if drawing.getparent() is None or _is_rule(drawing):
            continue
        if drawing.tag == f"{W}drawing":
            found = _of_drawing(drawing, relations, pictures.package)
        else:
            found = _of_vml(drawing, relations)
            for one in [one for one in drawing.iter() if local(one) == "OLEObject"]:
                remark = _embedded(one, relations, pictures.marks)
                found = found or [Found(kind="object")]
                found[0].remark += remark
        _replace(drawing, found, relations, pictures)


def _is_rule(drawing: etree._Element) -> bool:
    return any(one.get(f"{_OFFICE}hr") in ("t", "true") for one in drawing.iter())


def _of_drawing(drawing: etree._Element, relations: Relations, package: Package) -> list[Found]:
    """Return the pictures of DrawingML; one placeholder for a chart, diagram or shape."""
    properties = next((one for one in drawing.iter() if local(one) == "docPr"), None)
    whole = Found()
    if properties is not None:
        whole = _described(properties, relations)
    found = []
    for blip in [one for one in drawing.iter() if local(one) == "blip"]:
        vector = [one for one in blip.iter() if local(one) == "svgBlip"]
        sources = (_relation(one, relations, "embed", "link") for one in (blip, *vector))
        one = Found(relation=next(filter(None, sources), None))
        picture = next((a for a in blip.iterancestors() if local(a) == "pic"), None)
        if picture is not None:
            inner = next((p for p in picture.iter() if local(p) == "cNvPr"), None)
            relation = one.relation
            one = _described(inner, relations) if inner is not None else one
            one.relation = relation
            one.alt = "" if _FILE_NAME.fullmatch(one.alt) else one.alt
        one.crop = _crop(blip)
        if one.relation is not None:
            found.append(one)
    if not found:
        return _placeholder(drawing, whole, relations, package)
    first = found[0]
    first.alt = whole.alt or first.alt
    first.title = whole.title if whole.alt or not first.alt else first.title
    first.link = first.link or whole.link
    for one in found:
        one.decorative = one.decorative or whole.decorative
    return found


def _described(properties: etree._Element, relations: Relations) -> Found:
    """Return the alt text, title and link in ``docPr`` or ``cNvPr`` (20.4.2.5)."""
    found = Found(
        alt=" ".join(properties.get("descr", "").split()),
        title=" ".join(properties.get("title", "").split()),
    )
    for one in properties.iter():
        if local(one) == "hlinkClick":
            relation = relations.by_id.get(one.get(f"{R}id", ""))
            found.link = relation.target if relation is not None else ""
        elif local(one) == "decorative":
            found.decorative = one.get("val") in ("1", "true")
    return found


def _relation(element: etree._Element, relations: Relations, *names: str) -> Relation | None:
    ids = (element.get(f"{R}{name}", "") for name in names)
    return next((relations.by_id[one] for one in ids if one in relations.by_id), None)


def _crop(blip: etree._Element) -> tuple[float, float, float, float]:
    """Return what ``srcRect`` cuts off: thousandths of a percent, or percent (20.1.8.55)."""
    parent = blip.getparent()
    rectangle = None
    for one in parent if parent is not None else ():
        rectangle = one if local(one) == "srcRect" else rectangle
    left, top, right, bottom = (
        _part(rectangle.get(side, "0"), 100_000) if rectangle is not None else 0.0
        for side in _SIDES
    )
    return left, top, right, bottom


def _part(written: str, whole: int) -> float:
    """Return a part of the whole; 0 for one that isn't a number, or that adds a margin."""
    try:
        part = float(written[:-1]) / 100 if written.endswith("%") else float(written) / whole
    except ValueError:
        return 0.0
    return min(max(part, 0.0), 1.0)


def _placeholder(
    drawing: etree._Element, found: Found, relations: Relations, package: Package
) -> list[Found]:
    """Return a placeholder for what isn't a picture, if it shows something."""
    names = {local(one) for one in drawing.iter()}
    if "relIds" in names:
        found.kind = "diagram"
    elif "chart" in names:
        found.kind = "chart"
    else:
        found.kind = "shape"
        return [found] if found.alt and not found.decorative else []
    parts = [
        relations.by_id[value].target
        for one in drawing.iter()
        if local(one) in ("relIds", "chart")
        for name, value in one.attrib.items()
        if str(name) in (f"{R}dm", f"{R}id") and value in relations.by_id
    ]
    for part in parts:
        root = package.root(part)
        if root is not None:
            found.words = "; ".join(_paragraphs(root))[:_MAX_WORDS]
    return [found]


def _paragraphs(root: etree._Element) -> list[str]:
    """Return the words of a chart or of the data of a diagram."""
    found = []
    for one in root.iter():
        if local(one) == "p":
            found.append("".join(t.text or "" for t in one.iter() if local(t) == "t"))
        elif one.tag == f"{_C}v" or (local(one) == "pt" and "chartex" in one.tag):
            found.append(one.text or "")
    return [" ".join(text.split()) for text in found if text.strip()]


def _of_vml(drawing: etree._Element, relations: Relations) -> list[Found]:
    """Return the pictures of VML, or a placeholder for a shape with an alt text."""
    found = []
    for shape in [one for one in drawing.iter() if local(one) == "imagedata"]:
        parent = shape.getparent()
        alt = parent.get("alt", "") if parent is not None else ""
        left, top, right, bottom = (_fraction(shape.get(side, "0")) for side in _VML_SIDES)
        one = Found(
            relation=_relation(shape, relations, "id", "href", "pict"),
            alt=" ".join(alt.split()),
            link=parent.get("href", "") if parent is not None else "",
            crop=(left, top, right, bottom),
        )
        if one.relation is not None:
            found.append(one)
    described = (" ".join(one.get("alt", "").split()) for one in drawing.iter())
    alts = [alt for alt in described if alt]
    if not found and alts:
        found.append(Found(alt=alts[0], kind="shape"))
    return found


def _embedded(element: etree._Element, relations: Relations, marks: Marks) -> str:
    """Return a remark on a document of another program (ISO/IEC 29500-4, 19.3 OLEObject)."""
    program = element.get("ProgID", "")
    kind = next((_KINDS[one] for one in _KINDS if program.startswith(one)), "document")
    relation = _relation(element, relations, "id")
    name = posixpath.basename(relation.target) if relation is not None else ""
    named = ", ".join(filter(None, (program, name)))[:120]
    message = f"An embedded {kind} ({named or 'without a name'}) was left out but for its preview."
    fix = "Write what readers need of it as text, a table or a formula, or link to it as a file."
    return marks.remark("import-embedded", message, fix)


_KINDS = {"Excel": "worksheet", "PowerPoint": "presentation", "Equation": "formula",
          "Package": "file", "Visio": "drawing"}  # fmt: skip
"""What the programs make whose documents are embedded, by the beginning of their names."""


def _fraction(written: str) -> float:
    """Return a fraction of VML: ``13107f`` is in parts of 65,536."""
    return _part(written.removesuffix("f"), 65_536 if written.endswith("f") else 1)


def _replace(
    drawing: etree._Element, found: list[Found], relations: Relations, pictures: Pictures
) -> None:
    """Put ``found`` in the place of a drawing, each in a run of its own if it is a link."""
    run = next(drawing.iterancestors(f"{W}r"), None)
    if run is None:
        remove(drawing)
        return
    place = drawing
    for one in found:
        if one.remark:
            text = drawing.makeelement(f"{W}t", {})
            text.text = one.remark
            place.addnext(text)
            place = text
        if one.kind == "object":
            continue
        address = pictures.address(one)
        remark = _remark(one, pictures, address)
        identity = relations.add("image", address)
        new = _canonical(one, identity, len(pictures.by_address))
        if remark:
            text = drawing.makeelement(f"{W}t", {})
            text.text = remark
            place.addnext(text)
            place = text
        if one.link and not any(a.tag == f"{W}hyperlink" for a in run.iterancestors()):
            _linked(run, new, relations.add("hyperlink", one.link, external=True))
        else:
            place.addnext(new)
            place = new
    remove(drawing)


def _remark(found: Found, pictures: Pictures, address: str) -> str:
    """Return a remark on what of a picture can't be shown."""
    marks, relation = pictures.marks, found.relation
    if relation is None:
        message = f"{_NAMES[found.kind]} isn't a picture in the file, so only its place is here."
        if found.words:
            message += f" Its words: {found.words}"
        fix = "Save it as a picture in Word, and put that there, or replace it by a table or list."
        return marks.remark("import-chart", message, fix)
    if relation.external:
        message = f"A picture isn't in the file, but only linked: {relation.target[:200]}"
        return marks.remark("import-picture", message, "Fetch it, if you may publish it.")
    if not is_whole(found.crop) and isinstance(pictures.by_address[address], str):
        message = "A picture is cropped in Word, but whole here."
        return marks.remark("import-crop", message, "Cut it, if readers may not see all of it.")
    return ""


def _linked(run: etree._Element, drawing: etree._Element, identity: str) -> None:
    link = run.makeelement(f"{W}hyperlink", {f"{R}id": identity})
    inner = run.makeelement(f"{W}r", {})
    inner.append(drawing)
    link.append(inner)
    run.addnext(link)


_TEMPLATE = """<w:drawing xmlns:w="{w}" xmlns:r="{r}"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><wp:inline>
<wp:extent cx="914400" cy="914400"/><wp:docPr/><a:graphic>
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="0" name=""/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>
</wp:inline></w:drawing>"""


def _canonical(found: Found, identity: str, number: int) -> etree._Element:
    """Return a picture as Word writes it in a line."""
    from lxml import etree

    new = etree.fromstring(_TEMPLATE.format(w=W[1:-1], r=R[1:-1]))
    for one in new.iter():
        if local(one) == "docPr":
            one.set("id", str(number))
            one.set("name", "")
            one.set("descr", DECORATIVE if found.decorative else found.alt)
            one.set("title", "" if found.decorative else found.title)
        elif local(one) == "blip":
            one.set(f"{R}embed", identity)
    return new
