"""The margins of all pages of a book: ordered from workers, or known from an earlier build."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future

from msgspec import Struct, field

from publish.exporters.pdf.chapters.crew import Crew
from publish.exporters.pdf.chapters.fonts import Contents
from publish.exporters.pdf.chapters.margins import faces, runs
from publish.exporters.pdf.chapters.model import Answer, Face, Fragment, MarginOrder
from publish.exporters.pdf.chapters.paging import Paging
from publish.exporters.pdf.chapters.pieces import Piece
from publish.exporters.pdf.chapters.store import Store

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
    workers: Crew
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
                self.begun[run] = self.workers.order(MarginOrder(run))

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
