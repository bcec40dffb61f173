"""The table of contents of a W3C Audiobook.

Sources: https://www.w3.org/TR/pub-manifest/, 4.8.1.1 and appendix C (a ``nav`` with nested lists of
links); https://www.w3.org/TR/media-frags/, 4.2.1 (``#t=`` in seconds).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from publish.article import Article
from publish.exporters.audio.lpf_manifest import Part
from publish.exporters.audio.marks import Mark
from publish.words import words_for


def contents(article: Article, marks: Sequence[Mark], parts: Sequence[Part]) -> str:
    """An HTML page with a link to each chapter, nested as the chapters are.

    A figure's link bears what it shows as its description.
    """
    about, words = article.metadata, words_for(article.metadata.language)
    language = escape(about.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(about.title)}</title>\n</head>\n<body>\n"
        f"<h1>{escape(about.title)}</h1>\n"
        f'<nav role="doc-toc" aria-labelledby="contents">\n'
        f'<h2 id="contents" lang="{words.language}">{escape(words.contents)}</h2>\n'
        f"{_list(marks, parts)}\n</nav>\n</body>\n</html>\n"
    )


def _list(marks: Sequence[Mark], parts: Sequence[Part]) -> str:
    """``marks`` as a list; those that are deeper than the one before stand in a list inside it."""
    out = []
    place = 0
    while place < len(marks):
        end = place + 1
        while end < len(marks) and marks[end].level > marks[place].level:
            end += 1
        inner = _list(marks[place + 1 : end], parts) if end > place + 1 else ""
        out.append(f"<li>{_link(marks[place], parts)}{inner}</li>")
        place = end
    return "<ol>\n" + "\n".join(out) + "\n</ol>"


def _link(mark: Mark, parts: Sequence[Part]) -> str:
    part = next(part for part in parts if part.start <= mark.start < part.end)
    ms = mark.start - part.start
    where = f"#t={ms // 1000}.{ms % 1000:03d}" if ms else ""
    alt = f' aria-description="{escape(mark.alt)}"' if mark.alt and not mark.top else ""
    return f'<a href="{part.name}{where}"{alt}>{escape(mark.title)}</a>'
