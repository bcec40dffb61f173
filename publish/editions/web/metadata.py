"""The metadata of a page: what search engines, other sites and feed readers read.

Sources: schema.org 29 (``NewsArticle``, ``Book``, ``AudioObject``, the accessibility properties);
the Open Graph protocol (https://ogp.me/); RFC 6596 (``canonical``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from urllib.parse import quote

from msgspec import Struct

from publish.accessibility import Facts, claim_of
from publish.accessibility.schema import json_ld
from publish.editions.web.json_data import json_text
from publish.editions.web.sound import PageSound
from publish.model import Article, Contributor
from publish.xhtml.tree import Element, element


class PageFacts(Struct, frozen=True, kw_only=True):
    """What the metadata of a page say.

    ``picture`` is the address of the cover or of the first picture, ``alt`` its alt text.
    ``first``: it is the page that stands for the whole publication.
    """

    name: str
    title: str
    language: str
    first: bool
    sound: PageSound | None = None
    picture: str = ""
    alt: str = ""


def address(article: Article, name: str) -> str:
    """Return the address of the file ``name`` on the web; relative if nobody has given it."""
    base = article.metadata.web.url
    if name == "index.html" and base:
        return base
    return f"{base}{quote(name)}"


def metadata(
    article: Article, facts: Facts, page: PageFacts, parts: Sequence[PageFacts]
) -> Iterator[Element]:
    """Yield the elements of the head; ``parts`` are the pages of the chapters of a book."""
    about = article.metadata
    here = address(article, page.name)
    if about.web.url:
        yield _link("canonical", here)
    if about.web.feed:
        yield element(
            "link",
            attributes={
                "rel": "alternate",
                "type": "application/rss+xml",
                "title": about.series.name if about.series else about.publisher or about.title,
                "href": about.web.feed,
            },
        )
    if about.licence and about.licence.url:
        yield _link("license", about.licence.url)
    for name, value in _open_graph(article, page, here):
        if value:
            yield element("meta", attributes={"property": name, "content": value})
    if page.first:
        yield _meta("twitter:card", "summary_large_image" if page.picture else "summary")
        data = json_text(_publication(article, facts, page, parts))
        yield element("script", data, {"type": "application/ld+json"})


def _link(rel: str, href: str) -> Element:
    return element("link", attributes={"rel": rel, "href": href})


def _meta(name: str, value: str) -> Element:
    return element("meta", attributes={"name": name, "content": value})


def _open_graph(article: Article, page: PageFacts, here: str) -> Iterator[tuple[str, str]]:
    about = article.metadata
    kind = "book" if article.book else "article"
    yield "og:type", kind
    yield "og:title", page.title
    yield "og:description", about.description or about.standfirst
    yield "og:locale", page.language.replace("-", "_") if page.language.count("-") == 1 else ""
    yield "og:site_name", about.series.name if about.series else about.publisher
    if about.web.url:
        yield "og:url", here
    if page.picture and about.web.url:  # other sites can't resolve a relative address
        yield "og:image", address(article, page.picture)
        yield "og:image:alt", page.alt
    if page.sound and about.web.url:
        yield "og:audio", address(article, page.sound.file)
        yield "og:audio:type", "audio/mp4"
    if article.book:
        isbn = about.identifier.removeprefix("urn:isbn:")
        yield "book:isbn", isbn if isbn != about.identifier else ""
        yield "book:release_date", about.published.date().isoformat() if about.published else ""
    elif about.published:
        yield "article:published_time", _moment(about.published)
        yield "article:modified_time", _moment(about.modified) if about.modified else ""


def _publication(
    article: Article, facts: Facts, page: PageFacts, parts: Sequence[PageFacts]
) -> dict[str, object]:
    """Return the publication as JSON-LD; its sound is that of ``page``, and of its ``parts``."""
    about = article.metadata
    isbn = about.identifier.removeprefix("urn:isbn:")
    accessible = json_ld(facts, claim_of(article, facts))
    accessible.pop("readBy", None)  # a property of audiobooks
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Book" if article.book else "NewsArticle",
        "headline": "" if article.book else about.title,
        "name": about.title,
        "alternativeHeadline": about.subtitle,
        "description": about.description or about.standfirst,
        "inLanguage": about.language,
        "url": about.web.url,
        "mainEntityOfPage": about.web.url,
        "identifier": about.identifier,
        "isbn": isbn if isbn != about.identifier else "",
        "bookFormat": "https://schema.org/EBook" if article.book else "",
        "author": [_person(one, about.publisher) for one in about.authors],
        "contributor": [_person(one, about.publisher) for one in about.contributors],
        "publisher": {"@type": "Organization", "name": about.publisher} if about.publisher else "",
        "datePublished": _moment(about.published) if about.published else "",
        "dateModified": _moment(about.modified) if about.modified else "",
        "keywords": list(about.subjects),
        "copyrightNotice": about.rights,
        "license": (about.licence.url or about.licence.name) if about.licence else "",
        "isPartOf": _series(article),
        "hasPart": [_chapter(article, facts, one) for one in parts],
        "image": {
            "@type": "ImageObject",
            "url": address(article, page.picture),
            "caption": page.alt,
        }
        if page.picture
        else "",
        "correction": [
            {
                "@type": "CorrectionComment",
                "datePublished": one.date.isoformat(),
                "text": one.text,
            }
            for one in about.corrections
        ],
        "audio": _audio(article, facts, page, page.sound) if page.sound else "",
        **accessible,
    }
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _person(one: Contributor, publisher: str) -> dict[str, object]:
    return {"@type": "Organization" if one.name == publisher else "Person", "name": one.name}


def _chapter(article: Article, facts: Facts, page: PageFacts) -> dict[str, object]:
    audio = {"audio": _audio(article, facts, page, page.sound)} if page.sound else {}
    return {
        "@type": "Chapter",
        "name": page.title,
        "url": address(article, page.name),
        "inLanguage": page.language,
        **audio,
    }


def _series(article: Article) -> object:
    series = article.metadata.series
    if not series:
        return ""
    kind = "BookSeries" if article.book else "CreativeWorkSeries"
    return {"@type": kind, "name": series.name}


def _audio(article: Article, facts: Facts, page: PageFacts, sound: PageSound) -> dict[str, object]:
    """Return the sound of the page: who reads it, a synthetic voice by name, and its captions."""
    return {
        "@type": "AudioObject",
        "name": page.title,
        "contentUrl": address(article, sound.file),
        "encodingFormat": "audio/mp4",
        "duration": duration(sound.duration),
        "inLanguage": page.language,
        "creditText": "; ".join(facts.voices),
        "caption": {
            "@type": "MediaObject",
            "contentUrl": address(article, sound.captions),
            "encodingFormat": "text/vtt",
            "inLanguage": page.language,
        },
    }


def _moment(date: datetime) -> str:
    """Return a date as ISO 8601 writes it, with the time if there is one."""
    return date.isoformat() if date.time() != time() else date.date().isoformat()


def duration(ms: int) -> str:
    """Return ``ms`` as ISO 8601 writes it, in whole seconds: ``PT1H2M3S``."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    hour = f"{hours}H" if hours else ""
    minute = f"{minutes}M" if minutes else ""
    return f"PT{hour}{minute}{seconds}S"
