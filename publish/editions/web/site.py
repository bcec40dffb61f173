"""The pages of an article, or of the site of a book."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from publish.accessibility import Facts, facts_of
from publish.accessibility.section import statement_section
from publish.editions.edition import WebOptions
from publish.editions.web import search
from publish.editions.web.fonts import first_fonts
from publish.editions.web.metadata import PageFacts, metadata
from publish.editions.web.page import (
    INDEX,
    SEARCH,
    SEARCH_INDEX,
    STATEMENT,
    Frame,
    Neighbours,
    WebPage,
    neighbours,
    page_root,
    search_form,
)
from publish.editions.web.pictures import Pictures
from publish.editions.web.sound import PageSound, sounds_of
from publish.editions.web.style import styles_as_classes, theme_of
from publish.language.interface import PlayerWords, ReaderWords, WebWords, interface_words
from publish.language.words import own_words
from publish.model import Article, Image
from publish.model.ids import COVER_IMAGE, numbered_id, title_id
from publish.model.walk import leading_cover
from publish.narration.timeline import Narration
from publish.runtime.grounds import ground_of
from publish.runtime.picture_sizes import WIDTHS
from publish.xhtml.contents import Place, contents, contents_list
from publish.xhtml.context import RenderContext, article_context, web_profile
from publish.xhtml.documents import Document, documents
from publish.xhtml.initials import mark_initials
from publish.xhtml.inlines import picture
from publish.xhtml.tree import (
    Attributes,
    Element,
    Node,
    element,
    elements,
    lines,
    multiline,
    serialise,
)
from publish.xhtml.widths import fit_headings

_SCRIPTS = Path(__file__).parent / "scripts"

#: The documents of a book that are its first page, and the one that a page has no use for.
_FIRST, _LEFT_OUT = ("article", "title", "imprint"), "half-title.html"


class Site(Struct, frozen=True, kw_only=True):
    """The pages, ready to be written.

    ``roots`` are their ``html`` elements by file name, ``texts`` the names of those with the text,
    ``sounds`` their sound by name without a suffix, ``rules`` the rules of the style sheet that
    they need, ``styles`` the publisher's sheets.  ``index`` is that of the search as a script,
    empty without a search.  ``single``: there is one page, and the files are for its inside.
    ``fonts``: they bring those of the theme, which the folder ``cache`` keeps.
    """

    frame: Frame
    roots: Mapping[str, Element]
    sounds: Mapping[str, PageSound]
    pictures: Pictures
    texts: tuple[str, ...]
    rules: tuple[str, ...]
    styles: tuple[Path, ...] = ()
    index: bytes = b""
    single: bool = False
    fonts: bool = True
    cache: Path | None = None

    def page(self, name: str) -> bytes:
        """Return the page ``name`` as HTML, which is well-formed XML too."""
        return f"<!DOCTYPE html>\n{serialise(self.roots[name])}\n".encode()


def script(name: str) -> bytes:
    """Return a script as it is served: without the comments and the indentation of its lines."""
    text = (_SCRIPTS / name).read_text(encoding="utf-8")
    lean = (line.partition(" // ")[0].strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lean if line and not line.startswith("//")).encode()


def site_of(
    article: Article,
    narration: Narration | None = None,
    options: WebOptions = WebOptions(),  # noqa: B008 - frozen
    downloads: tuple[tuple[str, str], ...] = (),
    cache: Path | None = None,
) -> Site:
    """Return the pages of a prepared ``article``, with the sound of ``narration``.

    ``cache`` is a folder that keeps pictures in their sizes.  Without ``options.sizes`` and sound,
    an article takes well under 0.3 s, for a preview.

    Raises:
        SourceError: A formula can't be read.
    """
    about = article.metadata
    single = options.single
    searched = bool(article.book) and not single
    beside = "" if single else "../"
    pictures = Pictures(article, cache, sized=options.sizes, single=single)
    context = article_context(
        article, web_profile(pictures.href, ground=ground_of, drawing=pictures.drawing)
    )
    theme = theme_of(article, options.theme)
    pages = list(_pages(article, context, theme, single=single))
    facts = _facts(article, narration, contents=any(one.id == "toc" for one in _top(pages[0])))
    for page in pages:
        pictures.finish(page.main)
    bodies = {page.stem: page.main for page in pages}
    sounds = sounds_of(article, bodies, narration) if narration else {}
    if single:  # a script in the page can't load another
        sounds = {stem: replace(one, inside=True) for stem, one in sounds.items()}
    frame = Frame(
        article=article,
        context=context,
        theme=theme,
        shown=_no_picture if single else pictures.shown,
        cover=pictures.shown(about.cover, WIDTHS[0]) if about.cover and not single else "",
        words=interface_words(about.language, "web", WebWords),
        player=interface_words(about.language, "player", PlayerWords),
        reader=interface_words(about.language, "reader", ReaderWords),
        narrators=facts.narrators,
        downloads=tuple((f"{beside}{quote(name)}", title) for name, title in downloads),
        fonts=partial(first_fonts, theme, about.language) if options.fonts and not single else None,
        scripts=("reader.js", *["player.js"] * bool(sounds), *["search.js"] * searched),
        searched=searched,
        statement="#accessibility" if single else STATEMENT,
        home="#content" if single else INDEX,
    )
    index = search.search_index(pages, about.language) if frame.searched else b""
    statement: list[Node] = [statement_section(article, facts, context)]
    if single:
        _lower_headings(statement)
        pages[0].main.extend(["\n", *statement])
    else:
        pages.append(_aside_page(STATEMENT, context.words.accessibility, statement, frame))
    if frame.searched:
        pages.append(_search_page(frame))
    about_pages = [
        _about(page, pictures.social, None if single else sounds.get(page.stem)) for page in pages
    ]
    parts = [one for one, page in zip(about_pages, pages, strict=True) if page.listed][1:]
    near, spoken = neighbours(pages), neighbours(one for one in pages if one.stem in sounds)
    roots, rules = {}, dict[str, str]()
    for page, one in zip(pages, about_pages, strict=True):
        head = list(metadata(article, facts, one, parts))
        root = _root(frame, page, sounds, head, (near[page.name], spoken[page.name]))
        styles_as_classes(root, rules)
        roots[page.name] = root
    return Site(
        frame=frame,
        roots=roots,
        sounds=sounds,
        pictures=pictures,
        texts=tuple(page.name for page in pages if page.listed),
        rules=tuple(rules[name] for name in sorted(rules)),
        index=index,
        single=single,
        styles=options.styles,
        fonts=options.fonts,
        cache=cache,
    )


def _top(page: WebPage) -> list[Element]:
    return [node for node in page.main if isinstance(node, Element)]


def _facts(article: Article, narration: Narration | None, *, contents: bool) -> Facts:
    """Return the facts of the edition; ``contents``: the first page has a table of contents."""
    if narration is None:
        return facts_of(article, contents=contents)
    from publish.narration.narrators import narrators_of

    words = own_words(article.metadata.language, article.metadata.words)
    readers = narrators_of(article, narration)
    return facts_of(
        article,
        narrated=True,
        narrators=tuple(one.label(words) for one in readers),
        voices=tuple(one.credit(words) for one in readers),
        heard=not any(one.by_profile for one in narration.skipped),
        contents=contents,
    )


def _no_picture(_image: Image) -> str:
    """Return no address: a single page has no files."""
    return ""


def _about(page: WebPage, social: tuple[str, str], sound: PageSound | None) -> PageFacts:
    """Return what the metadata say of ``page``; ``social`` is a picture with its alt text."""
    picture, alt = social
    return PageFacts(
        name=page.name,
        title=page.title,
        language=page.language,
        first=page.name == INDEX,
        sound=sound,
        picture=picture,
        alt=alt,
    )


def _root(
    frame: Frame,
    page: WebPage,
    sounds: Mapping[str, PageSound],
    head: list[Element],
    around: tuple[Neighbours, Neighbours],
) -> Element:
    """Return ``page`` in its frame, with the pages ``around`` it, and around its sound."""
    (previous, following), (before, after) = around
    return page_root(
        frame,
        page,
        head=head,
        previous=previous,
        following=following,
        sound=sounds.get(page.stem),
        next_sound=after.name if after else "",
        previous_sound=before.name if before else "",
    )


def _file_name(stem: str) -> str:
    """Return the name of the page that has the document ``stem``."""
    return INDEX if stem in _FIRST else f"{stem}.html"


def _one_page(stem: str) -> str:
    return _LEFT_OUT if f"{stem}.html" == _LEFT_OUT else INDEX


def _pages(
    article: Article, context: RenderContext, theme: str, *, single: bool
) -> Iterator[WebPage]:
    """Yield the pages of the text, in reading order; a ``single`` one has all of it."""
    files = _one_page if single else _file_name
    texts, file_of = documents(article, context, sys.maxsize, files)
    mark_initials(article, (one.body for one in texts))
    several = article.book and not single
    places = contents(article, _linked(context, texts, file_of) if several else context, "")
    front = [_in_language(one, context) for one in texts if one.name == INDEX]
    titles = {one.href: one.plain for one in _each(places)}
    for place, document in enumerate(texts):
        if document.name == _LEFT_OUT or (place and document.name == INDEX):
            continue
        main = document.body
        if document.name == INDEX:
            main = list(_first_page(article, context, theme, front, places))
        else:
            _raise_headings(main)
        fit_headings(main)
        _mark_addresses(main)
        yield WebPage(
            name=document.name,
            title=titles.get(document.name, document.title) if place else document.title,
            language=document.language,
            main=main,
        )


def _linked(
    context: RenderContext, texts: Sequence[Document], file_of: Mapping[str, str]
) -> RenderContext:
    """Return ``context`` with links to other pages; one to the first element is to the page."""
    tops = {next((node.id for node in elements(one.body) if node.id), "") for one in texts}

    def target(own: str) -> str:
        return file_of[own] if own in tops else f"{file_of[own]}#{own}"

    return replace(context, profile=replace(context.profile, target=target))


def _in_language(document: Document, context: RenderContext) -> list[Node]:
    """Return the body of ``document`` for a page in the language of ``context``."""
    rules = context.language_attributes(document.language)
    return [element("div", multiline(document.body), rules)] if rules else document.body


def _each(places: Iterable[Place]) -> Iterator[Place]:
    for place in places:
        yield place
        yield from _each(place.inside)


def _first_page(
    article: Article,
    context: RenderContext,
    theme: str,
    front: Sequence[list[Node]],
    places: Sequence[Place],
) -> list[Node]:
    """Return the content of the first page: of a book its cover, title, contents and imprint.

    An article has its cover if that leads, and its contents only if they are asked for, or in a
    report.
    """
    about = article.metadata
    wanted = theme == "report" if about.contents is None else about.contents
    here = 2 if article.book else 1  # the beginning, and of a book the imprint
    listed = [one for one in places[here:] if one.href]
    if not article.book:
        leading = leading_cover(article)
        after = [_cover(leading, context, "lead")] if leading else []
        after += [_contents(listed, context)] if wanted and len(listed) > 1 else []
        return lines(front[0][:1], *after, front[0][1:]) if after else lines(*front)
    cover = _cover(about.cover, context, "cover") if about.cover else ()
    return lines(cover, front[0], _contents(listed, context), *front[1:])


def _cover(image: Image, context: RenderContext, name: str) -> Element:
    """Return a cover in a ``div`` of the class ``name``.

    The style sheet needs its proportions to keep its place until it is loaded.
    """
    attributes: Attributes = {"id": COVER_IMAGE}
    if image.width > 0 and image.height > 0:
        width = f"--own-width: {image.width}px; --ratio: {image.width / image.height:.4f}"
        attributes = {**attributes, "style": width}
    if name == "cover":
        attributes = {**attributes, "role": "doc-cover"}
    return element("div", picture(image, context, attributes), {"class": name})


def _contents(places: Sequence[Place], context: RenderContext) -> Element:
    """Return the table of contents."""
    ids = (numbered_id("toc", number) for number in count(1))
    heading = element(
        "h2", context.words.contents, {"id": title_id("toc"), **context.added_attributes()}
    )
    return element(
        "nav",
        multiline(heading, contents_list(places, ids)),
        {"class": "toc", "role": "doc-toc", "id": "toc", "aria-labelledby": title_id("toc")},
    )


def _raise_headings(main: Sequence[Node]) -> None:
    """Make the highest heading of a page ``h1``, and let the others follow, in place."""
    found = [one for one in elements(list(main)) if one.name in search.HEADINGS]
    higher = min((int(one.name[1]) for one in found), default=1) - 1
    for one in found if higher else ():
        one.name = f"h{int(one.name[1]) - higher}"


def _mark_addresses(main: Sequence[Node]) -> None:
    """Give links that read as their address a class, in place: paper shows it once."""
    for one in elements(list(main)):
        if one.name == "a" and one.children == (one.get("href"),):
            one.attributes = (*one.attributes, "class", "address")


def _lower_headings(main: Sequence[Node]) -> None:
    """Make the headings of a page those of a section in another page, in place."""
    for one in elements(list(main)):
        if one.name in search.HEADINGS:
            one.name = f"h{min(int(one.name[1]) + 1, 6)}"


def _aside_page(name: str, title: str, main: list[Node], frame: Frame) -> WebPage:
    """Return a page that isn't part of the text."""
    language = frame.article.metadata.language
    return WebPage(name=name, title=title, language=language, main=main, listed=False)


def _search_page(frame: Frame) -> WebPage:
    """Return the page of the search, whose results a script shows."""
    words, language = frame.words, frame.article.metadata.language
    rules = frame.added(words, language)
    main: list[Node] = lines(
        element("h1", words.search, rules),
        search_form(frame, language, "search-words"),
        element("noscript", element("p", words.search_script, rules)),
        element("div", attributes={"id": "search-results", "aria-live": "polite"}),
    )
    page = _aside_page(SEARCH, words.search, main, frame)
    return replace(page, scripts=(SEARCH_INDEX,))
