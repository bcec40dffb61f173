"""Settings of rules: an author switches one off or changes its severity, and gives a reason.

They are in the front matter (``check:``), or for a whole folder in ``.publish.toml``; the front
matter overrides the folder.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.check.rule import At, Rule
from publish.errors import Diagnostic, Severity
from publish.model import RuleSetting

SETTING_UNKNOWN = Rule(
    "setting-unknown",
    Severity.ERROR,
    "A setting names a rule that exists.",
    "It would have no effect, and nobody would notice.",
    "Correct the name; `publish check --explain all` lists the rules.",
    source="https://www.w3.org/WAI/WCAG22/Understanding/conformance",
    fixed=True,
)
SETTING_FIXED = Rule(
    "setting-fixed",
    Severity.ERROR,
    "A rule without which no edition can be made isn't changed.",
    "The build would fail later, with a less clear message.",
    "Delete the setting, and fix what the rule finds.",
    source="https://www.w3.org/WAI/WCAG22/Understanding/conformance",
    fixed=True,
)


class Silenced(Struct, frozen=True):
    """A rule that was switched off, and the number of diagnostics that were dropped."""

    setting: RuleSetting
    count: int


def apply_settings(
    diagnostics: Sequence[Diagnostic], settings: Sequence[RuleSetting], rules: Mapping[str, Rule]
) -> tuple[tuple[Diagnostic, ...], tuple[Silenced, ...]]:
    """Return ``diagnostics`` with the severities of ``settings``, and the rules that are off.

    Of several settings of one rule, the last applies.
    """
    last = {setting.code: setting for setting in settings}
    wrong = list(_wrong(last.values(), rules))
    applied = {code: one for code, one in last.items() if code in rules and not rules[code].fixed}
    off = {code for code, setting in applied.items() if setting.severity == "off"}
    kept = [
        replace(diagnostic, severity=Severity(applied[diagnostic.code].severity))
        if diagnostic.code in applied
        else diagnostic
        for diagnostic in diagnostics
        if diagnostic.code not in off
    ]
    silenced = tuple(
        Silenced(applied[code], sum(diagnostic.code == code for diagnostic in diagnostics))
        for code in sorted(off)
    )
    return (*wrong, *kept), silenced


def apply_in_book(
    diagnostics: Sequence[Diagnostic],
    settings: Sequence[RuleSetting],
    chapters: Mapping[Path, Sequence[RuleSetting]],
    rules: Mapping[str, Rule],
) -> tuple[tuple[Diagnostic, ...], tuple[Silenced, ...]]:
    """Return what :func:`apply_settings` does for a book.

    ``chapters`` are the settings of each chapter by its file, which override the others.
    """
    outside = [diagnostic for diagnostic in diagnostics if diagnostic.file not in chapters]
    kept, silenced = apply_settings(outside, settings, rules)
    for file, own in chapters.items():
        inside = [diagnostic for diagnostic in diagnostics if diagnostic.file == file]
        more, off = apply_settings(inside, (*settings, *own), rules)
        kept += more
        silenced += tuple(one for one in off if one.count or one.setting in own)
    return tuple(dict.fromkeys(kept)), silenced


def _wrong(settings: Iterable[RuleSetting], rules: Mapping[str, Rule]) -> Iterable[Diagnostic]:
    for setting in settings:
        at = At(setting.file, setting.line, "", None)
        if setting.code not in rules:
            near = difflib.get_close_matches(setting.code[:60], rules, n=1)
            yield SETTING_UNKNOWN.found(
                at,
                f"check.{setting.code[:60]}: The rule doesn't exist.",
                f"Did you mean “{near[0]}”?" if near else "",
            )
        elif rules[setting.code].fixed:
            yield SETTING_FIXED.found(at, f"check.{setting.code}: This rule can't be changed.")
