"""Typographic quotation marks, apostrophes, dashes and ellipses for those of a typewriter.

markdown-it finds the pairs of quotation marks; their form follows the language of the words.
Source of the marks: Unicode CLDR 46, ``delimiters`` of each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from markdown_it.rules_core.replacements import EM_DASH_RE, EN_DASH_RE
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

from publish.language.tags import primary
from publish.source.parser import Node

_DEFAULT = ("“", "”", "‘", "’")
_ANGLES = ("«", "»", "„", "“")
_LOW = ("„", "“", "‚", "‘")
_QUOTES = {
    **dict.fromkeys(("be", "ru", "uk"), _ANGLES),
    **dict.fromkeys(("bg", "cs", "de", "et", "is", "lt", "mk", "sk", "sl", "sr"), _LOW),
    **dict.fromkeys(("bs", "hr"), ("„", "”", "‚", "’")),
    **dict.fromkeys(("pl", "ro"), ("„", "”", "«", "»")),
    **dict.fromkeys(("ca", "es", "gl", "it", "el", "eu"), ("«", "»", "“", "”")),
    **dict.fromkeys(("no", "nb", "nn"), ("«", "»", "‘", "’")),
    **dict.fromkeys(("fi", "sv"), ("”", "”", "’", "’")),
    **dict.fromkeys(("ar", "ur"), ("”", "“", "’", "‘")),
    "fr": ("«\u00a0", "\u00a0»", "“", "”"),
    "fa": ("«", "»", "‹", "›"),
    "hu": ("„", "”", "»", "«"),
    "ja": ("「", "」", "『", "』"),
}
_VARIANTS = {
    "de-ch": ("«", "»", "‹", "›"),
    "pt-pt": ("«", "»", "“", "”"),
    "fr-ch": ("«", "»", "‹", "›"),
}
_LONG_DASH = frozenset(("be", "ru", "uk"))
"""Languages whose dash between words is an em dash."""

_START = re.compile(r"^--(?=\s)")
_RANGE = re.compile(r"(?<=[^-\s])--(?=[^-\s])")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_DECADE = re.compile(r"(?<!\w)'(?=\d0s\b)")
_PLAIN = re.compile(r"['\"]|--|\.\.\.")
_ADDRESS = re.compile(r"((?:https?://|www\.)\S+)", re.I)
MAX_QUOTES = 2_000
"""Texts with more quotation marks stay as they are: the search for pairs takes quadratic time."""


def quotation_marks(language: str) -> tuple[str, str, str, str]:
    """Return the outer and the inner pair of quotation marks of a BCP 47 ``language``."""
    tag = language.lower()
    return _VARIANTS.get(tag) or _QUOTES.get(primary(tag), _DEFAULT)


def typeset_nodes(nodes: Sequence[Node], language: str) -> None:
    """Change the texts of inline ``nodes``, in place; code, formulas and escaped marks stay."""
    if len(nodes) == 1 and nodes[0].kind == "text" and not _PLAIN.search(nodes[0].text):
        return
    pairs: list[tuple[Token, Node]] = []
    tokens: list[Token] = []
    _flatten(nodes, 0, language, tokens, pairs)
    if pairs:
        _typeset(tokens, language)
        pairs[0][0].content = _START.sub("—", pairs[0][0].content)
    for token, node in pairs:
        node.text = _dashes(token.content, language)


def typeset(text: str, language: str) -> str:
    """Return a line of plain text with typographic marks."""
    node = Node("text", 0, 0, text=text)
    typeset_nodes([node], language)
    return node.text


def _flatten(
    nodes: Iterable[Node],
    level: int,
    language: str,
    tokens: list[Token],
    pairs: list[tuple[Token, Node]],
) -> None:
    """Add a token for each of ``nodes``, and for each text its node."""
    for node in nodes:
        other = node.attributes.get("lang", "") if node.kind in ("span", "link") else ""
        token = Token(node.kind, "", 0, content=node.text, level=level)
        if node.kind == "text":
            if _PLAIN.search(node.text):
                pairs.append((token, node))
        elif node.kind == "image" or not node.children or node.info == "auto":
            if node.kind == "image":
                typeset_nodes(node.children, language)
        elif other or node.kind == "inline_note":
            typeset_nodes(node.children, other or language)
            token.content = "x" if other else ""
        else:
            _flatten(node.children, level + 1, language, tokens, pairs)
            continue
        tokens.append(token)


def _typeset(tokens: list[Token], language: str) -> None:
    """Change the quotation marks in the texts of ``tokens``."""
    if sum(token.content.count('"') + token.content.count("'") for token in tokens) > MAX_QUOTES:
        return
    options = SimpleNamespace(quotes=quotation_marks(language))
    state = SimpleNamespace(md=SimpleNamespace(options=options))
    for token in tokens:
        if token.type == "text":
            token.content = _DECADE.sub("’", token.content)
    process_inlines(tokens, state)  # type: ignore[arg-type]  # it only reads these options


def _dashes(text: str, language: str) -> str:
    """Return ``text`` with typographic dashes and ellipses; web addresses stay."""
    parts = _ADDRESS.split(text)
    parts[::2] = [_changed(part, language) for part in parts[::2]]
    return "".join(parts)


def _changed(text: str, language: str) -> str:
    spaced = "—" if primary(language) in _LONG_DASH else "–"
    text = EM_DASH_RE.sub("\\1—", text)
    text = EN_DASH_RE.sub(rf"\1{spaced}", text)
    return _ELLIPSIS.sub("…", _RANGE.sub("–", text))
