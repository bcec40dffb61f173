"""Read the metadata and the citations of an article in JATS (NISO Z39.96)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from html import escape
from typing import TYPE_CHECKING

from publish.errors import Severity
from publish.importing.preparing.xml import local, remove, words
from publish.importing.records import Front, PlacedDiagnostic, import_warning
from publish.model import Contributor

if TYPE_CHECKING:
    from lxml import etree

HREF = "{http://www.w3.org/1999/xlink}href"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def front_of(article: etree._Element) -> tuple[Front, list[PlacedDiagnostic]]:
    """Return the metadata, and warnings of what has no place in it."""
    meta = next((one for one in article.iter() if local(one) == "article-meta"), article)

    def first(*names: str, inside: etree._Element = article) -> etree._Element | None:
        return next((one for one in inside.iter() if local(one) in names), None)

    authors = [one for one in meta.iter() if local(one) == "contrib"]
    ids = {one.get("pub-id-type"): words(one) for one in meta.iter() if local(one) == "article-id"}
    licence = first("license", inside=meta)
    abstract = next((one for one in meta if local(one) == "abstract"), None)
    texts = (
        [] if abstract is None else [_headed(one) for one in abstract.iter() if local(one) == "p"]
    )
    affiliations = [_without(one, "label") for one in meta.iter() if local(one) == "aff"]
    warnings = []
    journal = words(next((one for one in article.iter() if local(one) == "journal-title"), None))
    if journal:
        message = f"The name of the journal was left out: “{journal[:200]}”."
        fix = "Write it in the field rights or in the text, if readers need it."
        warnings.append(import_warning("title", "import-left-out", message, fix, Severity.INFO))
    if said := "; ".join(filter(None, affiliations)):
        message = f"What is said of the authors was left out: “{said[:500]}”."
        fix = "Write it in the text, if readers need it."
        warnings.append(import_warning("authors", "import-affiliation", message, fix))
    front = Front(
        title=_without_calls(first("article-title", inside=meta)),
        subtitle=_without_calls(first("subtitle", inside=meta)),
        language=article.get(LANG, ""),
        standfirst=" ".join(texts),
        authors=tuple(person for one in authors if (person := _person(one)).name),
        publisher=words(first("publisher-name")),
        published=next(filter(None, map(_day, _dates(meta))), ""),
        identifier=f"doi:{ids['doi']}" if ids.get("doi") else "",
        subjects=tuple(words(one) for one in meta.iter() if local(one) == "kwd"),
        rights=words(first("copyright-statement", inside=meta)),
        licence=licence.get(HREF, "") if licence is not None else "",
    )
    return front, warnings


def written_out(work: etree._Element) -> str:
    """Return a citation of which JATS has only the fields."""

    def said(*names: str) -> str:
        return next((words(one) for one in work.iter() if local(one) in names and words(one)), "")

    people = [_person(one).name for one in work.iter() if local(one) == "name"]
    people += [words(one) for one in work.iter() if local(one) in ("collab", "string-name")]
    pages = "–".join(filter(None, (said("fpage", "elocation-id"), said("lpage"))))
    source = f"<em>{escape(said('source'))}</em>" if said("source") else ""
    volume = said("volume") + (f"({said('issue')})" if said("issue") else "")
    place = ": ".join(filter(None, (said("publisher-loc"), said("publisher-name"))))
    numbers = ": ".join(filter(None, (volume, pages)))
    parts = [
        escape(", ".join(people)),
        said("year"),
        escape(said("article-title", "chapter-title", "data-title")),
    ]
    parts += [" ".join(filter(None, (source, escape(numbers)))), escape(place)]
    known = {"name", "surname", "given-names", "collab", "string-name", "fpage", "lpage", "source",
             "elocation-id", "volume", "issue", "publisher-loc", "publisher-name", "year",
             "article-title", "chapter-title", "data-title", "person-group"}  # fmt: skip
    for one in work.iter():
        if not len(one) and local(one) not in known and words(one):
            prefix = "https://doi.org/" if one.get("pub-id-type") == "doi" else ""
            parts.append(escape(f"{prefix}{words(one)}"))
    return ". ".join(filter(None, parts)) + "."


def _person(element: etree._Element) -> Contributor:
    given = next((words(one) for one in element.iter() if local(one) == "given-names"), "")
    family = next((words(one) for one in element.iter() if local(one) == "surname"), "")
    whole = next(
        (words(one) for one in element.iter() if local(one) in ("collab", "string-name")), ""
    )
    return Contributor(" ".join(filter(None, (given, family))) or whole)


def _dates(meta: etree._Element) -> Iterator[etree._Element]:
    """Yield dates of publication, those of the electronic edition first."""
    found = [one for one in meta.iter() if local(one) == "pub-date"]
    yield from sorted(
        found,
        key=lambda one: "e" not in (one.get("pub-type") or one.get("publication-format") or ""),
    )


def _day(date: etree._Element) -> str:
    values = {local(one): words(one) for one in date}
    numbers = [values.get(name, "") for name in ("year", "month", "day")]
    if not all(one.isdecimal() for one in numbers):
        return ""
    return "-".join(one.zfill(2) for one in numbers)


def title_of(element: etree._Element) -> str:
    return next((words(one) for one in element if local(one) == "title"), "")


def _headed(paragraph: etree._Element) -> str:
    """Return the words of a paragraph; the first of a section begins with its heading."""
    section = paragraph.getparent()
    first = (
        section is not None
        and local(section) == "sec"
        and not any(local(one) == "p" for one in paragraph.itersiblings(preceding=True))
    )
    head = title_of(section).rstrip(":. ") if section is not None and first else ""
    return f"{head}: {words(paragraph)}" if head else words(paragraph)


def _without_calls(title: etree._Element | None) -> str:
    """Return the words of a title without the notes in it and their marks."""
    if title is None:
        return ""
    kept = deepcopy(title)
    for one in list(kept.iter()):
        if local(one) == "fn" or (local(one) == "xref" and "fn" in one.get("ref-type", "")):
            remove(one)
    return words(kept)


def _without(element: etree._Element, name: str) -> str:
    """Return the words of an element but for those of its children ``name``."""
    whole = words(element)
    said = next((words(one) for one in element if local(one) == name), "")
    return whole.removeprefix(said).strip()
