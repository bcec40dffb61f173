"""Build editions for a command: only those that aren't up to date, with their warnings."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish import BuildOptions, Edition, api, frontend
from publish.cli.formatting import bold, diagnostic_data, edition_data, many, shown, size
from publish.cli.screen import Screen, progress
from publish.errors import Diagnostic, PublishError, Severity, escaped

if TYPE_CHECKING:
    from publish import Plan
    from publish.frontend import PlannedEdition

_WARNING = Severity.WARNING


class Manner(Struct, frozen=True):
    """How a command builds; with ``dry_run`` it only says what it would do."""

    dry_run: bool
    json: bool
    quiet: bool


class _Source(Struct, frozen=True):
    """A source of which an earlier build has made all editions, or that was read and checked."""

    name: str
    file: Path
    diagnostics: tuple[Diagnostic, ...]
    narrator: str


def make(sources: list[Path], folder: Path, options: BuildOptions, manner: Manner) -> None:
    """Build the editions of ``sources`` in ``folder``, and print them with their warnings.

    A source is read only if something of it must be made.  Raises as :func:`publish.api.build`.
    """
    screen = Screen(json=manner.json, quiet=manner.quiet)
    plans = [api.plan(source, folder, options) for source in sources]
    if manner.dry_run:
        _show(plans, screen)
        return
    if len({one.name for one in plans}) < len(plans):  # the build refuses them
        plans = [replace(one, reason="Another source has its name.") for one in plans]
    stale = [one.source for one in plans if not one.unchanged]
    checked = api.read_checked(stale, options) if stale else ()  # it imports much
    read = iter(checked)
    found = [_source(one, None if one.unchanged else next(read), options) for one in plans]
    advice = _Advice(screen, found)
    editions: list[Edition] = []
    for line in dict.fromkeys(one.narrator for one in found):
        if line:
            screen.say(line)
    with progress(screen) as report:

        def begun(step: str, done: int, total: int) -> None:
            advice.show()
            report(step, done, total)

        try:
            built = api.build_each(checked, folder, options, progress=begun) if checked else ()
            for edition in _in_order(plans, iter(built)):
                editions.append(edition)
                advice.finished(edition)
        except PublishError:
            advice.show()
            if editions:
                screen.say(f"Finished before: {', '.join(shown(one.path) for one in editions)}")
            raise
    if not checked:
        frontend.remove_abandoned(folder)
    advice.close()
    screen.result(
        "\n".join(
            f"{bold(shown(edition.path))}  {size(edition.size)}"
            + (f", {edition.summary}" if edition.summary else "")
            + (", unchanged" if edition.unchanged else "")
            for edition in editions
        ),
        {
            "editions": [edition_data(edition) for edition in editions],
            "diagnostics": [diagnostic_data(one) for source in found for one in source.diagnostics],
        },
    )


def _source(plan: Plan, checked: frontend.CheckedSource | None, options: BuildOptions) -> _Source:
    if checked is None:
        return _Source(plan.name, plan.source, plan.diagnostics, plan.narrator)
    narrator = frontend.narrator(checked.article, options)
    return _Source(checked.article.name, checked.article.file, checked.diagnostics, narrator)


def _in_order(plans: Sequence[Plan], built: Iterator[Edition]) -> Iterator[Edition]:
    """Yield the editions of all sources, from ``built`` where something must be made."""
    for plan in plans:
        for one in plan.editions:
            if plan.unchanged and one.edition:
                yield one.edition
            else:
                yield next(built)
    yield from built


def _show(plans: Sequence[Plan], screen: Screen) -> None:
    """Print what a build would do.

    Raises:
        SourceError: There is no such source.
    """
    lines: list[str] = []
    for plan in plans:
        if not plan.source.is_file():
            api.read(plan.source)
        lines += map(plan_line, plan.editions)
        if plan.reason and not any(one.reason for one in plan.editions):
            lines.append(f"{shown(plan.source)}  would be read and checked: {plan.reason}")
    screen.result("\n".join(lines), {"sources": list(map(plan_data, plans))})


def plan_line(one: PlannedEdition) -> str:
    """Return what a build would do for an edition, and why."""
    state = f"would be made: {escaped(one.reason)}" if one.reason else "up to date"
    return f"{bold(shown(one.path))}  {state}"


def plan_data(plan: Plan) -> dict[str, object]:
    """Return what a build would do for a source, for JSON."""
    return {
        "source": str(plan.source),
        "unchanged": plan.unchanged,
        "reason": plan.reason,
        "editions": [
            {
                "format": one.name,
                "variant": one.variant,
                "path": str(one.path),
                "unchanged": not one.reason,
                "reason": one.reason,
            }
            for one in plan.editions
        ],
    }


class _Advice:
    """The warnings of a build; those of sources that haven't changed are only counted.

    The warnings about the text come when the first edition is being made, those of the editions at
    the end.
    """

    def __init__(self, screen: Screen, sources: Sequence[_Source]) -> None:
        self.screen = screen
        self.files = {one.name: one.file for one in sources}
        self.pending = {
            one.name: [found for found in one.diagnostics if found.severity is _WARNING]
            for one in sources
        }
        self.before: dict[str, dict[Diagnostic, None]] = {}
        self.last: dict[Diagnostic, None] = {}

    def show(self, *names: str) -> None:
        """Print the warnings of sources; by default of all that may not be as they were."""
        for name in names or [one for one in self.pending if one not in self.before]:
            self.screen.diagnostics(self.pending.pop(name, ()))

    def finished(self, edition: Edition) -> None:
        name = max((one for one in self.files if edition.path.name.startswith(one)), key=len)
        if edition.unchanged:
            self.before.setdefault(name, {}).update(dict.fromkeys(edition.diagnostics))
        else:
            self.show(name)
            self.last.update(dict.fromkeys(edition.diagnostics))

    def close(self) -> None:
        """Print the warnings of the editions, and how many others there are."""
        self.screen.diagnostics(self.last)
        for name, diagnostics in self.before.items():
            count = len(dict.fromkeys((*self.pending.get(name, ()), *diagnostics)))
            if count:
                file = shown(self.files[name])
                more = " and build --json" if diagnostics else ""
                self.screen.say(
                    f"{file}: unchanged; {many(count, 'warning')} as before, listed by "
                    f"publish check {shlex.quote(file)}{more}"
                )
