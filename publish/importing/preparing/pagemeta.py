"""What the head of a page says: ``<meta>``, Open Graph, schema.org in JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from publish.importing.preparing.untrusted import local, words
from publish.importing.writing.source import Front
from publish.model import Contributor

if TYPE_CHECKING:
    from lxml import etree

_FIELDS = {
    "description": ("description", "dcterms.description", "og:description"),
    "author": ("author", "dcterms.creator", "article:author"),
    "published": ("article:published_time", "dcterms.date", "date", "datepublished"),
    "modified": ("article:modified_time", "dcterms.modified", "datemodified"),
    "keywords": ("keywords", "news_keywords"),
    "publisher": ("og:site_name", "dcterms.publisher"),
    "title": ("og:title", "dcterms.title", "citation_title"),
    "rights": ("dcterms.rights", "copyright"),
}


def page_front(root: etree._Element) -> Front:
    """The metadata of a page; what stands first in the table goes before the rest."""
    named: dict[str, list[str]] = {}
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    title = licence = ""
    for element in root.iter():
        match local(element):
            case "meta":
                name = element.get("name") or element.get("property") or element.get("itemprop")
                content = " ".join((element.get("content") or "").split())
                if name and content:
                    named.setdefault(name.lower(), []).append(content)
            case "title" if not title:
                title = words(element)
            case "link" | "a" if element.get("rel") == "license":
                licence = licence or element.get("href", "")
            case "script" if element.get("type") == "application/ld+json":
                _linked(named, element.text or "")

    def first(field: str) -> str:
        return next((named[name][0] for name in _FIELDS[field] if name in named), "")

    authors = next((named[name] for name in _FIELDS["author"] if name in named), [])
    return Front(
        title=first("title") or title,
        language=language,
        authors=tuple(Contributor(name) for name in authors if "://" not in name),
        description=first("description"),
        published=first("published"),
        modified=first("modified"),
        publisher=first("publisher"),
        subjects=tuple(
            dict.fromkeys(part.strip() for part in first("keywords").split(",") if part.strip())
        ),
        rights=first("rights"),
        licence=licence,
    )


def _linked(named: dict[str, list[str]], text: str) -> None:
    """An article of schema.org that is described in JSON-LD."""
    try:
        data = json.loads(text) if len(text) < 200_000 else None
    except (ValueError, RecursionError):
        return
    found = data if isinstance(data, list) else [data]
    for one in found:
        if not isinstance(one, dict) or "rticle" not in str(one.get("@type")):
            continue
        people = one.get("author")
        for person in people if isinstance(people, list) else [people]:
            name = person.get("name") if isinstance(person, dict) else person
            if isinstance(name, str) and name not in named.get("author", []):
                named.setdefault("author", []).append(name)
        for key, name in (("datePublished", "date"), ("dateModified", "datemodified")):
            if isinstance(one.get(key), str):
                named.setdefault(name, []).append(one[key])
