"""The content documents: cover, article (in one file or several), and the page around each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publish.article import Article, Section
from publish.exporters.epub.pictures import Pictures
from publish.render.blocks import blocks
from publish.render.colophon import colophon
from publish.render.escape import attribute, element, lines, text
from publish.render.languages import direction
from publish.render.opening import opening
from publish.render.pictures import picture
from publish.render.setting import Setting
from publish.render.spelling import epub
from publish.render.xhtml import end_matter, setting_for_article
from publish.walk import text_of

#: Above this many bytes an article is split at its top sections: old reading systems get slow.
LONGEST = 200_000

#: Where the style sheet lies, seen from a content document.
STYLE = "style.css"


@dataclass(frozen=True, slots=True)
class Document:
    """A content document: ``name`` is its file, ``body`` its markup, ``ids`` those in it."""

    name: str
    title: str
    body: str

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(re.findall(r'\sid="([^"]+)"', self.body))


def page(body: str, title: str, language: str, kind: str = "") -> bytes:
    """A whole XHTML document with ``body`` inside; ``kind`` is the body's ``epub:type``."""
    tongue = attribute(language)
    mark = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{tongue}" xml:lang="{tongue}" dir="{direction(language)}">\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{text(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="{STYLE}"/>\n</head>\n'
        f"<body{mark}>\n{body}\n</body>\n</html>\n"
    ).encode()


def cover_body(article: Article, pictures: Pictures) -> str:
    """The markup of the cover page; the article must have a cover."""
    cover = article.metadata.cover
    assert cover is not None  # noqa: S101 - the caller asks only for a cover that is there
    setting = setting_for_article(article, epub(pictures.href))
    return element(
        "div", picture(cover, setting, {"id": "cover-img", "role": "doc-cover"}), {"class": "cover"}
    )


def documents(article: Article, pictures: Pictures, longest: int = LONGEST) -> tuple[Document, ...]:
    """The article as content documents of about ``longest`` bytes, split at top sections only.

    Links lead to the file that their target is in.
    """
    whole = _split(article, setting_for_article(article, epub(pictures.href)), longest)
    if len(whole) == 1:
        return whole
    homes = {identifier: one.name for one in whole for identifier in one.ids}
    spelling = epub(pictures.href, lambda identifier: f"{homes.get(identifier, '')}#{identifier}")
    return _split(article, setting_for_article(article, spelling), longest, whole)


def _split(
    article: Article, setting: Setting, longest: int, like: tuple[Document, ...] = ()
) -> tuple[Document, ...]:
    """Render and split; where ``like`` is given, at the same places (links lengthen the text)."""
    title = article.metadata.title
    pieces = [(title, opening(article.metadata, setting))]
    for one in article.blocks:
        markup = blocks((one,), setting)
        if isinstance(one, Section) and _opens_a_file(one, pieces[-1][1], markup, longest, like):
            pieces.append((" ".join(text_of(one.title).split()), markup))
        else:
            pieces[-1] = (pieces[-1][0], lines(pieces[-1][1], markup))
    ending = lines(end_matter(article, setting), colophon(article.metadata, setting))
    if len(pieces) == 1:
        pieces = [(title, lines(pieces[0][1], ending))]
    else:
        pieces.append((setting.words.colophon, ending))
    return tuple(
        Document("article.xhtml" if place == 1 else f"article-{place}.xhtml", name, markup)
        for place, (name, markup) in enumerate(pieces, start=1)
    )


def _opens_a_file(
    section: Section, before: str, markup: str, longest: int, like: tuple[Document, ...]
) -> bool:
    if like:
        return any(one.ids[:1] == (section.id,) for one in like)
    return len(before.encode()) + len(markup.encode()) > longest
