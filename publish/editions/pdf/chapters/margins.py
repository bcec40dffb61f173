"""The margin boxes of pages, drawn apart from what stands between the margins.

A page's folio depends on how many pages go before it, its lines do not; so these are laid out once,
and the margins of each page are drawn on an empty page that has its number, its side, its name and
its strings.

The margins of all pages of a book: ordered from workers, or known from an earlier build.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future

from msgspec import Struct, field

from publish.editions.pdf.chapters.fonts import Contents
from publish.editions.pdf.chapters.model import (
    Answer,
    Face,
    Fragment,
    Groups,
    LayoutPool,
    Leaf,
    MarginOrder,
    Paging,
    Strings,
)
from publish.editions.pdf.chapters.split_points import Piece
from publish.editions.pdf.chapters.store import Store
from publish.xhtml.escape import attribute


def faces(leaves: Iterable[Leaf], *, sided: bool) -> Iterator[Face]:
    """The margins of all pages of a book in their order.

    Without ``sided`` left and right are alike, and ``side`` is empty.
    """
    carried: dict[str, str] = {}
    for number, leaf in enumerate(leaves, 1):
        side = leaf.side if sided else ""
        before = tuple(sorted(carried.items()))
        yield Face(number, side, leaf.blank, leaf.groups, number == 1, before, leaf.strings)
        carried |= leaf.strings


def runs(wanted: Iterable[Face], length: int) -> Iterator[tuple[Face, ...]]:
    """``wanted`` in runs of pages that follow each other, of about ``length``.

    A run does not end with a blank page: it is blank because of the page behind it.
    """
    run: list[Face] = []
    for face in wanted:
        if len(run) >= length and not run[-1].blank:
            yield tuple(run)
            run = []
        run.append(face)
    if run:
        yield tuple(run)


def margin_markup(head: str, faces: tuple[Face, ...]) -> str:
    """A document whose last pages are empty and have the margins of ``faces``."""
    first = faces[0]
    before = _before(head, first)
    parts = [f'<div style="{_string_set(first.carried)}"></div>'] if before else []
    parts += [_page("page")] * (before - 1)
    groups: Groups = ()
    blank = False
    if before and not first.blank and (going_on := _going_on(first.groups)):
        # the groups began before: on the last of those pages
        opened = "".join(map(_group, going_on))
        parts = [*parts[: before - 1], opened, _page("auto" if before == 1 else "page")]
        if before == 1:
            parts.insert(1, f'<div style="{_string_set(first.carried)}"></div>')
        groups = going_on
    for face in faces:
        if not face.blank:
            kept = _kept(groups, face.groups)
            parts.append("</div>" * (len(groups) - kept))
            parts += map(_group, face.groups[kept:])
            groups = face.groups
            begins = face.side if blank else "auto" if face.first else "page"
            strings = "".join(f'<i style="{_string_set((one,))}"></i>' for one in face.strings)
            parts.append(_page(begins, strings))
        blank = face.blank
    parts.append("</div>" * len(groups))
    return f"{head}{''.join(parts)}</body></html>"


def _going_on(groups: Groups) -> Groups:
    """Those of ``groups`` that began on an earlier page."""
    return tuple(itertools.takewhile(lambda group: not group[1], groups))


def _kept(before: Groups, groups: Groups) -> int:
    """How many groups of the page ``before`` this one is in too."""
    pairs = zip(before, _going_on(groups), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0][0] == pair[1][0], pairs))


def _group(group: tuple[str, bool]) -> str:
    return f'<div style="page: {attribute(group[0])}">'


def margin_rules(head: str, faces: tuple[Face, ...]) -> str:
    """The style rules for that document: the right numbers, and nothing but margins."""
    rules = (
        "html, body { background: none !important }"
        "@page { background: none !important; marks: none !important }"
    )
    first = faces[0]
    if first.first:
        return rules
    begin = first.number - _before(head, first)
    return f"{rules} @page :first {{ counter-reset: page {begin} }}"


def _before(head: str, first: Face) -> int:
    """How many pages go before the one of ``first``, so that it is on its side."""
    return 0 if first.first else pages_before(head, first.side)


def pages_before(head: str, side: str) -> int:
    """After how many pages of a document that begins with ``head`` comes one of ``side``.

    One at least.  The first page is a right one, or a left one in a language from right to left.
    """
    return 1 if (side == "right") == ('dir="rtl"' in head) else 2


def _page(begins: str, inside: str = "") -> str:
    return f'<div style="break-before: {begins}">{inside}</div>'


def _string_set(strings: Strings) -> str:
    """A declaration, fit for an attribute, with every character escaped (CSS Syntax 3, 4.3.5)."""
    if not strings:
        return ""
    values = []
    for name, text in strings:
        escaped = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)
        values.append(f'{name} "{escaped}"')
    return attribute(f"string-set: {', '.join(values)}")


#: The margins of so many pages are drawn at once.
_RUN = 60

_Run = tuple[Face, ...]


class MarginForms(Struct):
    """``sided``: left and right pages differ.

    What is drawn together depends on nothing but the piece, so that the same book gives the same
    bytes whatever was drawn before.
    """

    store: Store
    contents: Contents
    workers: LayoutPool
    sided: bool
    drawn: dict[_Run, Fragment] = field(default_factory=dict)
    begun: dict[_Run, Future[Answer]] = field(default_factory=dict)

    def begin(self, paging: Paging, but: Collection[Piece] = ()) -> None:
        """Order what is not there of the pages of all pieces ``but`` these."""
        for piece, run in self._runs(paging):
            if piece in but or run in self.drawn or run in self.begun:
                continue
            known = self.store.get(_name(run), Fragment)
            if known is not None and all(self.contents.has(use.file) for use in known.fonts):
                self.drawn[run] = known
            else:
                self.begun[run] = self.workers.submit(MarginOrder(run))

    def finished(self, paging: Paging) -> list[tuple[Fragment, int]]:
        """The drawing of each page's margins: a fragment, and the place of its form there."""
        self.begin(paging)
        wanted = [run for _, run in self._runs(paging)]
        for run in wanted:
            if run not in self.drawn:
                answer = self.begun[run].result()
                assert isinstance(answer.made, Fragment)  # noqa: S101 - narrows the type
                self.contents.keep(answer)
                self.drawn[run] = answer.made
                self.store.put(_name(run), answer.made)
        return [(self.drawn[run], place) for run in wanted for place in range(len(run))]

    def _runs(self, paging: Paging) -> Iterator[tuple[Piece, _Run]]:
        wanted: Sequence[Face] = list(faces(paging.leaves(), sided=self.sided))
        for piece, own in zip(paging.pieces, paging.parted(wanted), strict=True):
            for run in runs(own, _RUN):
                yield piece, run


def _name(run: _Run) -> str:
    return f"margins {run}"
