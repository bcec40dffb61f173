"""Rebuild SVG pictures from the elements, attributes and styles that are known to be safe.

An SVG can run scripts, load files, contact hosts and expand to gigabytes.  A new tree is made of
what :mod:`publish.runtime.svg_vocabulary` names (the "secure static mode" of SVG 2, 2.7.2, taken
strictly).  What draws nothing is left out; what would be missed, or leads out, is refused.
"""

from __future__ import annotations

import base64
import math
import string
from bisect import bisect_left
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import unquote_to_bytes

from msgspec import Struct, field

from publish.runtime.css import AddressError, DrawingStyle, LongStyleError
from publish.runtime.folder import FileRefusedError
from publish.runtime.svg_vocabulary import (
    ACTIVE,
    BOUNDS,
    ELEMENTS,
    INERT,
    LINK_SCHEMES,
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    METADATA,
    OF_HTML,
    PREFIXED,
    PRIMITIVE,
    REFUSED,
    SERVERS,
    SHOWS_PICTURES,
    SVG,
    UNSHOWN,
    XLINK,
    XML,
    Bound,
)

#: The limit of nested references (``use``, patterns, masks ...).
_MAX_REFERENCES = 40

NO_DOCTYPE = "Save it as plain SVG in UTF-8, without a <!DOCTYPE ...> part that has entities."
_FEWER_COPIES = "Draw it once, or with fewer copies of copies."
_PLAIN = ("utf-8", "us-ascii", "ascii")

#: The beginnings of the names of attributes that hold words.
_WORDS = ("aria-", "data-")

#: The only language of style sheets.
_CSS = "text/css"
_RASTERS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_RASTER_ADDRESSES = tuple(f"data:image/{kind}" for kind in ("png", "jp", "gif", "webp"))
_NOT_BASE64 = bytes({*range(256)} - {*f"{string.ascii_letters}{string.digits}+/".encode()})
_LINE = {ord(one): None for one in " \t\r\n\f"}


def raster_type(data: bytes) -> str:
    """Return the subtype (``png``) of a raster picture by its first bytes; empty for others."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for magic, kind in _RASTERS.items() if data.startswith(magic)), "")


def embedded_bytes(address: str) -> bytes:
    """Return the content of a ``data:`` address (RFC 2397)."""
    head, _, content = address.partition(",")
    if not head.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(content)
    plain = unquote_to_bytes(content).translate(None, _NOT_BASE64)
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    return base64.b64decode(plain + b"=" * (-len(plain) % 4))


def embedded_picture(address: str) -> tuple[str, bytes]:
    """Return a ``data:`` address of a raster picture by the type of its bytes, and these.

    Raises :class:`AddressError` for any other address.
    """
    given = address.translate(_LINE)
    data = embedded_bytes(given) if given[:11].lower() == "data:image/" else b""
    if not (kind := raster_type(data)):
        raise AddressError(None, address)
    written = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return (address if given == written else written), data


class Rebuilder(Struct):
    """Rebuilds the SVG ``name`` (for messages).

    ``pictures`` are the raster pictures in it, ``drawn`` the number of elements that are drawn.
    """

    name: str
    pictures: list[bytes] = field(default_factory=list)
    drawn: int = 0
    _style: Any = None
    #: The elements (weighed) before each element, where each that has an id begins and ends, and
    #: the ids that are referred to from each place.
    _weights: list[int] = field(default_factory=lambda: [0])
    _spans: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    _references: list[tuple[int, str, bool]] = field(default_factory=list)

    def tree(self, data: bytes) -> tuple[Any, bool]:
        """Return ``data`` as a new lxml tree, and whether it is the same as the old one.

        Raises:
            FileRefusedError: The picture isn't safe, or isn't SVG.
        """
        from lxml import etree

        self._style = DrawingStyle(self._address)
        try:
            old = self._parsed(data)
        except etree.XMLSyntaxError as error:
            reason = str(error).split(", line")[0]
            message = f"The picture “{self.name}” isn't well-formed SVG: {reason}."
            raise FileRefusedError("picture-broken", message, "Save it again.") from error
        if old.getroottree().docinfo.internalDTD is not None:
            raise self.unsafe("has a DOCTYPE or is not UTF-8", NO_DOCTYPE)
        new = etree.Element(old.tag, nsmap=_prefixes(old))
        self._fill(old, new)
        self.drawn = self._drawn()
        if self._weights[-1] > MAX_ELEMENTS:
            raise self.unsafe("has too many elements", "Simplify the drawing.")
        if self.drawn > MAX_ELEMENTS:
            raise self.unsafe("uses its parts again without end", _FEWER_COPIES)
        encoding = (old.getroottree().docinfo.encoding or "utf-8").lower()
        return new, encoding in _PLAIN and _canonical(old) == _canonical(new)

    def unsafe(self, what: str, fix: str) -> FileRefusedError:
        return FileRefusedError("svg-unsafe", f"The picture “{self.name}” {what}.", fix)

    def _parsed(self, data: bytes) -> Any:
        """Return the root of ``data``.  Raises ``XMLSyntaxError`` and :class:`FileRefusedError`."""
        from lxml import etree

        depth = count = 0
        events = etree.iterparse(
            BytesIO(data),
            events=("start", "end", "pi"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
        )
        for event, element in events:
            if event == "pi":
                raise self.unsafe("has a processing instruction", "Save it as plain SVG.")
            if event == "end":
                depth -= 1
                continue
            depth, count = depth + 1, count + 1
            if depth > MAX_DEPTH or count > MAX_ELEMENTS or len(element.attrib) > MAX_ATTRIBUTES:
                raise self.unsafe("has too many elements", "Simplify the drawing.")
            if count == 1:
                self._check_root(str(element.tag))
            namespace, _, local = str(element.tag).rpartition("}")
            if local in REFUSED and namespace[1:] in ACTIVE and local != "foreignObject":
                raise self._refused(local)
        return events.root

    def _refused(self, name: str) -> FileRefusedError:
        article = "an" if name[0] in "aeiou" else "a"
        return self.unsafe(f"holds {article} <{name}> element", "Delete it from the picture.")

    def _check_root(self, tag: str) -> None:
        if tag == "svg":
            message = f"The picture “{self.name}” doesn't name the SVG namespace."
            fix = 'Add xmlns="http://www.w3.org/2000/svg" to its first element.'
            raise FileRefusedError("picture-broken", message, fix)
        if tag != f"{SVG}svg":
            message = f"The picture “{self.name}” is XML, but not an SVG picture."
            raise FileRefusedError("picture-type", message, "Save it as SVG.")

    def _fill(self, old: Any, new: Any) -> None:
        """Give ``new`` the attributes and the content of ``old`` that are known."""
        start = len(self._weights) - 1
        weight = PRIMITIVE if new.tag.startswith(f"{SVG}fe") else 1
        self._weights.append(self._weights[-1] + weight)
        tag = str(new.tag if old.tag in OF_HTML else old.tag)
        for key, value in old.attrib.items():
            if kept := self._attribute(tag, str(key), str(value)):
                self._references += [(start, one, key.endswith("href")) for one in kept[1]]
                new.set(key, kept[0])
        if new.tag == f"{SVG}style":
            new.text = self._sheet("".join([old.text or "", *(one.tail or "" for one in old)]))
        elif new.tag in (f"{SVG}title", f"{SVG}desc"):
            new.text = "".join(map(str, old.itertext())) or None
        else:
            self._fill_content(old, new)
        if own := new.get("id"):
            self._spans.setdefault(own, (start, len(self._weights) - 1, str(new.tag)))

    def _fill_content(self, old: Any, new: Any) -> None:
        from lxml import etree

        last, texts = None, [old.text or ""]
        for child in old:
            if isinstance(child.tag, str) and (tag := self._tag(child, new)):
                _write(new, last, texts)
                names = {} if tag.startswith(SVG) else _prefixes(child)
                last, texts = etree.SubElement(new, tag, nsmap=names), []
                self._fill(child, last)
            texts.append(child.tail or "")
        _write(new, last, texts)

    def _tag(self, old: Any, parent: Any) -> str:
        """Return the name under which ``old`` stands in ``parent``, empty if it is left out."""
        tag = OF_HTML.get(old.tag, str(old.tag))
        namespace, _, local = tag.rpartition("}")
        namespace = namespace[1:]
        inert = parent.tag == f"{SVG}metadata" or not parent.tag.startswith(SVG)
        if local == "foreignObject" and namespace in ACTIVE:
            if _has_alternative(old):
                return ""
            raise self._refused(local)
        if inert:
            return tag if namespace in METADATA else ""
        if tag == f"{SVG}a":
            self._check_link(old)
            in_text = parent.tag in (f"{SVG}text", f"{SVG}tspan", f"{SVG}textPath")
            return f"{SVG}tspan" if in_text else f"{SVG}g"
        if tag == f"{SVG}style" and (old.get("type") or _CSS).strip().lower() != _CSS:
            return ""
        if tag in ELEMENTS:
            return tag
        if local in UNSHOWN and "".join(map(str, old.itertext())).strip():
            fix = "Turn it into text (in Inkscape: Text > Convert to Text)."
            raise self.unsafe(f"has words in a <{local}>, which most programs don't show", fix)
        return ""

    def _check_link(self, link: Any) -> None:
        """Refuse a link that does something else than lead to a page."""
        for key in ("href", f"{XLINK}href"):
            address = "".join(one for one in link.get(key, "") if one > " ")
            scheme = address.partition(":")[0].lower() if ":" in address else ""
            if scheme.isalpha() and scheme not in LINK_SCHEMES:
                raise self._leads_out(link.get(key))

    def _attribute(self, tag: str, key: str, value: str) -> tuple[str, tuple[str, ...]] | None:
        """Return what to write for an attribute, and the ids that it refers to, or ``None``."""
        plain = PREFIXED.get(key, key)
        if key.lower().startswith("on"):
            fix = "Delete it from the picture."
            raise self.unsafe(f"has the event handler {key.lower()}", fix)
        if key == f"{XML}base":
            raise self._leads_out(value)
        if tag not in ELEMENTS:  # in metadata
            namespace = key[1:].rpartition("}")[0]
            return (value, ()) if not namespace or namespace in METADATA or plain != key else None
        if plain not in ELEMENTS[tag] and not key.startswith(_WORDS):
            return None
        if plain == "href":
            return self._reference(tag, value)
        if bound := BOUNDS.get((tag.removeprefix(SVG), plain)):
            return (value, ()) if self._is_within(plain, value, bound) else None
        try:
            if plain == "style":
                written = self._style.declarations(value)
            elif plain not in INERT and not key.startswith(_WORDS):
                written = self._style.value(value)
            else:
                return value, ()
        except LongStyleError as error:
            raise self._too_long() from error
        except AddressError as error:
            raise self._leads_out(value) from error
        references = tuple(one[1:] for one in self._style.references if one[:1] == "#")
        return (written, references) if written or not value else None

    def _reference(self, tag: str, value: str) -> tuple[str, tuple[str, ...]] | None:
        """Return what to write for the address of an element, and the ids that it refers to."""
        address = value.strip()
        if tag == f"{SVG}image" and address.startswith("#"):
            return None
        try:
            if tag not in SHOWS_PICTURES and not address.startswith("#"):
                raise AddressError(None, address)
            if address.startswith("#"):
                return value, (address[1:],)
            return self._address(value), ()
        except AddressError as error:
            raise self._leads_out(value) from error

    def _address(self, address: str) -> str:
        """Return what to write for an address, to a part or a picture of this drawing."""
        if address.startswith("#"):
            return address
        try:
            written, data = embedded_picture(address.strip())
        except AddressError:
            if not address.strip().lower().startswith(_RASTER_ADDRESSES):
                raise
            message = f"A picture in the drawing “{self.name}” has an unknown type."
            fix = "Embed it as PNG, JPEG, GIF or WebP."
            raise FileRefusedError("picture-type", message, fix) from None
        self.pictures.append(data)
        return address if written == address.strip() else written

    def _sheet(self, text: str) -> str:
        try:
            return str(self._style.sheet(text))
        except LongStyleError as error:
            raise self._too_long() from error
        except AddressError as error:
            fix = "Delete @import, and addresses other than #name, from its style sheet."
            raise self.unsafe("loads something by its style sheet", fix) from error

    def _is_within(self, name: str, value: str, bound: Bound) -> bool:
        """Return whether ``value`` are numbers.  Raises if they are more than ``bound``."""
        try:
            numbers = [float(one) for one in value.replace(",", " ").split()]
        except ValueError:
            return False
        if bound.product:
            numbers = [math.prod(numbers) if len(numbers) > 1 else math.prod(numbers * 2)]
        if not all(abs(number) <= bound.most for number in numbers):
            in_all = " in all (a product)" * bound.product
            fix = f"Give it at most {bound.most:g}{in_all}: more looks the same."
            raise self.unsafe(f"asks for too much work with {name}=“{value[:20]}”", fix)
        return True

    def _too_long(self) -> FileRefusedError:
        return self.unsafe("has a style that is too long", "Simplify the drawing.")

    def _leads_out(self, value: str) -> FileRefusedError:
        fix = "Draw what it shows into the picture, or embed it as data:image/png."
        return self.unsafe(f"refers to “{value[:60]}”", fix)

    def _drawn(self) -> int:
        """Return the number of elements drawn, up to :data:`MAX_ELEMENTS` + 1.

        A few dozen elements that reuse each other ten times become billions when drawn (SVG 2,
        5.6; patterns, markers, masks and filters too).  The result is the most if references are
        circular or nested too deeply.
        """
        counts: dict[str, int] = {}

        def count(start: int, end: int, depth: int) -> int:
            total = self._weights[end] - self._weights[start]
            for place in range(bisect_left(self._references, (start,)), len(self._references)):
                at, name, by_href = self._references[place]
                if at >= end or total > MAX_ELEMENTS:
                    break
                first, last, tag = self._spans.get(name, (0, 0, ""))
                if not last or not (by_href or tag in SERVERS):
                    continue
                if name not in counts:
                    deeper = count(first, last, depth + 1) if depth < _MAX_REFERENCES else math.inf
                    counts[name] = int(min(deeper, MAX_ELEMENTS + 1))
                total += counts[name]
            return total

        return count(0, len(self._weights) - 1, 0)


def _prefixes(old: Any) -> dict[Any, str]:
    """Return the namespaces that are known where ``old`` is, by prefix."""
    known = {SVG[1:-1], XLINK[1:-1], *METADATA}
    return {prefix: uri for prefix, uri in old.nsmap.items() if uri in known}


def _write(parent: Any, last: Any, texts: list[str]) -> None:
    """Write ``texts`` after ``last``, the last child of ``parent``, or as its beginning."""
    if text := "".join(texts):
        if last is None:
            parent.text = text
        else:
            last.tail = text


def _has_alternative(old: Any) -> bool:
    """Return whether a ``switch`` shows the same words without ``old``, which holds HTML."""
    parent = old.getparent()
    if parent is None or parent.tag != f"{SVG}switch":
        return False
    others = islice(old.itersiblings("*"), 2)  # programs write the alternative right after it
    return _letters(old) in map(_letters, others)


def _letters(element: Any) -> str:
    return "".join("".join(map(str, element.itertext())).split())


def _canonical(root: Any) -> bytes:
    """Return ``root`` in canonical XML, empty if that isn't possible."""
    from lxml import etree

    try:
        return etree.tostring(root, method="c14n", exclusive=True, with_comments=False)
    except etree.C14NError:  # a namespace that isn't an absolute URI
        return b""
