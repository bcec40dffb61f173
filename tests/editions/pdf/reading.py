"""Read a tagged PDF the way a screen reader does: its elements, in order, with their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: what it says, and the name of a place or the address that it leads to."""

    contents: str
    place: str
    address: str


@dataclass(slots=True)
class Element:
    """A structure element; ``kids`` are elements and the words between them."""

    type: str
    lang: str = ""
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list["Element | str"] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def words(self) -> str:
        """All that it says, on one line."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for kid in self.kids:
            if isinstance(kid, str):
                yield kid
            else:
                yield "\n" if kid.type == "Note" else ""
                yield from kid._pieces()
                if kid.type in ("P", "LI", "TD", "TH", "TR", "Caption") or kid.type[0] == "H":
                    yield "\n"

    def all(self, *types: str) -> list["Element"]:
        """The elements of these types inside it, in order."""
        found = []
        for kid in self.kids:
            if isinstance(kid, Element):
                found += [kid] if kid.type in types else []
                found += kid.all(*types)
        return found

    def outline(self, depth: int = 0) -> str:
        """The tree as lines that a person can read."""
        told = {"Lang": self.lang, **self.entries, **self.attributes}
        told.pop("BBox", None)
        line = "  " * depth + self.type + "".join(f" {k}={v!r}" for k, v in told.items() if v)
        lines, words = [line], ""
        for kid in [*self.kids, Element("")]:
            if isinstance(kid, str):
                words += kid
                continue
            if words.strip():
                lines.append("  " * (depth + 1) + repr(" ".join(words.split())))
            words = ""
            if kid.type:
                lines.append(kid.outline(depth + 1))
        return "\n".join(lines)


def read_tree(path: Path) -> Element:
    """The document element of a tagged PDF."""
    with pikepdf.open(path) as pdf:
        said = {page.objgen: _said(page) for page in pdf.pages}
        (document,) = pdf.Root.StructTreeRoot.K
        return _element(document, said)


def _element(node: Any, said: dict[Any, dict[int, str]]) -> Element:
    made = Element(str(node.S)[1:], lang=str(node.get("/Lang", "")))
    made.entries = {k: str(node[f"/{k}"]) for k in ("Alt", "E", "ID") if f"/{k}" in node}
    owners = node.get("/A", [])
    for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
        made.attributes |= {key[1:]: _plain(owner[key]) for key in owner if key != "/O"}
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            made.kids.append(said[node.Pg.objgen][kid])
        elif kid.get("/Type") == "/OBJR":
            address = str(kid.Obj.A.URI) if "/A" in kid.Obj else ""
            place = str(kid.Obj.get("/Dest", ""))
            made.links.append(Link(str(kid.Obj.Contents), place, address))
        elif kid.get("/Type") == "/MCR":
            made.kids.append(said[kid.Pg.objgen][int(kid.MCID)])
        else:
            made.kids.append(_element(kid, said))
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    return str(value) if isinstance(value, pikepdf.String) else float(value)


def _said(page: pikepdf.Page) -> dict[int, str]:
    """The words of each marked-content sequence; a line's end counts as a space.

    Lines that end inside a word say so with ``ActualText``.
    """
    fonts = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    said: dict[int, str] = {}
    stack: list[tuple[int | None, str | None]] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                properties = operands[1]
                actual = properties.get("/ActualText")
                mcid = int(properties.MCID) if "/MCID" in properties else None
                stack.append((mcid, None if actual is None else str(actual)))
                if mcid is not None:
                    said[mcid] = said.get(mcid, "")
            case "BMC":
                stack.append((None, None))
            case "EMC":
                mcid, actual = stack.pop()
                if mcid is not None and actual is not None:
                    said[mcid] = actual
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ":
                mcid = next((number for number, _ in reversed(stack) if number is not None), None)
                shown = operands[0] if str(operator) == "TJ" else operands
                if mcid is not None:
                    said[mcid] += "".join(
                        _decode(bytes(part), font)
                        for part in shown
                        if isinstance(part, pikepdf.String)
                    )
    return said


def _decode(codes: bytes, font: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(font[high * 256 + low] for high, low in pairs)


def _to_unicode(font: Any) -> dict[int, str]:
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block)
    }


def artifacts(path: Path) -> list[str]:
    """The kinds of artifacts of every page: ``Pagination/Header``, ``Layout`` ..."""
    kinds = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and str(operands[0]) == "/Artifact":
                    keys = (operands[1].get("/Type"), operands[1].get("/Subtype"))
                    kinds.append("/".join(str(key)[1:] for key in keys if key is not None))
    return kinds
