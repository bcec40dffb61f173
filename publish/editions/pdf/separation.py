"""Convert every colour of a PDF to the inks of a press (``inks``).

:func:`separate` finds the colours of pages, forms, patterns, masks, gradients, pictures and fonts
with pikepdf, which can't convert colours itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from publish.editions.pdf.inks import Inks, convert_gradient, convert_picture, refused

#: For each operator that sets a colour: the operators for grey and for CMYK.
_WRITTEN = {
    **dict.fromkeys(("rg", "sc", "scn"), ("g", "k")),
    **dict.fromkeys(("RG", "SC", "SCN"), ("G", "K")),
}
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))
_PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"))

#: Black as an ink, and the graphics states in which text overprints what is below it and in which
#: everything else doesn't (ISO 32000-1, 8.6.7: mode 1 leaves the other inks as they are).
_BLACK = (0.0, 0.0, 0.0, 1.0)
_STATES = {
    "/Overprint": {"/OP": True, "/op": True, "/OPM": 1},
    "/Knockout": {"/OP": False, "/op": False, "/OPM": 0},
}
_SPACE_OF = {"sc": "cs", "scn": "cs", "SC": "CS", "SCN": "CS"}

#: How many numbers a colour has in each known colour space.
_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/Lab": 3}

Operation = tuple[Any, Any]


def convert_operators(operations: Iterable[Any], inks: Inks, spaces: Any) -> list[Operation]:
    """Return ``operations`` of a content stream with the colours of ``inks``.

    They are those of ``pikepdf.parse_content_stream`` (ISO 32000-1, 8.6.8); ``spaces`` are the
    colour spaces of the resources. Black text overprints, so that a misaligned plate leaves no
    white around it.

    Raises:
        ToolError: A colour space is neither a device colour space nor Lab.
    """
    return list(_Colours(inks, spaces).operations(operations))


class _Colours:
    def __init__(self, inks: Inks, spaces: Any) -> None:
        self.inks = inks
        self.spaces = spaces
        self.current = {"cs": "/DeviceGray", "CS": "/DeviceGray", "fill": "", "state": "/Knockout"}
        self.stack: list[dict[str, str]] = []

    def operations(self, operations: Iterable[Any]) -> Iterator[Operation]:
        import pikepdf

        for operands, operator in operations:
            name = str(operator)
            if name in _SHOWS or name in _PAINTS:
                yield from self._overprinted(name)
            if name == "q":
                self.stack.append(dict(self.current))
            elif name == "Q" and self.stack:
                self.current = self.stack.pop()
            elif name in ("rg", "RG"):
                values = tuple(float(value) for value in operands)
                yield self._written(name, self.inks.colour(*values))
                continue
            elif name in ("cs", "CS"):
                self.current[name] = self._family(operands[0])
                if self.current[name] != "/Pattern":
                    continue  # the operators written for its colours imply the space
            elif name in ("g", "k"):
                yield self._written("rg", tuple(float(value) for value in operands))
                continue
            elif name in _SPACE_OF and not isinstance(operands[-1], pikepdf.Name):
                yield self._special(name, operands)
                continue
            elif name in ("sc", "scn"):
                self.current["fill"] = "pattern"
            elif name == "INLINE IMAGE":
                raise refused("A picture inside the text of a page")
            yield operands, operator

    def _overprinted(self, name: str) -> Iterator[Operation]:
        """Yield the operator that changes whether the next ``name`` overprints, if it differs."""
        import pikepdf

        black = name in _SHOWS and self.current["fill"] == "black"
        state = "/Overprint" if black else "/Knockout"
        if state != self.current["state"]:
            self.current["state"] = state
            yield [pikepdf.Name(state)], pikepdf.Operator("gs")

    def _family(self, space: Any) -> str:
        """Return the name of the colour space that ``space`` refers to."""
        name = str(space)
        if name in _SPACES or name == "/Pattern":
            return name
        family = str(self.spaces[name][0]) if name in self.spaces else name
        if family not in _SPACES:
            raise refused(f"The colour space {name[1:]}")
        return family if family != "/Lab" else name

    def _special(self, name: str, operands: Any) -> Operation:
        """Convert a colour whose space was set before."""
        space = self.current[_SPACE_OF[name]]
        values = tuple(float(value) for value in operands)
        match space:
            case "/DeviceGray" | "/DeviceCMYK":
                return self._written(name, values)
            case "/DeviceRGB":
                return self._written(name, self.inks.colour(*values))
            case "/Pattern":
                raise refused("A pattern without colours of its own")
            case _:
                return self._written(name, self.inks.colour(*_screen(values)))

    def _written(self, name: str, values: tuple[float, ...]) -> Operation:
        import pikepdf

        grey, four = _WRITTEN[name]
        if four == "k":
            values = _BLACK if values == (0.0,) else values
            self.current["fill"] = "black" if values == _BLACK else ""
        operator = grey if len(values) == 1 else four
        return list(values), pikepdf.Operator(operator)


def _screen(lab: tuple[float, ...]) -> tuple[float, ...]:
    """Return CIE L*a*b* as sRGB (CSS Color 4, 10), relative to its white."""
    lightness, a, b = lab
    middle = (lightness + 16) / 116
    parts = [middle + a / 500, middle, middle - b / 200]
    x, y, z = (
        p**3 * w if p > 6 / 29 else 3 * (6 / 29) ** 2 * (p - 4 / 29) * w
        for p, w in zip(parts, (0.95047, 1.0, 1.08883), strict=True)
    )
    linear = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.969266 * x + 1.8760108 * y + 0.041556 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    return tuple(
        12.92 * v if v <= 0.0031308 else 1.055 * min(v, 1.0) ** (1 / 2.4) - 0.055 for v in linear
    )


def separate(pdf: Any, inks: Inks) -> None:
    """Convert all colours of ``pdf`` (a ``pikepdf.Pdf``) to ``inks``, in place.

    Raises:
        ToolError: A colour space or gradient isn't supported.
    """
    walk = _Walk(pdf, inks)
    for page in pdf.pages:
        page.contents_coalesce()
        walk.content(page.obj, page.Contents, page.Resources)
        _group(page.obj)
    for resources in walk.holders:
        del resources["/ColorSpace"]  # nothing refers to them any more


def _group(holder: Any) -> None:
    """Set the colour space of a transparency group to CMYK (ISO 32000-1, 11.6.6)."""
    import pikepdf

    group = holder.get("/Group")
    if group is not None and "/CS" in group:
        group.CS = pikepdf.Name.DeviceCMYK


class _Walk:
    def __init__(self, pdf: Any, inks: Inks) -> None:
        self.pdf = pdf
        self.inks = inks
        self.seen: set[tuple[int, int]] = set()
        #: Resources with colour spaces.
        self.holders: list[Any] = []

    def content(self, holder: Any, stream: Any, resources: Any) -> None:
        """Convert ``stream``, the operators of ``holder``, and everything in its ``resources``."""
        import pikepdf

        spaces = resources.get("/ColorSpace", {}) if resources is not None else {}
        converted = convert_operators(pikepdf.parse_content_stream(holder), self.inks, spaces)
        stream.write(pikepdf.unparse_content_stream(converted))
        if resources is not None:
            if "/ExtGState" not in resources:
                resources.ExtGState = pikepdf.Dictionary()
            states = resources.ExtGState
            for name, state in _STATES.items():
                states[name] = pikepdf.Dictionary(state)
            self.resources(resources)

    def resources(self, resources: Any) -> None:
        if self._known(resources):
            return
        for each in resources.get("/XObject", {}).values():
            self.xobject(each)
        for each in resources.get("/Pattern", {}).values():
            self.pattern(each)
        for each in resources.get("/Shading", {}).values():
            self.gradient(each)
        for each in resources.get("/ExtGState", {}).values():
            mask = each.get("/SMask")
            if mask is not None and "/G" in mask:
                self.xobject(mask.G)
        for each in resources.get("/Font", {}).values():
            if each.get("/Subtype") == "/Type3" and not self._known(each):
                for glyph in each.CharProcs.values():
                    self.content(glyph, glyph, each.get("/Resources"))
        if "/ColorSpace" in resources:
            self.holders.append(resources)

    def xobject(self, found: Any) -> None:
        if self._known(found):
            return
        if found.Subtype == "/Image":
            convert_picture(found, self.inks)
        elif found.Subtype == "/Form":
            _group(found)
            self.content(found, found, found.get("/Resources"))

    def pattern(self, found: Any) -> None:
        if self._known(found):
            return
        if found.PatternType == 1:
            self.content(found, found, found.get("/Resources"))
        else:
            self.gradient(found.Shading)

    def gradient(self, found: Any) -> None:
        if not self._known(found):
            convert_gradient(found, self.inks)

    def _known(self, found: Any) -> bool:
        """Return whether ``found`` has been converted; direct objects occur only once."""
        if not found.is_indirect:
            return False
        known = found.objgen in self.seen
        self.seen.add(found.objgen)
        return known
