"""Rules for the file as a whole: identification, metadata, tagging, files, optional content."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Severity
from publish.readers.pdf.records import PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of


def identification(file: PdfFile) -> Iterator[PdfFault]:
    """The metadata say to which part of PDF/UA the file conforms, with the prefix ``pdfuaid``."""
    clause, metadata = Clause("5", "06-002", "5"), file.metadata
    if metadata is None or "part" not in metadata.prefixes:
        message = "The file isn't PDF/UA: its metadata don't say that it is."
        yield _on_file("part-missing", clause, message, "Add pdfuaid:part.")
        return
    if metadata.part not in (1, 2):
        message, fix = "The value of pdfuaid:part is no part of PDF/UA.", "Set it to 1 or 2."
        yield _on_file("part-wrong", clause, message, fix)
    for name, prefix in sorted(metadata.prefixes.items()):
        if prefix != "pdfuaid":
            message = f"The metadata give the property {name!r} of PDF/UA the prefix {prefix!r}."
            yield _on_file("part-prefix", clause, message, "Use the prefix pdfuaid.")
    if metadata.part == 2 and not re.fullmatch("[0-9]{4}", metadata.revision):
        message = f"The value of pdfuaid:rev is {metadata.revision!r} instead of a year."
        yield _on_file("revision-wrong", clause, message, "Set it to 2024.")


def metadata(file: PdfFile) -> Iterator[PdfFault]:
    """The catalog has a metadata stream with a title."""
    if file.metadata is None:
        clause, message = Clause("7.1", "06-001", "8.11.1"), "The file has no metadata."
        yield _on_file("metadata-missing", clause, message, "Add XMP.")
        return
    if not file.metadata.is_typed:
        clause, message = Clause("7.1", "06-001", "8.11.1"), "The metadata have a wrong type."
        yield _on_file("metadata-type", clause, message, "Set Type to Metadata, Subtype to XML.")
    if not file.metadata.title:
        clause, message = Clause("7.1", "06-003", "8.11.1"), "The metadata have no title."
        yield _on_file("title-missing", clause, message, "Add dc:title.")


def window(file: PdfFile) -> Iterator[PdfFault]:
    """The title bar shows the title, not the name of the file."""
    fix = "Set DisplayDocTitle in the viewer preferences."
    if file.display_title is None:
        message = "The title bar does not show the title."
        yield _on_file("title-not-shown", Clause("7.1", "07-001", "8.11.2"), message, fix)
    elif not file.display_title:
        message = "The title bar shows the name of the file instead of its title."
        yield _on_file("title-not-shown", Clause("7.1", "07-002", "8.11.2"), message, fix)


def tagging(file: PdfFile) -> Iterator[PdfFault]:
    """The file has a structure tree, and says that it is tagged."""
    if not file.has_tree:
        message = "The file has no structure tree, so it cannot be read aloud in order."
        clause = Clause("7.1", "", "8.2.1")
        yield _on_file("tree-missing", clause, message, "Export it as tagged PDF.")
        return
    if not file.marked:
        message = "The file does not say that it is tagged."
        yield _on_file("not-marked", Clause("6.2", "", "6.2"), message, "Set Marked in MarkInfo.")
    if file.suspects and part_of(file) == 1:
        message, fix = "The file says that its tags are suspect.", "Set Suspects to false."
        yield _on_file("suspects", Clause("7.1", "01-007"), message, f"Check them. {fix}")


def version(file: PdfFile) -> Iterator[PdfFault]:
    """PDF/UA-1 is for PDF 1.0 to 1.7."""
    if part_of(file) == 1 and file.part and not file.version.startswith("1."):
        message = f"The version of the file, PDF {file.version}, is not for PDF/UA-1."
        yield _on_file("version-wrong", Clause("6.1"), message, "Use PDF 1.7, or PDF/UA-2.")


def access(file: PdfFile) -> Iterator[PdfFault]:
    """Security settings let screen readers extract text."""
    if not file.extractable:
        message = "The file forbids the extraction of text, even by screen readers."
        clause = Clause("7.16", "26-002", "ISO 32000-2 7.6.4.2")
        yield _on_file("locked", clause, message, "Allow extraction for accessibility.")


def bookmarks(file: PdfFile) -> Iterator[PdfFault]:
    """A file of many pages should have bookmarks (WCAG 2.2, 2.4.5, technique PDF2)."""
    if not file.bookmarks and len(file.pages) > 20:
        message, fix = "The file has no bookmarks.", "Make them from its headings."
        clause = Clause("7.17", "", "ISO 32000-2 12.3.3")
        yield _on_file("bookmarks-missing", clause, message, fix, Severity.WARNING)


def optional_content(file: PdfFile) -> Iterator[PdfFault]:
    """Configurations of optional content have names, and change nothing by themselves."""
    named = part_of(file) == 1 or len(file.configurations) > 1
    for configuration in file.configurations:
        if named and not configuration.name:
            message = "A configuration of optional content has no name."
            clause = Clause("7.10", "20-001", "8.7")
            yield _on_file("layers-unnamed", clause, message, "Give it a Name.")
        if configuration.has_automatic_states:
            message = "A configuration of optional content changes what is shown by itself."
            clause = Clause("7.10", "20-003", "8.7")
            yield _on_file("layers-automatic", clause, message, "Remove its entry AS.")


def embedded_files(file: PdfFile) -> Iterator[PdfFault]:
    """Embedded files have names (part 1) or descriptions (part 2)."""
    attached = [(a.page, a.attached) for page in file.pages for a in page.annotations]
    for page, one in [*((0, one) for one in file.files), *attached]:
        if one is None or not one.embedded:
            continue
        if part_of(file) == 1 and not (one.name and one.unicode_name):
            message, fix = "An embedded file has no name.", "Give it F and UF."
            clause = Clause("7.18.7", "28-016") if page else Clause("7.11", "21-001")
            yield PdfFault("file-unnamed", clause, page, message, fix)
        if part_of(file) == 2 and one.in_tree and not one.description:
            message = f"The embedded file {one.unicode_name or one.name!r} has no description."
            fix = "Describe it in Desc."
            yield PdfFault("file-undescribed", Clause("8.14.1"), page, message, fix)


def dynamic_forms(file: PdfFile) -> Iterator[PdfFault]:
    """Forms are not dynamic XFA forms; in PDF/UA-2 they aren't XFA forms at all."""
    if file.xfa_is_dynamic or (file.has_xfa and part_of(file) == 2):
        message, fix = "The file has an XFA form.", "Make it an AcroForm."
        yield _on_file("xfa", Clause("7.15", "25-001", "8.10.1"), message, fix)


def _on_file(
    code: str, clause: Clause, message: str, fix: str, severity: Severity = Severity.ERROR
) -> PdfFault:
    return PdfFault(code, clause, 0, message, fix, severity)


RULES: tuple[PdfRule, ...] = (
    *(identification, metadata, window, tagging, version, access, bookmarks),
    *(optional_content, embedded_files, dynamic_forms),
)
