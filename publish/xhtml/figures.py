"""Figures and their extended descriptions -> XHTML."""

from __future__ import annotations

from collections.abc import Iterable

from publish.model import Figure, Paragraph
from publish.model.ids import (
    DESCRIPTIONS,
    caption_id,
    credit_id,
    description_id,
    description_link_id,
    image_id,
    title_id,
)
from publish.xhtml.content_model import Blocks, words_of
from publish.xhtml.context import Setting
from publish.xhtml.escape import Attributes, element, lines, text
from publish.xhtml.inlines import inlines
from publish.xhtml.pictures import picture
from publish.xhtml.tables import number_label


def figure(one: Figure, setting: Setting, marks: Attributes, blocks: Blocks) -> str:
    """``figure`` with ``img``, ``figcaption`` and ``details``; ``div.ornament`` if decorative.

    A caption must come first or last in its figure (HTML, 4.4.12), so the details come before it.
    The ids of its parts are ``ID-img``, ``ID-caption``, ``ID-credit``, ``ID-desc`` and, where the
    descriptions stand at the end, ``ID-desc-link`` of the link there.
    """
    if one.image.decorative:
        return element("div", picture(one.image, setting), {**marks, "class": "ornament"})
    img = picture(
        one.image,
        setting,
        {
            "id": setting.id(image_id(one.id)),
            "aria-details": description_id(one.id) if one.description else None,
        },
    )
    inside = lines(img, _details(one, setting, blocks), _caption(one, setting, blocks))
    return element("figure", f"\n{inside}\n", marks)


def _caption(one: Figure, setting: Setting, blocks: Blocks) -> str:
    parts: list[str] = []
    label = number_label(setting.words.figure, one.number, setting)
    match one.caption:
        case ():
            parts.append(label.strip())
        case (Paragraph() as only,):
            parts.append(label + words_of(only, setting))
        case _:
            parts.append(f"{label}\n{blocks(one.caption, setting)}\n")
    if one.credit:
        credit = {"class": "credit", "id": setting.id(credit_id(one.id))}
        parts.append(element("span", inlines(one.credit, setting), credit))
    if one.description and setting.spelling.descriptions == "end":
        words = text(setting.words.description)
        link: Attributes = {
            "class": "description-link",
            "id": description_link_id(one.id),
            "href": setting.spelling.target(description_id(one.id)),
            **setting.ours(),
        }
        parts.append(element("a", words, link))
    inside = " ".join(part for part in parts if part)
    if not inside:
        return ""
    return element("figcaption", inside, {"id": setting.id(caption_id(one.id))})


def _details(one: Figure, setting: Setting, blocks: Blocks) -> str:
    if not one.description or setting.spelling.descriptions == "end":
        return ""
    summary = element("summary", setting.added(setting.words.description))
    inside = f"\n{lines(summary, blocks(one.description, setting))}\n"
    return element("details", inside, {"id": description_id(one.id)})


def descriptions(figures: Iterable[Figure], setting: Setting, blocks: Blocks) -> str:
    """The section of extended descriptions for editions that cannot fold them; links both ways.

    Empty where no figure has one.
    """
    entries = [_description(one, setting, blocks) for one in figures if one.description]
    if not entries:
        return ""
    title = element(
        "h2", text(setting.words.descriptions), {"id": title_id(DESCRIPTIONS), **setting.ours()}
    )
    return element(
        "section",
        f"\n{lines(title, *entries)}\n",
        {"class": "descriptions", "id": DESCRIPTIONS, "aria-labelledby": title_id(DESCRIPTIONS)},
    )


def _description(one: Figure, setting: Setting, blocks: Blocks) -> str:
    inner = setting.within(one.language, one.line)
    name_id = title_id(description_id(one.id))
    name = f"{inner.words.figure} {one.number}"
    title = element("h3", text(name), {"id": name_id, **inner.ours()})
    back = element(
        "a",
        text(inner.words.back_to_figure),
        {
            "href": inner.spelling.target(description_link_id(one.id)),
            "aria-label": f"{inner.words.back_to_figure}: {name}",
            **inner.ours(),
        },
    )
    inside = lines(
        title,
        blocks(one.description, inner.deeper().deeper()),
        element("p", back, {"class": "back"}),
    )
    return element(
        "section",
        f"\n{inside}\n",
        {
            "class": "description",
            "id": description_id(one.id),
            "aria-labelledby": name_id,
            **setting.rules(one.language),
        },
    )
