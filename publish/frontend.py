"""Functions for the command line and other front ends that aren't in ``publish.api``.

They return choices for help texts, templates, voices, rules, and results as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never

from publish.editions import table
from publish.editions.edition import BuildOptions, PdfOptions, SpokenEdition, WebOptions
from publish.editions.edition import Report as Report
from publish.errors import Diagnostic, MissingToolError, UsageError
from publish.model import EPUB_CODECS as EPUB_CODECS
from publish.model import MASTERING as MASTERING
from publish.model import THEMES as THEMES
from publish.model import Article
from publish.runtime.supervision import CommandEndedError as CommandEndedError

if TYPE_CHECKING:
    from publish.accessibility.conformance import Conformance
    from publish.audit.editions import Audit
    from publish.check import CheckReport as CheckReport
    from publish.check.rule import Criterion
    from publish.check.rule import Rule as Rule
    from publish.doctor import Part
    from publish.narration.sample import Listing as Listing
    from publish.narration.synthesis import Voice
    from publish.narration.voices import Engine
    from publish.pipeline import CheckedSource as CheckedSource
    from publish.planning import PlannedEdition as PlannedEdition

#: The templates for a kind of text.
TemplateKind = Literal["feature", "book", "report", "interview", "recipe"]
#: What a schema can be of: the front matter of an article or chapter, or a publication.yaml.
SchemaKind = Literal["article", "chapter", "book"]
#: The forms of an accessibility report.
ReportForm = Literal["statement", "conformance", "html", "onix", "json-ld"]


def list_posts(folder: Path) -> list[tuple[Path, Path]]:
    """Return the Markdown posts in ``folder``, each with the relative path of its source."""
    from publish.importing.markdown.posts import posts_in

    return list(posts_in(folder))


def list_dialects() -> tuple[str, ...]:
    """Return the names of the dialects of Markdown that can be imported."""
    from publish.importing.markdown.dialects import Dialect

    return tuple(Dialect)


def start(folder: Path, *, book: bool = False, template: TemplateKind | None = None) -> Path:
    """Copy a template to ``folder``; return its source.

    Raises:
        UsageError: ``folder`` is named as a source.
        OutputError: ``folder`` isn't empty, or can't be written.
    """
    from publish.starter import start as copy_template

    return copy_template(folder, book=book, kind=template or "")


def schema(kind: SchemaKind | None = None) -> Mapping[str, object]:
    """Return the JSON Schema of a kind of source, or one for front matter and publication.yaml."""
    from publish.check import RULES
    from publish.source.schema import schema as schema_of

    return schema_of(kind, {code: rule.asks for code, rule in RULES.items() if not rule.fixed})


def pdf_options(
    variants: str = "",
    theme: str = "",
    trim: str = "",
    styles: tuple[Path, ...] = (),
    profile: Path | None = None,
    attach: str = "",
    type_size: str = "",
    multiple: int = 0,
) -> tuple[PdfOptions, ...]:
    """Return the options of each PDF, for :class:`BuildOptions`, as the command line takes them.

    Raises:
        UsageError: A name is unknown, or an option fits none of the variants.
    """
    from publish.editions.pdf.options import parse_options

    return parse_options(variants, theme, trim, styles, profile, attach, type_size, multiple)


def edition_words(*, spoken: bool = False) -> list[tuple[str, str]]:
    """Return the editions and groups that ``BuildOptions.only`` takes, each with its purpose."""
    editions = ((name, table.find(name)) for name in table.names())
    words = [
        (name, edition.purpose)
        for name, edition in editions
        if not spoken or isinstance(edition, SpokenEdition)
    ]
    return words + [(name, ", ".join(members)) for name, members in table.groups().items()]


def pdf_words() -> list[tuple[str, str]]:
    """Return the variants of the PDF, each with its purpose."""
    return [(one.variant, one.purpose) for one in table.EDITIONS if one.name == "pdf"]


def shop_words() -> list[tuple[str, str]]:
    """Return the shops that an EPUB can be made for, each with what it gets."""
    from publish.shops import SHOPS

    return [(shop.name, shop.purpose) for shop in SHOPS.values()]


def profile_names() -> list[str]:
    """Return the listening profiles that every source has."""
    from publish.narration.script import PROFILES

    return [profile.name for profile in PROFILES]


def edition_choices(*, spoken: bool = False) -> str:
    """Return the editions and groups that ``BuildOptions.only`` takes, as a help text."""
    names = [
        name for name in table.names() if not spoken or isinstance(table.find(name), SpokenEdition)
    ]
    groups = [f"{name} ({', '.join(members)})" for name, members in table.groups().items()]
    return f"Editions, separated by commas: {', '.join(names)}; or groups: {', '.join(groups)}."


def pdf_choices() -> str:
    """Return the variants of the PDF, as a help text."""
    variants = [f"{variant} ({purpose})" for variant, purpose in pdf_words()]
    return f"PDFs, separated by commas: {'; '.join(variants)}."


def web_options(form: str, theme: str, styles: tuple[Path, ...]) -> WebOptions:
    """Return the options of the web edition in a ``form``: ``site`` or ``single``.

    Raises:
        UsageError: There is no such form.
    """
    if form not in ("site", "single"):
        raise UsageError(f"The web edition can't be {form!r}. Choose site or single.")
    return WebOptions(single=form == "single", theme=theme.lower(), styles=styles)


def shop_choices() -> str:
    """Return the shops that an EPUB can be made for, as a help text."""
    from publish.shops import SHOPS

    return f"Shops, separated by commas: {', '.join(SHOPS)}. Each gets an EPUB of its own."


def list_voices(language: str = "", *, every: bool = False) -> Listing:
    """Return the voices that can narrate ``language``, or with ``every`` all voices.

    Raises:
        MissingToolError: The engine of the voices is missing.
    """
    from publish.narration.sample import listed

    return listed(language, every=every)


def engine_of(voice: Voice) -> Engine:
    """Return the engine of ``voice``, which says how its voices sound and how fast they are."""
    from publish.narration.voices import ENGINES

    return ENGINES[voice.engine]


def write_samples(found: Listing, text: str, folder: Path) -> dict[str, str]:
    """Write a sample of each voice into ``folder``; return the files by the ids of the voices.

    Each says ``text``, or by default what it is.  Raises as :func:`say` does.
    """
    from publish.narration.sample import samples

    written = samples(found.voices, text, folder)
    return {voice.id: str(next(written)[0]) for voice in found.voices}


def narrator(article: Article, options: BuildOptions) -> str:
    """Return who will narrate ``article``, in a sentence; empty if nobody, or the voice is missing.

    Raises:
        UsageError: An edition of the options is unknown.
    """
    from publish.pipeline import narrator_of

    with suppress(MissingToolError):  # the build says so, with the line that asks for the voice
        return narrator_of(article, options)
    return ""


def say(
    text: str, voice: str, language: str, output: Path, pronunciation: str = ""
) -> tuple[str, float]:
    """Speak ``text`` into a WAV file; return the voice's id and the length in seconds.

    ``pronunciation`` says how, as in the front matter; empty: as the voice reads it.

    Raises:
        MissingToolError, ToolError, OutputError: The voice is missing or fails.
    """
    from publish.narration.sample import sample

    spoken_by, seconds = sample(text, voice, language, output, pronunciation)
    return spoken_by.id, seconds


def doctor() -> tuple[Part, ...]:
    """Return the programs and libraries that editions need; takes a second or two."""
    from publish.doctor import examine

    return examine()


def other_checkers(edition: Path) -> Mapping[str, bool]:
    """Return the names of the other checkers for ``edition``, and whether each is installed."""
    from publish.verify import other_checkers as installed

    return installed(edition)


def rules() -> Mapping[str, Rule]:
    """Return the rules of :func:`check` by their codes."""
    from publish.check import RULES

    return RULES


def criterion_of(diagnostic: Diagnostic) -> Criterion | None:
    """Return the success criterion of WCAG that ``diagnostic`` cites, if it cites one."""
    from publish.check.rule import criterion_of as find_criterion

    return find_criterion(diagnostic.clause)


def by_importance(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return errors, then warnings, then the rest, and at the end what is about metadata."""
    from publish.check import by_importance as ordered

    return ordered(diagnostics)


def source_lines(file: Path) -> tuple[str, ...]:
    """Return the lines of a source, to quote them; none if it can't be read."""
    from publish.errors import SourceError
    from publish.runtime.text import read_text

    try:
        return tuple(read_text(file).split("\n"))
    except SourceError:  # already reported as a diagnostic
        return ()


def audit_text(found: Audit) -> str:
    """Return an audit for a terminal."""
    from publish.audit.formatting import as_text

    return as_text(found)


def audit_page(found: Audit) -> str:
    """Return an audit as an HTML page, with its pictures."""
    from publish.audit.html import as_html

    return as_html(found)


def audit_data(found: Audit) -> dict[str, object]:
    """Return an audit for JSON."""
    from publish.audit.formatting import as_data

    return as_data(found)


def report_text(found: Conformance, form: ReportForm = "statement") -> str:
    """Return an accessibility report in one of its forms."""
    from publish.accessibility import formatting

    match form:
        case "statement":
            return formatting.statement_text(found)
        case "conformance":
            return formatting.conformance_text(found)
        case "html":
            from publish.accessibility.html import as_html

            return as_html(found)
        case "onix":
            from publish.accessibility.onix import fragment

            return fragment(found.article.metadata, found.facts, found.claim).rstrip()
        case "json-ld":
            from publish.accessibility.schema import json_ld

            data = {"@context": "https://schema.org", **json_ld(found.facts, found.claim)}
            return json.dumps(data, ensure_ascii=False, indent=2)
        case _:
            assert_never(form)


def report_data(found: Conformance) -> dict[str, object]:
    """Return an accessibility report for JSON."""
    from publish.accessibility.formatting import as_data

    return as_data(found)


def sarif(
    diagnostics: Sequence[Diagnostic], reports: Iterable[CheckReport]
) -> Mapping[str, object]:
    """Return the diagnostics of a check as SARIF, with paths relative to the working folder."""
    from publish import __version__
    from publish.check import RULES
    from publish.check.sarif import sarif as sarif_log

    silenced = {one.setting.code: one for report in reports for one in report.silenced}
    return sarif_log(diagnostics, silenced.values(), RULES, __version__, Path.cwd())


def is_loss(diagnostic: Diagnostic) -> bool:
    """Return whether a diagnostic of an import says that something of the document is lost."""
    from publish.importing.losses import is_loss as says_loss

    return says_loss(diagnostic)


def write_text(file: Path, text: str) -> None:
    """Write ``text`` to ``file``; an existing file stays until all of it is written.

    Raises:
        OutputError: The file can't be written.
    """
    from publish.runtime.atomic import atomic

    with atomic(file) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def own_temporary_folder() -> AbstractContextManager[None]:
    """Return the context in which a command and its programs have a temporary folder of their own.

    What they leave behind goes with it, and what killed commands left is removed before.
    """
    from publish.runtime import temporary

    return temporary.own_temporary_folder()


def remove_abandoned(folder: Path) -> None:
    """Remove what killed builds have left in ``folder``."""
    from publish.runtime import temporary

    temporary.remove_abandoned(folder)


def supervise() -> int | None:
    """Go on in another process (``None``); in this one return its exit code when it has ended.

    Raises as :func:`publish.runtime.supervision.supervise` does.
    """
    from publish.runtime import supervision

    return supervision.supervise()


def stop_on_terminate() -> None:
    """Make SIGTERM end this program as Ctrl-C does, so that temporary files are removed."""
    from publish.runtime.background import interrupt_on_terminate

    interrupt_on_terminate()
