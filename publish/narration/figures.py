"""Narrate figures: name, alt text, caption, credit; the extended description afterwards."""

from __future__ import annotations

import re

from msgspec.structs import replace

from publish.language.spoken.text import Span
from publish.model import Figure
from publish.model.captions import plain, short_caption
from publish.model.ids import (
    description_id,
    description_link_id,
    descriptions_id,
    image_id,
    title_id,
)
from publish.model.walk import text_of
from publish.narration.references import letters
from publish.narration.script import ChapterKind, Role
from publish.narration.script_builder import Pause, Place, ScriptBuilder
from publish.narration.tables import NarrateBlocks

#: A credit that says itself what it is: "Photograph: Piotr Lis", "Drawn by: Olena Bondar".
_NAMED = re.compile(r"(?:[^\W\d]\S*\s+){0,2}[^\W\d]\S*\s?:\s")

#: The roles of the parts of a figure.
FIGURE_ROLES = (Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT)


def narrate_figure(
    builder: ScriptBuilder, figure: Figure, place: Place, narrate_blocks: NarrateBlocks
) -> None:
    """Narrate ``figure`` as a chapter one level below ``place``.

    The order is: announcement, alt text (unless the caption says the same), caption, credit; the
    extended description is a chapter of its own.  A decorative picture has no chapter.
    """
    image, words, language = figure.image, builder.words, place.language
    if image.decorative:
        builder.skip(image.source, figure.line, "the picture only decorates")
        return
    own, line = figure.id, figure.line
    caption = plain(figure.caption)
    alt = " ".join((image.alt or "").split())
    name = f"{words.figure} {figure.number}" if figure.number else words.figure
    short = short_caption(figure)
    title = f"{name}: {short}" if short else name
    builder.begin(ChapterKind.FIGURE, title, place.level + 1, own, image=image, alt=alt)
    builder.announce(name, block=own, line=line)
    if alt and letters(alt) in letters(caption):
        builder.skip(alt, line, "the caption says the same as the alt text")
    else:
        builder.before = builder.own(f"{words.alt}: ") if alt else ()
        builder.say(
            Role.ALT, (Span(alt, language),),
            pause=Pause.PARAGRAPH, target=image_id(own), block=own, line=line,
        )  # fmt: skip
    if figure.caption and builder.announced.caption:
        builder.before = builder.own(f"{builder.announced.caption}: ")
    narrate_blocks(builder, figure.caption, replace(place, role=Role.CAPTION))
    builder.before = ()
    if figure.credit:
        named = _NAMED.match(text_of(figure.credit).strip())
        builder.before = () if named else builder.own(f"{words.credit}: ")
        builder.narrate(
            Role.CREDIT, figure.credit, language,
            pause=Pause.PARAGRAPH, target=own, block=own, line=line,
        )  # fmt: skip
    builder.before = ()
    builder.announce(words.end_of_figure, block=own, line=line)
    builder.close()
    if figure.description:
        _narrate_description(builder, figure, place, narrate_blocks)


def _narrate_description(
    builder: ScriptBuilder, figure: Figure, place: Place, narrate_blocks: NarrateBlocks
) -> None:
    """Narrate the extended description of ``figure`` as a chapter, which can be skipped.

    It begins with its name, which a link to it has.
    """
    own = description_id(figure.id)
    with builder.silent(builder.profile.reason_to_skip(Role.DESCRIPTION)):
        builder.label(builder.words.descriptions, title_id(descriptions_id(builder.chapter)))
        name = builder.words.description_of.format(number=figure.number)
        builder.begin(ChapterKind.DESCRIPTION, name, place.level + 2, own)
        link = description_link_id(figure.id)
        builder.announce(name, block=figure.id, line=figure.line, target=link)
        narrate_blocks(builder, figure.description, replace(place, role=Role.DESCRIPTION))
        builder.announce(builder.announced.end_of_description, block=own, line=figure.line)
        builder.close()
