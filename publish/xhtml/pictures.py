"""A picture -> ``img``."""

from __future__ import annotations

from publish.model import Image
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element


def picture(image: Image, setting: Setting, attributes: Attributes | None = None) -> str:
    """``<img src alt width height/>`` with further ``attributes``.

    Width and height (pixels) let a reading system keep the place before the file is decoded;
    style sheets scale the picture.  One that only decorates is hidden from assistive technology.
    """
    return element(
        "img",
        attributes={
            **(attributes or {}),
            "src": setting.spelling.href(image),
            "alt": "" if image.decorative else image.alt or "",
            "width": str(image.width) if image.width > 0 else None,
            "height": str(image.height) if image.height > 0 else None,
            **({"role": "presentation"} if image.decorative else {}),
        },
    )
