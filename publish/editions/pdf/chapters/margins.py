"""Draw the margin boxes of a book's pages separately from the text.

A page number depends on the pages before it; the text doesn't. So chapters are laid out once,
without margin boxes, and the margin boxes of each page are drawn on an empty page with the same
number, side, page groups and named strings, by worker processes or from the cache.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future

from msgspec import Struct, field

from publish.editions.pdf.chapters.fonts import FontLibrary
from publish.editions.pdf.chapters.model import (
    Answer,
    Fragment,
    Groups,
    LayoutPool,
    MarginRequest,
    PageInfo,
    PageMargins,
    Paging,
    Strings,
)
from publish.editions.pdf.chapters.split_points import Piece
from publish.runtime.object_cache import ObjectCache
from publish.xhtml.escape import attribute


def page_margins(pages: Iterable[PageInfo], *, sided: bool) -> Iterator[PageMargins]:
    """Yield the :class:`PageMargins` of each page of a book.

    If ``sided`` is false, left and right pages are alike, and ``side`` is empty.
    """
    carried: dict[str, str] = {}
    for number, page in enumerate(pages, 1):
        side = page.side if sided else ""
        before = tuple(sorted(carried.items()))
        yield PageMargins(
            number, side, page.blank, page.groups, number == 1, before, page.strings, page.opening
        )
        carried |= page.strings


def runs(wanted: Iterable[PageMargins], length: int) -> Iterator[tuple[PageMargins, ...]]:
    """Yield ``wanted`` in runs of consecutive pages, of about ``length`` pages each.

    A run doesn't end with a blank page, which is blank because of the page after it.
    """
    run: list[PageMargins] = []
    for page in wanted:
        if len(run) >= length and not run[-1].blank:
            yield tuple(run)
            run = []
        run.append(page)
    if run:
        yield tuple(run)


def margin_markup(head: str, margins: tuple[PageMargins, ...]) -> str:
    """Return a document whose last pages are empty and have the margin boxes ``margins``."""
    first = margins[0]
    before = _before(head, first)
    parts = [f'<div style="{_string_set(first.carried)}"></div>'] if before else []
    parts += [_page("page")] * (before - 1)
    groups: Groups = ()
    blank = False
    if before and not first.blank and (continued := _continued(first.groups)):
        # These groups begin on the last of the pages before.
        opened = "".join(map(_group, continued))
        parts = [*parts[: before - 1], opened, _page("auto" if before == 1 else "page")]
        if before == 1:
            parts.insert(1, f'<div style="{_string_set(first.carried)}"></div>')
        groups = continued
    for page in margins:
        if not page.blank:
            kept = _kept(groups, page.groups)
            parts.append("</div>" * (len(groups) - kept))
            parts += map(_group, page.groups[kept:])
            groups = page.groups
            begins = page.side if blank else "auto" if page.first else "page"
            parts.append(_page(begins, _strings_of(page)))
        blank = page.blank
    parts.append("</div>" * len(groups))
    return f"{head}{''.join(parts)}</body></html>"


def _continued(groups: Groups) -> Groups:
    """Return those of ``groups`` that began on an earlier page."""
    return tuple(itertools.takewhile(lambda group: not group[1], groups))


def _kept(before: Groups, groups: Groups) -> int:
    """Return how many of the groups ``before`` continue on a page in ``groups``."""
    pairs = zip(before, _continued(groups), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0][0] == pair[1][0], pairs))


def _group(group: tuple[str, bool]) -> str:
    return f'<div style="page: {attribute(group[0])}">'


def margin_rules(head: str, margins: tuple[PageMargins, ...]) -> str:
    """Return the style rules for :func:`margin_markup`: page numbers, and only margin boxes."""
    rules = (
        "html, body { background: none !important }"
        "@page { background: none !important; marks: none !important }"
    )
    first = margins[0]
    if first.first:
        return rules
    begin = first.number - _before(head, first)
    return f"{rules} @page :first {{ counter-reset: page {begin} }}"


def _before(head: str, first: PageMargins) -> int:
    """Return how many pages have to precede ``first`` so that it is on its side."""
    return 0 if first.first else pages_before(head, first.side)


def pages_before(head: str, side: str) -> int:
    """Return how many pages, at least one, have to precede a page on ``side``.

    ``head`` is the start of the document: its first page is a right one, or a left one if its
    language is written from right to left.
    """
    return 1 if (side == "right") == ('dir="rtl"' in head) else 2


def _page(begins: str, inside: str = "") -> str:
    return f'<div style="break-before: {begins}">{inside}</div>'


def _strings_of(page: PageMargins) -> str:
    """Return elements that set the strings of ``page``.

    WeasyPrint looks for those at its start (CSS GCPM 3, 1.1.2, ``start``) in the first element of
    the first element, and so on.
    """
    rest = list(page.strings)
    opening = [next(one for one in rest if one[0] == name) for name in page.opening]
    for one in opening:
        rest.remove(one)
    groups = (tuple(opening), *((one,) for one in rest))
    return "".join(f'<i style="{_string_set(group)}"></i>' for group in groups)


def _string_set(strings: Strings) -> str:
    """Return a declaration of named strings, escaped for an attribute (CSS Syntax 3, 4.3.5)."""
    if not strings:
        return ""
    values = []
    for name, text in strings:
        escaped = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)
        values.append(f'{name} "{escaped}"')
    return attribute(f"string-set: {', '.join(values)}")


#: How many pages' margin boxes are drawn at once.
_RUN = 60

_Run = tuple[PageMargins, ...]


class MarginForms(Struct):
    """The margin boxes of all pages, as forms in fragments of a PDF.

    ``sided`` says that left and right pages differ. A run has pages of one piece only, so that the
    same book gives the same bytes whatever is in the cache.
    """

    store: ObjectCache
    fonts: FontLibrary
    workers: LayoutPool
    sided: bool
    drawn: dict[_Run, Fragment] = field(default_factory=dict)
    begun: dict[_Run, Future[Answer]] = field(default_factory=dict)

    def begin(self, paging: Paging, but: Collection[Piece] = ()) -> None:
        """Start drawing the margin boxes that aren't drawn yet, except for the pieces ``but``."""
        for piece, run in self._runs(paging):
            if piece in but or run in self.drawn or run in self.begun:
                continue
            known = self.store.get(_name(run), Fragment)
            if known is not None and all(self.fonts.has(use.file) for use in known.fonts):
                self.drawn[run] = known
            else:
                self.begun[run] = self.workers.submit(MarginRequest(run))

    def finished(self, paging: Paging) -> list[tuple[Fragment, int]]:
        """Return the fragment with each page's margin boxes, and the index of its form."""
        self.begin(paging)
        wanted = [run for _, run in self._runs(paging)]
        for run in wanted:
            if run not in self.drawn:
                answer = self.begun[run].result()
                assert isinstance(answer.result, Fragment)  # noqa: S101 - narrows the type
                self.fonts.keep(answer)
                self.drawn[run] = answer.result
                self.store.put(_name(run), answer.result)
        return [(self.drawn[run], place) for run in wanted for place in range(len(run))]

    def _runs(self, paging: Paging) -> Iterator[tuple[Piece, _Run]]:
        wanted: Sequence[PageMargins] = list(page_margins(paging.pages(), sided=self.sided))
        for piece, own in zip(paging.pieces, paging.parted(wanted), strict=True):
            for run in runs(own, _RUN):
                yield piece, run


def _name(run: _Run) -> str:
    return f"margins {run}"
