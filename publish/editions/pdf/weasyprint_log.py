"""Turn WeasyPrint's log messages into errors.

WeasyPrint logs problems and continues. Here no PDF is built that lacks something: missing fonts,
missing glyphs and other messages raise errors after the layout, and style rules that it would
ignore are refused before it, with their lines. Messages are recognized by their words, which
``test_seam.py`` and ``test_options.py`` check.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from publish.editions.pdf.fetch import fetcher, refused
from publish.editions.pdf.options import PdfSettings
from publish.errors import Diagnostic, InaccessibleError, SourceError, ToolError, shortened
from publish.glyphs import missing_glyphs, name
from publish.model import Article
from publish.runtime.deadline import deadline

T = TypeVar("T")

#: The start of its message for a character without a glyph (``weasyprint/draw/text.py``).
_NO_GLYPH = ".notdef glyph"

#: The start of its message for a damaged font file (``weasyprint/text/fonts.py``).
_NO_FONT = "Font-face "


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep ``record``; pass an interruption on, which WeasyPrint logs as a broken drawing."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, Exception):
            raise error
        self.records.append(record)


@contextmanager
def _recorded() -> Iterator[list[logging.LogRecord]]:
    logger = logging.getLogger("weasyprint")
    handler, passed_on = _Records(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler.records
    finally:
        logger.removeHandler(handler)
        logger.propagate = passed_on


@contextmanager
def logged() -> Iterator[list[str]]:
    """Yield a list that is filled with WeasyPrint's log messages when the block ends."""
    messages: list[str] = []
    with _recorded() as records:
        yield messages
    messages += (record.getMessage() for record in records)


#: A layout may take as long as the reading of so many times the text; reading it and loading the
#: libraries takes so many seconds.
_LAYOUT, _BEFORE = 200, 2.0


#: Its messages for a picture of the article that it can't draw, or read.
_UNDRAWN = re.compile(r"Failed to (?:render SVG image |load image at ')picture:([0-9a-f]{64})")


def with_drawable(settings: PdfSettings, make: Callable[[PdfSettings], T]) -> T:
    """Return ``make(settings)``, with drawings that WeasyPrint can't draw as pixels.

    It is called again with those whose failure it reports, which no rule foretells.

    Raises:
        ToolError: WeasyPrint fails for another reason, or for pixels.
    """
    while True:
        try:
            return make(settings)
        except ToolError as error:
            found = frozenset(_UNDRAWN.findall(error.detail)) - settings.as_pixels
            if not found:
                raise
            settings = replace(settings, as_pixels=settings.as_pixels | found)


@contextmanager
def strict(article: Article, custom: tuple[Path, ...] = (), size: int = 0) -> Iterator[None]:
    """Raise an error at the end of the block if WeasyPrint logged a message in it.

    With ``custom``, the publisher's style sheets, the block has a deadline: that of an article of
    ``size`` bytes.

    Raises:
        SourceError: A font of these sheets can't be loaded; or the pages can't be computed with
            them, or not in time.
        InaccessibleError: No font has a character of a picture (those of the text were checked
            before, with their lines).
        ToolError: WeasyPrint logged anything else.
    """
    with _recorded() as records:
        try:
            with _deadline(custom, size):
                yield
        except (ArithmeticError, RecursionError, ToolError) as error:
            if not custom:
                raise
            said = error.detail if isinstance(error, ToolError) else str(error)
            raise SourceError(_not_laid_out(said, custom[0])) from error
    messages = [record.getMessage() for record in records]
    if custom and (fonts := [one for one in messages if one.startswith(_NO_FONT)]):
        raise SourceError(*(_no_such_font(one, custom[0]) for one in dict.fromkeys(fonts)))
    others = [message for message in messages if not message.startswith(_NO_GLYPH)]
    if others and custom and not all(map(_UNDRAWN.match, others)):
        raise SourceError(_not_laid_out(others[0], custom[0]))
    if others:
        raise ToolError("WeasyPrint", "; ".join(dict.fromkeys(others)))
    if messages:
        # ``args`` of each record are the character and its number
        found = {record.args for record in records if isinstance(record.args, tuple)}
        characters = sorted(str(character) for character, *_ in found)
        raise InaccessibleError(tuple(_no_font(one, article.file) for one in characters))


def _deadline(custom: tuple[Path, ...], size: int) -> AbstractContextManager[None]:
    if not custom:
        return nullcontext()
    task = "Laying out the pages with this style sheet"
    return deadline(task, custom[0], _LAYOUT * size, before=_BEFORE, limits_memory=True)


def _not_laid_out(said: str, sheet: Path) -> Diagnostic:
    said = shortened(said.rstrip("."), 200)
    return Diagnostic(
        code="style-layout",
        message=f"The pages can't be laid out with the style sheet: {said}.",
        fix=(
            "Correct its rules for pages, sizes and content, such as margins that are far too "
            "large, or leave them out."
        ),
        file=sheet,
    )


def _no_such_font(message: str, sheet: Path) -> Diagnostic:
    family = message.removeprefix(_NO_FONT).partition("'")[2].partition("'")[0]
    return Diagnostic(
        code="style-font",
        message=f"The font “{family}” of the style sheet can't be loaded: its file isn't a font.",
        fix="Name an undamaged TrueType, OpenType or WOFF file in @font-face.",
        file=sheet,
    )


def refuse_missing_glyphs(article: Article) -> None:
    """Raise `InaccessibleError` with all characters of the text that no font has.

    An empty box would be drawn for them, which PDF/UA forbids (ISO 14289-1, 7.21.8).
    """
    diagnostics = tuple(
        _no_font(one.character, one.file, one.line) for one in missing_glyphs(article)
    )
    if diagnostics:
        raise InaccessibleError(diagnostics)


def _no_font(character: str, file: Path, line: int = 0) -> Diagnostic:
    return Diagnostic(
        code="glyph-missing",
        message=f"No font has the character {character} {name(character)}.",
        fix="Install a font for its script, or use another character.",
        file=file,
        line=line,
        clause="ISO 14289-1 7.21.8",
    )


#: Its messages for a declaration that it ignores, and for anything else with a position.
_IGNORED = re.compile(r"Ignored `(?P<what>.+?)` at (?P<line>\d+):\d+, (?P<why>.+)", re.DOTALL)
_OTHER = re.compile(r"(?P<what>.+?) at (?P<line>\d+):\d+[:,.]?\s*(?P<why>.*)", re.DOTALL)

#: Its message for a selector, which has no position.
_SELECTOR = re.compile(r"Invalid or unsupported selector, '(?P<what>.*)'", re.DOTALL)

#: The form in which it prints a rule: ``<AtRule @charm { … }>``.
_SHOWN = re.compile(r"<\w+ ([^<>]*)>")

#: In a sheet with this rule, lines can be those of another file.
_IMPORT = re.compile(r"@import\b", re.IGNORECASE)


def refuse_ignored_rules(article: Article, named: tuple[Path, ...]) -> None:
    """Raise `SourceError` with every rule of the style sheets ``named`` that would be ignored.

    Also raise it if one of them refers to a file that it may not use.
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
        problem = f"The selector “{' '.join(what.split())}” is not understood"
        line = text[: text.find(what)].count("\n") + 1 if what in text else 0
    elif found := _IGNORED.fullmatch(message):
        problem = f"The declaration “{found['what'].strip()}” is not understood: {found['why']}"
        near = _near(found["what"].partition(":")[0])
        line = int(found["line"])
    elif found := _OTHER.fullmatch(message):
        problem = _SHOWN.sub(r"“\1”", f"{found['what']}: {found['why']}".rstrip(": "))
        line = int(found["line"])
    else:
        problem = message
    fix = "Correct it, or leave it out: the layout ignores it."
    return Diagnostic(
        code="style-ignored",
        message=f"{problem.rstrip('.')}.",
        fix=f"Did you mean “{near}”? {fix}" if near else fix,
        file=sheet,
        line=0 if _IMPORT.search(text) else line,
    )


def _near(name: str) -> str:
    """Return the property with the most similar name, or nothing if ``name`` is a property."""
    from difflib import get_close_matches

    from weasyprint.css.properties import KNOWN_PROPERTIES

    if name in KNOWN_PROPERTIES:
        return ""
    return next(iter(get_close_matches(name, sorted(KNOWN_PROPERTIES), n=1, cutoff=0.75)), "")
