"""A preflight of our own: every colour, font and box of a PDF, found without our own walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

#: Operators that set a colour, with whether a press may get it.
_COLOURS = {"g": True, "G": True, "k": True, "K": True} | dict.fromkeys(
    ("rg", "RG", "sc", "SC", "scn", "SCN", "cs", "CS"), False
)

_SPACES = ("/DeviceGray", "/DeviceCMYK")


@dataclass(slots=True)
class Preflight:
    """``faults`` are what a press cannot take, each in words."""

    faults: list[str] = field(default_factory=list)
    pictures: int = 0
    gradients: int = 0
    forms: int = 0
    fonts: int = 0
    #: The fill colours that letters are drawn in.
    letters: set[tuple[float, ...]] = field(default_factory=set)


def preflight(path: Path) -> Preflight:
    """Look at every object of the PDF ``path``, whether something refers to it or not."""
    found = Preflight()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            _operators(pikepdf.parse_content_stream(page), "a page", found)
            if "/Annots" in page:
                found.faults.append("a page has annotations")
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
                _object(thing, found)
    return found


def _object(thing: Any, found: Preflight) -> None:
    kind = str(thing.get("/Subtype", ""))
    if kind == "/Image":
        found.pictures += 1
        space = str(thing.get("/ColorSpace", ""))
        if space not in _SPACES and not thing.get("/ImageMask"):
            found.faults.append(f"a picture in {space}")
    elif kind == "/Form" or "/PatternType" in thing:
        found.forms += 1
        if isinstance(thing, pikepdf.Stream):
            _operators(pikepdf.parse_content_stream(thing), "a form", found)
    if "/ShadingType" in thing:
        found.gradients += 1
        if str(thing.ColorSpace) not in _SPACES:
            found.faults.append(f"a gradient in {thing.ColorSpace}")
        for colour in _ends(thing.Function):
            if len(colour) != (1 if thing.ColorSpace == "/DeviceGray" else 4):
                found.faults.append(f"a gradient from or to {colour}")
    if "/Group" in thing and str(thing.Group.get("/CS", "/DeviceCMYK")) not in _SPACES:
        found.faults.append(f"a group in {thing.Group.CS}")
    if str(thing.get("/Type", "")) == "/FontDescriptor":
        found.fonts += 1
        if not any(f"/FontFile{suffix}" in thing for suffix in ("", "2", "3")):
            found.faults.append(f"the font {thing.FontName} is not embedded")
    if "/ColorSpace" in thing and isinstance(thing.ColorSpace, pikepdf.Dictionary):
        found.faults += [f"a colour space {name}" for name in thing.ColorSpace]


def _ends(function: Any) -> Iterator[list[float]]:
    if "/Functions" in function:
        for inner in function.Functions:
            yield from _ends(inner)
    else:
        yield from ([float(value) for value in function[name]] for name in ("/C0", "/C1"))


def _operators(operations: Any, where: str, found: Preflight) -> None:
    fill: tuple[float, ...] = (0.0,)
    stack: list[tuple[float, ...]] = []
    for operands, operator in operations:
        name = str(operator)
        pattern = bool(operands) and isinstance(operands[-1], pikepdf.Name)
        if name in _COLOURS and not _COLOURS[name] and not pattern:
            found.faults.append(f"{name} {list(operands)} in {where}")
        if name in ("cs", "CS") and str(operands[0]) != "/Pattern":
            found.faults.append(f"the colour space {operands[0]} in {where}")
        match name:
            case "g" | "k":
                fill = tuple(float(value) for value in operands)
            case "q":
                stack.append(fill)
            case "Q":
                fill = stack.pop()
            case "Tj" | "TJ":
                found.letters.add(fill)
            case _:
                pass
