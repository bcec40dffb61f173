"""Count the results of a batch, for the terminal, for scripts and for the contact sheet."""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct, field

from publish.batch.results import TitleResult
from publish.errors import escaped

#: What the states are called, in the order in which people look at them.
STATES = {
    "failed": "Failed",
    "refused": "Needs a person",
    "built": "Built",
    "unchanged": "Unchanged",
}

#: What severities are called, the gravest first.
SEVERITIES = {"error": "stops the build", "warning": "warning", "information": "advice"}
_GRAVITY = tuple(SEVERITIES)

#: A number of pictures, which is left out where titles with the same fact are counted.
_NUMBER = re.compile(r"\b\d+ (?=with)")

#: The most titles that the terminal lists in a state; the contact sheet has all of them.
_LISTED = 20

#: The most kinds of diagnostics that the terminal lists.
_KINDS = 8


class Summary(Struct):
    """What became of many titles.

    ``waiting`` are titles without a result yet; ``overview`` is the first page of the contact
    sheet.  ``states``, ``kinds`` (codes of diagnostics) and ``facts`` (a name and its words) count
    titles, ``editions`` those that were made; ``severities`` are the gravest of each kind.
    ``seconds`` of processors are by step.  ``aside`` are the first titles that were refused, and
    that failed, each with its state and reason.
    """

    waiting: int = 0
    overview: str = ""
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    severities: dict[str, str] = field(default_factory=dict)
    facts: Counter[tuple[str, str]] = field(default_factory=Counter)
    editions: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    aside: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, result: TitleResult) -> None:
        """Count ``result``."""
        self.states[result.state] += 1
        for code, severity in {(one["code"], one["severity"]) for one in result.diagnostics}:
            gravest = min(self.severities.get(code, severity), severity, key=_GRAVITY.index)
            self.severities[code] = gravest
        self.kinds.update({one["code"] for one in result.diagnostics})
        self.facts.update((name, _NUMBER.sub("", said)) for name, said in result.facts.items())
        self.editions.update(one.name for one in result.editions if not one.unchanged)
        for step, taken in result.seconds.items():
            self.seconds[step] = self.seconds.get(step, 0.0) + taken
        if not result.finished and self.states[result.state] <= _LISTED:
            self.aside.append((result.title, result.state, result.reason))

    def by_gravity(self) -> list[str]:
        """Return the codes of diagnostics: those that stop builds first, then by titles."""

        def gravity(code: str) -> tuple[int, int, str]:
            return _GRAVITY.index(self.severities[code]), -self.kinds[code], code

        return sorted(self.kinds, key=gravity)

    @property
    def ready(self) -> int:
        """The number of titles whose editions are in place."""
        return self.states["built"] + self.states["unchanged"]

    @property
    def total(self) -> int:
        """The number of all titles."""
        return self.states.total() + self.waiting


def many(count: int, noun: str) -> str:
    """Return ``1 title``, ``2,000 titles``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return ``seconds`` for a person: ``0.4 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds < 10:
        return f"{seconds:.1f} s" if seconds >= 0.05 else "0 s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"
    return " ".join(f"{count} {unit}" for count, unit in ((minutes, "min"), (rest, "s")) if count)


def headline(summary: Summary) -> str:
    """Return what is ready, and what isn't, in a sentence or two."""
    states = summary.states
    what = "All" if summary.ready == summary.total else f"{summary.ready:,} of"
    first = f"{what} {many(summary.total, 'title')} {'is' if summary.total == 1 else 'are'} ready."
    if not summary.total:
        return "There are no titles."
    rest = [
        f"{count:,} {words}"
        for count, words in (
            (states["refused"], "need a person" if states["refused"] != 1 else "needs a person"),
            (states["failed"], "failed"),
            (summary.waiting, "wait" if summary.waiting != 1 else "waits"),
        )
        if count
    ]
    return f"{first} {_listed(rest)}." if rest else first


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def summary_text(summary: Summary, output: str) -> str:
    """Return ``summary`` for a terminal; ``output`` is where everything is put."""
    lines = [headline(summary)]
    made = ", ".join(f"{count:,} {name}" for name, count in sorted(summary.editions.items()))
    taken = sum(summary.seconds.values())
    lines.append(f"Made: {made or 'nothing'}; {duration(taken)} of processors.")
    for state in ("failed", "refused"):
        listed = [(title, reason) for title, what, reason in summary.aside if what == state]
        if listed:
            lines += ["", f"{STATES[state]}:"]
            lines += ["  " + escaped(f"{title}: {reason}".rstrip(": ")) for title, reason in listed]
            if (more := summary.states[state] - len(listed)) > 0:
                lines.append(f"  and {many(more, 'more title')}")
    if summary.kinds:
        first = summary.by_gravity()[:_KINDS]
        kinds = ", ".join(f"{code} ({summary.kinds[code]:,})" for code in first)
        lines += ["", f"Found in titles: {kinds}{', …' if summary.kinds.keys() - first else ''}."]
    return "\n".join([*lines, "", f"Contact sheet: {output}/{summary.overview}"])


def summary_data(summary: Summary) -> dict[str, object]:
    """Return ``summary`` for JSON."""
    facts: dict[str, dict[str, int]] = {}
    for (name, words), count in sorted(summary.facts.items()):
        facts.setdefault(name, {})[words] = count
    return {
        "titles": summary.total,
        "ready": summary.ready,
        **{state: summary.states[state] for state in STATES},
        "waiting": summary.waiting,
        "made": dict(sorted(summary.editions.items())),
        "contact_sheet": summary.overview,
        "diagnostics": {code: summary.kinds[code] for code in summary.by_gravity()},
        "facts": facts,
        "seconds": {step: round(taken, 3) for step, taken in sorted(summary.seconds.items())},
    }
