"""The file as a whole: what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Severity
from publish.verify.pdf.finding import Finding, Rule
from publish.verify.pdf.model import Edition

#: Roughly RFC 5646, 2.1: what begins like a language tag.
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|[xi](-[A-Za-z0-9]{1,8})+")


def metadata(edition: Edition) -> Iterator[Finding]:
    if not edition.has_metadata:
        yield _file("metadata-missing", "7.1", "06-001", "The file has no metadata.", "Add XMP.")
        return
    if not edition.part:
        message = "The metadata do not say that the file is PDF/UA."
        yield _file("part-missing", "5", "06-002", message, "Add pdfuaid:part.")
    if not edition.title:
        message = "The metadata have no title."
        yield _file("title-missing", "7.1", "06-003", message, "Add dc:title.")


def window(edition: Edition) -> Iterator[Finding]:
    """The title stands in the title bar, not the name of the file."""
    fix = "Set DisplayDocTitle in the viewer preferences."
    if edition.display_title is None:
        message = "The file does not say that its title is to be shown."
        yield _file("title-not-shown", "7.1", "07-001", message, fix)
    elif not edition.display_title:
        message = "The name of the file is shown and not its title."
        yield _file("title-not-shown", "7.1", "07-002", message, fix)


def tagging(edition: Edition) -> Iterator[Finding]:
    if not edition.has_tree:
        message = "The file has no structure tree: nothing of it can be read aloud in order."
        yield _file("tree-missing", "7.1", "", message, "Export it as tagged PDF.")
        return
    if not edition.marked:
        message = "The file does not say that it is tagged."
        yield _file("not-marked", "6.2", "", message, "Set Marked in MarkInfo.")
    if edition.suspects:
        message = "The file says that its tags are suspect."
        yield _file("suspects", "7.1", "01-007", message, "Check them and set Suspects to false.")


def languages(edition: Edition) -> Iterator[Finding]:
    if not edition.language:
        message = "The file does not say its language."
        yield _file("language-missing", "7.2", "11-001", message, "Set Lang in the catalog.")
    for tag in sorted({edition.language, *edition.languages}):
        if tag and not _TAG.fullmatch(tag):
            message = f"{tag!r} is not a language tag."
            fix = "Write it as BCP 47 has it, such as pl or en-GB."
            yield _file("language-wrong", "7.2", "11-001", message, fix)


def access(edition: Edition) -> Iterator[Finding]:
    if not edition.extractable:
        message = "The file forbids programs to take out its text, screen readers among them."
        yield _file("locked", "7.16", "26-002", message, "Allow extraction for accessibility.")


def bookmarks(edition: Edition) -> Iterator[Finding]:
    """WCAG 2.2, 2.4.5 and PDF technique 2: who has many pages finds places in them."""
    if not edition.bookmarks and len(edition.pages) > 20:
        message, fix = "The file has no bookmarks.", "Make them of its headings."
        clause = "ISO 32000-1 12.3.3"
        yield _file("bookmarks-missing", clause, "", message, fix)


def _file(code: str, clause: str, checkpoint: str, message: str, fix: str) -> Finding:
    return Finding(code, clause, checkpoint, 0, message, fix)


def press(_: Edition) -> Iterator[Finding]:
    """PDF/X (ISO 15930) knows no tags: all that there is to say of a file for a press."""
    message = "The file is PDF/X, for a press: it has no tags and cannot be read aloud in order."
    fix = "Give readers a tagged PDF beside it."
    yield Finding("press", "ISO 15930-7", "", 0, message, fix, Severity.INFO)


RULES: tuple[Rule, ...] = (metadata, window, tagging, languages, access, bookmarks)
