"""What each rule for web pages rests on, beside those that it shares with EPUB."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic, Severity
from publish.readers.web import Page
from publish.verify.epub.requirements import Requirement, Word

_HTML, _WCAG, _CSP = "HTML", "WCAG 2.2", "CSP 3"

#: By the code of the rule.  A page makes no claim to conform: failures of WCAG are warnings,
#: unless only a fault of the page itself can explain them.
REQUIREMENTS = {
    "document-malformed": Requirement(Word.MUST, f"{_HTML} 13.1"),
    "doctype-missing": Requirement(Word.MUST, f"{_HTML} 13.1.1"),
    "charset-missing": Requirement(Word.MUST, f"{_HTML} 4.2.5.4"),
    "main-twice": Requirement(Word.MUST, f"{_HTML} 4.4.14"),
    "main-missing": Requirement(Word.SHOULD, f"{_WCAG} 1.3.1, 2.4.1"),
    "skip-link-lost": Requirement(Word.SHOULD, f"{_WCAG} 2.4.1"),
    "zoom-blocked": Requirement(Word.SHOULD, f"{_WCAG} 1.4.4", "AA"),
    "refresh": Requirement(Word.SHOULD, f"{_WCAG} 2.2.1"),
    "frame-unnamed": Requirement(Word.SHOULD, f"{_WCAG} 4.1.2"),
    "button-unnamed": Requirement(Word.SHOULD, f"{_WCAG} 4.1.2"),
    "link-lost": Requirement(Word.SHOULD, f"{_WCAG} 2.4.4"),
    "link-lost-file": Requirement(Word.SHOULD, f"{_WCAG} 2.4.4"),
    "resource-missing": Requirement(Word.MUST, f"{_HTML} 2.4.1"),
    "remote-loaded": Requirement(Word.MAY, f"{_CSP} 1.2"),
    "policy-contradiction": Requirement(Word.SHOULD, f"{_CSP} 4.2"),
    "policy-late": Requirement(Word.SHOULD, f"{_CSP} 3.3"),
    "json-ld-broken": Requirement(Word.MUST, "JSON-LD 1.1 7"),
    "autoplay": Requirement(Word.SHOULD, f"{_WCAG} 1.4.2"),
    "media-uncontrolled": Requirement(Word.SHOULD, f"{_WCAG} 2.1.1"),
    "captions-missing": Requirement(Word.SHOULD, f"{_WCAG} 1.2.2"),
    "track-broken": Requirement(Word.MUST, "WebVTT 4.1"),
    "player-data-broken": Requirement(Word.MUST, "RFC 8259 2"),
    "player-target-lost": Requirement(Word.MUST, f"{_WCAG} 1.3.1"),
    "player-order": Requirement(Word.SHOULD, f"{_WCAG} 1.3.2"),
    "player-times": Requirement(Word.MUST, f"{_HTML} 4.8.11.6"),
}


def page_fault(code: str, name: str, line: int, message: str, fix: str) -> Diagnostic:
    """Return a fault in the page ``name``; ``line`` counts from 1 (0: all of it)."""
    requirement = REQUIREMENTS[code]
    severity = {Word.MUST: Severity.ERROR, Word.MAY: Severity.INFO}
    return Diagnostic(
        code=code,
        severity=severity.get(requirement.word, Severity.WARNING),
        message=message,
        fix=fix,
        file=Path(name),
        line=line,
        clause=requirement.clause,
    )


def fault_in(page: Page, code: str, line: int, message: str, fix: str) -> Diagnostic:
    """Return a fault on ``line`` of ``page``."""
    return page_fault(code, page.name, line, message, fix)


def as_page_fault(fault: Diagnostic) -> Diagnostic:
    """Return a fault by a rule for EPUBs in the words and with the clause for web pages."""
    own = REQUIREMENTS.get(fault.code)
    return replace(
        fault,
        message=fault.message.replace("in the book", "in the folder of the page"),
        fix=fault.fix.replace("lang and an xml:lang", "lang").replace("lang and xml:lang", "lang"),
        clause=own.clause if own else fault.clause,
    )
