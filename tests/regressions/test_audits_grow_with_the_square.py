"""Audits and checks of editions looked for each item among all: cost grew with their square."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree
from msgspec.structs import replace

from publish.audit.epub import BookReader, marker_of
from publish.audit.epub_documents import IndexedDocument
from publish.audit.grid import Box, headers_of
from publish.audit.items import Item, Kind, Part, State
from publish.audit.pdf import audit_pdf
from publish.audit.pdf.tree import Node, Tree
from publish.audit.sound.listener import Format, Marks, Segment, Sound, audit_sound
from publish.audit.sound.timeline_index import TimelineIndex
from publish.audit.text_editions import find
from publish.language.spoken.text import Span
from publish.model.ids import image_id
from publish.narration.script import Chapter, ChapterKind, Role, Skipped, Utterance
from publish.narration.timeline import Clip, Narration, TimedChapter
from publish.readers.document import XHTML
from publish.readers.pdf.records import Element, PdfFile
from publish.readers.sound import ChapterMark
from publish.verify.pdf.tables import headed

FEW, TIMES, MOST = 40, 4, 5.0
"""A small size, how much larger the other one is, and the most growth: its square would be 16."""


def steps(function: Callable[[], object]) -> int:
    """Return how many instructions of Python ``function`` takes: the same on any machine."""
    count = 0

    def trace(frame: object, event: str, _argument: object) -> object:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False  # type: ignore[attr-defined]
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        function()
    finally:
        sys.settrace(before)
    return count


def growth(run: Callable[[int], Callable[[], object]]) -> float:
    """Return how many times as long a source takes that is :data:`TIMES` as large."""
    return steps(run(FEW * TIMES)) / steps(run(FEW))


def item(kind: Kind, own: str, text: str, **more: object) -> Item:
    return Item(kind=kind, id=own, line=1, language="en", parts=(Part(own, text),), **more)  # type: ignore[arg-type]


def test_header_cells_of_rows() -> None:
    def rows(size: int) -> Callable[[], object]:
        table = [[Box("Stop", "col"), Box("Wait", "col")]]
        table += [[Box(f"Stop {number}", "row"), Box("2")] for number in range(size)]
        return lambda: headers_of(table)

    assert growth(rows) < MOST


def test_header_cells_of_wide_and_high_cells() -> None:
    rows = [
        [Box("", "col"), Box("Waits", "col", colspan=2), Box("Fares", "col")],
        [Box("North", "row", rowspan=2), Box("1"), Box("2"), Box("3")],
        [Box("4", colspan=2), Box("5")],
        [Box("South", "row"), Box("6"), Box("West", "row"), Box("7")],
    ]
    assert headers_of(rows)[1:] == [
        [(), ("Waits", "North"), ("Waits", "North"), ("Fares", "North")],
        [("Waits", "North"), ("Fares", "North")],
        [(), ("Waits", "South"), ("Waits", "South"), ("Fares", "South", "West")],
    ]


def test_items_of_an_ordered_list() -> None:
    def run(size: int) -> Callable[[], object]:
        found = etree.fromstring(
            f'<ol xmlns="{XHTML[1:-1]}" start="3">{"<li/>" * size}</ol>'.encode()
        )
        items = list(found)
        assert [marker_of(one, False) for one in items[:2]] == ["3", "4"]
        return lambda: [marker_of(one, False) for one in items]

    assert growth(run) < MOST


def below(parent: Node, kind: str, *kids: str, **more: object) -> Node:
    node = Node(kind, "en", parent, kids=list(kids), page=1, **more)  # type: ignore[arg-type]
    parent.kids.append(node)
    return node


def pdf_of(size: int) -> tuple[Tree, list[Item]]:
    """Return a PDF with ``size`` of each, and its items in another order."""
    document, items = Node("Document", "en", None), []
    for number in range(size):
        section = below(document, "Sect")
        words = below(section, "P", f"Lamp {number} of the ")
        below(words, "Span", f"CO{number}", expansion=f"Car office {number}")
        owner = f"p-{number}"
        items.append(item(Kind.TEXT, owner, f"Lamp {number} of the CO{number}"))
        target = f"Car office {number}"
        items.append(item(Kind.ABBREVIATION, owner, f"CO{number}", owner=owner, target=target))
        below(document, "Figure", alt=f"A lamp at stop {number}", painted=True)
        items.append(item(Kind.FIGURE, f"f-{number}", ""))
        alt = item(
            Kind.ALT, image_id(f"f-{number}"), f"A lamp at stop {number}", owner=f"f-{number}"
        )
        items.append(alt)
        below(document, "Caption", f"Figure {number}. The lamp numbered {number}")
        items.append(item(Kind.CAPTION, f"c-{number}", f"The lamp numbered {number}"))
        below(below(below(document, "Table"), "TR"), "TD", f"Wait {number}")
        items.append(item(Kind.TABLE, f"t-{number}", "", rows=1, columns=1))
        items.append(item(Kind.CELL, f"t-{number}-1", f"Wait {number}", owner=f"t-{number}"))
        entry = below(below(document, "L"), "LI")
        below(entry, "Lbl", "1.")
        below(entry, "LBody", f"Go to stop {number}")
        items.append(item(Kind.TEXT, f"l-{number}", f"Go to stop {number}"))
        items.append(item(Kind.MARKER, f"l-{number}-i", f"Go to stop {number}", target="1"))
    return Tree(document, frozenset()), items[::-1]


def audited(items: list[Item]) -> None:
    """Audit a PDF whose tree the test has put in, and expect that nothing is lost."""
    lost = [one for one in audit_pdf(Path("a.pdf"), items) if one.state is State.LOST]
    assert not lost, lost[:3]


def test_items_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[audit_pdf.__module__]
    monkeypatch.setattr(module, "read_pdf", lambda *_: SimpleNamespace(has_tree=True))

    def run(size: int) -> Callable[[], object]:
        tree, items = pdf_of(size)
        monkeypatch.setattr(module, "tree_of", lambda _: tree)

        return lambda: audited(items)

    assert growth(run) < MOST


def test_data_cells_without_named_headers() -> None:
    def run(size: int) -> Callable[[], object]:
        table = Element("Table", "Table")
        for _ in range(size):
            row = Element("TR", "TR", parent=table)
            head = Element("TH", "TH", parent=row, attributes={"Scope": "Row"})
            row.kids += [head, Element("TD", "TD", parent=row)]
            table.kids.append(row)
        file = PdfFile(roots=[table], has_tree=True)

        def check() -> None:
            assert not list(headed(file))

        return check

    assert growth(run) < MOST


def narration_of(size: int) -> Narration:
    """Return a narration with ``size`` chapters, and as many links in its first one."""
    rate = 1000

    def clip(at: int, own: str, text: str) -> Clip:
        spoken = Utterance(role=Role.BODY, spans=(Span(text, "en"),), target=own, block=own)
        return Clip(spoken, at * rate, at * rate + 900, (), own)

    def chapter(kind: ChapterKind, own: str, clips: Iterable[Clip]) -> TimedChapter:
        said = tuple(clips)
        about = Chapter(kind=kind, title=own, level=1, target=own, utterances=())
        return TimedChapter(about, said[0].start, said[-1].end, said)

    linked = (clip(at, f"p-{at}", f"{at}. See archive {at}") for at in range(size))
    chapters = [chapter(ChapterKind.OPENING, "title", linked)]
    for at in range(size, 2 * size):
        heading = clip(at, f"stop-{at}-title", f"Stop {at}")
        chapters.append(chapter(ChapterKind.SECTION, f"stop-{at}", [heading]))
    return Narration(
        language="en", voice="", rate=rate, length=2 * size * rate, chapters=tuple(chapters),
        segments=(), sounds=None,  # type: ignore[arg-type]
    )  # fmt: skip


def test_chapters_links_and_files_of_sound() -> None:
    def run(size: int) -> Callable[[], object]:
        narration = narration_of(size)
        address = "https://example.org/{}"
        links = tuple(address.format(at) for at in range(size))
        marks = tuple(
            ChapterMark(one.start, one.chapter.title, links=links if not one.start else ())
            for one in narration.chapters
        )
        clips = [clip for timed in narration.chapters for clip in timed.clips]
        segments = [Segment(one.start, one.start + 1, seconds=1e9) for one in clips]
        sound = Sound(Format("MP3", ".mp3", lambda _: (), links=True), Marks(marks), segments)
        items = [
            item(Kind.HEADING, f"stop-{at}-title", f"Stop {at}") for at in range(size, 2 * size)
        ]
        for at in range(size):
            own, words = f"p-{at}", f"See archive {at}"
            items.append(item(Kind.MARKER, own, words, target=str(at)))
            items.append(item(Kind.LINK, own, words, owner=own, target=address.format(at)))
        index = TimelineIndex.of(narration, items)

        def audit() -> None:
            results = list(audit_sound(sound, items, index))
            assert {one.state for one in results} == {State.FOUND}, results[:3]

        return audit

    assert growth(run) < MOST


def test_words_that_are_neither_read_nor_skipped() -> None:
    def lost(size: int) -> Callable[[], object]:
        skipped = tuple(Skipped(f"Lamp {n} burns. It is green.", n, "a note") for n in range(size))
        index = TimelineIndex.of(replace(narration_of(1), skipped=skipped), [])
        assert index.skip_reason("Lamp 3 burns.") == "a note"
        assert index.skip_reason("Is Lamp 3 burns. It is green. true?") == "a note"
        assert index.skip_reason("Lamp 3, green.") == "a note"
        return lambda: [index.skip_reason(f"Lantern {n} burnt") for n in range(size)]

    assert growth(lost) < MOST


def test_phrases_in_another_language() -> None:
    def run(size: int) -> Callable[[], object]:
        index = TimelineIndex.of(narration_of(size), [])
        phrases = [item(Kind.LANGUAGE, f"p-{at}", f"See archive {at}") for at in range(size)]
        assert index.in_language(phrases[1])[0][0].utterance.target == "p-1"
        return lambda: [index.in_language(one) for one in phrases]

    assert growth(run) < MOST


def marked(size: int) -> list[Item]:
    """Return the items of a sentence with ``size`` links, phrases, abbreviations and formulas."""
    items = []
    for at in range(size):
        more = {"owner": "s-1", "target": f"https://example.org/{at}"}
        items += [
            item(Kind.LINK, "s-1", "here", **more),
            item(Kind.LINK, "s-1", "there", **more | {"target": f"#lamp-{at}"}),
            replace(item(Kind.LANGUAGE, "s-1", f"Lampe {at}", owner="s-1"), language="de"),
            item(Kind.ABBREVIATION, "s-1", f"CO{at}", owner="s-1", target=f"Car office {at}"),
            item(Kind.FORMULA, "s-1", f"a to the {at}", owner="s-1"),
            item(Kind.ALT, "s-1", f"A lamp at {at}", owner="s-1"),
        ]
    return items


def page_of(size: int) -> IndexedDocument:
    """Return a page of an EPUB with the sentence of :func:`marked`, and the lamps."""
    inside = "".join(
        f'<a href="https://example.org/{at}">here</a> <a href="#lamp-{at}">there</a> '
        f'<i lang="de">Lampe {at}</i> <abbr title="Car office {at}">CO{at}</abbr> '
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a to the {at}"><mi/></math> '
        f'<img alt="A lamp at {at}"/>'
        for at in range(size)
    )
    lamps = "".join(f'<p id="lamp-{at}"/>' for at in range(size))
    root = etree.fromstring(
        f'<html xmlns="{XHTML[1:-1]}" lang="en"><p><span id="s-1">{inside}</span></p>{lamps}</html>'
    )
    page = IndexedDocument.__new__(IndexedDocument)
    page.name = page.file = "text.xhtml"
    page.ids = {str(one.get("id")): one for one in root.iter() if one.get("id")}
    return page


def test_marks_in_one_sentence_of_an_epub() -> None:
    def run(size: int) -> Callable[[], object]:
        page = page_of(size)
        documents = SimpleNamespace(
            with_id=lambda *_: page, has_target=lambda _, href: href[1:] in page.ids
        )
        reader = BookReader(None, documents, "EPUB")  # type: ignore[arg-type]

        def audit() -> None:
            results = [find(one, reader) for one in marked(size)]
            assert {one.state for one in results} == {State.FOUND}, results[:3]

        lost = item(Kind.LINK, "s-1", "there", owner="s-1", target="#lamp-none")
        assert find(lost, reader).state is State.LOST
        return audit

    assert growth(run) < MOST


def test_marks_in_one_paragraph_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[audit_pdf.__module__]
    monkeypatch.setattr(module, "read_pdf", lambda *_: SimpleNamespace(has_tree=True))

    def run(size: int) -> Callable[[], object]:
        document = Node("Document", "en", None)
        words = below(document, "P")
        for at in range(size):
            link = SimpleNamespace(destination="", address=f"https://example.org/{at}")
            below(words, "Link", "here").links.append(link)  # type: ignore[arg-type]
            link = SimpleNamespace(destination=f"lamp-{at}", address="")
            below(words, "Link", "there").links.append(link)  # type: ignore[arg-type]
            below(words, "Span", f"Lampe {at}").language = "de"
            below(words, "Span", f"CO{at}", expansion=f"Car office {at}")
            below(words, "Formula", alt=f"a to the {at}")
        for at in range(size):  # paragraphs in another language
            below(document, "P", f"Latarnia {at}").language = "pl"
        tree = Tree(document, frozenset(f"lamp-{at}" for at in range(size)))
        items = [item(Kind.TEXT, "s-1", words.own)]
        items += [one for one in marked(size) if one.kind is not Kind.ALT]
        for at in range(size):
            polish = item(Kind.TEXT, f"p-{at}", f"Latarnia {at}"), Kind.LANGUAGE
            items += [polish[0], replace(polish[0], kind=polish[1], language="pl")]
        monkeypatch.setattr(module, "tree_of", lambda _: tree)

        return lambda: audited(items)

    assert growth(run) < MOST


def test_marks_in_one_spoken_sentence() -> None:
    def run(size: int) -> Callable[[], object]:
        spans = tuple(
            one for at in range(size) for one in (Span(f"Lampe {at}", "de"), Span(f"CO{at}", "en"))
        )
        said = Utterance(role=Role.BODY, spans=spans, target="s-1", block="s-1")
        about = Chapter(kind=ChapterKind.OPENING, title="", level=1, target="", utterances=())
        timed = TimedChapter(about, 0, 9, (Clip(said, 0, 9, (), "s-1"),))
        narration = replace(narration_of(1), chapters=(timed,))
        index = TimelineIndex.of(narration, [])
        kinds = Kind.LANGUAGE, Kind.ABBREVIATION
        items = [one for one in marked(size) if one.kind in kinds]
        return lambda: [index.clips_of(one)[0][0] for one in items]

    assert growth(run) < MOST
