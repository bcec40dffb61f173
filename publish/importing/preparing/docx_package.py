"""Read the package of a Word document (ISO/IEC 29500-2), and write one that pandoc reads.

Parts are found by their relationships, whatever their names are.  Documents of the strict
conformance class (ISO/IEC 29500-1, annex A) get the namespaces of the transitional one.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import SourceError
from publish.importing.markers import ANY
from publish.importing.preparing.xml import Archive, decoded, parsed, within, written

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SPACES = {
    "w": W[1:-1],
    "r": R[1:-1],
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
"""The prefixes that pandoc expects."""
_URIS = frozenset(_SPACES.values())
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MODES = ("Internal", "External")
_STRICT = re.compile(r"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")


class Relation(Struct, frozen=True):
    """A relationship: its kind (the last step of its type), and an address or a part's name."""

    kind: str
    target: str
    external: bool = False


_MOST_RELATIONS = 20_000
"""pandoc looks through all of them for each link."""


class Relations(Struct):
    """The relationships of one part by their ids, to which others can be added."""

    by_id: dict[str, Relation] = field(default_factory=dict)

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of a relationship, which is added if there is none like it."""
        relation = Relation(kind, target, external)
        for identity, known in self.by_id.items():
            if known == relation:
                return identity
        identity = f"publish{len(self.by_id)}"
        self.by_id[identity] = relation
        return identity

    def parts(self, kind: str) -> list[str]:
        """Return the names of the parts of one kind."""
        return [
            one.target
            for one in self.by_id.values()
            if one.kind == kind and one.target and not one.external
        ]


class Package:
    """The parts of a Word document."""

    def __init__(self, file: Path, archive: Archive) -> None:
        """Find the main part of ``archive``, which is ``file`` or in it.

        Raises:
            SourceError: It isn't a Word document.
        """
        self.file = file
        self.archive = archive
        found = self.relations("").parts("officeDocument")
        known = [name for name in (*found, "word/document.xml") if name in archive.names()]
        if not known:
            raise self._unreadable()
        self.main = known[0]

    def _unreadable(self) -> SourceError:
        message = "The file isn't a Word document."
        fix = "Save it as DOCX in Word or LibreOffice."
        return SourceError.at(self.file, 0, "unreadable", message, fix)

    def document(self) -> etree._Element:
        """Return the main part, with one body.

        Raises:
            SourceError: It isn't a Word document.
        """
        root = self.root(self.main)
        bodies = root.findall(f"{W}body") if root is not None else []
        if root is None or not bodies:
            raise self._unreadable()
        for more in bodies[1:]:
            bodies[0].extend(list(more))
            root.remove(more)
        return root

    def relations(self, part: str) -> Relations:
        """Return the relationships of ``part``; those of the package if it is empty."""
        folder, name = posixpath.split(part)
        data = self.archive.text(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = Relations()
        if data is None:
            return found
        for one in self._parsed(data, f"{name}.rels").iter(_RELATION):
            target = one.get("Target", "")
            external = one.get("TargetMode", "").lower() == "external"
            if not external:
                rooted = target.startswith("/")
                target = within("" if rooted else folder, target.lstrip("/"))
            kind = one.get("Type", "").rpartition("/")[2]
            found.by_id[one.get("Id", "")] = Relation(kind, target, external)
        if len(found.by_id) > _MOST_RELATIONS:
            message = f"The file has {len(found.by_id)} links and pictures, more than are read."
            raise SourceError.at(self.file, 0, "too-large", message, "Divide it.")
        return found

    def first(self, kind: str, relations: Relations) -> str:
        """Return the part of one kind, by its usual name if no relationship names it."""
        usual = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        found = [*relations.parts(kind), usual]
        return next((name for name in found if name in self.archive.names()), "")

    def root(self, part: str) -> etree._Element | None:
        """Return the XML of ``part``, without the characters of markers."""
        from lxml import etree

        data = self.archive.text(part) if part else None
        if data is None:
            return None
        found = self._parsed(data, posixpath.basename(part))
        spaces = {(prefix, uri) for prefix, uri in found.nsmap.items() if uri in _URIS}
        if spaces <= _SPACES.items():  # lxml moves elements in quadratic time
            found.attrib.clear()
            etree.cleanup_namespaces(found, top_nsmap=_SPACES, keep_ns_prefixes=list(_SPACES))
            return found
        root = etree.Element(found.tag, nsmap=_SPACES)
        root.extend(list(found))
        return root

    def _parsed(self, data: bytes, name: str) -> etree._Element:
        text = _STRICT.sub(r"http://schemas.openxmlformats.org/\1/2006/\2", decoded(data))
        return parsed(self.file, ANY.sub("", text).encode(), name)


def packed(parts: Mapping[str, tuple[etree._Element, Relations]], pictures: Iterable[str]) -> bytes:
    """Return a package of the parts ``word/NAME.xml``, with empty files for pictures.

    pandoc only checks that pictures exist.
    """
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as target:
        main = Relations({"main": Relation("officeDocument", "word/document.xml")})
        target.writestr("_rels/.rels", _xml(main))
        for name, (root, relations) in parts.items():
            target.writestr(f"word/{name}.xml", written(root))
            target.writestr(f"word/_rels/{name}.xml.rels", _xml(relations))
        for name in pictures:
            target.writestr(f"word/{name}", b"")
    return output.getvalue()


def _xml(relations: Relations) -> str:
    rows = "".join(
        f'<Relationship Id="{html.escape(identity)}" Type="{_KIND}{html.escape(one.kind)}" '
        f'Target="{html.escape(one.target)}" TargetMode="{_MODES[one.external]}"/>'
        for identity, one in relations.by_id.items()
    )
    space = _RELATION[1:].partition("}")[0]
    return f'<?xml version="1.0"?><Relationships xmlns="{space}">{rows}</Relationships>'
