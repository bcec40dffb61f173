"""Write what a feed needs of an article: its facts, a transcript, and its cover as a square.

Source of the transcript: Podcasting 2.0, "Transcript File Format Details", JSON.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from publish.editions.dates import stamp
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.errors import SourceError
from publish.language.words import Words, names_in_words, own_words, role_word
from publish.model import Article, Metadata
from publish.model.walk import chapters_in
from publish.narration.narrators import Narrator, narrators_of
from publish.narration.script import ChapterKind
from publish.narration.timeline import Narration
from publish.podcast.channel import ascii_url
from publish.podcast.episode import (
    FACTS,
    TRANSCRIPT,
    Artwork,
    Episode,
    Mark,
    Reader,
    WebLink,
    encoded,
)
from publish.runtime.raster import artwork
from publish.sync.chapter_marks import chapter_marks, summary_of


def require_date(article: Article) -> None:
    """Raise :class:`SourceError` if the article has no date, by which a feed is ordered."""
    if article.metadata.published is None:
        message = "An episode needs a date, and “published” is missing."
        fix = "Add “published: 2026-03-01”, with its date."
        raise SourceError.at(article.file, 0, "published-missing", message, fix)


def build_episode(context: SpokenContext) -> BuiltEdition:
    """Write the facts, the transcript and the artwork into a folder.

    Raises:
        SourceError: The article has no date, or the cover can't be decoded.
    """
    article, narration, folder = context.article, context.narration, context.output
    require_date(article)
    cover, square = article.metadata.cover, None
    if cover:
        data, side = artwork(cover)
        # Apple asks for another name where the picture changes.
        name = f"cover-{hashlib.sha256(data).hexdigest()[:8]}.jpg"
        (folder / name).write_bytes(data)
        square = Artwork(name, side, cover.alt or "")
    (folder / FACTS).write_bytes(encoded(episode_of(article, narration, square)))
    text = json.dumps(_transcript(narration), ensure_ascii=False, indent=1)
    (folder / TRANSCRIPT).write_text(text + "\n", encoding="utf-8")
    return BuiltEdition(summary=summary_of(narration))


def episode_of(article: Article, narration: Narration, square: Artwork | None = None) -> Episode:
    """Return the facts of an article with a date; ``square`` is its cover."""
    about = article.metadata
    words = own_words(about.language, about.words)
    readers = narrators_of(article, narration)
    marks = chapter_marks(narration, article)
    modified = stamp(article)
    links = {url: said for mark in marks for said, url in mark.links}
    in_parts = {chapter.id for chapter in chapters_in(article.blocks)}
    position = about.series.position if about.series else ""
    return Episode(
        source=article.file.name,
        guid=about.identifier,
        title=about.title,
        language=about.language,
        published=_published(about) or modified,
        modified=modified,
        seconds=narration.ms(narration.length) / 1000,
        description=about.description or about.standfirst,
        subtitle=about.subtitle,
        authors=tuple(author.name for author in about.authors),
        readers=tuple(
            Reader(one.label(words) if one.synthetic else one.name, one.synthetic)
            for one in readers
        ),
        credits=_credits(about, words, readers),
        chapters=tuple(
            Mark(mark.start // 1000, mark.title)
            for mark, timed in zip(marks, narration.chapters, strict=True)
            if mark.top
            or (timed.chapter.kind is ChapterKind.SECTION and timed.chapter.target in in_parts)
        ),
        links=tuple(WebLink(said, ascii_url(url)) for url, said in links.items()),
        artwork=square,
        number=int(position) if position.isdigit() else 0,
        licence=about.licence.name if about.licence else "",
        licence_url=about.licence.url if about.licence else "",
        page=ascii_url(about.web.url),
    )


def _published(about: Metadata) -> datetime | None:
    date = about.published
    if date is None:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _credits(about: Metadata, words: Words, readers: tuple[Narrator, ...]) -> tuple[str, ...]:
    """Return who wrote and who reads it, and the rights, a sentence each."""
    names = [author.name for author in about.authors]
    by = f"{words.by} {names_in_words(names, words, about.language)}" if names else ""
    read = f"{role_word('nrt', words)}: {'; '.join(one.label(words) for one in readers)}"
    return tuple(f"{one.rstrip('.')}." for one in (by, read, about.rights) if one)


def _transcript(narration: Narration) -> dict[str, object]:
    """Return what is said, a segment for each utterance with words, in seconds."""
    segments = [
        {
            "startTime": narration.ms(clip.start) / 1000,
            "endTime": narration.ms(clip.end) / 1000,
            "body": " ".join(clip.utterance.text.split()),
        }
        for timed in narration.chapters
        for clip in timed.clips
        if clip.utterance.text.strip()
    ]
    return {"version": "1.0.0", "segments": segments}
