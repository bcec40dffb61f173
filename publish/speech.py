"""The sound of an article, before its editions are made: spoken, levelled, encoded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec.structs import replace

from publish.editions.export import Report
from publish.errors import MissingVoiceError
from publish.model import Article
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.narration.timeline import Narration
from publish.runtime.background import BackgroundThread
from publish.runtime.cache import Cache


@contextmanager
def speech(article: Article, report: Report, cache: Path | None) -> Iterator[Narration]:
    """The article, spoken; when the block ends, its sound is removed unless ``cache`` keeps it."""
    with ExitStack() as stack:
        if cache:
            stack.callback(Cache(cache).trim)
        kept = cache or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="publish-")))
        try:
            narration = speak(
                narrate(article),
                article.metadata.narration,
                kept,
                progress=lambda done, total: report("Narration", done, total),
            )
        except MissingVoiceError as error:
            line = _asked_for(error.voice, article)
            raise MissingVoiceError(error.voice, error.fix, article.file, line) from error
        yield narration


def _asked_for(voice: str, article: Article) -> int:
    """The line of the front matter that asks for ``voice``; 0 where none does."""
    options, lines = article.metadata.narration, dict(article.lines)
    fields = {role.voice: f"narration.roles.{role.role}" for role in options.roles}
    return lines.get("narration.voice" if voice == options.voice else fields.get(voice, ""), 0)


def levelled(article: Article, narration: Narration) -> tuple[Narration, bool]:
    """``narration`` with the gain that its editions share; whether it is too long for one file."""
    from publish.encoding import mastering

    profile = mastering.profile_of(article)
    louder = replace(narration, gain=mastering.gain_for(profile, narration))
    longest = profile.longest
    return louder, longest is not None and narration.length > longest * narration.rate


def encoded(
    article: Article,
    narration: Narration,
    formats: list[str],
    report: Report,
) -> None:
    """Have the sound of all ``formats`` encoded at once, into the cache.

    Raises as :func:`publish.encoding.encoder.encode` does.
    """
    from publish.editions.audio.codecs import encode_all

    done, total = 0, 0

    def progress(*count: int) -> None:
        nonlocal done, total
        done, total = count

    with BackgroundThread(encode_all, article, narration, formats, progress) as at_work:
        while not at_work.ready(seconds=0.2):
            report("Encoding", done, total)
        at_work.result()
