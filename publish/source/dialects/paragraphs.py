"""Rewrite headings and paragraphs whose text is a construct of another dialect."""

from __future__ import annotations

from markdown_it.token import Token

from publish.source.dialects.attributes import heading_attributes, split_anchors
from publish.source.dialects.marks import is_contents
from publish.source.dialects.pandoc import Examples, caption_of, line_block, refused_table
from publish.source.dialects.templates import refused_module

#: The markup of a paragraph that is a stanza of verse.
VERSE = "|"


def convert(tokens: list[Token]) -> list[Token]:
    """Return block ``tokens`` with attributes of headings, line blocks, captions and the like."""
    out: list[Token] = []
    examples = Examples()
    table = -1  # the place of the last table in ``out``
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "heading_open":
            run = tokens[place + 1]
            run.content, attributes = heading_attributes(run.content)
            token.attrs.update(attributes)
        elif token.type == "table_open":
            table = len(out)
        elif token.type == "paragraph_open" and _is_paragraph(tokens[place : place + 3]):
            run = tokens[place + 1]
            if table >= 0 and out[-1].type == "table_close" and _caption(out, table, run.content):
                out.append(Token("directive_close", "", -1))
            else:
                out += _paragraph(tokens[place : place + 3], examples)
            place += 3
            continue
        out.append(token)
        place += 1
    return _resolved(out, examples)


def _is_paragraph(tokens: list[Token]) -> bool:
    kinds = [token.type for token in tokens]
    return kinds == ["paragraph_open", "inline", "paragraph_close"]


def _paragraph(paragraph: list[Token], examples: Examples) -> list[Token]:
    run = paragraph[1]
    if is_contents(run.content):
        return []
    names, text = split_anchors(run.content)
    targets = [Token("myst_target", "", 0, map=run.map, content=name) for name in names]
    if names and run.map:
        skipped = run.content[: len(run.content) - len(text)]
        run.map = [run.map[0] + skipped.count("\n"), run.map[1]]
    run.content = text
    if names and (not text or is_contents(text)):
        return targets
    return [*targets, *_without_anchors(paragraph, examples)]


def _without_anchors(paragraph: list[Token], examples: Examples) -> list[Token]:
    run = paragraph[1]
    text = run.content
    if (refusal := refused_table(text) or refused_module(text)) is not None:
        refusal.map = run.map
        return [refusal]
    if items := examples.items(run):
        return items
    if (broken := line_block(text)) is not None:
        run.content = broken
        paragraph[0].markup = VERSE
    return paragraph


def _caption(out: list[Token], table: int, text: str) -> bool:
    """Put a directive with the caption ``text`` around the table at ``table`` in ``out``."""
    found = caption_of(text)
    if found is None:
        return False
    words, attributes = found
    line = (out[table].map or [0])[0]
    opening = Token("directive_open", "", 1, map=[line, line + 1])
    options = [("name", attributes["id"], line)] if "id" in attributes else []
    opening.meta = {"name": "table", "argument": words, "options": options, "closed": True}
    out.insert(table, opening)
    return True


def _resolved(tokens: list[Token], examples: Examples) -> list[Token]:
    if examples.names:
        for token in tokens:
            if token.type == "inline" and "(@" in token.content:
                token.content = examples.resolved(token.content)
    return tokens
