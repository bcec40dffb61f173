"""The element tree of an XHTML document, and its serialisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from publish.xhtml.escape import attribute, text

Attributes = Mapping[str, str | None]


class Element(Struct, eq=False, gc=False):
    """An element; names have their prefix (``epub:type``, ``xml:lang``).

    ``attributes`` alternates names and values, because dictionaries would double the memory of a
    tree.  A string among the ``children`` is character data, never markup.
    """

    name: str
    attributes: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()

    def get(self, name: str) -> str:
        """Return the value of an attribute; empty if it isn't there."""
        attributes = self.attributes
        if name not in attributes:  # as a name or as a value
            return ""
        place = attributes.index(name)
        while place % 2:  # a value
            if name not in attributes[place + 1 :]:
                return ""
            place = attributes.index(name, place + 1)
        return attributes[place + 1]

    def set(self, name: str, value: str) -> None:
        """Change the value of an attribute, if it is there."""
        names, values = self.attributes[::2], self.attributes[1::2]
        pairs = (
            (key, value if key == name else old) for key, old in zip(names, values, strict=True)
        )
        self.attributes = tuple(part for pair in pairs for part in pair)

    @property
    def id(self) -> str:
        return self.get("id")

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.get("class").split())


Node = Element | str
Content = Node | Sequence[Node]

#: Elements that HTML allows no content (HTML, 13.1.2, void elements).
_VOID = frozenset({"img", "br", "hr", "input", "meta", "link", "source", "track"})


def element(name: str, content: Content = (), attributes: Attributes | None = None) -> Element:
    """Return the element ``name`` with ``content``.

    An attribute whose value is ``None`` is left out; ``""`` is kept, since ``alt=""`` has a
    meaning.
    """
    given: list[str] = []
    for key, value in attributes.items() if attributes else ():
        if value is not None:
            given += (key, value)
    if isinstance(content, (str, Element)):
        content = (content,) if content else ()
    return Element(name, tuple(given), tuple(content))


def joined(*pieces: Content) -> list[Node]:
    """Return ``pieces`` as one list of nodes, in which no string follows another."""
    out: list[Node] = []
    for piece in pieces:
        if isinstance(piece, str):
            if out and isinstance(out[-1], str):
                out[-1] += piece
            elif piece:
                out.append(piece)
        elif isinstance(piece, Element):
            out.append(piece)
        elif piece:
            if out and isinstance(out[-1], str) and isinstance(piece[0], str):
                out[-1] += piece[0]
                piece = piece[1:]
            out.extend(piece)
    return out


def separated(separator: str, pieces: Iterable[Content]) -> list[Node]:
    """Return the pieces that aren't empty, with ``separator`` between them."""
    out: list[Content] = []
    for piece in pieces:
        if piece:
            if out:
                out.append(separator)
            out.append(piece)
    return joined(*out)


def lines(*pieces: Content) -> list[Node]:
    """Return the pieces that aren't empty, each on its own line."""
    return separated("\n", pieces)


def multiline(*pieces: Content) -> list[Node]:
    """Return :func:`lines` between two line breaks: the content of an element on several lines."""
    return joined("\n", *(part for piece in pieces if piece for part in (piece, "\n")))


def elements(content: Content) -> list[Element]:
    """Return all elements of ``content``, parents before their children, in order."""
    out: list[Element] = []
    _collect((content,) if isinstance(content, (str, Element)) else content, out)
    return out


def _collect(nodes: Sequence[Node], out: list[Element]) -> None:
    for node in nodes:
        if not isinstance(node, str):
            out.append(node)
            if node.children:
                _collect(node.children, out)


def serialise(content: Content) -> str:
    """Return ``content`` as well-formed XML, with all text escaped."""
    out: list[str] = []
    if isinstance(content, (str, Element)):
        content = [content]
    _serialise(content, out)
    return "".join(out)


def start_tag(one: Element) -> str:
    """Return the start tag of ``one``; for a void element, the whole element."""
    return f"<{one.name}{_attributes(one.attributes)}{'/' if one.name in _VOID else ''}>"


def _attributes(given: tuple[str, ...]) -> str:
    if len(given) == 2:  # an id, as most elements have
        return f' {given[0]}="{attribute(given[1])}"'
    if len(given) == 4:  # an id and a class, or a label
        first, value, second, other = given
        return f' {first}="{attribute(value)}" {second}="{attribute(other)}"'
    pairs = zip(given[::2], given[1::2], strict=True)
    return "".join([f' {key}="{attribute(value)}"' for key, value in pairs])


def _serialise(nodes: Sequence[Node], out: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            out.append(text(node))
            continue
        name = node.name
        if name in _VOID:
            out.append(start_tag(node))
            continue
        out.append(f"<{name}{_attributes(node.attributes)}>")
        _serialise(node.children, out)
        out.append(f"</{name}>")
