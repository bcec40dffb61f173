"""Write the overview of the contact sheet: how many titles are ready, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from publish.batch.contact_sheet.messages import kind_heading
from publish.batch.contact_sheet.page import Page, table, words
from publish.batch.contact_sheet.titles import FACTS
from publish.batch.summary import SEVERITIES, STATES, Summary, duration, headline, many
from publish.xhtml.tree import Element, Node, element

#: The most steps whose time the overview gives.
_STEPS = 4


def overview(
    page: Page,
    summary: Summary,
    finished: datetime,
    states: Mapping[str, str],
    kinds: Mapping[str, str],
    conformance: Mapping[str, str],
) -> list[Node]:
    """Return the overview.

    ``states``, ``kinds`` and ``conformance`` are the addresses of titles, by what these have.
    """
    panels = [one for one in (_kinds(summary, kinds), _facts(summary, conformance)) if one]
    when = f"{finished.day} {finished:%B %Y, %H:%M %Z}".strip()
    return [
        element("p", "Contact sheet", {"class": "eyebrow"}),
        words("h1", page.batch),
        element("p", headline(summary), {"class": "headline"}),
        element("ul", tuple(_tiles(summary, states)), {"class": "tiles"}),
        element("p", f"{when}. {_work(summary)}", {"class": "when"}),
        element("div", panels, {"class": "panels"}) if panels else "",
    ]


def _work(summary: Summary) -> str:
    """Return how many editions were made, and in which time."""
    made = summary.editions.total()
    first = f"{many(made, 'edition')} made" if made else "Nothing had to be made"
    steps = sorted(summary.seconds.items(), key=lambda pair: -pair[1])[:_STEPS]
    listed = ", ".join(f"{step} {duration(taken)}" for step, taken in steps if taken >= 1)
    total = duration(sum(summary.seconds.values()))
    return f"{first}, in {total} of processors{f' ({listed})' if listed else ''}."


def _tiles(summary: Summary, addresses: Mapping[str, str]) -> Iterator[Element]:
    """Yield the number of titles in each state, with a link to the first of them."""
    counts = [(name, words, summary.states[name]) for name, words in STATES.items()]
    if summary.waiting:
        counts.append(("waiting", "Waiting", summary.waiting))
    for name, said, count in counts:
        parts: list[Node] = [
            element("span", f"{count:,}", {"class": "number"}),
            " ",
            element("span", said, {"class": f"state {name}"}),
        ]
        linked = element("a", parts, {"href": addresses[name]}) if name in addresses else parts
        yield element("li", linked, {"class": None if count else "none"})


def _kinds(summary: Summary, addresses: Mapping[str, str]) -> Element | None:
    """Return the table of what was found, each kind with a link to its messages."""
    rows = []
    for code, address in addresses.items():
        what: list[Node] = [
            element("a", kind_heading(code), {"href": address}),
            " ",
            element("span", SEVERITIES[summary.severities[code]], {"class": "soft"}),
        ]
        rows.append(_row(what, summary.kinds[code]))
    return _panel("For a person", "What is asked", rows)


def _facts(summary: Summary, conformance: Mapping[str, str]) -> Element | None:
    """Return the table of the facts about accessibility."""
    rows = []
    for name, title in FACTS.items():
        if name == "evaluated":  # each title has its own
            continue
        counted = [(said, count) for (of, said), count in summary.facts.items() if of == name]
        for said, count in sorted(counted, key=lambda pair: (-pair[1], pair[0])):
            text = f"{title}: {said}"
            address = conformance.get(said) if name == "conformance" else None
            rows.append(_row([element("a", text, {"href": address}) if address else text], count))
    return _panel("Accessibility", "Fact", rows)


def _row(what: list[Node], count: int) -> Element:
    head = element("th", what, {"scope": "row", "role": "rowheader"})
    return element("tr", (head, element("td", f"{count:,}", {"role": "cell"})), {"role": "row"})


def _panel(title: str, first: str, rows: list[Element]) -> Element | None:
    """Return a table with a number in each of ``rows``, if there are any."""
    column = {"scope": "col", "role": "columnheader"}
    heads = [element("th", word, column) for word in (first, "Titles")]
    return table(title, heads, rows, "panel") if rows else None
