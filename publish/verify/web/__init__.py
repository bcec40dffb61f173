"""The rules for web pages: those for documents of EPUBs, and those that only pages need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic, Severity, ToolError
from publish.readers import MalformedError
from publish.readers.web import Site, opened
from publish.verify.diagnostics import not_too_many
from publish.verify.epub import documents, languages, links, tables
from publish.verify.web import axe, media, pages, policies
from publish.verify.web.requirements import as_page_fault, page_fault

#: The rules that a page shares with the documents of EPUBs.
RULES = (
    *(rule for rule in documents.RULES if rule is not documents.types),
    *(*tables.RULES, *links.RULES, *languages.RULES),
)
#: In a page, an empty alt text is how a picture is marked as decorative (HTML, 4.8.4.4.6).
NOT_JUDGED = frozenset({"alt-empty"})
PAGE_RULES = (*pages.RULES, *policies.RULES, *media.RULES)


def verify_web(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the page or folder ``path``; axe adds its own where it is installed.

    A failure of axe is a warning, since the verdict of the rules here stands.

    Raises:
        SourceError: It can't be read as a web page.
    """
    found = list(verify_own_rules(path))
    site = opened(path)
    for item in site.spine:
        file = path / item.name if path.is_dir() else path
        try:
            found += axe.verdict(file)
        except ToolError as error:
            fix = "Run axe by itself."
            found.append(
                Diagnostic(
                    code="axe-failed",
                    severity=Severity.WARNING,
                    message=str(error),
                    fix=fix,
                    file=file,
                )
            )
            break
    return tuple(found)


def verify_own_rules(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the page or folder ``path`` by the rules here only, page by page.

    Raises:
        SourceError: It can't be read as a web page.
    """
    site = opened(path)
    found = sorted(_faults(site), key=lambda fault: (fault.file.as_posix(), fault.line))
    folder = path if path.is_dir() else path.parent
    return tuple(replace(fault, file=folder / fault.file) for fault in not_too_many(found))


def _faults(site: Site) -> Iterator[Diagnostic]:
    for item in site.spine:
        try:
            page = site.document(item)
            page.summary  # noqa: B018 - read while it can be refused
        except MalformedError as error:
            message = f"The page can't be read: {error}."
            yield page_fault("document-malformed", item.name, 0, message, "Write it again.")
            continue
        site.summaries[page.name] = page.summary
        shared = (fault for rule in RULES for fault in rule(page))
        yield from (as_page_fault(fault) for fault in shared if fault.code not in NOT_JUDGED)
        yield from (fault for own in PAGE_RULES for fault in own(page))
    yield from map(as_page_fault, links.calls(site))
    yield from pages.links(site)
