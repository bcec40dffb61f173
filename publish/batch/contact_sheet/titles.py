"""Write a title of the contact sheet: as a card with its picture, and as a row of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from publish.batch.contact_sheet.messages import ON_CARD, heading, messages_on_card
from publish.batch.contact_sheet.page import Page, table, title_id, words
from publish.batch.results import EditionResult, TitleResult
from publish.batch.summary import STATES, duration
from publish.editions.table import EDITIONS
from publish.xhtml.tree import Content, Element, Node, element

#: The facts about accessibility by their names, in the order of a card.
FACTS = {
    "conformance": "Conformance",
    "evaluated": "Evaluated by",
    "pictures": "Pictures",
    "cover": "Cover",
    "narration": "Narration",
    "pages": "Page numbers",
    "formulas": "Formulas",
    "hazards": "Hazards",
}

#: The facts that are columns of the tables.
_COLUMNS = ("conformance", "pictures", "narration", "pages")

#: The headings of the tables, each with the list that is sorted by it.
_HEADS = (
    ("Title", "Titles A–Z"),
    ("State", ""),
    *((FACTS[name], "By conformance" if name == "conformance" else "") for name in _COLUMNS),
    ("Editions", ""),
    ("Time", "By time"),
)


def card(result: TitleResult, page: Page, kinds: Mapping[str, str]) -> Element:
    """Return the card of a title; ``kinds`` are the pages of its messages, by their codes."""
    parts: list[Node] = [
        heading(result, "h3"),
        words("p", result.title, {"class": "path"}) if result.heading else "",
        element("p", *_state(result)),
        _reason(result),
        messages_on_card(result, page, kinds),
        _editions(result, page, with_sizes=True),
        _facts(result),
        element("p", _work(result), {"class": "work"}),
    ]
    return element(
        "li",
        (_picture(result, page), element("div", [one for one in parts if one])),
        {"class": "card", "id": title_id(result.title)},
    )


def _picture(result: TitleResult, page: Page) -> Element:
    if result.cover:
        alt = {"src": page.link(result.cover), "alt": result.cover_alt, "loading": "lazy"}
        inside = element("img", "", alt)
    else:
        letter = (result.heading or result.title).strip()[:1].upper()
        inside = element("span", letter, {"class": "blank", "aria-hidden": "true"})
    return element("div", inside, {"class": "picture"})


def _state(result: TitleResult) -> tuple[str, dict[str, str | None]]:
    """Return the words and the attributes for the state of a title."""
    again = f", {result.attempts} attempts" if result.attempts > 1 else ""
    return STATES[result.state] + again, {"class": f"state {result.state}"}


def _reason(result: TitleResult) -> Element | str:
    """Return why a title was set aside, unless a message on the card says it."""
    messages = [str(one["message"]) for one in result.diagnostics[:ON_CARD]]
    if not result.reason or any(one in result.reason for one in messages):
        return ""
    return words("p", result.reason, {"class": "reason"})


@cache
def _row(name: str, variant: str) -> tuple[str, str]:
    """Return the label of an edition, and what its folder opens with."""
    for one in EDITIONS:
        if (one.name, one.variant) == (name, variant):
            inside = "/index.html" if ".html" in one.folder else "/" if one.folder else ""
            return one.label[:1].upper() + one.label[1:], inside
    return name, ""


def _editions(result: TitleResult, page: Page, *, with_sizes: bool) -> Element | str:
    """Return a link to each edition, on cards with its size and what the build said of it."""
    if not result.editions:
        return ""
    items = []
    for one in result.editions:
        label, inside = _row(one.name, one.variant)
        link = element("a", label, {"href": page.link(one.file + inside)})
        about = ", ".join(filter(None, (one.summary, _size(one)))) if with_sizes else ""
        items.append(element("li", (link, words("span", f" {about}")) if about else link))
    return element("ul", items, {"class": "editions"})


def _size(edition: EditionResult) -> str:
    kilo = edition.size / 1000
    if kilo >= 1000:
        return f"{kilo / 1000:,.1f} MB"
    return f"{max(1, round(kilo))} kB" if kilo else ""


def _facts(result: TitleResult) -> Element | str:
    pairs = [
        element("div", (element("dt", title), words("dd", result.facts[name])))
        for name, title in FACTS.items()
        if result.facts.get(name)
    ]
    return element("dl", pairs, {"class": "facts"}) if pairs else ""


def _work(result: TitleResult) -> str:
    """Return the time of processors, with the step that took most of it."""
    total = sum(result.seconds.values())
    if total < 0.05:
        return "No work."
    step, most = max(result.seconds.items(), key=lambda pair: pair[1])
    longest = f", {step} {duration(most)}" if len(result.seconds) > 1 else ""
    return f"{duration(total)} of processors{longest}."


def row(result: TitleResult, page: Page, card_page: str) -> Element:
    """Return the row of a title; ``card_page`` is the page with its card."""
    address = {"href": page.link(card_page, title_id(result.title))}
    title = [
        element("a", heading(result, "span"), address),
        words("span", result.title, {"class": "path"}) if result.heading else "",
    ]
    cells: list[Content] = [
        element("span", *_state(result)),
        *(words("span", result.facts.get(name, "–")) for name in _COLUMNS),
        _editions(result, page, with_sizes=False) or "–",
        duration(sum(result.seconds.values())),
    ]
    data = [
        element("td", content, {"role": "cell", "data-head": head})
        for content, (head, _) in zip(cells, _HEADS[1:], strict=True)
    ]
    head = element("th", [one for one in title if one], {"scope": "row", "role": "rowheader"})
    return element("tr", (head, *data), {"role": "row"})


def titles_table(caption: str, rows: Sequence[Element], page: Page, sorted_by: str) -> Element:
    """Return the table of titles; its headings lead to the lists that are sorted by them."""
    heads = []
    for word, by in _HEADS:
        here = by == sorted_by
        order = ("descending" if by == "By time" else "ascending") if here else None
        linked = element("a", word, {"href": page.link(page.menu[by])}) if by and not here else word
        attributes = {"scope": "col", "role": "columnheader", "aria-sort": order}
        heads.append(element("th", linked, attributes))
    scrolled = {"class": "wide", "role": "region", "aria-label": caption, "tabindex": "0"}
    return element("div", table(caption, heads, rows, "titles"), scrolled)
