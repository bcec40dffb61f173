"""Check an article for problems that would make its editions inaccessible or incomplete.

Diagnostics of severity ``ERROR`` stop a build before any edition is built.

`rule`            a rule, and the success criteria of WCAG 2.2 that rules cite
`document_index`  the parts of an article by kind, for the rules
`environment`     the voices and style sheets that rules look up
`settings`        rules that an author switches off or gives another severity
`words`           words that rules look for
`sarif`           diagnostics as SARIF

Each other module is a family of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from publish.check.alt_texts import ALT_TEXTS, AltCounts, alt_counts
from publish.check.colour import COLOUR
from publish.check.contrast import CONTRAST
from publish.check.document_index import index
from publish.check.environment import Environment, environment
from publish.check.formulas import FORMULAS
from publish.check.glyphs import GLYPHS
from publish.check.headings import HEADINGS
from publish.check.initialisms import INITIALISMS
from publish.check.languages import LANGUAGES
from publish.check.links import LINKS
from publish.check.markup import MARKUP
from publish.check.metadata import METADATA
from publish.check.notes import NOTES
from publish.check.pictures import PICTURES
from publish.check.pronunciation import PRONUNCIATION
from publish.check.readability import ReadingLevel
from publish.check.reader_pages import READER_PAGES
from publish.check.reading_level import READING
from publish.check.rule import Family, Rule
from publish.check.settings import SETTING_FIXED, SETTING_UNKNOWN, Silenced, apply_in_book
from publish.check.shops import SHOP_RULES
from publish.check.tables import TABLES
from publish.check.voices import VOICES
from publish.errors import Diagnostic, Severity
from publish.model import Article, RuleSetting

__all__ = ["FAMILIES", "RULES", "CheckReport", "by_importance", "check", "examine"]

FAMILIES: tuple[Family, ...] = (
    PICTURES,
    ALT_TEXTS,
    HEADINGS,
    LINKS,
    NOTES,
    TABLES,
    MARKUP,
    FORMULAS,
    LANGUAGES,
    INITIALISMS,
    COLOUR,
    CONTRAST,
    READER_PAGES,
    GLYPHS,
    METADATA,
    READING,
    PRONUNCIATION,
    VOICES,
    SHOP_RULES,
)

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        *(rule for family in FAMILIES for rule in family.rules),
        SETTING_UNKNOWN,
        SETTING_FIXED,
    )
}
"""Every rule, by its code."""


class CheckReport(Struct, frozen=True):
    """The result of checking one source.

    ``diagnostics``: errors first, then warnings, those about metadata last, each in the order of
    the lines.  ``silenced``: the rules that were switched off.  ``reading``: ``None`` for a short
    text.
    """

    diagnostics: tuple[Diagnostic, ...]
    silenced: tuple[Silenced, ...]
    alt_texts: AltCounts
    reading: ReadingLevel | None


def by_importance(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return errors, then warnings, then the rest, and at the end what is about metadata.

    Otherwise the order stays.
    """
    severities = tuple(Severity)
    return tuple(
        sorted(
            diagnostics,
            key=lambda one: (one.code in _ABOUT_METADATA, severities.index(one.severity)),
        )
    )


_ABOUT_METADATA = frozenset(rule.code for rule in METADATA.rules)


def check(article: Article, settings: Sequence[RuleSetting] = ()) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of ``article``, in the order of `CheckReport`.

    ``settings`` are those of its folder; the settings of its front matter override them.
    """
    return examine(article, settings).diagnostics


def examine(
    article: Article, settings: Sequence[RuleSetting] = (), with_: Environment | None = None
) -> CheckReport:
    """Return the report on ``article``; ``with_`` is the environment (default: this machine)."""
    document = index(article, with_ or environment())
    found = [diagnostic for family in FAMILIES for diagnostic in family.find(document)]
    chapters = dict.fromkeys(at.it.file for at in document.sections if at.it.file)
    in_source = article.metadata.check
    diagnostics, silenced = apply_in_book(
        found,
        (*settings, *(one for one in in_source if one.file not in chapters)),
        {file: [one for one in in_source if one.file == file] for file in chapters},
        RULES,
    )
    files = {at.file: number for number, at in reversed(list(enumerate(document.blocks)))}
    return CheckReport(
        by_importance(sorted(diagnostics, key=lambda one: (files.get(one.file, -1), one.line))),
        silenced,
        alt_counts(article),
        document.reading,
    )
