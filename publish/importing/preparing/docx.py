"""Prepare DOCX (ISO/IEC 29500-1), of which pandoc reads only a part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from publish.errors import Severity, SourceError
from publish.importing.markers import Marks, unmarked
from publish.importing.preparing import docx_text
from publish.importing.preparing.docx_blocks import hoist, include, widen
from publish.importing.preparing.docx_fields import show_results
from publish.importing.preparing.docx_package import Package, Relations, W, packed
from publish.importing.preparing.docx_pictures import Pictures, unify
from publish.importing.preparing.docx_styles import Styles
from publish.importing.preparing.office import core, differs, people, subjects, usual
from publish.importing.preparing.xml import Archive, local, remove, words
from publish.importing.records import Front, PlacedDiagnostic, Prepared, import_warning

if TYPE_CHECKING:
    from lxml import etree

_OPENING = ("title", "subtitle", "author", "date", "abstract")
_FIRST = 20
"""The number of paragraphs among which the title is looked for."""
_NUMBERS = re.compile(r"[\d\W_]*")
_CALLS = (f"{W}footnoteReference", f"{W}endnoteReference")
_MOST_REPEATED = 50_000
"""The most elements of notes that are called repeatedly."""
_MOST_STYLES = 10_000
"""Word itself keeps some 4,000."""


def prepare(file: Path) -> Prepared:
    """Return the document ``file``, prepared.  Raises :class:`SourceError`."""
    package = Package(file, Archive(file))
    marks = Marks()
    word = _Word(package, marks, Pictures(package, marks))
    data = word.prepared(opening=True)
    front = word.front()
    return Prepared(
        file=file,
        data=data,
        kind="docx",
        front=front,
        picture=word.pictures.read,
        spans=marks.spans,
        roles=marks.roles,
        remarks=marks.remarks,
        comments=marks.comments,
        parts=marks.parts,
        warnings=tuple(word.warnings),
    )


class _Word(Struct):
    """One Word document that is being prepared."""

    package: Package
    marks: Marks
    pictures: Pictures
    document: str = ""
    opening: dict[str, list[str]] = field(default_factory=dict)
    first_heading: str = ""
    warnings: list[PlacedDiagnostic] = field(default_factory=list)

    def prepared(self, *, opening: bool) -> bytes:
        """Return the document for pandoc; its ``opening`` becomes the front matter."""
        package, relations = self.package, self.package.relations(self.package.main)
        style_root = package.root(package.first("styles", relations))
        if style_root is not None and len(style_root) > _MOST_STYLES:
            message = f"The file has {len(style_root)} styles; at most {_MOST_STYLES} are read."
            fix = "Copy its text into a new document, and save that."
            raise SourceError.at(package.file, 0, "too-large", message, fix)
        styles = Styles(style_root)
        parts: dict[str, tuple[etree._Element, Relations]] = {}
        main = package.document()
        parts["document"] = (main, relations)
        for kind in ("footnotes", "endnotes"):
            name = package.first(kind, relations)
            root = package.root(name)
            if root is not None:
                parts[kind] = (root, package.relations(name))
        for kind in parts.keys() - {"document"}:
            self._limit_notes(kind, parts[kind][0], main)
        contents = [self._plain(root, its, styles) for root, its in parts.values()]
        if any(contents):
            message = "The table of contents was left out: editions have their own."
            self._warn("import-contents", message, "Nothing has to be done.", Severity.INFO)
        roots = [root for root, _ in parts.values()]
        if opening:
            self._open(main, styles)
            self._tell(relations)
        self._mark_languages(roots, styles)
        for root in roots:
            docx_text.join_words(root, styles)
        numbering = package.root(package.first("numbering", relations))
        for kind, root in (("styles", style_root), ("numbering", numbering)):
            if root is not None:
                parts[kind] = (root, Relations())
        return packed(parts, self.pictures.by_address)

    def _limit_notes(self, kind: str, notes: etree._Element, main: etree._Element) -> None:
        """Drop calls in the ``notes`` of a kind, which could form a circle, and count those in the
        text: pandoc copies a note to each.  Raises :class:`SourceError`."""
        inside = list(notes.iter(*_CALLS))
        for call in inside:
            remove(call)
        if inside:
            message = "Notes call other notes; these calls were left out."
            self._warn("import-notes", message, "Write both into one note.")
        calls = Counter(
            one.get(f"{W}id") for one in main.iter(f"{W}{kind.removesuffix('s')}Reference")
        )
        often = [note for note in notes if calls[note.get(f"{W}id")] > 1]
        size = sum(calls[note.get(f"{W}id")] * sum(1 for _ in note.iter()) for note in often)
        if size > _MOST_REPEATED:
            message = f"The text calls some {kind} so often that they have {size} elements."
            raise SourceError.at(self.package.file, 0, "too-large", message, "Call each note once.")

    def _plain(self, root: etree._Element, relations: Relations, styles: Styles) -> bool:
        """Make one part plain; return whether a table of contents was left out."""
        comments = self.package.first("comments", relations)
        docx_text.alternative(root)
        docx_text.accept_changes(root)
        hoist(root, styles, self.marks)
        contents = docx_text.plain(root, styles, self.marks)
        docx_text.mark_comments(root, self.package.root(comments), self.marks)
        contents = show_results(root, relations, self.marks) or contents
        unify(root, relations, self.pictures)
        docx_text.divide_runs(root)
        widen(root)
        include(root, self.package, relations, self.marks, self._inner)
        _anchor(root)
        return contents

    def _inner(self, data: bytes) -> bytes:
        """Return a Word document that is inside this one, prepared; its title stays text."""
        package = Package(self.package.file, Archive(self.package.file, data))
        pictures = Pictures(
            package,
            self.marks,
            prefix=f"{self.pictures.prefix}part{len(self.pictures.by_address)}/",
        )
        inner = _Word(package, self.marks, pictures, document=self.document)
        prepared = inner.prepared(opening=False)
        self.pictures.take(pictures)
        self.warnings += inner.warnings
        return prepared

    def _warn(
        self, code: str, message: str, fix: str, severity: Severity = Severity.WARNING
    ) -> None:
        self.warnings.append(import_warning("", code, message, fix, severity))

    def _tell(self, relations: Relations) -> None:
        """Warn of the words of headers and footers."""
        parts = [*relations.parts("header"), *relations.parts("footer")]
        roots = [root for part in parts if (root := self.package.root(part)) is not None]
        texts = [words(p) for root in roots for p in _shown(root)]
        told = dict.fromkeys(text for text in texts if not _NUMBERS.fullmatch(text))
        if told:
            words_told = ", ".join(f"“{text}”" for text in told)
            message = f"Headers and footers were left out: {words_told[:500]}."
            fix = "Write in the text what readers need of them."
            self._warn("import-headers", message, fix, Severity.INFO)

    def _open(self, main: etree._Element, styles: Styles) -> None:
        """Take the title, subtitle, authors, date and abstract out of the text."""
        paragraphs = 0
        for paragraph in main.findall(f"{W}body/*"):
            text = _text(paragraph) if paragraph.tag == f"{W}p" else ""
            role = styles.role(paragraph)
            if text and role in _OPENING:
                self.opening.setdefault(role, []).append(text)
                self._take(paragraph, role)
            elif text or words(paragraph):
                paragraphs += 1
                found = self.opening.get("title") or styles.heading(paragraph)
                if found or paragraphs == _FIRST:
                    break
        headings = (one for one in main.iter(f"{W}p") if styles.heading(one))
        self.first_heading = next(filter(None, map(_text, headings)), "")

    def _take(self, paragraph: etree._Element, role: str) -> None:
        """Remove the words of a paragraph, but not its pictures."""
        for reference in paragraph.iter(*_CALLS):
            message = f"The {role} has a note (number {reference.get(f'{W}id', '')} in Word)."
            fix = "Write it as a note of the first paragraph."
            self.warnings.append(import_warning("title", "import-note", message, fix))
        docx_text.emptied(paragraph)

    def _mark_languages(self, roots: list[etree._Element], styles: Styles) -> None:
        """Mark captions, and passages in other languages than the document's."""
        counts: Counter[str] = Counter()
        runs = [run for root in roots for run in root.iter(f"{W}r")]
        for run in runs:
            counts[styles.language(run) or styles.default] += len(_letters(run))
        self.document = self.document or usual(counts, styles.default)
        for run in runs:
            pieces = run.findall(f"{W}t")
            tag = styles.language(run)
            if pieces and differs(tag, self.document) and any(map(str.isalpha, _letters(run))):
                before, after = self.marks.language(tag)
                pieces[0].text = before + (pieces[0].text or "")
                pieces[-1].text = (pieces[-1].text or "") + after
        for root in roots:
            for paragraph in root.iter(f"{W}p"):
                role = styles.role(paragraph)
                if role == "caption":
                    first = next(paragraph.iter(f"{W}t"), None)
                    if first is not None:
                        first.text = self.marks.role("caption") + (first.text or "")
                elif role in _OPENING:
                    _without_style(paragraph)

    def front(self) -> Front:
        """Return the metadata: those in the text, then the properties of the file."""
        fields = self._core()
        known = core(fields, subjects([fields.get("keywords", ""), fields.get("subject", "")]))
        title = re.sub(r"^Microsoft Word - |\.docx?$", "", known.title)
        opening = {role: " ".join(texts) for role, texts in self.opening.items()}
        other = title.casefold().split() != self.first_heading.casefold().split()
        if title and self.first_heading and "title" not in opening and other:
            message = (
                "The title is that of the file's properties, but the first heading is "
                f"“{self.first_heading[:80]}”."
            )
            self.warnings.append(
                import_warning("title", "import-title", message, "Check the title.")
            )
        authors = people(self.opening.get("author", []))
        return replace(
            known,
            title=opening.get("title", title),
            subtitle=opening.get("subtitle", ""),
            standfirst=opening.get("abstract", ""),
            published=opening.get("date", ""),
            authors=authors or known.authors,
            language=self.document,
        )

    def _core(self) -> dict[str, str]:
        """Return the core properties (ISO/IEC 29500-2, 11) by their names."""
        part = next(iter(self.package.relations("").parts("core-properties")), "docProps/core.xml")
        try:
            root = self.package.root(part)
        except SourceError:  # the text can still be read
            return {}
        return {local(one): words(one) for one in (root if root is not None else ())}


def _shown(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of a header without field codes."""
    for code in list(root.iter(f"{W}instrText")):
        code.text = ""
    yield from root.iter(f"{W}p")


def _letters(run: etree._Element) -> str:
    return "".join(piece.text or "" for piece in run.iterfind(f"{W}t"))


def _text(paragraph: etree._Element) -> str:
    """Return the text of a paragraph, without marks, with breaks and tabs as spaces."""
    pieces = []
    for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
        name = local(one)
        pieces.append((one.text or "") if name == "t" else "-" if name == "noBreakHyphen" else " ")
    return " ".join(unmarked("".join(pieces)).split())


def _without_style(paragraph: etree._Element) -> None:
    """Make a paragraph plain text: pandoc would take it for metadata."""
    for style in paragraph.findall(f"{W}pPr/{W}pStyle"):
        style.set(f"{W}val", "")


def _anchor(root: etree._Element) -> None:
    """Move bookmarks around paragraphs into the first of them, where pandoc finds them."""
    linked = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")}
    for bookmark in list(root.iter(f"{W}bookmarkStart")):
        parent = bookmark.getparent()
        if parent is None or parent.tag == f"{W}p" or bookmark.get(f"{W}name") not in linked:
            continue
        for after in bookmark.itersiblings():
            paragraph = next(after.iter(f"{W}p"), None)
            if paragraph is None:
                continue
            place = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
            number = bookmark.get(f"{W}id", "0")
            paragraph.insert(place, paragraph.makeelement(f"{W}bookmarkEnd", {f"{W}id": number}))
            paragraph.insert(place, bookmark)
            break
