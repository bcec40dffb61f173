"""Markup that has no effect and would be shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, shortened

_COMMONMARK = "https://spec.commonmark.org/0.31.2/"

ATTRIBUTES_SHOWN = Rule(
    "attributes-shown",
    Severity.WARNING,
    "Attributes in braces are on a line of their own, or follow brackets.",
    "Elsewhere they have no effect and are shown as text.",
    "Put {...} on a line of its own, with an empty line before it.",
    source="https://mystmd.org/guide/inline-options",
)
ATTRIBUTES_QUOTED = Rule(
    "attributes-quoted",
    Severity.ERROR,
    "The values of attributes are in straight quotation marks.",
    "With curly quotation marks, as word processors write them, attributes become text.",
    "Write straight quotation marks.",
    source="https://mystmd.org/guide/inline-options",
)
PICTURE_SHOWN = Rule(
    "picture-shown",
    Severity.ERROR,
    "What looks like a picture in the source is one (CommonMark 0.31.2, 6.4).",
    "The picture would be lost; most often its address has a space.",
    "Write it as ![alt text](address).",
    source=f"{_COMMONMARK}#images",
)
LINK_SHOWN = Rule(
    "link-shown",
    Severity.WARNING,
    "What looks like a link in the source is one (CommonMark 0.31.2, 6.3).",
    "The link would be lost; most often its address has a space, or is missing.",
    "Write [words](address).",
    source=f"{_COMMONMARK}#links",
)

_ATTRIBUTES = re.compile(r"\{(?:#[\w.-]+|(?:lang|say|ipa|alt)=[^{}]*)\}")
_CURLY = str.maketrans("“”„«»‘’‚", '""""""""')
_LINK = re.compile(
    r"!?\[[^\[\]]*\]\((?P<address>[^()\n]*[^()\s])\)"
    r"|(?<!\])\[[^\[\]]+\]\[[^\[\]]*\]"
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find markup that would be shown as text: the first of each kind in a text."""
    for at in index.texts:
        if "{" in at.it and (attributes := _ATTRIBUTES.search(at.it)):
            yield _attributes(at, attributes[0])
        if "[" in at.it and (link := _LINK.search(at.it)):
            yield _link(at, link)


def _attributes(at: At[str], written: str) -> Diagnostic:
    message = f"The attributes “{shortened(written)}” will be shown as text."
    straight = written.translate(_CURLY)
    if straight == written:
        return ATTRIBUTES_SHOWN.found(at, message)
    fix = f"Write straight quotation marks: {shortened(straight)}"
    return ATTRIBUTES_QUOTED.found(at, message, fix)


def _link(at: At[str], match: re.Match[str]) -> Diagnostic:
    picture = match[0].startswith("!")
    address = match["address"]
    rule = PICTURE_SHOWN if picture else LINK_SHOWN
    return rule.found(
        at,
        f"“{shortened(match[0])}” isn't a {'picture' if picture else 'link'} "
        "and will be shown as text.",
        f"Write the address as <{address}>." if address and " " in address else "",
    )


MARKUP = Family(
    "Markup",
    (ATTRIBUTES_SHOWN, ATTRIBUTES_QUOTED, PICTURE_SHOWN, LINK_SHOWN),
    find,
)
