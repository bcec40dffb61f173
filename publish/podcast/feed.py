"""Make the feed of a folder of built articles, or update it in place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.errors import Diagnostic, Diagnostics, Severity, SourceError, UsageError, suggestion
from publish.model import Image
from publish.podcast.channel import Channel
from publish.podcast.episode import FACTS, SUFFIX, TRANSCRIPT, Episode, read_episode
from publish.podcast.previous import Previous, parsed, read_previous
from publish.podcast.rss import Item, Picture, address_of, podcast_guid, write_feed
from publish.runtime.atomic import atomic
from publish.runtime.raster import LEAST_ARTWORK, artwork
from publish.runtime.sound_tags import BrokenSoundError, mutagen, reading

#: The usual name of a feed.
NAME = "feed.xml"

#: The longest difference between the sound and its facts, in seconds: codecs pad the ends.
_TOLERANCE = 1.0

#: A file is cut off if it has less than this part of the bytes that its header (Xing, Info) says.
_WHOLE = 0.99

_REBUILD = "publish audio SOURCE --only podcast"


class FeedReport(Struct, frozen=True, kw_only=True):
    """A feed at ``path``, and at ``address`` on the web; ``diagnostics`` are warnings.

    ``episodes`` are the titles of all, the newest first; the other titles say what an update
    changed.  ``unchanged``: the file was as it would be written.
    """

    path: Path
    address: str
    episodes: tuple[str, ...]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()


def update_feed(folder: Path, channel: Channel, output: Path) -> FeedReport:
    """Write the feed of the episodes in ``folder`` and below to ``output``, which is in it.

    An existing feed is updated: the podcast and its items keep their guids.  The cover of
    ``channel``, which has one, becomes the square picture of the podcast, beside the feed.  Nothing
    is written unless all episodes are fit for the feed.

    Raises:
        UsageError: There is no episode.
        SourceError: An episode, its sound, the cover or the existing feed can't be used.
        OutputError: The feed can't be written, or ``output`` is a file of another program.
    """
    cover = channel.cover
    if cover is None:
        raise ValueError("the podcast has no cover")
    previous = read_previous(output)
    address = address_of(channel.address, *output.relative_to(folder).parts)
    guid = channel.guid or previous.guid or podcast_guid(address)
    found = _episodes(folder)
    items = _items(folder, channel, found, previous)
    data, side = artwork(cover)
    square = output.with_name(f"{output.stem}-{hashlib.sha256(data).hexdigest()[:8]}.jpg")
    place = address_of(channel.address, *square.relative_to(folder).parts)
    picture = Picture(place, cover.alt or "", side)
    written = write_feed(replace(channel, guid=guid), items, address, picture)
    errors = schema_errors(written)
    if errors:
        raise ValueError(f"{output}: the feed isn't valid: {'; '.join(errors)}")
    unchanged = output.is_file() and output.read_bytes() == written
    if not square.is_file() or square.read_bytes() != data:  # before the feed that refers to it
        with atomic(square) as temporary:
            temporary.write_bytes(data)
    if not unchanged:
        with atomic(output) as temporary:
            temporary.write_bytes(written)
    before = {one.guid: one for one in previous.items}
    after = {one.guid: one for one in parsed(written).items}
    return FeedReport(
        path=output,
        address=address,
        episodes=tuple(one.title for one in after.values()),
        new=tuple(one.title for guid, one in after.items() if guid not in before),
        changed=tuple(
            one.title
            for guid, one in after.items()
            if guid in before and before[guid].content != one.content
        ),
        removed=tuple(one.title for guid, one in before.items() if guid not in after),
        unchanged=unchanged,
        diagnostics=tuple(_advice(folder, channel.address, cover, found)),
    )


def schema_errors(feed: bytes) -> tuple[str, ...]:
    """Return the errors of a feed by the schema ``feed.rng``; nothing if it is valid."""
    schema = _schema()
    if schema.validate(etree.fromstring(feed)):
        return ()
    return tuple(f"line {one.line}: {one.message}" for one in schema.error_log)


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("feed.rng")))


def _finished(folder: Path, pattern: str) -> list[Path]:
    """Return the files below ``folder`` that match ``pattern``; hidden ones are being built."""
    return [
        file
        for file in sorted(folder.rglob(pattern))
        if not any(part.startswith(".") for part in file.relative_to(folder).parts)
    ]


def _episodes(folder: Path) -> dict[Path, Episode]:
    """Return the episodes in ``folder``, each by the path of its files without a suffix."""
    diagnostics = Diagnostics()
    found: dict[Path, Episode] = {}
    for file in _finished(folder, f"*{SUFFIX}/{FACTS}"):
        stem = file.parent.with_name(file.parent.name.removesuffix(SUFFIX))
        with diagnostics.collect():
            found[stem] = read_episode(file)
    diagnostics.raise_all()
    if not found:
        raise UsageError(
            f"There is no episode in {folder}. Build articles there first: "
            f"publish audio article.md --only podcast -o {folder}"
        )
    return found


def _items(
    folder: Path, channel: Channel, found: Mapping[Path, Episode], previous: Previous
) -> list[Item]:
    """Return the items, the newest first.  Raises :class:`SourceError` with all errors."""
    diagnostics = Diagnostics()
    items: list[Item] = []
    owners: dict[str, Path] = {}
    names = {stem.name for stem in found}
    identifiers = {episode.guid for episode in found.values()}
    for name in sorted(channel.explicit_names - names):
        with diagnostics.collect():
            message = f"explicit: There is no article “{name}” in {folder}."
            raise SourceError.at(channel.file, 0, "feed-explicit", message, suggestion(name, names))
    for stem, episode in sorted(
        found.items(), key=lambda one: (-one[1].published.timestamp(), str(one[0]))
    ):
        with diagnostics.collect():
            item = _item(folder, channel, stem, episode)
            sound = item.sound.removeprefix(channel.address)
            item = previous.keep_guid(item, sound, identifiers)
            other = owners.setdefault(item.guid, stem)
            if other != stem:
                message = (
                    f"The article “{other.name}” has the same identifier, so players would show "
                    "only one of the two."
                )
                fix = (
                    f"Give {episode.source} another title or an “identifier”, and build it again; "
                    "or remove the files of one."
                )
                raise SourceError.at(_facts(stem), 0, "feed-guid", message, fix)
            items.append(item)
    diagnostics.raise_all()
    return items


def _item(folder: Path, channel: Channel, stem: Path, episode: Episode) -> Item:
    sound = stem.with_name(f"{stem.name}.mp3")
    _check_sound(sound, episode)
    if channel.serial and not episode.number:
        message = "The podcast is serial, and the article has no whole number in a series."
        fix = f"Add “position” to “series” in {episode.source}, and build it again."
        raise SourceError.at(_facts(stem), 0, "feed-number", message, fix)

    def address(file: Path) -> str:
        return address_of(channel.address, *file.relative_to(folder).parts)

    captions = stem.with_name(f"{stem.name}.vtt")
    chapters = _chapters(stem)
    transcript = _facts(stem).with_name(TRANSCRIPT)
    kinds = {captions: "text/vtt", transcript: "application/json"}
    square = _artwork(stem, episode)
    on_the_web = re.fullmatch("https?://[!-~]+", episode.guid)
    page = channel.page.replace("{name}", address_of("", stem.name))
    return Item(
        episode=episode,
        guid=episode.guid,
        sound=address(sound),
        size=sound.stat().st_size,
        transcripts=tuple((address(file), kind) for file, kind in kinds.items() if file.is_file()),
        chapters=address(chapters) if _chapter_pictures(chapters) is not None else "",
        picture=Picture(address(square), episode.artwork.alt, episode.artwork.side)
        if square and episode.artwork
        else None,
        page=episode.page or (episode.guid if on_the_web else page),
        explicit=bool(channel.explicit) or stem.name in channel.explicit_names,
    )


def _facts(stem: Path) -> Path:
    return stem.with_name(stem.name + SUFFIX) / FACTS


def _artwork(stem: Path, episode: Episode) -> Path | None:
    """Return the square cover of an episode, or ``None`` if it has none or the file is missing."""
    file = _facts(stem).with_name(episode.artwork.name) if episode.artwork else None
    return file if file and file.is_file() else None


def _chapters(stem: Path) -> Path:
    return stem.with_name(f"{stem.name}-chapters") / "chapters.json"


def _check_sound(sound: Path, episode: Episode) -> None:
    """Raise :class:`SourceError` if the sound is missing, broken, cut or of another build."""
    kinds = [mutagen("mutagen.mp3").MP3]
    try:
        with reading():
            found = mutagen().File(sound, kinds)
        size = sound.stat().st_size - (found.tags.size if found.tags else 0)
    except (BrokenSoundError, OSError) as error:
        what = "is missing" if not sound.exists() else f"can't be read: {error}"
        message = f"The MP3 of the episode {what}."
        raise SourceError.at(
            sound, 0, "feed-sound", message, f"Build it with: {_REBUILD}"
        ) from error
    seconds = found.info.length
    if size < _WHOLE * seconds * found.info.bitrate / 8:
        message = "The MP3 of the episode breaks off: the end of the file is missing."
        raise SourceError.at(sound, 0, "feed-sound", message, f"Build it with: {_REBUILD}")
    if abs(seconds - episode.seconds) > _TOLERANCE:
        message = (
            f"The sound has {seconds:.0f} s, and the facts of the episode say "
            f"{episode.seconds:.0f} s: they are of different builds."
        )
        raise SourceError.at(sound, 0, "feed-sound", message, f"Build both with: {_REBUILD}")


def _advice(
    folder: Path, address: str, cover: Image, found: Mapping[Path, Episode]
) -> Iterator[Diagnostic]:
    """Yield warnings about what listeners would miss; ``folder`` is at ``address`` on the web."""
    if max(cover.width, cover.height) < LEAST_ARTWORK and cover.media_type != "image/svg+xml":
        message = (
            f"The cover has {cover.width} by {cover.height} pixels, so it is enlarged to the "
            f"{LEAST_ARTWORK} that Apple Podcasts asks for."
        )
        fix = "Give a larger one; 3000 by 3000 is best."
        yield _warning(cover.file, "feed-cover", message, fix)
    yield from _unreachable(folder, address, found)
    for stem, episode in found.items():
        if not stem.with_name(f"{stem.name}.vtt").is_file():
            message = "The captions of the episode are missing, so players show no words."
            fix = f"Build them with: {_REBUILD}"
            yield _warning(_facts(stem), "feed-captions", message, fix)
        if episode.artwork and not _artwork(stem, episode):
            message = (
                f"The cover of the episode, “{episode.artwork.name}”, is missing, so players show "
                "that of the podcast."
            )
            yield _warning(_facts(stem), "feed-cover", message, f"Build it with: {_REBUILD}")
        chapters = _chapters(stem)
        if _chapter_pictures(chapters) is None:
            what = "can't be read" if chapters.is_file() else "are missing"
            message = f"The chapters of the episode {what}, so listeners can't skip any."
            yield _warning(_facts(stem), "feed-chapters", message, f"Build them with: {_REBUILD}")
    for sound in _finished(folder, "*.mp3"):
        stem = sound.with_suffix("")
        if stem not in found and (stem.with_name(f"{stem.name}.vtt").is_file() or _is_whole(sound)):
            message = "The sound isn't in the feed, since the facts of its episode are missing."
            yield _warning(sound, "feed-episode", message, f"Build them with: {_REBUILD}")


def _unreachable(folder: Path, address: str, found: Mapping[Path, Episode]) -> Iterator[Diagnostic]:
    """Yield one warning for all episodes whose chapters have pictures without a web address."""
    sources: dict[str, list[str]] = {}
    files = []
    for stem, episode in found.items():
        if any("://" not in picture for picture in _chapter_pictures(_chapters(stem)) or ()):
            place = address_of(address, *stem.relative_to(folder).parts[:-1], "")
            sources.setdefault(place, []).append(episode.source)
            files.append(_chapters(stem))
    if files:
        message = "The pictures of the chapters have no web address, so players can't show them."
        urls = "; ".join(f"“url: {place}” in {', '.join(own)}" for place, own in sources.items())
        fix = f"Add to “narration”: {urls}. Then build again."
        yield _warning(files[0], "feed-chapters", message, fix)


class _Chapter(Struct, frozen=True):
    img: str = ""


class _Chapters(Struct, frozen=True):
    chapters: tuple[_Chapter, ...]


def _chapter_pictures(chapters: Path) -> tuple[str, ...] | None:
    """Return the addresses of the pictures in JSON chapters, or ``None`` if they can't be read."""
    try:
        found = msgspec.json.decode(chapters.read_bytes(), type=_Chapters)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return tuple(one.img for one in found.chapters if one.img)


def _is_whole(sound: Path) -> bool:
    """Return whether a build made the MP3, and not as one of several files."""
    kinds = [mutagen("mutagen.mp3").MP3]
    try:
        with reading():
            tags = mutagen().File(sound, kinds).tags or {}
    except BrokenSoundError:
        return False
    return "TXXX:narrator" in tags and "TRCK" not in tags


def _warning(file: Path, code: str, message: str, fix: str) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, message=message, fix=fix, file=file)
