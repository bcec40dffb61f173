"""The pages of an article, or of the site of a book."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.accessibility import facts_of
from publish.accessibility.section import statement_section
from publish.editions.edition import WebOptions
from publish.editions.web.page import STATEMENT, Frame, WebPage, around, page_root
from publish.editions.web.pictures import Pictures
from publish.editions.web.sound import PageSound, sounds_of
from publish.editions.web.style import styles_as_classes, theme_of
from publish.language.interface import PlayerWords, ReaderWords, WebWords, interface_words
from publish.model import Article
from publish.model.ids import COVER_IMAGE
from publish.narration.timeline import Narration
from publish.runtime.grounds import ground_of
from publish.xhtml.context import RenderContext, article_context, web_profile
from publish.xhtml.documents import documents
from publish.xhtml.initials import mark_initials
from publish.xhtml.inlines import picture
from publish.xhtml.tree import Element, Node, element, lines, serialise
from publish.xhtml.widths import fit_headings

#: The folder of the scripts.
SCRIPTS = Path(__file__).parent / "scripts"

INDEX = "index.html"


class Site(Struct, frozen=True, kw_only=True):
    """The pages, ready to be written.

    ``roots`` are their ``html`` elements by file name, ``sounds`` their sound by name without a
    suffix, ``rules`` the rules of the style sheet that they need.
    """

    frame: Frame
    roots: Mapping[str, Element]
    sounds: Mapping[str, PageSound]
    pictures: Pictures
    rules: tuple[str, ...]

    def page(self, name: str) -> bytes:
        """Return the page ``name`` as HTML, which is well-formed XML too."""
        return f"<!DOCTYPE html>\n{serialise(self.roots[name])}\n".encode()


def site_of(
    article: Article,
    narration: Narration | None = None,
    options: WebOptions = WebOptions(),  # noqa: B008 - frozen
    downloads: tuple[tuple[str, str], ...] = (),
) -> Site:
    """Return the pages of a prepared ``article``, with the sound of ``narration``.

    Raises:
        SourceError: A formula can't be read.
    """
    about = article.metadata
    pictures = Pictures(article)
    context = article_context(
        article, web_profile(pictures.href, ground=ground_of, drawing=pictures.drawing)
    )
    facts = facts_of(article)
    if narration:
        from publish.narration.narrators import narrators_of

        voices = tuple(one.label(context.words) for one in narrators_of(article, narration))
        heard = not any(one.by_profile for one in narration.skipped)
        facts = facts_of(article, narrated=True, narrators=voices, heard=heard)
    pages = list(_pages(article, context))
    statement: list[Node] = [statement_section(article, facts, context)]
    pages.append(
        WebPage(
            name=STATEMENT,
            title=context.words.accessibility,
            language=about.language,
            main=statement,
            listed=False,
        )
    )
    bodies = {page.stem: page.main for page in pages}
    sounds = sounds_of(article, bodies, narration) if narration else {}
    frame = Frame(
        article=article,
        context=context,
        theme=theme_of(article, options.theme),
        words=interface_words(about.language, "web", WebWords),
        player=interface_words(about.language, "player", PlayerWords),
        reader=interface_words(about.language, "reader", ReaderWords),
        narrators=facts.narrators,
        downloads=downloads,
        scripts=tuple(
            name
            for name in ("reader.js", "player.js")
            if (SCRIPTS / name).is_file() and (name == "reader.js" or sounds)
        ),
    )
    roots, rules = {}, dict[str, str]()
    for page in pages:
        root = _root(frame, pages, page, sounds)
        pictures.finish(root)
        styles_as_classes(root, rules)
        roots[page.name] = root
    return Site(
        frame=frame,
        roots=roots,
        sounds=sounds,
        pictures=pictures,
        rules=tuple(rules[name] for name in sorted(rules)),
    )


def _root(
    frame: Frame, pages: list[WebPage], page: WebPage, sounds: Mapping[str, PageSound]
) -> Element:
    """Return ``page`` in its frame, with the pages around it and around its sound."""
    previous, following = around(pages, page)
    spoken = [one for one in pages if one.stem in sounds]
    before, after = around(spoken, page)
    return page_root(
        frame,
        page,
        previous=previous,
        following=following,
        sound=sounds.get(page.stem),
        next_sound=after.name if after else "",
        previous_sound=before.name if before else "",
    )


def _file_name(stem: str) -> str:
    """Return the name of the page that has the document ``stem``."""
    first = stem in ("article", "title", "imprint")
    return INDEX if first else f"{stem}.html"


def _pages(article: Article, context: RenderContext) -> Iterator[WebPage]:
    """Yield the pages of the text, in reading order."""
    texts, _ = documents(article, context, sys.maxsize, _file_name)
    mark_initials(article, (one.body for one in texts))
    front = [one for one in texts if one.name == INDEX]
    first = front[0]
    body = lines(*(one.body for one in front))
    if article.book and article.metadata.cover:
        attributes = {"id": COVER_IMAGE, "role": "doc-cover"}
        cover = picture(article.metadata.cover, context, attributes)
        body = lines(element("div", cover, {"class": "cover"}), body)
    for document in (replace(first, body=body), *texts[len(front) :]):
        fit_headings(document.body)
        yield WebPage(
            name=document.name,
            title=document.title,
            language=document.language,
            main=document.body,
        )
