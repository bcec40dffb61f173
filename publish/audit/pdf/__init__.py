"""Find each item in a finished PDF, through its structure tree, as screen readers do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from publish.audit.addresses import must_be_link, normal_address
from publish.audit.items import NOWHERE, Item, Kind, Result, State, found, left_out, letters, lost
from publish.audit.pdf.marks import Marks, marks_in
from publish.audit.pdf.matching import Labels, Pictures, Tables, Unit, Units, rows_of
from publish.audit.pdf.places import misplaced
from publish.audit.pdf.printed import audit_printed
from publish.audit.pdf.tree import Node, Tree, tree_of
from publish.audit.text_editions import (
    NO_CALL,
    NO_CELL,
    NO_PICTURE,
    NO_SENTENCE,
    NO_TABLE,
    NOT_THERE,
    alt_missing,
    expansion_missing,
    find,
    formula_missing,
    header_changed,
    headers_changed,
    language_missing,
    link_broken,
    link_missing,
    marker_changed,
    words_missing,
)
from publish.model.ids import sentence_owner
from publish.readers.pdf import read_pdf
from publish.readers.pdf.page_cache import PageCache
from publish.runtime.raster import shows_nothing

#: The contexts in which the words of a kind must be.
_CONTEXTS = {
    Kind.HEADING: ("heading",),
    Kind.QUOTATION: ("quotation",),
    Kind.ATTRIBUTION: ("quotation",),
    Kind.CAPTION: ("caption",),
    Kind.CREDIT: ("caption",),
    Kind.NOTE: ("note",),
}
_NO_MATHML = "the formula has its words, and no MathML"
_NO_BOOKMARK = "no bookmark names its page"
_ANYWHERE = ("", "quotation", "caption", "note", "cell", "heading")

#: Kinds that consist of words in blocks; the others mark words.
_WORDS = frozenset(
    {
        *(Kind.FRONT, Kind.HEADING, Kind.TEXT, Kind.CAPTION, Kind.CREDIT, Kind.DESCRIPTION),
        *(Kind.NOTE, Kind.CELL, Kind.QUOTATION, Kind.ATTRIBUTION, Kind.CODE),
    }
)


def audit_pdf(
    path: Path, items: Sequence[Item], edition: str = "PDF", page_cache: PageCache | None = None
) -> Iterator[Result]:
    """Yield the result of each of ``items`` in the PDF ``path``.

    ``page_cache`` has pages that an earlier build read.  Of a PDF for print, which has no tags,
    only the words are compared; of another without tags nothing is.

    Raises:
        SourceError: It can't be read as a PDF.
    """
    file = read_pdf(path, page_cache or PageCache())
    if not file.has_tree:
        if file.press:
            yield from audit_printed(file, items, edition)
        else:
            yield from (left_out(item, edition, "the PDF has no tags") for item in items)
        return
    reader = _Reader(tree_of(file), items, edition)
    reader.find_words()
    for item in items:
        result = find(item, reader)
        if result.state is State.LOST and item.pulled and reader.is_repeated(item):
            result = left_out(item, edition, "a pull quote repeats words of the article")
        yield result


class _Reader:
    def __init__(self, tree: Tree, items: Sequence[Item], edition: str) -> None:
        self.tree, self.items, self.edition = tree, items, edition
        self.units = Units.of(tree.document)
        self.tables = Tables.of(tree.document, items)
        self.homes: dict[str, Node] = {}  # the node with each part, by the id of the part
        self.letters: dict[str, str] = {}  # the letters of each part
        self.missing: dict[int, str] = {}  # the reason why the words of an item are lost
        self.misplaced = misplaced(tree)
        self.labels = Labels(tree.document, items)
        self.pictures = Pictures(tree.document, items)

    # ------------------------------------------------------------------- words

    def find_words(self) -> None:
        """Match each run of words with a block, first with blocks of the same words.

        Items that belong into one kind of block come first, so that no other takes their words;
        then parts of blocks are taken, by the longest runs first.
        """
        rest: list[tuple[Item, list[tuple[str, str]]]] = []
        worded = [item for item in self.items if item.kind in _WORDS and not item.names_page]
        for item in sorted(worded, key=lambda item: len(_contexts(item)) > 1):
            cell = self.tables.cells.get(item.id) if item.kind is Kind.CELL else None
            if cell is not None:
                self._in_cell(item, cell)
                continue
            for parts in _runs(item):
                unit = self.units.claim_whole("".join(words for _, words in parts), _contexts(item))
                if unit is None:
                    rest.append((item, parts))
                else:
                    self._set_homes(parts, unit)
        joined = ("".join(words for _, words in parts) for _, parts in rest)
        alone = (words for _, parts in rest for _, words in parts)
        self.units.expect((*joined, *alone))
        for item, parts in sorted(rest, key=lambda one: -sum(len(words) for _, words in one[1])):
            unit = self.units.claim_part("".join(words for _, words in parts), _contexts(item))
            if unit is not None:
                self._set_homes(parts, unit)
                continue
            for own, words in parts:
                if (unit := self.units.claim_part(words, _contexts(item))) is not None:
                    self._set_homes([(own, words)], unit)
                else:
                    text = next(part.text for part in item.parts if part.id == own)
                    self.missing.setdefault(id(item), words_missing(text))

    def _in_cell(self, item: Item, cell: Node) -> None:
        for part in item.parts:
            self.homes[part.id] = cell
            if letters(part.text) not in cell.all:
                self.missing.setdefault(id(item), words_missing(part.text))
            wanted = letters(part.text)
            whole_first = sorted(self.units.inside(cell), key=lambda unit: unit.free != wanted)
            next((unit for unit in whole_first if unit.claim(wanted)), None)

    def _set_homes(self, parts: list[tuple[str, str]], unit: Unit) -> None:
        for own, words in parts:
            self.homes[own] = unit.node
            self.letters[own] = words

    # ------------------------------------------------------------------- items

    def words(self, item: Item) -> Result:
        if why := self.missing.get(id(item)):
            return self.lost(item, why)
        if item.names_page:
            named = letters(item.text) in self.tree.bookmarks
            return found(item, self.edition, "") if named else self.lost(item, _NO_BOOKMARK)
        homes = [self.homes[part.id] for part in item.parts if part.id in self.homes]
        for node in (node for home in dict.fromkeys(homes) for node in home.nodes()):
            if why := self.misplaced.get(node, ""):
                return self.lost(item, why, node)
        return self.at(item, next(iter(homes), None))

    def is_repeated(self, item: Item) -> bool:
        """Return whether the words of a pull quote are in the text, and needn't be read twice."""
        return _spoken(item.text) in self.spoken

    @cached_property
    def spoken(self) -> str:
        return _spoken(self.tree.document.all)

    def description(self, item: Item) -> Result:
        return self.words(item)

    def figure(self, item: Item) -> Result:
        node = self.pictures.node(item)
        if node is None or not (_is_painted(node) or (item.image and shows_nothing(item.image))):
            return self.lost(item, NO_PICTURE)
        if node in self.misplaced:
            return self.lost(item, self.misplaced[node], node)
        return self.at(item, node)

    def alt_text(self, item: Item) -> Result:
        node = self.pictures.node(item)
        if node is None and item.owner == "cover":
            return left_out(item, self.edition, "the PDF shows no cover")
        if node is None or letters(node.alt or "") != letters(item.text):
            return self.lost(item, alt_missing(item))
        return self.at(item, node)

    def note(self, item: Item) -> Result:
        """Find the note, and as many links to it as it has calls."""
        result = self.words(item)
        if result.reason:
            return result
        calls = self.pictures.calls.get(item.id, 0)
        if calls < len(item.calls):
            return self.lost(item, NO_CALL)
        return result

    def table(self, item: Item) -> Result:
        if item.noted:
            return left_out(item, self.edition, "a footnote holds no table, only its words")
        table = self.tables.tables.get(item.id)
        if table is None:
            return self.lost(item, NO_TABLE)
        if (rows := rows_of(table)) != item.rows:
            return self.lost(item, f"it has {rows} rows of {item.rows}", table)
        return self.at(item, table)

    def cell(self, item: Item) -> Result:
        if item.noted:
            return self.words(item)
        table, cell = self.tables.tables.get(item.owner), self.tables.cells.get(item.id)
        if table is None or cell is None:
            return self.lost(item, NO_CELL)
        if (cell.type == "TH") != item.header:
            return self.lost(item, header_changed(item), cell)
        wanted = frozenset(map(letters, item.headers))
        if not item.header and self.tables.headers(table, cell) != wanted:
            return self.lost(item, headers_changed(item), cell)
        if missing := self.missing.get(id(item)):
            return self.lost(item, missing, cell)
        return found(item, self.edition, _page(cell if cell.where else table))

    def marker(self, item: Item) -> Result:
        node = self.labels.node(item)
        if node is None:
            return self.lost(item, marker_changed(item))
        return self.at(item, node)

    # ------------------------------------------------------------------- marks in the text

    def marks(self, owner: str) -> Iterator[Marks]:
        """Yield the marks of the words ``owner``, then those of other blocks with the same words.

        Two blocks with the same words can have been matched the other way round.
        """
        for home in self.alike(owner):
            yield marks_in(home)

    def alike(self, owner: str) -> Iterator[Node]:
        """Yield the block with the words ``owner``, then the others with the same words."""
        home = self.homes.get(owner)
        if home is not None:
            yield home
            yield from self.units.like(home, self.letters.get(owner, ""))

    def link(self, item: Item) -> Result:
        inside = item.target.startswith("#")
        if not must_be_link(item.target):
            return left_out(item, self.edition, NOWHERE)
        wanted = letters(item.text), item.target if inside else normal_address(item.target)
        for marks in self.marks(item.owner):
            if node := marks.links.get(wanted):
                if inside and item.target[1:] not in self.tree.destinations:
                    return self.lost(item, link_broken(item))
                return self.at(item, node)
        return self.lost(item, link_missing(item), self.homes.get(item.owner))

    def language(self, item: Item) -> Result:
        """Find the words in an element of their language."""
        wanted, language = letters(item.text), item.language.lower()
        if item.owner and item.owner not in self.homes:
            return self.lost(item, NO_SENTENCE)
        for marks in self.marks(item.owner) if item.owner else (self.whole,):
            if node := marks.in_language(language, wanted, parts=not item.owner):
                return self.at(item, node)
        if not wanted:
            return left_out(item, self.edition, "there are no words in it")
        if own := self.marked.get((language, wanted), []):  # its words were found elsewhere
            return self.at(item, own.pop())
        return self.lost(item, language_missing(item), self.homes.get(item.owner))

    @cached_property
    def whole(self) -> Marks:
        """What is marked in the document."""
        return Marks(self.tree.document)

    @cached_property
    def marked(self) -> dict[tuple[str, str], list[Node]]:
        """The elements with a language of their own, where no item with these words lacks one."""
        found: dict[tuple[str, str], list[Node]] = {}
        for node in self.tree.document.nodes():
            if node.parent is not None and node.language != node.parent.language:
                found.setdefault((node.language.lower(), node.all), []).append(node)
        wanted = Counter(
            (item.language.lower(), letters(item.text))
            for item in self.items
            if item.kind is Kind.LANGUAGE
        )
        return {key: nodes for key, nodes in found.items() if len(nodes) >= wanted[key]}

    def formula(self, item: Item) -> Result:
        wanted = letters(item.text)
        known = item.owner in self.homes
        for marks in self.marks(item.owner) if known else (self.whole,):
            if node := marks.formulas.get(wanted):
                if node in self.misplaced:
                    return self.lost(item, self.misplaced[node], node)
                if self.tree.part == 2 and not node.mathml:
                    return self.lost(item, _NO_MATHML, node)
                return self.at(item, node)
        return self.lost(item, formula_missing(item))

    def abbreviation(self, item: Item) -> Result:
        """Find the abbreviation; the first one in its section has the expansion."""
        wanted = letters(item.text), letters(item.target)
        for home in self.alike(item.owner):
            section = next((one for one in home.ancestors() if one.type == "Sect"), None)
            node = self.abbreviations.get((section or self.tree.document, *wanted))
            if node is not None:
                return self.at(item, node)
        return self.lost(item, expansion_missing(item), self.homes.get(item.owner))

    @cached_property
    def abbreviations(self) -> dict[tuple[Node, str, str], Node]:
        """The first element with some letters and an expansion in each section around it."""
        found: dict[tuple[Node, str, str], Node] = {}
        for node in self.tree.document.nodes():
            if not node.expansion:
                continue
            for one in (node, *node.ancestors()):
                if one.type == "Sect" or one is self.tree.document:
                    found.setdefault((one, node.all, letters(node.expansion)), node)
        return found

    # ------------------------------------------------------------------- results

    def at(self, item: Item, node: Node | None) -> Result:
        if node is None and not item.parts:
            return left_out(item, self.edition, "there are no words in it")
        if node is None:
            return self.lost(item, NOT_THERE)
        return found(item, self.edition, _page(node))

    def lost(self, item: Item, why: str, node: Node | None = None) -> Result:
        return lost(item, self.edition, why, _page(node) if node is not None else "")


def _is_painted(node: Node) -> bool:
    return any(one.painted for one in node.nodes())


def _spoken(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _runs(item: Item) -> Iterator[list[tuple[str, str]]]:
    """Yield the parts of ``item`` in each block, with their letters."""
    runs: dict[str, list[tuple[str, str]]] = {}
    for part in item.parts:
        runs.setdefault(sentence_owner(part.id), []).append((part.id, letters(part.text)))
    yield from runs.values()


def _contexts(item: Item) -> tuple[str, ...]:
    if item.id == "title":
        return _CONTEXTS[Kind.HEADING]
    if item.noted:
        return _ANYWHERE if item.kind is not Kind.NOTE else ("note",)
    return _CONTEXTS.get(item.kind, _ANYWHERE)


def _page(node: Node) -> str:
    return f"page {node.where}" if node.where else ""
