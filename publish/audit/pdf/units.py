"""The lines and blocks of a PDF that words are looked for in, each claimed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from publish.audit.pdf.tree import INLINE, NOTES, Node

_HEADINGS = frozenset({"H", "Title", *(f"H{level}" for level in range(1, 7))})


class Unit(Struct, eq=False):
    """A block with words of its own; ``free`` are those that nobody has claimed.

    ``context`` says what makes its words what they are: ``heading``, ``caption``, ``note``,
    ``cell``, ``quotation``, or nothing.
    """

    node: Node
    context: str
    free: str

    def claim(self, wanted: str) -> bool:
        """Whether ``wanted`` is among its free words; it is not free any more then."""
        at = self.free.find(wanted)
        if at < 0:
            return False
        self.free = self.free[:at] + "\0" * len(wanted) + self.free[at + len(wanted) :]
        return True


class Units(Struct):
    """All units in the order of the tree."""

    units: list[Unit]
    exact: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Node) -> Units:
        made = cls(list(_units(document)))
        for unit in reversed(made.units):
            made.exact.setdefault((unit.context, unit.free), []).append(unit)
        return made

    def whole(self, wanted: str, contexts: Iterable[str]) -> Unit | None:
        """The first unit in one of ``contexts`` that says just ``wanted``; it is claimed."""
        for context in contexts:
            waiting = self.exact.get((context, wanted), [])
            while waiting:
                unit = waiting.pop()
                if unit.claim(wanted):
                    return unit
        return None

    def part(self, wanted: str, contexts: Iterable[str]) -> Unit | None:
        """The first unit in one of ``contexts`` that says ``wanted`` among other words."""
        for context in contexts:
            for unit in self.units:
                if unit.context == context and unit.claim(wanted):
                    return unit
        return None


def _units(document: Node) -> Iterator[Unit]:
    for node in document.nodes():
        if node.type in INLINE and not _alone(node):
            continue
        words = node.own
        if node.type == "Formula" and node.alt is not None:
            words = node.all
        if words:
            yield Unit(node, _context(node), words)


def _alone(node: Node) -> bool:
    """Whether an element of a line stands by itself, between blocks."""
    return node.parent is not None and node.parent.type in (
        *("Document", "Sect", "Div", "Aside", "BlockQuote", "Art"),
    )


def _context(node: Node) -> str:
    for one in (node, *node.around()):
        if one.type in _HEADINGS:
            return "heading"
        if one.type == "Caption":
            return "caption"
        if one.type in NOTES:
            return "note"
        if one.type in ("TD", "TH"):
            return "cell"
        if one.type == "BlockQuote":
            return "quotation"
    return ""
