"""Write the messages about a title: in short on its card, and with their lines by their kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from publish.batch.contact_sheet.page import Page, title_id, words
from publish.batch.results import TitleResult
from publish.batch.summary import many
from publish.check import RULES
from publish.errors import Severity
from publish.xhtml.tree import Element, Node, element

#: The most messages on a card; the others are on the pages of their kinds.
ON_CARD = 3

#: A language that an attribute can have (BCP 47), whatever the record says.
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def heading(result: TitleResult, name: str) -> Element:
    """Return what a title is called, in its language, as an element."""
    language = result.language if _TAG.fullmatch(result.language) else None
    return words(name, result.heading or result.title, {"lang": language})


def messages_on_card(result: TitleResult, page: Page, kinds: Mapping[str, str]) -> Element | str:
    """Return the first messages, each with a link to its line, and how many more there are.

    Advice isn't on cards.  ``kinds`` are the pages with the messages of this title, by their codes.
    """
    shown = [
        (place, one)
        for place, one in enumerate(result.diagnostics)
        if one["severity"] != Severity.INFO.value
    ]

    def link(place: int, content: Node) -> Element:
        code = str(result.diagnostics[place]["code"])
        return element("a", content, {"href": page.link(kinds[code], _id(result, place))})

    items = [
        element(
            "li",
            (words("span", str(one["message"])), " ", link(place, _place(result, one))),
            {"class": str(one["severity"])},
        )
        for place, one in shown[:ON_CARD]
    ]
    if more := shown[ON_CARD:]:
        first = {str(one["code"]): place for place, one in reversed(more)}
        codes = [part for code in sorted(first) for part in (" ", link(first[code], code))]
        said = f"{many(len(more), 'more message')}:"
        items.append(element("li", [said, *codes], {"class": "more"}))
    return element("ul", items, {"class": "messages"}) if items else ""


def _place(result: TitleResult, one: dict[str, Any]) -> Element:
    """Return the file, below the folder of the batch, and the line of a message."""
    line = f", line {one['line']}" if one["line"] else ""
    folder, file = PurePosixPath(result.source).parent, PurePosixPath(str(one["file"]))
    near = file.is_relative_to(folder)
    shown = PurePosixPath(result.title).parent / file.relative_to(folder) if near else file.name
    return words("span", f"{shown}{line}", {"class": "place"})


def _id(result: TitleResult, place: int) -> str:
    """Return the id of the message at ``place`` on the page of its kind."""
    return f"m{title_id(result.title)[1:]}-{place}"


def kind_heading(code: str) -> str:
    """Return what messages of a kind ask for."""
    rule = RULES.get(code)
    return rule.asks if rule else code


def kind_lead(code: str) -> list[Node]:
    """Return why that matters, how to fix it, and the success criterion."""
    rule = RULES.get(code)
    if rule is None:
        return []
    about: list[Node] = [element("p", f"{rule.why} {rule.fix}", {"class": "lead"})]
    if criterion := rule.criterion:
        name = f"{criterion} {criterion.name}, level {criterion.level}"
        about.append(element("p", element("a", name, {"href": criterion.url})))
    return about


def messages_of_kind(result: TitleResult, code: str, page: Page, card_page: str) -> Element:
    """Return the messages of the kind ``code`` about a title, each with its line.

    ``card_page`` is the page with the card of the title.
    """
    address = {"href": page.link(card_page, title_id(result.title))}
    rule = RULES.get(code)
    items = []
    for place, one in enumerate(result.diagnostics):
        if one["code"] == code:
            said = [element("p", (_place(result, one), ": ", words("span", str(one["message"]))))]
            if any(map(str.isalnum, str(one.get("excerpt", "")))):
                said.append(words("pre", str(one["excerpt"]), {"class": "line"}))
            if one["fix"] and not (rule and one["fix"] == rule.fix):
                said.append(words("p", str(one["fix"]), {"class": "fix"}))
            attributes = {"id": _id(result, place), "class": str(one["severity"])}
            items.append(element("li", said, attributes))
    head = element("h2", element("a", heading(result, "span"), address))
    return element("section", (head, element("ul", items, {"class": "found"})))
