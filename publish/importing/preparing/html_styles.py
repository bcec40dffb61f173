"""Read what style sheets say of spans: programs write emphasis as classes and declarations.

Only selectors of one class are looked at (``.c3``, ``span.c3``), as word processors, calibre and
InDesign write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from publish.importing.preparing.xml import local
from publish.runtime.spans import replace_spans

if TYPE_CHECKING:
    from lxml import etree

_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_SELECTOR = re.compile(r"(?:span)?\.([\w-]+)")
_COMMENT = re.compile(r"/\*")
_MEDIA = re.compile(r"@[^@{};]*+(?:;|\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*\})")
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_APART = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "caption", "figcaption", "em", "i", "strong",
     "b", "cite", "header", "nav", "pre", "code", "a", "sup"]
)  # fmt: skip
"""Elements whose words have a style of their own, or a number."""


def hidden_selectors(sheets: Iterable[str]) -> frozenset[str]:
    """Return the selectors of one class or id that style sheets hide."""
    found: set[str] = set()
    for sheet in sheets:
        for names, declarations in _rules(sheet):
            if _HIDDEN.search(declarations):
                found |= {one.strip() for one in names.split(",")}
    return frozenset(one for one in found if re.fullmatch(r"[.#][\w-]+", one))


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Return the selectors and declarations of each rule that holds for all media."""
    plain = replace_spans(sheet, _COMMENT, "*/", lambda _: "")
    return _RULE.findall(_MEDIA.sub("", plain))


def emphasise(body: etree._Element, sheets: Iterable[str]) -> None:
    """Make ``em`` and ``strong`` of the spans that are italic or bold by their style."""
    known: dict[str, tuple[bool, bool]] = {}
    for sheet in sheets:
        for names, declarations in _rules(sheet):
            style = bool(_ITALIC.search(declarations)), bool(_BOLD.search(declarations))
            for name in names.split(",") if any(style) else ():
                if found := _SELECTOR.fullmatch(name.strip()):
                    before = known.get(found[1], (False, False))
                    known[found[1]] = before[0] or style[0], before[1] or style[1]
    for span in list(body.iter("{*}span")):
        if span.get("role") or any(local(one) in _APART for one in span.iterancestors()):
            continue
        written = span.get("style") or ""
        styles = [known[name] for name in (span.get("class") or "").split() if name in known]
        italic = bool(_ITALIC.search(written)) or any(one[0] for one in styles)
        bold = bool(_BOLD.search(written)) or any(one[1] for one in styles)
        if not (italic or bold) or not "".join(map(str, span.itertext())).strip():
            continue
        inner = span
        if italic and bold:
            inner = span.makeelement("em", {})
            inner.text, span.text = span.text, None
            inner.extend(list(span))
            span.append(inner)
        span.tag = "strong" if bold else "em"
