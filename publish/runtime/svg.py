"""Measure SVG pictures, and refuse those that aren't safe.

An SVG can run scripts, load files, contact hosts and expand to gigabytes.  Elements, attributes and
styles that could do so are refused (the "secure static mode" of SVG 2, 2.7.2, taken strictly).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from publish.runtime.folder import FileRefusedError

#: The limit of nested references (``use``, patterns, masks ...).
_MAX_REFERENCES = 40

_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")

#: The elements that ``url(#...)`` draws; a reference to any other element draws nothing.
_SERVERS = frozenset({"pattern", "marker", "mask", "clipPath", "filter"})


def count_drawn(root: Any, most: int) -> int:
    """Return the number of elements drawn for ``root`` (an lxml element), up to ``most`` + 1.

    A few dozen elements that reuse each other ten times become billions when drawn (SVG 2, 5.6;
    patterns, markers and masks too).  The result is ``most`` + 1 if references are circular or
    nested too deeply.
    """
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[Any, int] = {}

    def count(element: Any, depth: int) -> int:
        """Return the number for ``element`` and its descendants, at ``depth`` references."""
        if element in counts:
            return counts[element]
        if depth > _MAX_REFERENCES:
            return most + 1
        total = 0
        for inner in element.iter():
            total += 1
            for target in _targets(inner, named):
                total += count(target, depth + 1)
            if total > most:
                break
        counts[element] = min(total, most + 1)
        return counts[element]

    return count(root, 0)


def _targets(element: Any, named: dict[str, Any]) -> Iterator[Any]:
    """Yield the elements that ``element`` draws by reference."""
    for key, value in element.attrib.items():
        if key.endswith("href") and value.strip().startswith("#"):
            if (target := named.get(value.strip()[1:])) is not None:
                yield target
        elif "url(" in value:
            for name in _URL.findall(value):
                target = named.get(name.strip())
                if target is not None and str(target.tag).rpartition("}")[2] in _SERVERS:
                    yield target


MAX_BYTES = 5_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 100_000

_SVG = "{http://www.w3.org/2000/svg}svg"
_REFUSED_NAMES = """script foreignObject handler iframe audio video embed object link
animate animateMotion animateTransform animateColor set discard"""
_REFUSED = frozenset(_REFUSED_NAMES.split())
"""Scripts, other documents, and animation, which paper can't show and WCAG 2.2.2 restricts."""
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})(px|pt|pc|mm|cm|in|em|ex)?\s*", re.I)
_PIXELS = {
    None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0,
    "em": 16.0, "ex": 8.0,
}  # fmt: skip
"""CSS Values 4, 6.2 Absolute lengths; em and ex at a font size of 16."""
_OUTSIDE = re.compile(r"url\(\s*+['\"]?+\s*+(?!#|data:image/(?!svg))|@import|javascript:|\\", re.I)
"""References out of the file in a style, and backslashes, which could disguise one."""
_HREF_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp)[;,])", re.I)
_EMBEDDED = re.compile(r"data:image/(?!svg)[^\"'()<>]+", re.I)


def measure(data: bytes, name: str) -> tuple[int, int]:
    """Return width and height of the SVG ``data`` in user units; ``name`` is for messages.

    Raises:
        FileRefusedError: The picture isn't safe, isn't SVG, or has no size.
    """
    from lxml import etree

    if len(data) > MAX_BYTES:
        raise _unsafe(name, f"is larger than {MAX_BYTES // 1_000_000} MB", "Simplify the drawing.")
    # Searched before parsing; UTF-16 (which has NUL bytes) could hide both, so it is refused too.
    if b"\0" in data or b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        fix = "Save it as plain SVG in UTF-8, without a <!DOCTYPE ...> part."
        raise _unsafe(name, "has a DOCTYPE or is not UTF-8", fix)
    root: dict[str, str] = {}
    depth = count = 0
    try:
        events = etree.iterparse(
            BytesIO(data),
            events=("start", "end", "pi"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for event, element in events:
            if event == "pi":
                raise _unsafe(name, "has a processing instruction", "Save it as plain SVG.")
            if event == "end":
                depth -= 1
                _inspect_text(name, element.tag, element.text or "")
                continue
            depth, count = depth + 1, count + 1
            if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                raise _unsafe(name, "has too many elements", "Simplify the drawing.")
            attributes = {str(key): str(value) for key, value in element.attrib.items()}
            if count == 1:
                _check_root(name, str(element.tag))
                root = attributes
            _inspect(name, str(element.tag), attributes)
        if count_drawn(events.root, MAX_ELEMENTS) > MAX_ELEMENTS:
            fix = "Draw it once, or with fewer copies of copies."
            raise _unsafe(name, "uses its parts again without end", fix)
    except etree.XMLSyntaxError as error:
        reason = str(error).split(", line")[0]
        message = f"The picture “{name}” isn't well-formed SVG: {reason}."
        raise FileRefusedError("picture-broken", message, "Save it again.") from error
    return _size(name, root)


def embedded_pictures(data: bytes) -> Iterator[bytes]:
    """Yield the pictures inside the SVG ``data``, which was measured."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter():
        for value in (*element.attrib.values(), element.text or ""):
            for address in _EMBEDDED.findall(str(value)):
                yield embedded_bytes(address)


def embedded_bytes(address: str) -> bytes:
    """Return the content of a ``data:`` address (RFC 2397)."""
    import base64
    from urllib.parse import unquote_to_bytes

    head, _, content = address.partition(",")
    if not head.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(content)
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", unquote_to_bytes(content))
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))


def without_links(data: bytes) -> bytes:
    """Return the SVG ``data``, which was measured, with groups in place of its links.

    A link in a picture leads nowhere, and EPUB 3.3 (3.4) forbids it to a picture's own parts.
    """
    if b"href" not in data:
        return data
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    links = list(root.iter(f"{_SVG[:-3]}a"))
    for link in links:
        link.tag = f"{_SVG[:-3]}g"
        for name in [name for name in link.attrib if str(name).endswith("href")]:
            del link.attrib[name]
    return etree.tostring(root) if links else data


def drawn_words(data: bytes) -> str:
    """Return the text that an SVG, which :func:`measure` has taken, draws."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    return " ".join(str(text) for one in root.iter(f"{_SVG[:-3]}text") for text in one.itertext())


def _unsafe(name: str, what: str, fix: str) -> FileRefusedError:
    return FileRefusedError("svg-unsafe", f"The picture “{name}” {what}.", fix)


def _check_root(name: str, tag: str) -> None:
    if tag == "svg":
        message = f"The picture “{name}” doesn't name the SVG namespace."
        fix = 'Add xmlns="http://www.w3.org/2000/svg" to its first element.'
        raise FileRefusedError("picture-broken", message, fix)
    if tag != _SVG:
        message = f"The picture “{name}” is XML, but not an SVG picture."
        raise FileRefusedError("picture-type", message, "Save it as SVG.")


def _inspect(name: str, tag: str, attributes: dict[str, str]) -> None:
    local = tag.rpartition("}")[2]
    if local in _REFUSED:
        raise _unsafe(name, f"holds a <{local}> element", "Delete it from the picture.")
    for key, value in attributes.items():
        attribute = key.rpartition("}")[2].lower()
        if attribute.startswith("on"):
            fix = "Delete it from the picture."
            raise _unsafe(name, f"has the event handler {attribute}", fix)
        if attribute in ("href", "src", "base") and not _HREF_INSIDE.match(value):
            fix = "Draw what it shows into the picture, or embed it as data:image/png."
            raise _unsafe(name, f"refers to “{value[:60]}”", fix)
        if _leads_out(value):
            raise _unsafe(name, f"refers to “{value[:60]}”", "Embed what it needs.")


def _inspect_text(name: str, tag: object, text: str) -> None:
    if str(tag).rpartition("}")[2] == "style" and _leads_out(text):
        fix = "Delete @import, url(...) and backslashes from its style sheet."
        raise _unsafe(name, "loads something by its style sheet", fix)


def _leads_out(style: str) -> bool:
    """Return whether ``style`` refers to something outside the file.

    Most values are long path data, so the characters of a reference are looked for first.
    """
    return any(mark in style for mark in "(@:\\") and _OUTSIDE.search(style) is not None


def _size(name: str, root: dict[str, str]) -> tuple[int, int]:
    """Return width and height (SVG 2, 8.2), from the viewBox if missing or a percentage."""
    box = [float(part) for part in re.findall(_NUMBER, root.get("viewBox", ""), re.I)]
    sides = []
    for index, side in enumerate(("width", "height")):
        length = _LENGTH.fullmatch(root.get(side, ""))
        if length:
            unit = length[2].lower() if length[2] else None
            sides.append(float(length[1]) * _PIXELS[unit])
        else:
            sides.append(box[2 + index] if len(box) == 4 else 0.0)
    if not all(math.isfinite(side) and 1 <= round(side) <= 100_000 for side in sides):
        fix = 'Give its first element a viewBox such as viewBox="0 0 400 300".'
        raise FileRefusedError(
            "picture-size", f"The picture “{name}” doesn't say how large it is.", fix
        )
    return round(sides[0]), round(sides[1])
