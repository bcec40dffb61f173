"""A podcast feed with this article as its one item, to be copied into a feed or to be one.

Sources: RSS 2.0; https://help.apple.com/itc/podcasts_connect/ (the itunes namespace); Podcasting
2.0 (the podcast namespace).
"""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

from publish.editions.audio.chapter_marks import marks_of
from publish.editions.audio.chapters import picture_names
from publish.editions.audio.mp3 import export_mp3
from publish.editions.built import Made
from publish.editions.dates import stamp
from publish.errors import Diagnostic, SourceError
from publish.model import Article
from publish.narration.timeline import Narration
from publish.runtime.atomic import atomic

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = "https://podcastindex.org/namespace/1.0"

#: What the namespace recommends where a file of chapters is linked.
_CHAPTERS = "application/json+chapters"


def export_rss(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write the feed as ``output``.

    It points at the MP3, the captions and the chapters of the same name in the folder that
    ``narration.url`` of the front matter names.  Raises :class:`SourceError` without that field,
    :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    if not article.metadata.narration.url:
        raise SourceError(
            Diagnostic(
                code="narration-url-missing",
                message="a feed must say where its sound is found, and narration.url is not given.",
                fix="Add “url: https://...” under “narration:”, the folder that you upload to.",
                file=article.file,
            )
        )
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        # The same narration gives the same bytes: this is as long as the edition beside it.
        sound = Path(folder) / "sound.mp3"
        export_mp3(article, narration, sound)
        length = sound.stat().st_size
    feed = _feed(article, narration, output.stem, length)
    ET.indent(feed)
    with atomic(output) as file:
        ET.ElementTree(feed).write(file, encoding="utf-8", xml_declaration=True)
    return Made("1 item")


def _feed(article: Article, narration: Narration, stem: str, length: int) -> ET.Element:
    for prefix, namespace in (("itunes", _ITUNES), ("podcast", _PODCAST)):
        ET.register_namespace(prefix, namespace)
    about = article.metadata
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    authors = ", ".join(author.name for author in about.authors)
    _texts(
        channel,
        {
            "title": about.series.name if about.series else about.title,
            "link": about.narration.url,
            "description": about.description or about.standfirst or about.title,
            "language": about.language,
            "copyright": about.rights,
            f"{{{_ITUNES}}}author": about.publisher or authors,
        },
    )
    item = ET.SubElement(channel, "item")
    _texts(
        item,
        {
            "title": about.title,
            "description": about.description or about.standfirst or about.title,
            "pubDate": format_datetime(stamp(article)),
            f"{{{_ITUNES}}}author": authors,
            f"{{{_ITUNES}}}subtitle": about.subtitle,
            f"{{{_ITUNES}}}duration": str(narration.ms(narration.length) // 1000),
        },
    )
    address = about.narration.url + quote(stem)
    guid = ET.SubElement(item, "guid", isPermaLink="false")
    guid.text = about.identifier
    ET.SubElement(item, "enclosure", url=f"{address}.mp3", length=str(length), type="audio/mpeg")
    ET.SubElement(
        item,
        f"{{{_PODCAST}}}transcript",
        url=f"{address}.vtt",
        type="text/vtt",
        language=about.language,
        rel="captions",
    )
    ET.SubElement(
        item, f"{{{_PODCAST}}}chapters", url=f"{address}-chapters/chapters.json", type=_CHAPTERS
    )
    if about.cover:
        name = picture_names(marks_of(narration))[about.cover]
        ET.SubElement(item, f"{{{_ITUNES}}}image", href=f"{address}-chapters/{name}")
    if about.licence:
        licence = ET.SubElement(item, f"{{{_PODCAST}}}license", url=about.licence.url)
        licence.text = about.licence.name or about.licence.url
    return rss


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        if text:
            ET.SubElement(parent, name).text = text
