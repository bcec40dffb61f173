"""The manifest of a W3C Audiobook.

Sources: https://www.w3.org/TR/audiobooks/, 2; https://www.w3.org/TR/pub-manifest/, 4 and 5 (the
terms); the values of the accessibility properties are those of the Schema.org Accessibility
Properties for Discoverability Vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from publish.article import Article, Image
from publish.exporters.audio.marks import marks_of
from publish.narration.timeline import Narration
from publish.walk import figures_in
from publish.words import words_for

PROFILE = "https://www.w3.org/TR/audiobooks/"

#: MARC relator codes -> properties of the manifest (4.5.3); others are contributors.
_PEOPLE = {"aut": "author", "edt": "editor", "ill": "illustrator", "trl": "translator"}


class Part(Struct, frozen=True):
    """A file in the reading order: ``start`` and ``end`` in ms, ``first`` and ``last`` in samples.

    The end of one is the start of the next.
    """

    name: str
    title: str
    start: int
    end: int
    first: int
    last: int


def manifest(
    article: Article, narration: Narration, parts: Sequence[Part], pictures: Mapping[Image, str]
) -> dict[str, Any]:
    """What ``publication.json`` says; ``pictures`` are those of the chapters and their files."""
    about = article.metadata
    people: dict[str, list[str]] = {}
    for person in (*about.authors, *about.contributors):
        people.setdefault(_PEOPLE.get(person.role, "contributor"), []).append(person.name)
    facts: dict[str, Any] = {
        "@context": [
            "https://schema.org",
            "https://www.w3.org/ns/pub-context",
            {"language": about.language},
        ],
        "conformsTo": PROFILE,
        "type": "Audiobook",
        "id": about.identifier,
        "name": about.title,
        **people,
        "readBy": narration.voice,
        "publisher": about.publisher,
        "inLanguage": about.language,
        "datePublished": about.published.date().isoformat() if about.published else "",
        "dateModified": about.modified.isoformat() if about.modified else "",
        "description": about.description or about.standfirst,
        "copyrightNotice": about.rights,
        "license": about.licence.url or about.licence.name if about.licence else "",
        "abridged": False,
        **_accessibility(article, pictures),
        "duration": duration(narration.ms(narration.length)),
        "readingOrder": [
            {
                "type": "LinkedResource",
                "url": part.name,
                "encodingFormat": "audio/mpeg",
                "duration": duration(part.end - part.start),
                "name": part.title,
            }
            for part in parts
        ],
        "resources": _resources(article, narration, pictures),
    }
    return {name: value for name, value in facts.items() if value not in ("", [])}


def duration(ms: int) -> str:
    """``ms`` as ``PT83.250S`` (ISO 8601)."""
    return f"PT{ms // 1000}.{ms % 1000:03d}S"


def _resources(
    article: Article, narration: Narration, pictures: Mapping[Image, str]
) -> list[dict[str, Any]]:
    """Contents, cover, pictures; what a picture shows is its description (pub-manifest, 4.4)."""
    words = words_for(article.metadata.language)
    cover = article.metadata.cover
    out: list[dict[str, Any]] = [
        {
            "type": "LinkedResource",
            "url": "toc.html",
            "encodingFormat": "text/html",
            "rel": "contents",
            "name": words.contents,
        }
    ]
    titles = {mark.image: mark.title for mark in marks_of(narration) if mark.image}
    for image, name in pictures.items():
        link = {
            "type": "LinkedResource",
            "url": name,
            "encodingFormat": "image/jpeg",
            "name": words.cover if image == cover else titles[image],
            "description": image.alt or "",
        }
        out.append(link | ({"rel": "cover"} if image == cover else {}))
    return out


def _accessibility(article: Article, pictures: Mapping[Image, str]) -> dict[str, Any]:
    """What is true of the audiobook, and no more: it is heard, pictures are also told."""
    words = words_for(article.metadata.language)
    described = any(figure.description for figure in figures_in(article))
    told = bool(pictures) and all(image.alt for image in pictures)
    features = (
        ("tableOfContents", True),
        ("readingOrder", True),
        ("alternativeText", told),
        ("longDescription", described),
    )
    sentences = (
        (words.summary_navigation, True),
        (words.summary_pictures, told),
        (words.summary_descriptions, described),
    )
    return {
        "accessMode": ["auditory", "visual"] if pictures else ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "accessibilityFeature": [name for name, true in features if true],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": {
            "value": " ".join(sentence for sentence, true in sentences if true),
            "language": words.language,
        },
    }
