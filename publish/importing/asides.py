"""The names that themes and generators give to boxes beside the text, and what they are here."""

from __future__ import annotations

from collections.abc import Iterable

from publish.article import AsideKind

#: Class -> aside.  What is told last of several classes holds: ``alert warning`` is a warning.
KINDS = {
    **dict.fromkeys(["notice", "alert", "callout", "prompt", "message"], AsideKind.NOTE),
    **dict.fromkeys(["aside", "box", "infobox", "topic"], AsideKind.SIDEBAR),
    **dict.fromkeys(["info"], AsideKind.NOTE),
    **dict.fromkeys(["hint", "success"], AsideKind.TIP),
    **dict.fromkeys(["danger", "error"], AsideKind.WARNING),
    **dict.fromkeys(["attention"], AsideKind.CAUTION),
    **{str(kind): kind for kind in AsideKind},
}

#: Names that say what kind they are after a dash: ``notice--warning`` (Minimal Mistakes),
#: ``alert-danger`` (Bootstrap), ``prompt-tip`` (Chirpy), ``callout-note`` (Quarto).
_BASES = frozenset(["notice", "alert", "callout", "prompt", "message", "admonition"])


def kinds_of(classes: Iterable[str]) -> list[AsideKind]:
    """What ``classes`` say a division is, in the order of :data:`KINDS`; empty: no aside."""
    names = set(classes)
    for name in tuple(names):
        base, _, kind = name.partition("-")
        if kind and base in _BASES:
            names |= {base, kind.strip("-")}
    return [kind for name, kind in KINDS.items() if name in names]
