"""What an aside is called where its author gave it no title."""

from __future__ import annotations

from publish.article import AsideKind
from publish.words import Words


def aside_name(kind: AsideKind, words: Words) -> str:
    """The name of ``kind`` in the language of ``words``; never that of a footnote."""
    return {
        AsideKind.NOTE: words.remark,
        AsideKind.TIP: words.tip,
        AsideKind.IMPORTANT: words.important,
        AsideKind.WARNING: words.warning,
        AsideKind.CAUTION: words.caution,
        AsideKind.ADMONITION: words.aside,
        AsideKind.SIDEBAR: words.aside,
    }[kind]
