"""Form fields that save themselves (``static/desk.js``), and other parts that pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from publish.serve.desk.work import Note
from publish.serve.wording import Wording
from publish.xhtml.tree import Element, Node, element

Control = Literal["text", "date", "area", "lines", "check", "choice"]


class Entry(Struct, frozen=True, kw_only=True):
    """One field of a form; ``place`` and ``field`` are those of a change.

    ``label``, ``hint`` and ``counted`` (a hint with ``{count}`` that follows the length) are words.
    ``data`` says which picture is meant; ``choices`` are values with their words.
    """

    id: str
    place: str
    field: str
    label: str
    value: str
    control: Control = "text"
    hint: str = ""
    counted: str = ""
    language: str = ""
    needed: bool = False
    disabled: bool = False
    data: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


def field(entry: Entry) -> Element:
    """Return a field with its label, hint, length and place for an error."""
    described = [f"{entry.id}-hint"] if entry.hint else []
    described += [f"{entry.id}-count"] if entry.counted else []
    attributes: dict[str, str | None] = {
        "id": entry.id,
        "name": entry.id,
        "data-place": entry.place,
        "data-field": entry.field,
        "aria-describedby": " ".join([*described, f"{entry.id}-error"]),
        "lang": entry.language or None,
        "required": "required" if entry.needed else None,
        "disabled": "disabled" if entry.disabled else None,
        "autocomplete": "off",
        **{f"data-{name}": value for name, value in entry.data},
    }
    label = element("label", entry.label, {"for": entry.id})
    hint = (
        element("p", entry.hint, {"class": "hint", "id": f"{entry.id}-hint"}) if entry.hint else ""
    )
    count = (
        element(
            "p",
            entry.counted.replace("{count}", str(len(entry.value))),
            {"class": "hint count", "id": f"{entry.id}-count", "data-counted": entry.counted},
        )
        if entry.counted
        else ""
    )
    error = element(
        "p", "", {"class": "error", "id": f"{entry.id}-error", "data-label": entry.label}
    )
    control = _control(entry, attributes)
    if entry.control == "check":
        row = element("div", (control, label), {"class": "check"})
        return element("div", (row, hint, error), {"class": "field"})
    return element("div", (label, hint, control, count, error), {"class": "field"})


def _control(entry: Entry, attributes: dict[str, str | None]) -> Element:
    match entry.control:
        case "area" | "lines":
            rows = "2" if entry.control == "lines" else "4"
            return element("textarea", entry.value, {**attributes, "rows": rows})
        case "choice":
            return select(entry.choices, entry.value, attributes)
        case "check":
            checked = "checked" if entry.value == "true" else None
            return element("input", "", {**attributes, "type": "checkbox", "checked": checked})
        case "text" | "date":
            return element("input", "", {**attributes, "type": entry.control, "value": entry.value})


def select(
    choices: Sequence[tuple[str, str]], chosen: str, attributes: dict[str, str | None]
) -> Element:
    """Return a choice of ``choices``; a value that isn't among them is added as it is."""
    known = [value for value, _ in choices]
    options = [(chosen, chosen)] if chosen not in known else []
    return element(
        "select",
        [
            element(
                "option",
                words or "–",
                {"value": value, "selected": "selected" if value == chosen else None},
            )
            for value, words in (*options, *choices)
        ],
        attributes,
    )


def notes(words: Wording, listed: Iterable[Note]) -> Node:
    """Return diagnostics as a list; their words are English."""
    items = [
        element(
            "li",
            (
                element("strong", words(f"notes.{one.kind}"), {"class": f"kind {one.kind}"}),
                " ",
                element("span", f"{one.message} {one.fix}".strip(), {"lang": "en"}),
                element("span", f" {words('notes.line', line=one.line)}", {"class": "muted"})
                if one.line
                else "",
            ),
        )
        for one in listed
    ]
    return element("ul", items, {"class": "notes"}) if items else ""


def saving(words: Wording) -> Element:
    """Return the line that says whether all is saved, and the place for a summary of errors."""
    return element(
        "div",
        (
            element("p", words("desk.saves"), {"class": "hint"}),
            element("p", words("desk.saved_all"), {"id": "saved", "role": "status"}),
            element(
                "div",
                (
                    element("h2", words("desk.errors"), {"id": "errors-title"}),
                    element("ul", "", {"id": "errors-list"}),
                ),
                {
                    "id": "errors",
                    "class": "errors",
                    "tabindex": "-1",
                    "role": "group",
                    "aria-labelledby": "errors-title",
                    "hidden": "hidden",
                },
            ),
        ),
        {"class": "saving"},
    )


def button(text: str, attributes: dict[str, str | None] | None = None) -> Element:
    """Return a button that submits nothing."""
    return element("button", text, {"type": "button", **(attributes or {})})
