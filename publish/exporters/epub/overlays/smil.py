"""One document's overlay as SMIL (EPUB 3.3, 9.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from publish.exporters.epub.overlays.sound import Stretch
from publish.render.escape import attribute

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"

#: What a reader can leave or skip as a whole, as the vocabulary of structures calls it.
_KINDS = {
    "section": "",
    "figure": "figure",
    "table": "table",
    "tr": "table-row",
    "th": "table-cell",
    "td": "table-cell",
    "ul": "list",
    "ol": "list",
    "dl": "list",
    "li": "list-item",
    "aside": "aside",
    "nav": "",
}


def smil(root: etree._Element, document: str, sound: str, stretches: Iterable[Stretch]) -> bytes:
    """The overlay of ``document``, whose markup is ``root`` and whose sound is in ``sound``.

    The nesting is that of the document, so that figures, tables, lists, asides and notes can be
    skipped or left (EPUB 3.3, 9.5).
    """
    heard: dict[str, list[Stretch]] = {}
    for one in stretches:
        heard.setdefault(one.target, []).append(one)
    name, audio = attribute(document), attribute(sound)
    body = _inside(root, heard, name, audio)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'version="3.0">\n<body epub:textref="{name}">\n{body}</body>\n</smil>\n'
    ).encode()


def _inside(
    element: etree._Element, heard: Mapping[str, list[Stretch]], name: str, audio: str
) -> str:
    own = attribute(element.get("id") or "")
    inside = "".join(_heard(one, name, audio) for one in heard.get(own, ()))
    inside += "".join(
        _inside(child, heard, name, audio) for child in element if isinstance(child.tag, str)
    )
    kind = _KINDS.get(str(element.tag).removeprefix(_XHTML))
    if not inside or not own or kind is None:
        return inside
    kind = element.get(_TYPE) or kind
    mark = f' epub:type="{attribute(kind)}"' if kind else ""
    return f'<seq epub:textref="{name}#{own}"{mark}>\n{inside}</seq>\n'


def _heard(one: Stretch, name: str, audio: str) -> str:
    text = f"{name}#{attribute(one.target)}"
    if not one.parts:
        return _par(one, text, audio)
    parts = "".join(_heard(part, name, audio) for part in one.parts)
    return f'<seq epub:textref="{text}">\n{parts}</seq>\n'


def _par(one: Stretch, text: str, audio: str) -> str:
    clip = f'clipBegin="{one.begin / 1000:.3f}s" clipEnd="{one.end / 1000:.3f}s"'
    return f'<par><text src="{text}"/><audio src="{audio}" {clip}/></par>\n'
