"""Rules for what the pages draw: all of it is tagged or an artifact, and in one element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publish.errors import Severity
from publish.readers.pdf.records import ContentReference, Element, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of

#: Structure elements and their content refer to each other.
_OWNED = Clause("ISO 32000-1 14.7.4.4", "", "ISO 32000-2 14.7.5.4")

_TAGGED = Clause("7.1", "01-005", "8.2.2")


def marked(file: PdfFile) -> Iterator[PdfFault]:
    """What is drawn is tagged or an artifact, and not both."""
    for page in file.pages:
        if page.content.unmarked:
            count = page.content.unmarked
            message = f"{count} drawing operations are neither tagged nor artifacts."
            fix = "Tag them, or mark them as artifacts."
            if count == 1:
                message = "A drawing operation is neither tagged nor an artifact."
                fix = "Tag it, or mark it as an artifact."
            yield PdfFault("unmarked", _TAGGED, page.number, message, fix)
        if page.content.artifact_in_content and part_of(file) == 1:
            message, fix = "An artifact is inside tagged content.", "Move it out."
            yield PdfFault("artifact-inside", Clause("7.1", "01-003"), page.number, message, fix)
        if page.content.content_in_artifact and part_of(file) == 1:
            message, fix = "Tagged content is inside an artifact.", "Move it out."
            yield PdfFault("content-inside", Clause("7.1", "01-004"), page.number, message, fix)


def owned(file: PdfFile) -> Iterator[PdfFault]:
    """Each sequence is in one element, to which the parent tree maps it (14.7.4.4)."""
    holders: dict[ContentReference, Element] = {
        kid if not kid.stream else ContentReference(0, kid.number, kid.stream): element
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ContentReference)
    }
    there: set[ContentReference] = set()
    for page in file.pages:
        for stream, sequences in page.content.streams.items():
            references = [ContentReference(0, number, stream) for number in sorted(sequences)]
            there.update(references)
            for reference in references:
                if reference not in holders:
                    yield _lost(page.number, reference.number)
        there.update(ContentReference(page.number, one) for one in page.content.sequences)
        if page.content.sequences and page.owners is None:
            message, fix = "The page is not in the parent tree.", "Give it StructParents."
            yield PdfFault("parents-missing", _OWNED, page.number, message, fix)
            continue
        for number in sorted(page.content.sequences):
            holder = holders.get(ContentReference(page.number, number))
            if holder is None:
                yield _lost(page.number, number)
            elif page.owners is not None and (
                number >= len(page.owners) or page.owners[number] != holder.number
            ):
                message = f"The parent tree leads from marked content {number} to another element."
                fix = "Rebuild the parent tree."
                yield PdfFault("parents-wrong", _OWNED, page.number, message, fix)
    for kid, element in holders.items():
        if kid not in there:
            message = f"{element.type} refers to marked content {kid.number}, which isn't there."
            fix = "Remove the reference."
            page_number = kid.page or element.page
            yield PdfFault("content-absent", _OWNED, page_number, message, fix, Severity.WARNING)


def _lost(page: int, number: int) -> PdfFault:
    message = f"Marked content {number} is in no element, so it is not read."
    fix = "Add it to the tree, or mark it as an artifact."
    return PdfFault("content-lost", _TAGGED, page, message, fix)


def shared(file: PdfFile) -> Iterator[PdfFault]:
    """No two elements hold the same content."""
    held = Counter(
        kid
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ContentReference)
    )
    for kid, count in held.items():
        if count > 1:
            message = f"{count} elements hold the same content, which is read {count} times."
            fix = "Keep it in one of them."
            yield PdfFault("content-shared", _OWNED, kid.page, message, fix)


def forms(file: PdfFile) -> Iterator[PdfFault]:
    """Forms are drawn from this file, and those with tagged content once (PDF/UA-1)."""
    if part_of(file) != 1:
        return
    drawn: Counter[int] = Counter()
    for page in file.pages:
        if page.content.references:
            message = "A form refers to the page of another PDF."
            fix = "Draw what it shows."
            yield PdfFault("form-reference", Clause("7.20", "30-001"), page.number, message, fix)
        tagged = {
            form: times for form, times in page.content.drawn.items() if page.content.streams[form]
        }
        drawn.update(tagged)
        if any(drawn[form] > 1 for form in tagged):
            message = "A form with tagged content is drawn more than once, but read once."
            fix = "Draw it once, or tag it where it is drawn."
            yield PdfFault("form-twice", Clause("7.20", "30-002"), page.number, message, fix)


def colours(file: PdfFile) -> Iterator[PdfFault]:
    """A file that claims PDF/A uses no inks without a profile (ISO 19005-2, 6.2.4.3)."""
    if file.metadata is None or not file.metadata.archival or file.has_inks:
        return
    for page in file.pages:
        if page.content.inks:
            message = "The page has colours in four inks without a profile, but claims PDF/A."
            fix = "Convert them to RGB, or remove pdfaid:part from the metadata."
            clause = Clause(f"ISO 19005-{file.metadata.archival} 6.2.4.3")
            yield PdfFault("inks", clause, page.number, message, fix)


RULES: tuple[PdfRule, ...] = (marked, owned, shared, forms, colours)
