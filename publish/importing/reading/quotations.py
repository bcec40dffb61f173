"""Quotations with the name of whoever said it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from publish.model import Block, Inline, Paragraph, Phrase, Quotation, Text
from publish.source.blocks import Place, attributed

_DASHES = "—–―-"


def quotation(
    blocks: Sequence[Block], place: Place, *, pull: bool = False, named: tuple[Inline, ...] = ()
) -> Quotation | None:
    """``blocks`` as a quotation; ``named`` is its attribution, else a last paragraph with a dash.

    ``None`` where nothing is quoted.
    """
    inside, attribution = (tuple(blocks), named) if named else attributed(_dashed(blocks))
    if not inside:
        return None
    inside, attribution, language = _in_one_language(inside, attribution)
    if language and not place["language"]:
        place = {**place, "language": language}
    return Quotation(blocks=inside, attribution=undashed(attribution), pull=pull, **place)


def _in_one_language(
    blocks: tuple[Block, ...], attribution: tuple[Inline, ...]
) -> tuple[tuple[Block, ...], tuple[Inline, ...], str | None]:
    """A language that all paragraphs are in is that of the quotation."""
    languages = {block.language for block in blocks}
    language = languages.pop() if len(languages) == 1 else None
    if language is None:
        return blocks, attribution, None
    if attribution:
        only = attribution[0]
        if len(attribution) > 1 or not isinstance(only, Phrase) or only.language != language:
            return blocks, attribution, None
        attribution = only.content
    return tuple(replace(block, language=None) for block in blocks), attribution, language


def _dashed(blocks: Sequence[Block]) -> Sequence[Block]:
    """A horizontal bar or an en dash before a name is written as an em dash."""
    last = blocks[-1] if len(blocks) > 1 else None
    if isinstance(last, Paragraph) and last.content and isinstance(last.content[0], Text):
        words = last.content[0].text
        if words[:1] in "–―" and len(words) < 200:
            first = Text("—" + words[1:])
            paragraph = Paragraph(
                content=(first, *last.content[1:]), line=last.line, language=last.language
            )
            return [*blocks[:-1], paragraph]
    return blocks


def undashed(attribution: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """An attribution without the dash that it may begin with."""
    if attribution and isinstance(attribution[0], Text):
        first = attribution[0].text.lstrip(_DASHES + " \u00a0")
        return ((Text(first),) if first else ()) + attribution[1:]
    return attribution
