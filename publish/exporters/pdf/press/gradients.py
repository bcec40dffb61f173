"""Gradients (ISO 32000-1, 8.7.4.5) -> CMYK."""

from __future__ import annotations

from typing import Any

from publish.exporters.pdf.press.inks import Inks
from publish.exporters.pdf.press.refused import refused


def convert_gradient(shading: Any, inks: Inks) -> None:
    """Convert a shading dictionary with functions of type 2 and 3, in place.

    Raises :class:`ToolError` for others, which our layout does not write.
    """
    import pikepdf

    space = str(shading.ColorSpace)
    if space in ("/DeviceGray", "/DeviceCMYK"):
        return
    if space != "/DeviceRGB" or int(shading.ShadingType) not in (2, 3):
        raise refused("A gradient of this kind")
    functions = shading.Function
    for function in functions if isinstance(functions, pikepdf.Array) else [functions]:
        _convert(function, inks)
    if "/Background" in shading:
        shading.Background = pikepdf.Array(inks.four(*map(float, shading.Background)))
    shading.ColorSpace = pikepdf.Name.DeviceCMYK


def _convert(function: Any, inks: Inks) -> None:
    import pikepdf

    match int(function.FunctionType):
        case 2:
            for name in ("/C0", "/C1"):
                if len(function[name]) == 3:
                    function[name] = pikepdf.Array(inks.four(*map(float, function[name])))
        case 3:
            for inner in function.Functions:
                _convert(inner, inks)
        case _:
            raise refused("A gradient of this kind")
