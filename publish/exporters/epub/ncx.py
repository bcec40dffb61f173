"""The contents as NCX, for old reading systems."""

from __future__ import annotations

from publish.exporters.epub.places import Place
from publish.render.escape import attribute, text


def ncx(title: str, identifier: str, language: str, places: tuple[Place, ...]) -> bytes:
    """The contents as NCX (OPF 2.0.1, 2.4.1), for reading systems that know EPUB 2 only."""
    number = 0

    def points(some: tuple[Place, ...]) -> str:
        nonlocal number
        pieces = []
        for place in some:
            number += 1
            own = number
            pieces.append(
                f'<navPoint id="place-{own}" playOrder="{own}"><navLabel><text>{text(place.plain)}'
                f'</text></navLabel><content src="{attribute(place.href)}"/>'
                f"{points(place.inside)}</navPoint>"
            )
        return "\n".join(pieces)

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        f'xml:lang="{attribute(language)}">\n<head>\n'
        f'<meta name="dtb:uid" content="{attribute(identifier)}"/>\n'
        f'<meta name="dtb:depth" content="{_depth(places)}"/>\n'
        '<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{text(title)}</text></docTitle>\n"
        f"<navMap>\n{points(places)}\n</navMap>\n</ncx>\n"
    ).encode()


def _depth(places: tuple[Place, ...]) -> int:
    return 1 + max((_depth(place.inside) for place in places), default=0) if places else 0
