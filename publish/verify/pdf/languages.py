"""Rules for the language of texts, and for characters of no agreed meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Severity
from publish.language.tags import is_well_formed
from publish.readers.pdf.records import ContentReference, Element, MarkedContent, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of

#: A language tag of RFC 3066, to which ISO 32000-1, 14.9.2 refers.
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

_FIX = "Set Lang in the catalog."


def tags(file: PdfFile) -> Iterator[PdfFault]:
    """Each ``Lang`` is a language tag."""
    fix = "Use a BCP 47 tag such as pl or en-GB."
    for tag in sorted({file.language, *file.languages} - ({""} - file.languages)):
        severity = Severity.WARNING if _TAG.fullmatch(tag) else Severity.ERROR
        if severity is Severity.ERROR or not is_well_formed(tag):
            message = f"{tag[:40]!r} is not a language tag."
            clause = Clause("7.2", "11-001", "8.4.4")
            yield PdfFault("language-wrong", clause, 0, message, fix, severity)


def default(file: PdfFile) -> Iterator[PdfFault]:
    """The catalog of a PDF/UA-2 file has a language."""
    if part_of(file) == 2 and not file.language:
        message = "The file has no language."
        yield PdfFault("language-missing", Clause("7.2", "", "8.4.4"), 0, message, _FIX)


def determined(file: PdfFile) -> Iterator[PdfFault]:
    """In a PDF/UA-1 file that has no language, each text has one."""
    if part_of(file) != 1 or file.language:
        return
    places: dict[str, list[int]] = {}
    for kind, page in _undetermined(file):
        places.setdefault(kind, []).append(page)
    if not file.has_tree:
        places["text"] = [0]
    for kind, pages in places.items():
        code, checkpoint, what = _UNDETERMINED[kind]
        times = f", in {len(pages)} places" if len(pages) > 1 else ""
        message = f"{what} without a language{times}."
        yield PdfFault(code, Clause("7.2", checkpoint), min(pages), message, _FIX)


#: Where a language can be missing: the code, the checkpoint, and what is said.
_UNDETERMINED = {
    "text": ("language-missing", "11-001", "The file has text"),
    "alternative": ("language-alternative", "11-002", "The file has alternative texts"),
    "bookmarks": ("language-bookmarks", "11-003", "The file has bookmarks"),
    "description": ("language-description", "11-004", "The file has descriptions of annotations"),
    "field": ("language-field", "11-005", "The file has names of form fields"),
    "title": ("language-title", "11-006", "The file has a title"),
}


def _undetermined(file: PdfFile) -> Iterator[tuple[str, int]]:
    """Yield the kind and the page of each text without a language."""
    owners = {one.number: one for one in file.elements()}
    for element in file.elements():
        if _has_language(element):
            continue
        if any(element.entries.get(key) for key in ("Alt", "ActualText", "E")):
            yield "alternative", element.page
        kids = (kid for kid in element.kids if isinstance(kid, ContentReference))
        if any(_lacks_language(file, kid) for kid in kids):
            yield "text", element.page
    if file.bookmarks:
        yield "bookmarks", 0
    for page in file.pages:
        for note in page.annotations:
            owner = owners.get(note.owner)
            if note.language or (owner is not None and _has_language(owner)):
                continue
            if note.contents:
                yield "description", page.number
            if note.label:
                yield "field", page.number
    if file.metadata and file.metadata.only_default:
        yield "title", 0


def private_characters(file: PdfFile) -> Iterator[PdfFault]:
    """Texts for people have no characters of private use (PDF/UA-2)."""
    if part_of(file) != 2:
        return
    texts = [(0, title, "8.6") for title in file.bookmarks]
    texts.append((0, (file.metadata and file.metadata.title) or "", "8.6"))
    texts += [(0, language, "8.6") for language in sorted({file.language, *file.languages})]
    for element in file.elements():
        texts += [
            (element.page, element.entries.get(key, ""), "8.4.3") for key in ("Alt", "ActualText")
        ]
        texts.append((element.page, element.entries.get("E", ""), "8.6"))
    for page in file.pages:
        texts += [(page.number, one.contents, "8.6") for one in page.annotations]
        texts += [(page.number, one, "8.4.3") for one in sorted(page.content.replacements)]
    for number, text, clause in texts:
        if _is_private(text):
            message = f"The text {text[:40]!r} has characters of private use, without a meaning."
            fix = "Write other characters."
            yield PdfFault("private-use", Clause(clause), number, message, fix)


def private_content(file: PdfFile) -> Iterator[PdfFault]:
    """Content in characters of private use has a text for them (PDF/UA-2)."""
    for element in file.elements() if part_of(file) == 2 else ():
        for kid in element.kids:
            found = _sequence(file, kid) if isinstance(kid, ContentReference) else None
            if found is None or not _is_private(found.text):
                continue
            around = (element, *element.ancestors())
            if not any(one.entries.keys() & {"Alt", "ActualText"} for one in around):
                message = f"A {element.type} shows characters of private use, without a meaning."
                fix = "Say what they stand for in ActualText."
                yield PdfFault("private-use", Clause("8.4.3"), element.page, message, fix)


def _is_private(text: str) -> bool:
    """Return whether a text has characters of private use (Unicode, 23.5)."""
    return not text.isascii() and any(
        "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000" for character in text
    )


def _has_language(element: Element) -> bool:
    return any(one.entries.get("Lang") for one in (element, *element.ancestors()))


def _lacks_language(file: PdfFile, kid: ContentReference) -> bool:
    sequence = _sequence(file, kid)
    return sequence is not None and sequence.without_language


def _sequence(file: PdfFile, kid: ContentReference) -> MarkedContent | None:
    if not 0 < kid.page <= len(file.pages):
        return None
    content = file.pages[kid.page - 1].content
    sequences = content.streams.get(kid.stream, {}) if kid.stream else content.sequences
    return sequences.get(kid.number)


RULES: tuple[PdfRule, ...] = (*(tags, default, determined, private_characters, private_content),)
