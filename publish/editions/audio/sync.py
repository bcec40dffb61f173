"""Write what programs need that show the text while the narration plays, as two JSON files.

``guided.json`` is a Readium Guided Navigation Document: all that is spoken, with its text, its time
in the MP3 edition and its role, nested like the chapters.  ``times.json`` is a flat list: the id of
each sentence (or other spoken element) of the EPUB and PDF, its page in the PDF if the build has
one, and its seconds.

Sources: https://readium.org/guided-navigation/ (1.2, 4; the embedded text of its example 6, the
text object of its schema); https://www.w3.org/TR/media-frags/, 4.2.1 (``#t=`` in seconds);
https://www.w3.org/TR/speech-synthesis11/, 3.1.12 (``lang``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from publish.editions.audio.chapters import picture_names
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.model import Article, Image
from publish.model.ids import TITLE
from publish.model.walk import sections_in
from publish.narration.script import Chapter, ChapterKind, Role, Utterance
from publish.narration.timeline import Clip, Narration
from publish.sync.chapter_marks import chapter_marks

#: The members of an object of guided navigation.
Guided = dict[str, object]

#: The roles of the utterances (Guided Navigation, 4); an announcement has none.
_ROLES = {
    Role.TITLE: "heading1",
    Role.BODY: "paragraph",
    Role.QUOTATION: "blockquote",
    Role.CAPTION: "caption",
    Role.ALT: "image",
    Role.DESCRIPTION: "details",
    Role.CREDIT: "credit",
    Role.TABLE: "cell",
    Role.NOTE: "footnote",
    Role.ASIDE: "aside",
    Role.CODE: "preformatted",
    Role.MATH: "math",
    Role.CREDITS: "credits",
}

#: The roles of the chapters; a section has that of its kind, such as part.  A reader skips details,
#: endnotes and footnotes, and leaves a table.
_CHAPTER_ROLES = {
    ChapterKind.OPENING: "header",
    ChapterKind.SECTION: "section",
    ChapterKind.FIGURE: "figure",
    ChapterKind.DESCRIPTION: "details",
    ChapterKind.TABLE: "table",
    ChapterKind.NOTE: "footnote",
    ChapterKind.NOTES: "endnotes",
    ChapterKind.CONTINUATION: "section",
    ChapterKind.CLOSING: "colophon",
}


def build_sync(context: SpokenContext) -> BuiltEdition:
    """Write ``guided.json`` and ``times.json`` into a folder.

    They refer to the MP3 and chapters editions, which lie beside the folder, or at the address
    ``narration.url`` of the front matter.
    """
    article, narration = context.article, context.narration
    base = article.metadata.narration.url or "../"
    sound = f"{base}{quote(article.name)}.mp3"
    names = picture_names(chapter_marks(narration))
    pictures = {
        image: f"{base}{quote(article.name)}-chapters/{name}" for image, name in names.items()
    }
    guided = {
        "links": [{"href": sound, "type": "audio/mpeg", "rel": "related"}],
        "guided": _guided(article, narration, sound, pictures),
    }
    elements = list(_times(narration, context.page_map))
    times = {
        "version": 1,
        "title": article.metadata.title,
        "language": article.metadata.language,
        "sound": sound,
        "duration": narration.ms(narration.length) / 1000,
        "sentences": elements,
    }
    _write(context.output / "guided.json", guided)
    _write(context.output / "times.json", times)
    pages = len({one["page"] for one in elements if "page" in one})
    summary = f"{len(elements)} sentences and other elements"
    return BuiltEdition(summary=f"{summary}, {pages} pages" if pages else summary)


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _times(narration: Narration, page_map: Mapping[str, int]) -> Iterator[dict[str, object]]:
    """Yield each spoken element with its times in s; one that is spoken in parts follows itself."""
    clips = [clip for timed in narration.chapters for clip in timed.clips if clip.utterance.target]
    for target, group in groupby(clips, key=lambda clip: clip.utterance.target):
        spoken = list(group)
        page = {"page": page_map[target]} if target in page_map else {}
        begin, end = narration.ms(spoken[0].start), narration.ms(spoken[-1].end)
        yield {"id": target, **page, "begin": begin / 1000, "end": end / 1000}


def _guided(
    article: Article, narration: Narration, sound: str, pictures: Mapping[Image, str]
) -> list[Guided]:
    """Return the objects of the top chapters, with the deeper ones inside."""
    kinds = {section.id: section.kind.value for section in sections_in(article.blocks)}
    top: list[Guided] = []
    open_chapters: list[tuple[Chapter, list[Guided]]] = []
    for timed in narration.chapters:
        chapter = timed.chapter
        spoken = [_spoken(narration, clip, chapter.level, sound) for clip in timed.clips]
        while open_chapters and open_chapters[-1][0].level >= chapter.level:
            home, children = open_chapters.pop()
            if chapter.kind is ChapterKind.CONTINUATION and home.target == chapter.target:
                children += spoken
                open_chapters.append((chapter, children))
                break
        else:
            siblings = open_chapters[-1][1] if open_chapters else top
            picture = {"imgref": pictures[chapter.image]} if chapter.image else {}
            role = _CHAPTER_ROLES[chapter.kind]
            role = kinds.get(chapter.target, role) if role == "section" else role
            siblings.append({"role": [role], **picture, "children": spoken})
            open_chapters.append((chapter, spoken))
    return top


def _spoken(narration: Narration, clip: Clip, level: int, sound: str) -> Guided:
    utterance = clip.utterance
    begin, end = (narration.ms(place) / 1000 for place in (clip.start, clip.end))
    role = _ROLES.get(utterance.role, "")
    if utterance.role is Role.HEADING:
        role = f"heading{min(level + 1, 6)}"  # the title of the publication is the first
    elif utterance.role is Role.TITLE and utterance.target != TITLE:
        role = "subtitle"
    text = _text(utterance, narration.language)
    return {
        **({"id": utterance.target} if utterance.target else {}),
        **({"role": [role]} if role else {}),
        **({"text": text} if text else {}),
        "audioref": f"{sound}#t={begin:.3f},{end:.3f}",
    }


def _text(utterance: Utterance, language: str) -> dict[str, str]:
    """Return the text object; with SSML where there are several languages."""
    spans = [span for span in utterance.spans if span.text]
    languages = list(dict.fromkeys(span.language for span in spans if span.text.strip()))
    if not languages:
        return {}
    own = languages[0] if len(languages) == 1 else language
    text = {"plain": utterance.text, "language": own}
    if len(languages) == 1:
        return text
    ssml = "".join(
        escape(span.text)
        if span.language.lower() == own.lower()
        else f"<lang xml:lang={quoteattr(span.language)}>{escape(span.text)}</lang>"
        for span in spans
    )
    return text | {"ssml": f'<speak version="1.1" xml:lang={quoteattr(own)}>{ssml}</speak>'}
