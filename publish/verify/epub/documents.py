"""Rules for the text of a book: text alternatives, titles, headings, links, tables, notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from publish.errors import Diagnostic
from publish.readers.epub import SCHEME, XHTML, Book, Document, has_type, line_of, words_in
from publish.verify.diagnostics import BookRule, Rule, fault

_ALTERNATIVES = "WCAG 2.2 1.1.1"
_SVG = "{http://www.w3.org/2000/svg}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"

#: Meaningless alt texts (WCAG 2.2, failure F30).
_EMPTY_WORDS = frozenset({"image", "picture", "photo", "figure", "graphic", "img", "spacer"})


def decorates(element: etree._Element) -> bool:
    """Return whether ``element`` is marked as decorative."""
    role = element.get("role")
    return role in ("presentation", "none") or element.get("aria-hidden") == "true"


def alt_texts(document: Document) -> Iterator[Diagnostic]:
    for image in document.root.iter(f"{XHTML}img"):
        alt = image.get("alt")
        source = PurePosixPath(image.get("src") or "").name
        words = " ".join((alt or "").lower().split())
        if alt is None:
            code, message = "alt-missing", f"The picture {source} has no alt attribute."
        elif not words and not decorates(image):
            code = "alt-empty"
            message = f"The picture {source} has an empty alt text and is not marked "
            message += "as decorative."
        elif words and (words in _EMPTY_WORDS or words == source.lower()):
            code, message = "alt-meaningless", f"The alt text {alt!r} does not describe it."
        else:
            continue
        fix = "Say what the picture shows, or give it role='presentation'."
        yield fault(code, _ALTERNATIVES, document.name, line_of(image), message, fix)


def drawings_and_formulas(document: Document) -> Iterator[Diagnostic]:
    for svg in document.root.iter(f"{_SVG}svg"):
        if next(svg.iterancestors(f"{_SVG}*"), None) is not None:
            continue
        titled = any((one.text or "").strip() for one in svg.iterfind(f"{_SVG}title"))
        if not (titled or _labelled(svg) or decorates(svg)):
            message = "A drawing (svg) has no accessible name."
            fix = "Give it a title or an aria-label, or hide it with aria-hidden."
            yield fault("svg-unnamed", _ALTERNATIVES, document.name, line_of(svg), message, fix)
    for math in document.root.iter(f"{_MATH}math"):
        if not (math.get("alttext") or "").strip() and not _labelled(math):
            fix = "Describe it in alttext."
            message = "A formula has no text alternative."
            yield fault(
                "formula-unnamed", _ALTERNATIVES, document.name, line_of(math), message, fix
            )


def _labelled(element: etree._Element) -> bool:
    return any((element.get(name) or "").strip() for name in ("aria-label", "aria-labelledby"))


_HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details")


def titles(document: Document) -> Iterator[Diagnostic]:
    if not (document.root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
        message, fix = "The document has no title.", "Give its head a title."
        yield fault("title-missing", "WCAG 2.2 2.4.2", document.name, 1, message, fix)


def headings(document: Document) -> Iterator[Diagnostic]:
    """No heading skips a level, and none is empty."""
    before = 0
    for element in document.root.iter(*_HEADINGS):
        level, line = int(str(element.tag)[-1]), line_of(element)
        if before and level > before + 1:
            message = f"A heading of level {level} follows one of level {before}."
            fix = f"Make it level {before + 1}."
            yield fault("heading-jump", "WCAG 2.2 1.3.1", document.name, line, message, fix)
        if not words_in(element):
            message, fix = "A heading is empty.", "Add its text, or remove it."
            yield fault("heading-empty", "WCAG 2.2 2.4.6", document.name, line, message, fix)
        before = level


def references(document: Document) -> Iterator[Diagnostic]:
    """Labels, descriptions and details that an element refers to exist."""
    for element in document.where(" or ".join(f"@{name}" for name in _REFERENCES)):
        for attribute in _REFERENCES:
            for own in (element.get(attribute) or "").split():
                if own not in document.summary.places:
                    message = f"{attribute} refers to {own!r}, which does not exist."
                    fix = "Name an element of this document."
                    line = line_of(element)
                    clause = "WCAG 2.2 1.3.1"
                    yield fault("reference-lost", clause, document.name, line, message, fix)


def link_words(document: Document) -> Iterator[Diagnostic]:
    """Every link has text."""
    for link in document.root.iter(f"{XHTML}a"):
        href = link.get("href")
        if href is not None and not words_in(link) and not _named(link):
            message, fix = f"The link to {href} has no text.", "Say where it leads."
            clause, line = "WCAG 2.2 2.4.4", line_of(link)
            yield fault("link-unnamed", clause, document.name, line, message, fix)


def links(book: Book) -> Iterator[Diagnostic]:
    """Links inside the book have an existing target."""
    for document, known in book.summaries.items():
        for link in known.links:
            if not SCHEME.match(link.href) and not book.has_target(document, link.href):
                message, fix = f"The link to {link.href} leads nowhere.", "Fix its target."
                yield fault("link-lost", "EPUB 3.3 3.4", document, link.line, message, fix)


def controls(document: Document) -> Iterator[Diagnostic]:
    for control in document.root.iter(f"{XHTML}input"):
        if not any(control.get(name) for name in ("aria-label", "aria-labelledby", "title")):
            message, fix = "A control has no accessible name.", "Label it."
            line = line_of(control)
            yield fault("control-unnamed", "WCAG 2.2 4.1.2", document.name, line, message, fix)


def _named(link: etree._Element) -> bool:
    if link.get("aria-label") or link.get("title"):
        return True
    return any((image.get("alt") or "").strip() for image in link.iter(f"{XHTML}img"))


_RELATIONS = "WCAG 2.2 1.3.1"
_TH, _TD = f"{XHTML}th", f"{XHTML}td"


def header_cells(document: Document) -> Iterator[Diagnostic]:
    for table in document.root.iter(f"{XHTML}table"):
        if table.get("role") in ("presentation", "none"):
            continue
        if next(table.iter(_TH), None) is None:
            message = "The table has no header cells."
            fix = "Make the cells that head rows and columns th, with their scope."
            line = line_of(table)
            yield fault("table-headless", _RELATIONS, document.name, line, message, fix)
        for cell in _lost_headers(table):
            message = f"{words_in(cell)[:60]!r} is a plain cell among header cells."
            fix = "Make it th, with its scope."
            line = line_of(cell)
            yield fault("header-cell-lost", _RELATIONS, document.name, line, message, fix)
        named = {
            own for cell in table.iter(_TH, _TD) for own in (cell.get("headers") or "").split()
        }
        for cell in table.iter(_TH):
            if not cell.get("scope") and cell.get("id") not in named:
                fix = "Give it scope='col' or 'row'."
                message = f"The header cell {words_in(cell)[:60]!r} has no scope."
                line = line_of(cell)
                yield fault("scope-missing", _RELATIONS, document.name, line, message, fix)
            elif cell.get("scope") not in (None, "col", "row", "colgroup", "rowgroup"):
                fix = "Give it scope='col' or 'row'."
                message = f"{cell.get('scope')!r} is not a valid scope."
                line = line_of(cell)
                yield fault("scope-wrong", _RELATIONS, document.name, line, message, fix)


def _lost_headers(table: etree._Element) -> Iterator[etree._Element]:
    """Yield td cells in the head, and at the start of rows if most rows begin with th."""
    for head in table.iterfind(f"{XHTML}thead"):
        yield from (cell for cell in head.iterfind(f"{XHTML}tr/{_TD}") if words_in(cell))
    firsts = [
        row[0]
        for body in table.iterfind(f"{XHTML}tbody")
        for row in body.iterfind(f"{XHTML}tr")
        if len(row)
    ]
    if any(cell.get("rowspan") for cell in table.iter(_TH, _TD)):
        return  # the first cell of a row may be in another column
    plain = [cell for cell in firsts if cell.tag == _TD]
    if 0 < len(plain) * 2 < len(firsts):
        yield from (cell for cell in plain if words_in(cell))


def calls(book: Book) -> Iterator[Diagnostic]:
    """The call of a note leads to a note."""
    for document, known in book.summaries.items():
        for link in (one for one in known.links if one.call):
            name, own = book.resolve(document, link.href)
            if name not in book.summaries or own not in book.summaries[name].notes:
                message, fix = "The call of a note does not lead to a note.", "Fix its href."
                yield fault("note-lost", "WCAG 2.2 1.3.1", document, link.line, message, fix)


def back_links(document: Document) -> Iterator[Diagnostic]:
    """A note has a link back to its call."""
    for note in document.typed:
        if not has_type(note, "doc-footnote", "footnote"):
            continue
        if not any(has_type(link, "doc-backlink") for link in note.iter(f"{XHTML}a")):
            message = "A note has no link back to its call."
            fix = "End it with a link of role='doc-backlink'."
            line = line_of(note)
            yield fault("back-link-missing", "DPUB-ARIA 1.1", document.name, line, message, fix)


RULES: tuple[Rule, ...] = (
    *(alt_texts, drawings_and_formulas),
    *(titles, headings, references, link_words, controls),
    *(header_cells, back_links),
)
BOOK_RULES: tuple[BookRule, ...] = (links, calls)
