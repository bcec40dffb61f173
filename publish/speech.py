"""The sound of an article, before its editions are built: spoken, levelled, encoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec.structs import replace

from publish.editions.edition import Report, SpokenEdition, TextEdition
from publish.errors import MissingVoiceError, UnspokenError
from publish.model import Article
from publish.model.ids import unscoped
from publish.model.walk import chapters_in
from publish.narration.narrate import narrate
from publish.narration.script import Script
from publish.narration.speak import speak, utterances_of
from publish.narration.timeline import Narration
from publish.runtime.background import BackgroundThread
from publish.runtime.cache import Cache
from publish.runtime.temporary import temporary_folder


@contextmanager
def spoken(article: Article, report: Report, cache: Path | None) -> Iterator[Narration]:
    """Yield the narration of ``article``.

    When the block ends, its sound is removed unless ``cache`` keeps it.

    Raises:
        MissingVoiceError: A voice isn't installed; the error names the line that asks for it.
        UnspokenError: A sentence can't be spoken; the error names its line.
        PublishError: What :func:`publish.narration.speak.speak` raises.
    """
    with ExitStack() as stack:
        if cache:
            stack.callback(Cache(cache).trim_again)
        folder = cache or stack.enter_context(temporary_folder())
        script = narrate(article)
        try:
            narration = speak(
                script,
                article.metadata.narration,
                folder,
                progress=lambda done, total: report("Narration", done, total),
            )
        except MissingVoiceError as error:
            line = _line_of_voice(error.voice, article)
            raise MissingVoiceError(error.voice, error.fix, article.file, line) from error
        except UnspokenError as error:
            raise _with_place(error, script, article) from error
        yield narration


def _with_place(error: UnspokenError, script: Script, article: Article) -> UnspokenError:
    """Return ``error`` with the file and the line of its sentence, if that is in the text."""
    files = {one.id: one.file for one in chapters_in(article.blocks)}
    said = next((one for one in utterances_of(script) if one.text == error.words), None)
    file = (files.get(unscoped(said.block)[0]) if said else None) or article.file
    line = said.line if said else 0
    return UnspokenError(error.command, error.reason, error.words, file, line)


def _line_of_voice(voice: str, article: Article) -> int:
    """Return the line of the front matter that asks for ``voice``; 0 where none does."""
    lines = dict(article.lines)
    asked = article.metadata.narration.voices.items()
    return next((lines[field] for field, one in asked if one == voice and field in lines), 0)


def levelled(article: Article, narration: Narration) -> tuple[Narration, bool]:
    """Return ``narration`` with the gain of its editions, and whether it is too long for one file.

    The mastering profile of the article says how loud and how long a file may be.
    """
    from publish.encoding import mastering

    profile = mastering.profile_of(article)
    with_gain = replace(narration, gain=mastering.gain_for(profile, narration))
    longest = profile.longest
    return with_gain, longest is not None and narration.length > longest * narration.rate


def encode_together(
    article: Article,
    narration: Narration,
    editions: Sequence[TextEdition | SpokenEdition],
    report: Report,
) -> None:
    """Encode the sound of all ``editions`` at once into the cache, for their builds to use.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
    """
    from publish.editions.audio.encode import encode_all

    codecs = {one.codec for one in editions if isinstance(one, SpokenEdition) and one.codec}
    done, total = 0, 0

    def progress(*count: int) -> None:
        nonlocal done, total
        done, total = count

    with BackgroundThread(encode_all, article, narration, codecs, progress) as encoding:
        while not encoding.ready(seconds=0.2):
            report("Encoding", done, total)
        encoding.result()
