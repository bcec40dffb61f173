"""The frame of a page: its head, masthead, player and footer.

The markup is a contract with the style sheets and scripts: ``a.skip``, ``header.masthead`` with
``#appearance``, ``#player``, ``main#content``, ``footer.page-footer``, and the JSON of
``#player-data`` and ``#reader-data``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from publish.editions.web.data import labels, player_data, reader_data
from publish.editions.web.json_data import data_block
from publish.editions.web.sound import PageSound
from publish.editions.web.style import STYLE
from publish.language.interface import PlayerWords, ReaderWords, WebWords
from publish.language.scripts import direction
from publish.language.tags import same
from publish.language.words import names_in_words
from publish.model import Article, Image
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import link_address
from publish.xhtml.tree import Attributes, Content, Element, Node, element, joined, lines, multiline

#: The first page, the accessibility statement, and the search of a book.
INDEX, STATEMENT, SEARCH = "index.html", "accessibility.html", "search.html"

READER, SEARCH_INDEX = "reader.js", "search-index.js"

#: The policy of every page: it loads nothing from another host, and runs no script in the markup
#: (Content Security Policy Level 3).  ``connect-src``: tools that judge the page ask for
#: robots.txt.  ``{forms}``: only a search leads to a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action {forms}"
)


_VIEWPORT = "width=device-width, initial-scale=1"


class WebPage(Struct, frozen=True, kw_only=True):
    """A page: ``main`` is the content of its ``main`` element, ``language`` that of its text.

    ``title`` names it in links ("Chapter 1. Fog").  ``listed``: it is in the reading order.
    ``scripts`` are those that only this page needs.
    """

    name: str
    title: str
    language: str
    main: list[Node]
    listed: bool = True
    scripts: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        return self.name.removesuffix(".html")


class Frame(Struct, frozen=True, kw_only=True):
    """What the frames of all pages share.

    ``theme`` is one of ``publish.model.THEMES``.  ``shown`` returns the address of a picture in the
    width of a column; ``cover`` is the address of the cover in the player, or empty.
    ``narrators`` are the voices, in words; ``downloads`` are the addresses of other editions, each
    with its title; ``scripts`` are the names of the scripts that the edition has.  ``searched``: it
    has a search.  ``fonts`` returns the names of the files of the fonts for the first screen of a
    page with a content.  ``statement`` is the address of the accessibility statement, ``home`` that
    of the beginning.
    """

    article: Article
    context: RenderContext
    theme: str
    words: WebWords
    player: PlayerWords
    reader: ReaderWords
    shown: Callable[[Image], str]
    cover: str = ""
    narrators: tuple[str, ...] = ()
    downloads: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = ()
    fonts: Callable[[Sequence[Node]], str] | None = None
    searched: bool = False
    statement: str = STATEMENT
    home: str = INDEX

    def added(self, words: WebWords | PlayerWords | ReaderWords, language: str) -> Attributes:
        """Return the language attributes of ``words`` inside ``language``."""
        if same(words.language, language):
            return {}
        other = direction(words.language) != direction(language)
        return {"lang": words.language, "dir": direction(words.language) if other else None}


def page_root(
    frame: Frame,
    page: WebPage,
    *,
    head: Sequence[Element] = (),
    previous: WebPage | None = None,
    following: WebPage | None = None,
    sound: PageSound | None = None,
    next_sound: str = "",
    previous_sound: str = "",
) -> Element:
    """Return the ``html`` element of ``page``.

    ``head`` are elements of its head, ``previous`` and ``following`` the pages around it in the
    reading order, ``next_sound`` and ``previous_sound`` the addresses of the pages around it that
    have sound.
    """
    language, searched = page.language, SEARCH_INDEX if frame.searched else ""
    body = lines(
        element(
            "a",
            frame.words.skip,
            {"class": "skip", "href": "#content", **frame.added(frame.words, language)},
        ),
        _masthead(frame, page, previous, following),
        _player(frame, page, sound) if sound else (),
        element("main", multiline(page.main, _onward(frame, page, following)), {"id": "content"}),
        _footer(frame, page),
        data_block("player-data", _sound_data(frame, sound, next_sound, previous_sound))
        if sound
        else (),
        data_block("reader-data", reader_data(frame.reader, searched)),
    )
    return element(
        "html",
        multiline(_head(frame, page, head, previous, following), element("body", multiline(body))),
        {"lang": language, "dir": direction(language), "data-theme": frame.theme},
    )


def _technical(policy: str, fonts: str) -> Iterator[Element]:
    """Yield what the head of every page begins with; ``fonts`` are the files to ask for at once."""
    yield element("meta", attributes={"charset": "utf-8"})
    yield element("meta", attributes={"name": "viewport", "content": _VIEWPORT})
    yield element("meta", attributes={"http-equiv": "Content-Security-Policy", "content": policy})
    yield element("meta", attributes={"name": "color-scheme", "content": "light dark"})
    yield _link("icon", "data:,")
    # The appearance that a reader chose holds before the first paint, and fonts come early.
    yield element("script", attributes={"src": READER, "data-fonts": fonts or None})
    yield _link("stylesheet", STYLE)


def _head(
    frame: Frame,
    page: WebPage,
    more: Sequence[Element],
    previous: WebPage | None,
    following: WebPage | None,
) -> Element:
    about = frame.article.metadata
    title = about.title if page.title == about.title else f"{page.title} – {about.title}"
    policy = POLICY.format(forms="'self'" if frame.searched else "'none'")
    return element(
        "head",
        multiline(
            *_technical(policy, frame.fonts(page.main) if frame.fonts else ""),
            element("title", title),
            _meta("description", about.description or about.standfirst),
            _meta("author", ", ".join(one.name for one in about.authors)),
            _link("prev", previous.name) if previous else (),
            _link("next", following.name) if following else (),
            *more,
            *(
                element("script", attributes={"src": name, "defer": ""})
                for name in (*page.scripts, *frame.scripts)
                if name != READER
            ),
        ),
    )


def _meta(name: str, content: str) -> Content:
    return element("meta", attributes={"name": name, "content": content}) if content else ()


def _link(rel: str, href: str) -> Element:
    return element("link", attributes={"rel": rel, "href": href})


def _masthead(
    frame: Frame, page: WebPage, previous: WebPage | None, following: WebPage | None
) -> Element:
    """Return ``header.masthead``; ``reader.js`` fills ``#appearance``."""
    article, language = frame.article, page.language
    about = article.metadata
    parts: list[Content] = []
    if article.book:
        home: Attributes = {"class": "home", "href": frame.home}
        if page.name == INDEX:
            home = {**home, "aria-current": "page"}
        parts.append(element("p", element("a", about.title, home), {"class": "publication"}))
        parts.append(pages_nav(frame, language, previous, following))
        if frame.searched and page.name != SEARCH:
            parts.append(search_form(frame, language, "masthead-search"))
    elif about.series or about.publisher:
        name = about.series.name if about.series else about.publisher
        parts.append(element("p", name, {"class": "publication"}))
    parts.append(element("div", attributes={"id": "appearance"}))
    return element("header", multiline(*parts), {"class": "masthead"})


def _onward(frame: Frame, page: WebPage, following: WebPage | None) -> Content:
    """Return a link to the next page, for the end of the text."""
    if not following:
        return ()
    words = element("span", frame.words.next, frame.added(frame.words, page.language))
    link = joined(words, " ", _title(following, page.language))
    return element("p", element("a", link, {"href": following.name}), {"class": "onward"})


def pages_nav(
    frame: Frame, language: str, previous: WebPage | None, following: WebPage | None
) -> Content:
    """Return links to the page before and the page after; nothing if there is neither."""
    rules = frame.added(frame.words, language)
    links = [
        element(
            "a",
            joined(
                element("span", words, {"class": "direction", **rules}), " ", _title(one, language)
            ),
            {"rel": rel, "href": one.name},
        )
        for rel, words, one in (
            ("prev", frame.words.previous, previous),
            ("next", frame.words.next, following),
        )
        if one
    ]
    if not links:
        return ()
    return element(
        "nav", multiline(*links), {"class": "pages", "aria-label": frame.words.pages, **rules}
    )


def _title(page: WebPage, language: str) -> Content:
    attributes = {
        "class": "page-title",
        "lang": None if page.language == language else page.language,
    }
    return element("span", page.title, attributes)


def search_form(frame: Frame, language: str, name: str) -> Element:
    """Return the form of the search; without scripts it leads to its page."""
    words = frame.words
    return element(
        "form",
        multiline(
            element("label", words.search, {"for": name}),
            element(
                "input",
                attributes={"type": "search", "id": name, "name": "q", "autocomplete": "off"},
            ),
            element("button", words.search_button, {"type": "submit"}),
        ),
        {
            "class": "search",
            "role": "search",
            "action": SEARCH,
            "method": "get",
            **frame.added(words, language),
        },
    )


def _player(frame: Frame, page: WebPage, sound: PageSound) -> Element:
    """Return ``section#player`` with the browser's own player, and the chapters of the sound."""
    words = frame.player
    rules = frame.added(words, page.language)
    audio = element(
        "audio",
        multiline(
            element("source", attributes={"src": sound.file, "type": "audio/mp4"}),
            _track("captions", sound.captions, page.language, words.captions),
            _track("chapters", sound.chapters_file, page.language, words.chapters),
        ),
        {"controls": "controls", "preload": "metadata"},
    )
    links = [
        element(
            "li",
            element("a", one.mark.title, {"href": f"#t={one.mark.start / 1000:.3f}"}),
            {"class": f"level-{one.mark.level}"},
        )
        for one in sound.chapters
        if one.mark.listed
    ]
    chapters = element(
        "details",
        multiline(
            element("summary", words.chapters, rules),
            element("ol", multiline(*links), {"lang": page.language if rules else None}),
        ),
        {"class": "chapters"},
    )
    return element(
        "section",
        multiline(audio, chapters if len(links) > 1 else ()),
        {"id": "player", "class": "player", "aria-label": words.player, **rules},
    )


def _track(kind: str, src: str, language: str, label: str) -> Element:
    attributes = {"kind": kind, "src": src, "srclang": language, "label": label}
    return element("track", attributes=attributes)


def _footer(frame: Frame, page: WebPage) -> Element:
    """Return the footer: other editions, the statement, the licence, and who reads."""
    about, language = frame.article.metadata, page.language
    context = frame.context
    parts: list[Content] = []
    if frame.downloads:
        items = (
            element("li", element("a", title, {"href": href, "download": ""}))
            for href, title in frame.downloads
        )
        heading = element(
            "h2",
            frame.words.downloads,
            {"id": "downloads-title", **frame.added(frame.words, language)},
        )
        parts.append(
            element(
                "nav",
                multiline(heading, element("ul", multiline(*items), {"lang": "en"})),
                {"class": "downloads", "aria-labelledby": "downloads-title"},
            )
        )
    words = context.words
    rules = {} if same(words.language, language) else {"lang": words.language}
    if frame.narrators:
        said = f"{words.role_nrt}: {'; '.join(frame.narrators)}"
        parts.append(element("p", said, {"class": "narrator", **rules}))
    if about.rights or about.licence:
        parts.append(element("p", list(_rights(frame)), {"class": "rights"}))
    current = {"aria-current": "page"} if page.name == STATEMENT else {}
    link = element("a", words.accessibility, {"href": frame.statement, **current, **rules})
    parts.append(element("p", link, {"class": "statement"}))
    return element("footer", multiline(*parts), {"class": "page-footer"})


def _rights(frame: Frame) -> Iterator[Node]:
    about = frame.article.metadata
    if about.rights:
        yield about.rights
    if about.licence:
        if about.rights:
            yield " "
        name = about.licence.name or about.licence.url
        address = link_address(about.licence.url)
        yield element("a", name, {"href": address, "rel": "license"}) if address else name


def _sound_data(
    frame: Frame, sound: PageSound, next_sound: str, previous_sound: str
) -> dict[str, object]:
    about = frame.article.metadata
    names = [one.name for one in about.authors]
    return {
        "title": about.title,
        "author": names_in_words(names, frame.context.words) if names else "",
        "publication": about.series.name if about.series else about.publisher,
        "cover": frame.cover,
        **player_data(sound, frame.shown),
        "next": next_sound,
        "previous": previous_sound,
        "narrator": "; ".join(frame.narrators),
        "labels": labels(frame.player),
    }


Neighbours = tuple[WebPage | None, WebPage | None]


def neighbours(pages: Iterable[WebPage]) -> defaultdict[str, Neighbours]:
    """Return the pages before and after each of ``pages`` in the reading order, by its name.

    Pages that aren't listed have none.
    """
    listed = [one for one in pages if one.listed]
    triples = zip((None, *listed), listed, (*listed[1:], None), strict=False)
    found = {one.name: (before, after) for before, one, after in triples}
    return defaultdict(lambda: (None, None), found)
