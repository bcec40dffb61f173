"""Rules for sounds and videos, and for the data with which a player keeps in step."""

from __future__ import annotations

from collections.abc import Iterator

from publish.errors import Diagnostic
from publish.readers import MalformedError
from publish.readers.container import SCHEME
from publish.readers.document import XHTML, line_of
from publish.readers.sound import length_of
from publish.readers.web import Page, PlayerData
from publish.verify.epub.names import decorates
from publish.verify.web.pages import PageRule
from publish.verify.web.requirements import fault_in

#: How far the sound and the data of its player may be from each other, in ms.
_NEAR = 250


def players(page: Page) -> Iterator[Diagnostic]:
    """Sounds and videos can be stopped, start only when asked, and have captions."""
    scripted = page.root.find(f".//{XHTML}script[@src]") is not None
    for one in page.root.iter(f"{XHTML}audio", f"{XHTML}video"):
        is_video, line = one.tag == f"{XHTML}video", line_of(one)
        muted = one.get("muted") is not None
        if one.get("autoplay") is not None and not muted:
            message, fix = "It plays as soon as the page opens.", "Delete autoplay."
            yield fault_in(page, "autoplay", line, message, fix)
        if one.get("controls") is None and not scripted and not (muted or decorates(one)):
            message, fix = "Nothing stops or pauses it.", "Give it the attribute controls."
            yield fault_in(page, "media-uncontrolled", line, message, fix)
        kinds = {track.get("kind") or "subtitles" for track in one.iter(f"{XHTML}track")}
        if is_video and not muted and kinds.isdisjoint({"captions", "subtitles"}):
            message, fix = "The video has no captions.", "Add a track of them (kind='captions')."
            yield fault_in(page, "captions-missing", line, message, fix)


def tracks(page: Page) -> Iterator[Diagnostic]:
    """Captions and chapters are WebVTT."""
    for track in page.root.iter(f"{XHTML}track"):
        name, _ = page.book.resolve(page.name, track.get("src") or "")
        if SCHEME.match(name) and not name.lower().startswith("data:"):
            continue
        try:
            content = page.book.bytes(name)
        except MalformedError:  # reported as a missing file
            continue
        if not content.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
            message, fix = f"The file of a track, {name[:100]}, isn't WebVTT.", "Make it again."
            yield fault_in(page, "track-broken", line_of(track), message, fix)


def in_step(page: Page) -> Iterator[Diagnostic]:
    """The player highlights elements that exist, in the order of the page, for its whole sound."""
    block = next(page.scripts("application/json", "player-data"), None)
    if block is None:
        return
    line = line_of(block)
    try:
        data = page.player
    except MalformedError as error:
        yield fault_in(page, "player-data-broken", line, f"{error}.", "Build the page again.")
        return
    if data is None:
        return
    for why in _times(data):
        yield fault_in(page, "player-times", line, why, "Build the page again.")
    yield from _length(page, data, line)
    if page.is_player:
        return
    places = page.summary.places
    for own in dict.fromkeys(own for own, _, _ in data.elements):
        if own not in places:
            message = f"The player highlights {own!r}, which isn't in the page."
            yield fault_in(page, "player-target-lost", line, message, "Build the page again.")
    for chapter in data.chapters:
        if chapter.target and chapter.target not in places:
            message = (
                f"The chapter {chapter.title!r} is about {chapter.target!r}, which isn't there."
            )
            yield fault_in(page, "player-target-lost", line, message, "Build the page again.")
    known = [places[own] for own, _, _ in data.elements if own in places]
    if known != sorted(known):
        message = "The player reads the page in another order than it is written in."
        yield fault_in(page, "player-order", line, message, "Build the page again.")


def _times(data: PlayerData) -> Iterator[str]:
    """Yield what is wrong with the times."""
    before = 0
    for own, begin, end in data.elements:
        if begin != before or end < begin:
            yield f"The time of {own!r} doesn't begin where the one before it ends."
            break
        before = end
    if data.elements and before != data.duration:
        yield f"The last element ends at {before} ms, and the sound at {data.duration} ms."
    if any(one.end < one.begin or one.end > data.duration for one in data.chapters):
        yield "A chapter ends before it begins, or after the sound."
    for name, stretches in data.skips.items():
        if any(end < begin or end > data.duration for begin, end in stretches):
            yield f"A stretch of {name} ends before it begins, or after the sound."


def _length(page: Page, data: PlayerData, line: int) -> Iterator[Diagnostic]:
    name = page.sound()
    if SCHEME.match(name) and not name.lower().startswith("data:"):
        return
    try:
        with page.book.file(name) as stream:
            seconds = length_of(stream)
    except MalformedError:  # reported as a missing file
        return
    if seconds is not None and abs(seconds * 1000 - data.duration) > _NEAR:
        message = (
            f"The sound lasts {seconds:.1f} s, and the player says {data.duration / 1000:.1f} s."
        )
        yield fault_in(page, "player-times", line, message, "Build the page again.")


RULES: tuple[PageRule, ...] = (players, tracks, in_step)
