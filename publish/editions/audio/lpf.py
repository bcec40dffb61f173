"""Write a W3C Audiobook in one file: MP3 files in reading order, manifest, contents, pictures.

Sources: https://www.w3.org/TR/lpf/ (Lightweight Packaging Format).  Manifest:
https://www.w3.org/TR/audiobooks/, 2; https://www.w3.org/TR/pub-manifest/, 4 and 5 (all
properties that the profile recommends in 5.2, where they are known); the values of
the accessibility properties are those of the Schema.org Accessibility Properties for
Discoverability Vocabulary.  Contents: pub-manifest, 4.8.1.1 and appendix C (a ``nav`` with nested
lists of links); https://www.w3.org/TR/media-frags/, 4.2.1 (``#t=`` in seconds).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

from msgspec import Struct

from publish.editions.audio.chapters import picture_names
from publish.editions.audio.encode import codec_for
from publish.editions.dates import file_date
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.scripts import direction
from publish.language.words import own_words
from publish.model import Article, Image
from publish.model.walk import figures_in
from publish.narration.narrators import narrators_of
from publish.narration.timeline import Narration
from publish.runtime.raster import jpeg
from publish.runtime.temporary import temporary_folder
from publish.sync.chapter_marks import ChapterMark, chapter_marks, summary_of

PROFILE = "https://www.w3.org/TR/audiobooks/"

#: MARC relator codes -> properties of the manifest (4.5.3); others are contributors.
_PEOPLE = {"aut": "author", "edt": "editor", "ill": "illustrator", "trl": "translator"}


class Part(Struct, frozen=True):
    """A file in the reading order; it ends where the next one starts.

    ``start`` and ``end`` are in ms, ``first`` and ``last`` (exclusive) in samples.
    """

    name: str
    title: str
    start: int
    end: int
    first: int
    last: int


def manifest(
    article: Article, narration: Narration, parts: Sequence[Part], pictures: Mapping[Image, str]
) -> dict[str, object]:
    """Return the content of ``publication.json``; ``pictures`` maps pictures to file names."""
    metadata = article.metadata
    published = metadata.published.date().isoformat() if metadata.published else ""
    description = metadata.description or metadata.standfirst
    people: dict[str, list[str]] = {}
    for person in (*metadata.authors, *metadata.contributors):
        people.setdefault(_PEOPLE.get(person.role, "contributor"), []).append(person.name)
    facts: dict[str, object] = {
        "@context": [
            "https://schema.org",
            "https://www.w3.org/ns/pub-context",
            {"language": metadata.language},
        ],
        "conformsTo": PROFILE,
        "type": "Audiobook",
        "id": metadata.identifier,
        "url": f"{metadata.narration.url}{quote(article.name)}.lpf"
        if metadata.narration.url
        else "",
        "name": metadata.title,
        **people,
        "readBy": [
            one.credit(own_words(metadata.language, metadata.words))
            for one in narrators_of(article, narration)
        ],
        "publisher": metadata.publisher,
        "inLanguage": metadata.language,
        "datePublished": published,
        "dateModified": metadata.modified.isoformat() if metadata.modified else published,
        "readingProgression": direction(metadata.language),
        "description": description,
        "dcterms:description": description,  # Thorium takes this one, and the next
        "dcterms:subject": list(metadata.subjects),
        "copyrightNotice": metadata.rights,
        "license": metadata.licence.url or metadata.licence.name if metadata.licence else "",
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
    """Return ``ms`` as ``PT83.250S`` (ISO 8601)."""
    return f"PT{ms // 1000}.{ms % 1000:03d}S"


def _resources(
    article: Article, narration: Narration, pictures: Mapping[Image, str]
) -> list[dict[str, object]]:
    """Return links to contents, cover and pictures, with alt texts (pub-manifest, 4.4)."""
    words = own_words(article.metadata.language, article.metadata.words)
    cover = article.metadata.cover
    out: list[dict[str, object]] = [
        {
            "type": "LinkedResource",
            "url": "toc.html",
            "encodingFormat": "text/html",
            "rel": "contents",
            "name": words.contents,
        }
    ]
    titles = {mark.image: mark.title for mark in chapter_marks(narration) if mark.image}
    for image, name in pictures.items():
        link: dict[str, object] = {
            "type": "LinkedResource",
            "url": name,
            "encodingFormat": "image/jpeg",
            "name": words.cover if image == cover else titles[image],
            "description": image.alt or "",
        }
        out.append(link | ({"rel": "cover"} if image == cover else {}))
    return out


def _accessibility(article: Article, pictures: Mapping[Image, str]) -> dict[str, object]:
    """Return the accessibility properties that are true of this audiobook."""
    words = own_words(article.metadata.language, article.metadata.words)
    described = any(figure.description for figure in figures_in(article))
    described_all = bool(pictures) and all(image.alt for image in pictures)
    features = (
        ("tableOfContents", True),
        ("readingOrder", True),
        ("alternativeText", described_all),
        ("longDescription", described),
    )
    sentences = (
        (words.summary_navigation, True),
        (words.summary_pictures, described_all),
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


def contents(article: Article, marks: Sequence[ChapterMark], parts: Sequence[Part]) -> str:
    """Return an HTML page with a link to each chapter, nested like the chapters.

    The link to a figure has the alt text as its description.
    """
    metadata, words = article.metadata, own_words(article.metadata.language, article.metadata.words)
    language = escape(metadata.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(metadata.title)}</title>\n</head>\n<body>\n"
        f"<h1>{escape(metadata.title)}</h1>\n"
        f'<nav role="doc-toc" aria-labelledby="contents">\n'
        f'<h2 id="contents" lang="{words.language}">{escape(words.contents)}</h2>\n'
        f"{_list(marks, parts)}\n</nav>\n</body>\n</html>\n"
    )


def _list(marks: Sequence[ChapterMark], parts: Sequence[Part]) -> str:
    """Return ``marks`` as an HTML list; deeper chapters are nested in the item before them.

    An item of a chapter that isn't listed is ``hidden``: user agents skip it (pub-manifest, C.3),
    with what is inside it, so it has nothing inside.
    """
    out = []
    place = 0
    while place < len(marks):
        mark = marks[place]
        end = place + 1
        while mark.listed and end < len(marks) and _is_inside(marks[end], mark):
            end += 1
        inner = _list(marks[place + 1 : end], parts) if end > place + 1 else ""
        hidden = "" if mark.listed else " hidden"
        out.append(f"<li{hidden}>{_link(mark, parts)}{inner}</li>")
        place = end
    hidden = "" if any(mark.listed for mark in marks) else " hidden"
    return f"<ol{hidden}>\n" + "\n".join(out) + "\n</ol>"


def _is_inside(mark: ChapterMark, home: ChapterMark) -> bool:
    """Return whether ``mark`` belongs to the listed chapter ``home`` before it."""
    rest = mark.level == home.level and not (mark.listed or mark.top)
    return mark.level > home.level or rest


def _link(mark: ChapterMark, parts: Sequence[Part]) -> str:
    part = next(part for part in parts if part.start <= mark.start < part.end)
    ms = mark.start - part.start
    where = f"#t={ms // 1000}.{ms % 1000:03d}" if ms else ""
    alt = f' aria-description="{escape(mark.alt)}"' if mark.alt and not mark.top else ""
    return f'<a href="{part.name}{where}"{alt}>{escape(mark.title)}</a>'


def build_lpf(context: SpokenContext) -> BuiltEdition:
    """Write the narration as a W3C Audiobook.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
        SourceError: A picture can't be decoded.
    """
    article, narration = context.article, context.narration
    marks = chapter_marks(narration)
    parts = tuple(_parts(narration))
    pictures = picture_names(marks)
    codec = codec_for("mp3", context)
    mastering = master(article, narration)
    facts = manifest(article, narration, parts, pictures)
    with (
        temporary_folder() as folder,
        zipfile.ZipFile(context.output, "w") as archive,
    ):
        pack = _ReproducibleZip(archive, article)
        text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        pack.add("publication.json", text.encode())
        pack.add("toc.html", contents(article, marks, parts).encode())
        for image, name in pictures.items():
            pack.add(name, jpeg(image))
        for part in parts:
            sound = folder / "sound.mp3"
            encode(narration, codec, sound, mastering, part.first, part.last)
            pack.add(part.name, sound.read_bytes())
    return BuiltEdition(summary=f"{summary_of(narration)}, {len(parts)} parts")


def _parts(narration: Narration) -> Iterator[Part]:
    """Yield the files of the audiobook: one for each part of the text, with its figures."""
    marks = chapter_marks(narration)
    begins = [place for place, mark in enumerate(marks) if mark.top or place == 0]
    for number, begin in enumerate(begins):
        end = begins[number + 1] if number + 1 < len(begins) else len(marks)
        chapters = narration.chapters[begin:end]
        yield Part(
            name=f"audio/{number + 1:03d}.mp3",
            title=marks[begin].title,
            start=marks[begin].start,
            end=marks[end - 1].end,
            first=chapters[0].start,
            last=chapters[-1].end,
        )


class _ReproducibleZip:
    """A ZIP archive whose bytes don't depend on when or where it is written."""

    def __init__(self, archive: zipfile.ZipFile, article: Article) -> None:
        self._archive = archive
        self._date = file_date(article).timetuple()[:6]

    def add(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, self._date)
        info.create_system = 3  # Unix, on every system
        info.external_attr = 0o100644 << 16
        packed = name.endswith((".mp3", ".jpg"))
        kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data, kind)
