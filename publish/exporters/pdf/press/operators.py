"""The colour operators of a content stream (ISO 32000-1, 8.6.8) -> grey and CMYK."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from publish.exporters.pdf.press.inks import Inks
from publish.exporters.pdf.press.refused import refused

#: For each operator that sets a colour: the one for grey and the one for CMYK.
_WRITTEN = {
    **dict.fromkeys(("rg", "sc", "scn"), ("g", "k")),
    **dict.fromkeys(("RG", "SC", "SCN"), ("G", "K")),
}
_SPACE_OF = {"sc": "cs", "scn": "cs", "SC": "CS", "SCN": "CS"}

#: How many numbers a colour has in each space that is known here.
_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/Lab": 3}

Operation = tuple[Any, Any]


def convert_operators(operations: Iterable[Any], inks: Inks, spaces: Any) -> list[Operation]:
    """``operations`` (of ``pikepdf.parse_content_stream``) with the colours of ``inks``.

    ``spaces`` are the colour spaces of the resources.  Raises :class:`ToolError` for colours in
    others than the device's own and Lab.
    """
    return list(_Colours(inks, spaces).operations(operations))


class _Colours:
    def __init__(self, inks: Inks, spaces: Any) -> None:
        self.inks = inks
        self.spaces = spaces
        self.current = {"cs": "/DeviceGray", "CS": "/DeviceGray"}
        self.stack: list[dict[str, str]] = []

    def operations(self, operations: Iterable[Any]) -> Iterator[Operation]:
        import pikepdf

        for operands, operator in operations:
            name = str(operator)
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
                    continue  # the colours that follow say their space themselves
            elif name in _SPACE_OF and not isinstance(operands[-1], pikepdf.Name):
                yield self._special(name, operands)
                continue
            elif name == "INLINE IMAGE":
                raise refused("A picture inside the text of a page")
            yield operands, operator

    def _family(self, space: Any) -> str:
        """The name of the colour space that ``space`` names."""
        name = str(space)
        if name in _SPACES or name == "/Pattern":
            return name
        family = str(self.spaces[name][0]) if name in self.spaces else name
        if family not in _SPACES:
            raise refused(f"The colour space {name[1:]}")
        return family if family != "/Lab" else name

    def _special(self, name: str, operands: Any) -> Operation:
        """A colour whose space was named before."""
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
        operator = grey if len(values) == 1 else four
        return list(values), pikepdf.Operator(operator)


def _screen(lab: tuple[float, ...]) -> tuple[float, ...]:
    """CIE L*a*b* as sRGB (CSS Color 4, 10), relative to its white, which stays white."""
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
