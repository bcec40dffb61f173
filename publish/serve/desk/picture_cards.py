"""The page with one card for each picture."""

from __future__ import annotations

from collections.abc import Sequence

from publish.model.ids import title_id
from publish.serve.desk.content import Card, Content
from publish.serve.desk.forms import Entry, field, notes, saving
from publish.serve.desk.pages import broken, following, head
from publish.serve.wording import Wording
from publish.xhtml.tree import Element, Node, element


def pictures(words: Wording, path: str, content: Content) -> list[Node]:
    """Return a card for each picture."""
    cards: list[Node] = []
    if content.cover:
        cards.append(_cover(words, content))
    cards += [card(words, one, number, content) for number, one in enumerate(content.cards, 1)]
    empty = element("p", words("picture.none"))
    return [
        *head(words, path, "pictures", content),
        *broken(words, content),
        *([saving(words), element("p", words("picture.lead"), {"class": "lead"})] if cards else []),
        *(cards or ([empty] if content.article else [])),
        following(words, "names", path),
    ]


def _cover(words: Wording, content: Content) -> Element:
    entry = Entry(
        id="cover-alt",
        place="cover",
        field="alt",
        label=words("picture.alt"),
        value=content.cover_alt,
        control="area",
        hint=words("picture.alt_hint"),
        counted=words("picture.alt_count", count="{count}"),
        language=content.language,
    )
    return _card(words("picture.cover"), content.cover, [field(entry)], "cover", "")


def _card(title: str, source: str, fields: Sequence[Node], key: str, name: str) -> Element:
    heading = element("h2", title, {"id": title_id(key)})
    shown = element("img", "", {"src": source, "alt": "", "loading": "lazy"})
    link = element("a", shown, {"href": source, "aria-labelledby": title_id(key)})
    picture = element("div", (link, element("p", name, {"class": "muted name"})), {"class": "view"})
    return element(
        "section",
        (heading, picture, element("form", list(fields), {"class": "fields"})),
        {"class": "card", "id": key, "aria-labelledby": title_id(key)},
    )


def card(words: Wording, one: Card, number: int, content: Content) -> Element:
    """Return the card of one picture; ``number`` counts from 1."""
    key = f"picture-{number}"
    data = (("file", one.file), ("number", str(one.number)), ("picture", one.picture))
    of = one.fields
    language = content.language

    def entry(name: str, value: str, control: str, hint: str = "", counted: str = "") -> Entry:
        return Entry(
            id=f"{key}-{name}",
            place="picture",
            field=name,
            label=words(f"picture.{name}"),
            value=value,
            control="area" if control == "area" else "check" if control == "check" else "text",
            hint=words(f"picture.{hint}") if hint else "",
            counted=words(f"picture.{counted}", count="{count}") if counted else "",
            language="" if control == "check" else language,
            disabled=of.decorative and control != "check",
            data=data,
        )

    fields: list[Node] = []
    if of.status != "reviewed" and not one.inline:
        fields.append(field(_reviewed(words, key, of.status, data)))
    fields += [
        field(entry("alt", of.alt, "area", "alt_hint", "alt_count")),
        field(entry("decorative", "true" if of.decorative else "", "check", "decorative_hint")),
    ]
    if not one.inline:
        fields += [
            field(entry("caption", of.caption, "area", "caption_hint")),
            field(entry("credit", of.credit, "text", "credit_hint")),
            field(entry("description", of.description, "area", "description_hint", "length_count")),
        ]
    said = element("div", notes(words, one.notes), {"class": "said", "aria-live": "off"})
    state = words("picture.ready" if one.complete else "picture.missing")
    mark = element("p", state, {"class": f"state {'good' if one.complete else 'warning'}"})
    title = words("picture.title", number=number)
    return _card(title, one.address, [mark, *fields, said], key, one.picture)


def _reviewed(words: Wording, key: str, status: str, data: tuple[tuple[str, str], ...]) -> Entry:
    return Entry(
        id=f"{key}-status",
        place="picture",
        field="status",
        label=words(f"picture.{status.replace('-', '_')}"),
        value="",
        control="check",
        hint=words("picture.status_hint"),
        data=(*data, ("checked", "reviewed"), ("unchecked", status)),
    )
