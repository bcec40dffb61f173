"""Rules for the file as a whole, its pages and its fonts."""

from __future__ import annotations

from collections.abc import Iterator

from publish.errors import Severity
from publish.language.tags import is_well_formed
from publish.readers.pdf.records import ContentReference, Element, ObjectReference, PdfFile
from publish.verify.diagnostics import PageDiagnostic, PdfRule, on_page


def metadata(file: PdfFile) -> Iterator[PageDiagnostic]:
    if not file.has_metadata:
        yield _on_file("metadata-missing", "7.1", "06-001", "The file has no metadata.", "Add XMP.")
        return
    if not file.part:
        message = "The metadata does not say that the file is PDF/UA."
        yield _on_file("part-missing", "5", "06-002", message, "Add pdfuaid:part.")
    if not file.title:
        message = "The metadata has no title."
        yield _on_file("title-missing", "7.1", "06-003", message, "Add dc:title.")


def window(file: PdfFile) -> Iterator[PageDiagnostic]:
    """The title bar shows the title, not the name of the file."""
    fix = "Set DisplayDocTitle in the viewer preferences."
    if file.display_title is None:
        message = "The title bar does not show the title."
        yield _on_file("title-not-shown", "7.1", "07-001", message, fix)
    elif not file.display_title:
        message = "The title bar shows the name of the file instead of its title."
        yield _on_file("title-not-shown", "7.1", "07-002", message, fix)


def tagging(file: PdfFile) -> Iterator[PageDiagnostic]:
    if not file.has_tree:
        message = "The file has no structure tree, so it cannot be read aloud in order."
        yield _on_file("tree-missing", "7.1", "", message, "Export it as tagged PDF.")
        return
    if not file.marked:
        message = "The file does not say that it is tagged."
        yield _on_file("not-marked", "6.2", "", message, "Set Marked in MarkInfo.")
    if file.suspects:
        message = "The file says that its tags are suspect."
        yield _on_file(
            "suspects", "7.1", "01-007", message, "Check them and set Suspects to false."
        )


def languages(file: PdfFile) -> Iterator[PageDiagnostic]:
    if not file.language:
        message = "The file has no language."
        yield _on_file("language-missing", "7.2", "11-001", message, "Set Lang in the catalog.")
    for tag in sorted({file.language, *file.languages}):
        if tag and not is_well_formed(tag):
            message = f"{tag!r} is not a language tag."
            fix = "Use a BCP 47 tag such as pl or en-GB."
            yield _on_file("language-wrong", "7.2", "11-001", message, fix)


def access(file: PdfFile) -> Iterator[PageDiagnostic]:
    if not file.extractable:
        message = "The file forbids the extraction of text, even by screen readers."
        yield _on_file("locked", "7.16", "26-002", message, "Allow extraction for accessibility.")


def bookmarks(file: PdfFile) -> Iterator[PageDiagnostic]:
    """A file of many pages has bookmarks (WCAG 2.2, 2.4.5, technique PDF2)."""
    if not file.bookmarks and len(file.pages) > 20:
        message, fix = "The file has no bookmarks.", "Make them from its headings."
        clause = "ISO 32000-1 12.3.3"
        yield _on_file("bookmarks-missing", clause, "", message, fix)


def _on_file(code: str, clause: str, checkpoint: str, message: str, fix: str) -> PageDiagnostic:
    return on_page(code, clause, checkpoint, 0, message, fix)


def press(_: PdfFile) -> Iterator[PageDiagnostic]:
    """A PDF/X file (ISO 15930) can't have tags, so no other rule applies."""
    message = "The file is PDF/X, for a press: it has no tags and cannot be read aloud in order."
    fix = "Also publish a tagged PDF."
    yield on_page("press", "ISO 15930-7", "", 0, message, fix, Severity.INFO)


def marked(file: PdfFile) -> Iterator[PageDiagnostic]:
    for page in file.pages:
        if page.content.unmarked:
            message = (
                f"{page.content.unmarked} drawing operations are neither tagged nor artifacts."
            )
            fix = "Tag them, or mark them as artifacts."
            yield on_page("unmarked", "7.1", "01-005", page.number, message, fix)
        if page.content.artifact_in_content:
            message, fix = "An artifact is inside tagged content.", "Move it out."
            yield on_page("artifact-inside", "7.1", "01-003", page.number, message, fix)
        if page.content.content_in_artifact:
            message, fix = "Tagged content is inside an artifact.", "Move it out."
            yield on_page("content-inside", "7.1", "01-004", page.number, message, fix)


def owned(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Each sequence is in one element, to which the parent tree maps it (14.7.4.4)."""
    clause = "ISO 32000-1 14.7.4.4"
    holders: dict[ContentReference, Element] = {
        kid: element
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ContentReference)
    }
    for page in file.pages:
        if not file.has_tree:
            continue
        if page.content.sequences and page.owners is None:
            message, fix = "The page is not in the parent tree.", "Give it StructParents."
            yield on_page("parents-missing", clause, "", page.number, message, fix)
            continue
        for number in sorted(page.content.sequences):
            holder = holders.get(ContentReference(page.number, number))
            if holder is None:
                message = f"Marked content {number} is in no element, so it is not read."
                fix = "Add it to the tree, or mark it as an artifact."
                yield on_page("content-lost", "7.1", "01-005", page.number, message, fix)
            elif page.owners is not None and (
                number >= len(page.owners) or page.owners[number] != holder.number
            ):
                message = f"The parent tree leads from marked content {number} to another element."
                fix = "Rebuild the parent tree."
                yield on_page("parents-wrong", clause, "", page.number, message, fix)
    there = {
        ContentReference(page.number, number)
        for page in file.pages
        for number in page.content.sequences
    }
    for kid, element in holders.items():
        if kid not in there:
            message = f"{element.role} refers to marked content {kid.number}, which the page lacks."
            yield on_page("content-absent", clause, "", kid.page, message, "Remove the reference.")


def tabs(file: PdfFile) -> Iterator[PageDiagnostic]:
    for page in file.pages:
        if page.annotations and page.tabs != "S":
            message = "The tab order of the page is not the order of its structure."
            checkpoint = "28-009" if page.tabs else "28-008"
            fix = "Set Tabs to S."
            yield on_page("tabs", "7.18.3", checkpoint, page.number, message, fix)


def named(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Links and other annotations are in the tree and have a description."""
    owners: dict[int, Element] = {
        kid.number: element
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ObjectReference)
    }
    kinds = {"Link": ("Link", "7.18.5", "28-011"), "Widget": ("Form", "7.18.4", "28-010")}
    for page in file.pages:
        for note in page.annotations:
            if note.hidden or note.subtype == "Popup":
                continue
            wanted, clause, checkpoint = kinds.get(note.subtype, ("Annot", "7.18.1", "28-002"))
            owner = owners.get(note.number)
            inside = owner is not None and (
                owner.role == wanted or any(e.role == wanted for e in owner.ancestors())
            )
            if not inside:
                message = f"A {note.subtype} annotation is in no {wanted} element."
                fix = "Add an object reference to one."
                yield on_page("annotation-loose", clause, checkpoint, page.number, message, fix)
            elif owner is not None and (not note.has_key or note.owner != owner.number):
                message = f"The parent tree does not lead from a {note.subtype} to its element."
                fix = "Give it the StructParent of its element."
                clause = "ISO 32000-1 14.7.4.4"
                yield on_page("annotation-parent", clause, "", page.number, message, fix)
            if not note.contents and not (owner and owner.entries.get("Alt")):
                link = note.subtype == "Link"
                message = f"A {note.subtype} annotation has no description."
                fix = "Say where it leads in Contents." if link else "Describe it in Contents."
                clause, checkpoint = ("7.18.5", "28-012") if link else ("7.18.1", "28-004")
                yield on_page("annotation-unnamed", clause, checkpoint, page.number, message, fix)


#: The characters that ToUnicode must not map to (ISO 14289-1, 7.21.7).
_NOTHING = frozenset("\0\ufeff\ufffe")


def embedded(file: PdfFile) -> Iterator[PageDiagnostic]:
    for font in file.fonts:
        if font.used and not font.embedded:
            message = f"The font {font.name} is not in the file."
            yield on_page("font-absent", "7.21.4.1", "31-009", font.page, message, "Embed it.")


def meanings(file: PdfFile) -> Iterator[PageDiagnostic]:
    for font in file.fonts:
        if not font.composite:
            continue
        table = font.to_unicode
        unknown = sorted(font.used - (table or {}).keys())
        if unknown:
            message = f"{len(unknown)} characters of the font {font.name} have no Unicode value."
            fix = "Add them to the ToUnicode table of the font."
            yield on_page("unicode-missing", "7.21.7", "31-027", font.page, message, fix)
        if table and any(_NOTHING & set(table.get(code, "")) for code in font.used):
            message = f"Characters of the font {font.name} map to U+0000, U+FEFF or U+FFFE."
            fix = "Correct its ToUnicode table."
            yield on_page("unicode-wrong", "7.21.7", "31-028", font.page, message, fix)


def glyphs(file: PdfFile) -> Iterator[PageDiagnostic]:
    for font in file.fonts:
        if font.composite and any((font.gids or {}).get(code, code) == 0 for code in font.used):
            message = f"An empty box is drawn where the font {font.name} lacks a character."
            fix = "Use a font that has it."
            yield on_page("notdef", "7.21.8", "31-030", font.page, message, fix)


#: The only rules for a file without tags: other faults would be consequences of that.
FILE_RULES: tuple[PdfRule, ...] = (metadata, window, tagging, languages, access, bookmarks)
PAGE_RULES: tuple[PdfRule, ...] = (marked, owned, tabs, named)
FONT_RULES: tuple[PdfRule, ...] = (embedded, meanings, glyphs)
