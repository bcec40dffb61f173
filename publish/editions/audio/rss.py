"""Write a podcast feed with the article as its only item.

Sources: RSS 2.0; https://help.apple.com/itc/podcasts_connect/ (the itunes namespace); Podcasting
2.0 (the podcast namespace).
"""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from msgspec.structs import replace

from publish.editions.audio.chapter_marks import chapter_marks
from publish.editions.audio.chapters import picture_names
from publish.editions.audio.mp3 import build_mp3
from publish.editions.dates import stamp
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.errors import Diagnostic, SourceError
from publish.language.words import own_words
from publish.model import Article
from publish.narration.narrators import narrators_of
from publish.narration.timeline import Narration

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = "https://podcastindex.org/namespace/1.0"

#: The media type of a chapters file (podcast namespace, "chapters").
_CHAPTERS = "application/json+chapters"


def require_address(article: Article) -> None:
    """Raise :class:`SourceError` if the front matter has no ``narration.url``."""
    if not article.metadata.narration.url:
        raise SourceError(
            Diagnostic(
                code="narration-url-missing",
                message="A feed needs the address of its sound, and narration.url is missing.",
                fix="Add “url: https://...” under “narration:”, the folder that you upload to, or "
                "leave rss out of --only.",
                file=article.file,
            )
        )


def build_rss(context: SpokenContext) -> BuiltEdition:
    """Write a feed that refers to the MP3, captions and chapters editions of the article.

    These have to be uploaded to the address ``narration.url`` of the front matter.

    Raises:
        SourceError: The front matter has no ``narration.url``.
        MissingToolError, ToolError: ffmpeg is missing or fails.
    """
    article, narration = context.article, context.narration
    require_address(article)
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        # The feed states the length of the MP3 edition, which has the same bytes as this file.
        sound = Path(folder) / "sound.mp3"
        build_mp3(replace(context, output=sound))
        length = sound.stat().st_size
    feed = _feed(article, narration, context.target.stem, length)
    ET.indent(feed)
    ET.ElementTree(feed).write(context.output, encoding="utf-8", xml_declaration=True)
    return BuiltEdition(summary="1 item")


def _feed(article: Article, narration: Narration, stem: str, length: int) -> ET.Element:
    """Return the feed; ``stem`` is the editions' file name, ``length`` the MP3's size in bytes."""
    for prefix, namespace in (("itunes", _ITUNES), ("podcast", _PODCAST)):
        ET.register_namespace(prefix, namespace)
    metadata = article.metadata
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    authors = ", ".join(author.name for author in metadata.authors)
    _texts(
        channel,
        {
            "title": metadata.series.name if metadata.series else metadata.title,
            "link": metadata.narration.url,
            "description": metadata.description or metadata.standfirst or metadata.title,
            "language": metadata.language,
            "copyright": metadata.rights,
            f"{{{_ITUNES}}}author": metadata.publisher or authors,
        },
    )
    item = ET.SubElement(channel, "item")
    _texts(
        item,
        {
            "title": metadata.title,
            "description": metadata.description or metadata.standfirst or metadata.title,
            "pubDate": format_datetime(stamp(article)),
            f"{{{_ITUNES}}}author": authors,
            f"{{{_ITUNES}}}subtitle": metadata.subtitle,
            f"{{{_ITUNES}}}duration": str(narration.ms(narration.length) // 1000),
        },
    )
    for narrator in narrators_of(article, narration):
        person = ET.SubElement(item, f"{{{_PODCAST}}}person", group="cast", role="narrator")
        person.text = narrator.label(own_words(metadata.language, metadata.words))
    address = metadata.narration.url + quote(stem)
    guid = ET.SubElement(item, "guid", isPermaLink="false")
    guid.text = metadata.identifier
    ET.SubElement(item, "enclosure", url=f"{address}.mp3", length=str(length), type="audio/mpeg")
    ET.SubElement(
        item,
        f"{{{_PODCAST}}}transcript",
        url=f"{address}.vtt",
        type="text/vtt",
        language=metadata.language,
        rel="captions",
    )
    ET.SubElement(
        item, f"{{{_PODCAST}}}chapters", url=f"{address}-chapters/chapters.json", type=_CHAPTERS
    )
    if metadata.cover:
        name = picture_names(chapter_marks(narration))[metadata.cover]
        ET.SubElement(item, f"{{{_ITUNES}}}image", href=f"{address}-chapters/{name}")
    if metadata.licence:
        licence = ET.SubElement(item, f"{{{_PODCAST}}}license", url=metadata.licence.url)
        licence.text = metadata.licence.name or metadata.licence.url
    return rss


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        if text:
            ET.SubElement(parent, name).text = text
