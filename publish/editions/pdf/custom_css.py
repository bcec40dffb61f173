"""What the layout would ignore in a publisher's style sheets is refused, with its line."""

from __future__ import annotations

import re
from pathlib import Path

from publish.editions.pdf.fetch import fetcher, refused
from publish.editions.pdf.logs import logged
from publish.errors import Diagnostic, SourceError
from publish.model import Article

#: WeasyPrint's words for a declaration that it ignores, and for all else: each has a place.
_IGNORED = re.compile(r"Ignored `(?P<what>.+?)` at (?P<line>\d+):\d+, (?P<why>.+)", re.DOTALL)
_OTHER = re.compile(r"(?P<what>.+?) at (?P<line>\d+):\d+[:,.]?\s*(?P<why>.*)", re.DOTALL)

#: Its words for a selector, which have no place.
_SELECTOR = re.compile(r"Invalid or unsupported selector, '(?P<what>.*)'", re.DOTALL)

#: How it shows a rule: ``<AtRule @charm { … }>``.
_SHOWN = re.compile(r"<\w+ (.*?)>")

#: Where lines may be those of another file.
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)


def refuse_ignored_rules(article: Article, named: tuple[Path, ...]) -> None:
    """Raise :class:`SourceError` with every rule of the style sheets ``named`` that is ignored.

    Also where one of them asks for what it may not have.
    """
    if not named:
        return
    from weasyprint import CSS
    from weasyprint.urls import FatalURLFetchingError

    files = fetcher((), tuple(path.resolve() for path in named))
    diagnostics: list[Diagnostic] = []
    for sheet in named:
        with logged() as messages:
            try:
                CSS(filename=sheet.resolve(), url_fetcher=files)
            except FatalURLFetchingError as reason:
                raise refused(article, reason, (sheet,)) from reason
        text = sheet.read_text("utf-8", errors="replace")
        diagnostics += (_ignored(message, sheet, text) for message in messages)
    if diagnostics:
        raise SourceError(*dict.fromkeys(diagnostics))


def _ignored(message: str, sheet: Path, text: str) -> Diagnostic:
    near, line = "", 0
    if found := _SELECTOR.fullmatch(message):
        what = found["what"].strip()
        told = f"the selector “{' '.join(what.split())}” is not understood"
        line = text[: text.find(what)].count("\n") + 1 if what in text else 0
    elif found := _IGNORED.fullmatch(message):
        told = f"“{found['what'].strip()}” is not understood: {found['why']}"
        near = _near(found["what"].partition(":")[0])
        line = int(found["line"])
    elif found := _OTHER.fullmatch(message):
        told = _SHOWN.sub(r"“\1”", f"{found['what']}: {found['why']}".rstrip(": "))
        line = int(found["line"])
    else:
        told = message
    fix = "Correct it, or leave it out: the layout would pass over it."
    return Diagnostic(
        code="style-ignored",
        message=f"{told.rstrip('.')}.",
        fix=f"Did you mean “{near}”? {fix}" if near else fix,
        file=sheet,
        line=0 if _IMPORT.search(text) else line,
    )


def _near(name: str) -> str:
    """The property whose name is nearest to ``name``, if that is none."""
    from difflib import get_close_matches

    from weasyprint.css.properties import KNOWN_PROPERTIES

    if name in KNOWN_PROPERTIES:
        return ""
    return next(iter(get_close_matches(name, sorted(KNOWN_PROPERTIES), n=1, cutoff=0.75)), "")
