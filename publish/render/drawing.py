"""MathML -> inline SVG, for layout engines that flatten MathML to text."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: The size that formulas are drawn at; sizes are then given in em of the text around.
_SIZE = 16.0


def drawing(tree: Element) -> str:
    """``tree`` (MathML without namespaces) as ``svg``, sized in em and set on the base line.

    Its colour is that of the text (``currentColor``).  It is hidden from assistive technology:
    the element around bears the words.
    """
    from xml.etree.ElementTree import tostring

    with warnings.catch_warnings():  # it finds its font in a way that Python will drop
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Math

    config.svg2 = False  # paths where they stand: symbols would repeat their ids in a document
    drawn = Math(tostring(tree, encoding="unicode"), size=_SIZE, margin=0)
    svg = drawn.svgxml()
    width, height = float(svg.get("width", "0")), float(svg.get("height", "0"))
    depth = drawn.getyofst()
    svg.attrib.update(
        {
            "width": f"{width / _SIZE:.3f}em",
            "height": f"{height / _SIZE:.3f}em",
            "style": f"vertical-align:{depth / _SIZE:.3f}em",
            "aria-hidden": "true",
            "focusable": "false",
        }
    )
    return re.sub(r'(fill|stroke)="black"', r'\1="currentColor"', tostring(svg, encoding="unicode"))
