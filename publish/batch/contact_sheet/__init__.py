"""Write the contact sheet of a batch: what is ready, what isn't and why, what needs a person.

``index.html`` has the overview and the first cards; the other pages are in ``contact-sheet``: cards
by state, tables of titles sorted in three ways, and the messages of each kind with their lines.
All are plain pages with relative links, without scripts, so that they work wherever the output is
copied to.  ``batch.jsonl`` has the same for programs, a title a line.

Only what orders the titles is kept in memory; the rest is read again, a page at a time.

`page`      the frame of a page, its menu, and the links between the pages of a list
`overview`  numbers: states, messages by kind, facts about accessibility
`titles`    a title as a card, and as a row of a table
`messages`  the messages about a title
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Protocol

from msgspec import Struct

from publish.batch.contact_sheet.messages import kind_heading, kind_lead, messages_of_kind
from publish.batch.contact_sheet.overview import overview
from publish.batch.contact_sheet.page import FOLDER, MENU, Page, kind_stem
from publish.batch.contact_sheet.titles import card, row, titles_table
from publish.batch.results import TitleResult, decoded, encoded
from publish.batch.summary import STATES, Summary, duration, many
from publish.runtime.stylesheets import style_folder
from publish.runtime.temporary import temporary_folder
from publish.xhtml.tree import Node, element

#: The titles on a page.
PAGE = 200

#: The records of all titles, a JSON object a line.
LINES = "batch.jsonl"

#: The page of the overview where an edition, or somebody's page, has the name of the usual one.
_ELSEWHERE = f"{FOLDER}/index.html"

#: The fonts of the pages, whole: titles may have any character.
_FONTS = (
    ("Source Serif 4", "source-serif/SourceSerif4-Regular.ttf", 400),
    ("Source Sans 3", "source-sans/SourceSans3-Regular.ttf", 400),
    ("Source Sans 3", "source-sans/SourceSans3-Bold.ttf", 700),
)


class Files(Protocol):
    """The files of the output, by names with ``/``."""

    def put(self, local: Path, name: str) -> object:
        """Put a copy of the file ``local`` in place at once."""

    def write(self, name: str, data: bytes) -> object:
        """Put ``data`` in place at once."""

    def read(self, name: str) -> bytes:
        """Return the content of a file.  Raises `FileNotFoundError`."""

    def names(self, prefix: str) -> Iterable[str]:
        """Return the names that begin with ``prefix``."""

    def delete(self, name: str) -> object:
        """Remove a file."""


class _Entry(Struct, frozen=True):
    """What orders a title, and where its record begins in the file of records."""

    number: int
    start: int
    title: str
    state: str
    heading: str
    conformance: str
    seconds: float
    codes: tuple[str, ...]


class _Pages(Struct, frozen=True):
    """A list of titles, cut into pages; ``files`` are their names."""

    files: tuple[str, ...]
    parts: tuple[tuple[_Entry, ...], ...]

    def __iter__(self) -> Iterator[tuple[str, tuple[_Entry, ...]]]:
        return iter(zip(self.files, self.parts, strict=True))

    def by_number(self) -> dict[int, str]:
        """Return the page of each title, by its number."""
        return {one.number: file for file, part in self for one in part}

    def marks(self, of: Callable[[_Entry], str]) -> list[str]:
        """Return what is new at the beginning of each page."""
        marks = [of(part[0]) if part else "" for part in self.parts]
        return [
            mark if mark != before else ""
            for mark, before in zip(marks, ["", *marks[:-1]], strict=True)
        ]

    def where(self, file: str) -> str:
        """Return which page ``file`` is, for a heading."""
        return f", page {self.files.index(file) + 1} of {len(self.files)}" if self.files[1:] else ""


def write_contact_sheet(
    results: Iterable[TitleResult],
    files: Files,
    *,
    name: str,
    finished: datetime,
    waiting: int = 0,
) -> Summary:
    """Write the contact sheet of the batch ``name`` over that of an earlier run.

    ``waiting`` is the number of titles without a result yet; ``finished`` is the time that the
    overview gives.  Returns what was counted.
    """
    with temporary_folder() as folder:
        lines = folder / LINES
        summary, entries, taken = _recorded(results, lines, waiting)
        menu = {**MENU, "Overview": _ELSEWHERE} if taken or _is_foreign(files) else MENU
        summary.overview = menu["Overview"]
        with lines.open("rb") as records:
            sheet = _Sheet(records, entries, summary, Page("", name, menu), finished)
            written = set()
            for file, content in sheet.files():
                files.write(file, content)
                written.add(file)
        files.put(lines, LINES)
    for file in list(files.names(f"{FOLDER}/")):
        if file.endswith(".html") and file not in written:  # of a batch with more pages
            files.delete(file)
    return summary


def _is_foreign(files: Files) -> bool:
    """Return whether the file with the name of the overview is none: it isn't replaced."""
    try:
        return f"{FOLDER}/".encode() not in files.read(MENU["Overview"])
    except (FileNotFoundError, IsADirectoryError):
        return False


def _recorded(
    results: Iterable[TitleResult], lines: Path, waiting: int
) -> tuple[Summary, list[_Entry], bool]:
    """Write the records to ``lines``; return what is counted, and what orders the titles.

    The third is whether an edition has the name of the overview.
    """
    summary, entries, taken = Summary(waiting), [], False
    with lines.open("wb") as file:
        for number, one in enumerate(results):
            summary.add(one)
            taken = taken or any(edition.file == MENU["Overview"] for edition in one.editions)
            entries.append(
                _Entry(
                    number,
                    file.tell(),
                    one.title,
                    one.state,
                    one.heading or one.title,
                    one.facts.get("conformance", ""),
                    sum(one.seconds.values()),
                    tuple(dict.fromkeys(str(found["code"]) for found in one.diagnostics)),
                )
            )
            file.write(encoded(one) + b"\n")
    return summary, entries, taken


def _by_title(entry: _Entry) -> tuple[str, str]:
    """Return what orders titles from A to Z, without accents and case."""
    parts = unicodedata.normalize("NFKD", entry.heading.casefold())
    return "".join(one for one in parts if one.isalnum() or one.isspace()).strip(), entry.title


def _by_conformance(entry: _Entry) -> tuple[bool, str, tuple[str, str]]:
    return not entry.conformance, entry.conformance, _by_title(entry)


def _by_time(entry: _Entry) -> tuple[float, tuple[str, str]]:
    return -entry.seconds, _by_title(entry)


class _Sheet:
    """The pages; ``records`` is the file with the records of ``entries``."""

    def __init__(
        self,
        records: BinaryIO,
        entries: list[_Entry],
        summary: Summary,
        page: Page,
        finished: datetime,
    ) -> None:
        """``page`` has what all pages share."""
        self._records, self._summary, self._finished = records, summary, finished
        self._batch, self._menu = page.batch, page.menu
        order = tuple(STATES)
        by_state = sorted(entries, key=lambda one: (order.index(one.state), one.number))
        self._tables = {
            word: _paged(page.menu[word].removesuffix("-1.html"), ordered)
            for word, ordered in (
                ("Titles A–Z", sorted(entries, key=_by_title)),
                ("By conformance", sorted(entries, key=_by_conformance)),
                ("By time", sorted(entries, key=_by_time)),
            )
        }
        self._cards = _paged(f"{FOLDER}/sheet", by_state, page.menu["Overview"])
        self._card_page = self._cards.by_number()
        found: dict[str, list[_Entry]] = {code: [] for code in summary.by_gravity()}
        for one in by_state:
            for code in one.codes:
                found[code].append(one)
        self._kinds = {code: _paged(kind_stem(code), which) for code, which in found.items()}
        self._kind_page = {code: pages.by_number() for code, pages in self._kinds.items()}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of each file, that of the overview last."""
        yield from _style()
        for code, pages in self._kinds.items():
            for file, part in pages:
                yield file, self._messages(code, pages, self._page(file), part)
        yield from self._table("Titles A–Z", lambda one: " ".join(one.heading.split()[:1])[:15])
        yield from self._table("By conformance", lambda one: one.conformance or "not built")
        yield from self._table("By time", lambda one: duration(one.seconds))
        marks = self._cards.marks(lambda one: STATES[one.state])
        for file, part in reversed(list(self._cards)):
            yield file, self._sheet(self._page(file), part, marks)

    def _page(self, file: str) -> Page:
        return Page(file, self._batch, self._menu)

    def _load(self, entry: _Entry) -> TitleResult:
        self._records.seek(entry.start)
        return decoded(self._records.readline(), TitleResult)

    def _sheet(self, page: Page, part: Sequence[_Entry], marks: list[str]) -> bytes:
        """Return a page of cards, by state; the first begins with the overview."""
        starts: dict[str, _Entry] = {}
        for one in (one for _, entries in self._cards for one in entries):
            starts.setdefault(one.state, one)
        top: list[Node] = [element("h1", "Titles by state")]
        if page.file == self._cards.files[0]:
            states = {
                state: page.link(self._card_page[one.number], f"state-{state}")
                for state, one in starts.items()
            }
            kinds = {code: page.link(pages.files[0]) for code, pages in self._kinds.items()}
            conformance = {
                one.conformance: page.link(file)
                for file, entries in reversed(list(self._tables["By conformance"]))
                for one in reversed(entries)
            }
            top = overview(page, self._summary, self._finished, states, kinds, conformance)
        for state, group in groupby(part, lambda one: one.state):
            cards = [card(self._load(one), page, self._kinds_of(one)) for one in group]
            begun = self._card_page[starts[state].number] == page.file
            count = element(
                "span", f" {many(self._summary.states[state], 'title')}", {"class": "count"}
            )
            heading = STATES[state] + ("" if begun else ", continued")
            attributes = {"class": "group", "id": f"state-{state}" if begun else None}
            top += [
                element("h2", (heading, count), attributes),
                element("ul", cards, {"class": "cards"}),
            ]
        title = f"Contact sheet{self._cards.where(page.file)}"
        return page.document(title, *top, page.pager(self._cards.files, marks))

    def _kinds_of(self, entry: _Entry) -> dict[str, str]:
        return {code: self._kind_page[code][entry.number] for code in entry.codes}

    def _table(self, word: str, mark: Callable[[_Entry], str]) -> Iterator[tuple[str, bytes]]:
        """Yield the pages of the table ``word`` of all titles."""
        pages = self._tables[word]
        marks = pages.marks(mark)
        for file, part in pages:
            page, where = self._page(file), pages.where(file)
            count = many(self._summary.states.total(), "title")
            rows = [row(self._load(one), page, self._card_page[one.number]) for one in part]
            shown = titles_table(f"{count}{where}", rows, page, word)
            content = (element("h1", word), shown, page.pager(pages.files, marks))
            yield file, page.document(f"{word}{where}", *content)

    def _messages(self, code: str, pages: _Pages, page: Page, part: Sequence[_Entry]) -> bytes:
        """Return a page of the messages of a kind, by title."""
        found = [
            messages_of_kind(self._load(one), code, page, self._card_page[one.number])
            for one in part
        ]
        where = f"{code}, in {many(self._summary.kinds[code], 'title')}{pages.where(page.file)}"
        return page.document(
            f"{code}{pages.where(page.file)}",
            element("p", where, {"class": "eyebrow"}),
            element("h1", kind_heading(code)),
            *kind_lead(code),
            *found,
            page.pager(pages.files, [""] * len(pages.files)),
        )


def _paged(stem: str, entries: Sequence[_Entry], first: str = "") -> _Pages:
    """Return ``entries`` on pages ``stem-1.html`` and so on; ``first`` is another first name."""
    parts = [tuple(entries[start : start + PAGE]) for start in range(0, len(entries), PAGE)] or [()]
    names = [f"{stem}-{number}.html" for number in range(1, len(parts) + 1)]
    return _Pages((first or names[0], *names[1:]), tuple(parts))


def _style() -> Iterator[tuple[str, bytes]]:
    """Yield the style sheet, which has the colours and faces of the web edition, and its fonts."""
    folder, rules = style_folder("web"), []
    for family, font, weight in _FONTS:
        file = style_folder("fonts") / font
        yield f"{FOLDER}/fonts/{file.name}", file.read_bytes()
        licence = file.with_name("OFL.txt")
        yield f"{FOLDER}/fonts/{file.parent.name}-OFL.txt", licence.read_bytes()
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
            f'src: url("fonts/{file.name}"); }}'
        )
    sheets = (
        folder / "0-faces.css",
        folder / "1-colours.css",
        Path(__file__).with_name("sheet.css"),
    )
    rules += [sheet.read_text(encoding="utf-8") for sheet in sheets]
    yield f"{FOLDER}/sheet.css", "\n".join(rules).encode()
