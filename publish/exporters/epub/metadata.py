"""The bibliographic metadata of the package document (EPUB 3.3, 5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, Contributor, Metadata
from publish.exporters.epub.package import Entry
from publish.walk import chapters_in


def metadata(article: Article) -> Iterator[Entry]:
    """Titles, people, identifier, dates, subjects, rights and series.

    ``dcterms:modified`` is written by the package itself.
    """
    about = article.metadata
    yield Entry("dc:identifier", about.identifier, {"id": "identifier"})
    yield from _titles(about)
    languages = [about.language, *(c.language or "" for c in chapters_in(article.blocks))]
    for language in filter(None, dict.fromkeys(languages)):
        yield Entry("dc:language", language)
    for place, person in enumerate(about.authors, start=1):
        yield from _person("creator", place, person)
    for place, person in enumerate(about.contributors, start=1):
        yield from _person("contributor", place, person)
    if about.publisher:
        yield Entry("dc:publisher", about.publisher)
    if about.published:
        yield Entry("dc:date", about.published.date().isoformat())
    if description := about.description or about.standfirst:
        yield Entry("dc:description", description)
    for subject in about.subjects:
        yield Entry("dc:subject", subject)
    yield from _rights(about)
    if about.series:
        yield _meta("belongs-to-collection", about.series.name, id="series")
        yield _meta("collection-type", "series", refines="#series")
        if about.series.position:
            yield _meta("group-position", about.series.position, refines="#series")
    if about.cover:
        yield Entry("meta", "", {"name": "cover", "content": "cover-image"})  # EPUB 2 systems


def _titles(about: Metadata) -> Iterator[Entry]:
    yield Entry("dc:title", about.title, {"id": "title"})
    yield _meta("title-type", "main", refines="#title")
    if about.subtitle:
        yield Entry("dc:title", about.subtitle, {"id": "subtitle"})
        yield _meta("title-type", "subtitle", refines="#subtitle")


def _person(kind: str, place: int, person: Contributor) -> Iterator[Entry]:
    own = f"{kind}-{place}"
    yield Entry(f"dc:{kind}", person.name, {"id": own})
    yield _meta("role", person.role, refines=f"#{own}", scheme="marc:relators")
    if person.file_as:
        yield _meta("file-as", person.file_as, refines=f"#{own}")


def _rights(about: Metadata) -> Iterator[Entry]:
    if about.rights:
        yield Entry("dc:rights", about.rights)
    if about.licence:
        if about.licence.name:
            yield Entry("dc:rights", about.licence.name)
        if about.licence.url:
            yield Entry("link", "", {"rel": "dcterms:license", "href": about.licence.url})


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry("meta", value, {"property": name, **attributes})
