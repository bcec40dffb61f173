"""Write a podcast feed with the article as its only item."""

from __future__ import annotations

from msgspec.structs import replace

from publish.editions.audio.chapters import picture_names
from publish.editions.audio.episode import episode_of
from publish.editions.audio.mp3 import build_mp3
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.errors import Diagnostic, SourceError
from publish.model import Article
from publish.narration.timeline import Narration
from publish.podcast.channel import Channel
from publish.podcast.rss import Item, Picture, address_of, write_feed
from publish.runtime.temporary import temporary_folder
from publish.sync.chapter_marks import chapter_marks


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
    with temporary_folder() as folder:
        # The feed states the length of the MP3 edition, which has the same bytes as this file.
        sound = folder / "sound.mp3"
        build_mp3(replace(context, output=sound))
        length = sound.stat().st_size
    context.output.write_bytes(_feed(article, narration, context.target.stem, length))
    return BuiltEdition(summary="1 item")


def _feed(article: Article, narration: Narration, stem: str, length: int) -> bytes:
    """Return the feed; ``stem`` is the editions' file name, ``length`` the MP3's size in bytes."""
    about = article.metadata
    base = about.narration.url
    chapters = f"{stem}-chapters"
    picture = None
    if about.cover:
        name = picture_names(chapter_marks(narration))[about.cover]
        picture = Picture(address_of(base, chapters, name), about.cover.alt or "")
    channel = Channel(
        title=about.series.name if about.series else about.title,
        link=base,
        address=base,
        description=about.description or about.standfirst or about.title,
        language=about.language,
        rights=about.rights,
        author=about.publisher or ", ".join(author.name for author in about.authors),
    )
    item = Item(
        episode=episode_of(article, narration),
        guid=about.identifier,
        sound=address_of(base, f"{stem}.mp3"),
        size=length,
        transcripts=((address_of(base, f"{stem}.vtt"), "text/vtt"),),
        chapters=address_of(base, chapters, "chapters.json"),
        picture=picture,
    )
    return write_feed(channel, (item,))
