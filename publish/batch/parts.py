"""Build a large title in parts: what each part makes is kept in the cache, for its editions.

A part does what a build does, with the same functions, for every n-th utterance of the narration,
segment of the sound, or chapter of a book's PDF.  So the editions have the bytes of ``publish
build``, whichever parts were made elsewhere, or not at all.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish import intake
from publish.batch.results import Parts, Step
from publish.editions import table
from publish.editions.edition import BuildOptions, SpokenEdition, no_report
from publish.editions.pdf.options import resolve
from publish.editions.wanted import is_spoken, wanted
from publish.model import Article
from publish.narration.casting import voices_for
from publish.narration.narrate import narrate
from publish.narration.speak import speak_ahead, utterances_of
from publish.pipeline import cache_folder, with_options
from publish.prepare import prepare
from publish.runtime.file_states import FileState, looking
from publish.speech import levelled, spoken

#: The utterances of a part: a quarter of an hour of sound, which takes as long to speak, or hours
#: with an engine that is fast.
_SLOW_UTTERANCES, _FAST_UTTERANCES = 150, 3_000

#: The utterances whose sound a part encodes: about two hours.
_ENCODED_UTTERANCES = 1_500

#: A source of fewer bytes isn't divided.
_WHOLE = 20_000

#: The letters of a part of the PDF: about 75 pages.
_LETTERS = 225_000

#: No title has more parts of a kind: each process that makes some reads the whole source.
_MOST = 100


class _ReadSource(Struct, frozen=True):
    path: Path
    article: Article
    files: tuple[FileState, ...]


_last: list[_ReadSource] = []
"""The source that was read last, at most one."""


def read_once(source: Path) -> Article:
    """Return the article of ``source``; read it if it isn't the one that was read last.

    Raises:
        SourceError: It has errors.
    """
    last = _last[0] if _last else None
    if last and last.path == source and all(one.holds() for one in last.files):
        return last.article
    _last.clear()
    with looking() as seen:
        article = intake.read(source)
    _last.append(_ReadSource(source, article, tuple(seen.values())))
    return article


def parts_of(article: Article, options: BuildOptions, size: int) -> Parts:
    """Return the parts of ``article``, whose source has ``size`` bytes.

    Raises:
        PublishError: What narrating an article raises.
    """
    if size < _WHOLE or cache_folder(options) is None:
        return Parts()
    names = {one.name for one in wanted(options)}
    layout = min(size // _LETTERS, len(article.blocks)) if article.book and "pdf" in names else 0
    if not is_spoken(options):
        return Parts(layout=_at_least_two(layout))
    article = prepare(with_options(article, options))
    settings = article.metadata.narration
    slow = any(voice.slow for voice in voices_for(settings, article.metadata.language))
    count = len(utterances_of(narrate(article)))
    encoded = 0 if options.split else count // _ENCODED_UTTERANCES
    return Parts(
        narrate=_at_least_two(count // (_SLOW_UTTERANCES if slow else _FAST_UTTERANCES)),
        encode=_at_least_two(encoded) if _codecs(options) else 0,
        layout=_at_least_two(layout),
    )


def _at_least_two(count: int) -> int:
    return min(count, _MOST) if count > 1 else 0


def make_part(article: Article, options: BuildOptions, step: Step, part: slice) -> None:
    """Make a ``part`` of a checked article, and leave it in the cache.

    Raises:
        PublishError: What the step raises in a build.
    """
    folder = cache_folder(options)
    if folder is None:
        return
    article = prepare(with_options(article, options))
    if step == "narrate":
        speak_ahead(narrate(article), article.metadata.narration, folder, part)
    elif step == "level":
        with spoken(article, no_report, folder) as narration:
            levelled(article, narration)
    elif step == "encode":
        _encode(article, options, folder, part)
    elif step == "layout":
        from publish.editions.pdf.chapters import lay_out_ahead

        about = article.metadata
        for pdf in options.pdf:
            product = table.find("pdf", pdf.variant).product
            own = replace(about, identifier=about.identifier_of(product))
            one = replace(article, metadata=own)
            lay_out_ahead(one, resolve(pdf, one), folder, part)


def _encode(article: Article, options: BuildOptions, folder: Path, part: slice) -> None:
    from publish.editions.audio.encode import encode_all

    with spoken(article, no_report, folder) as narration:
        narration, too_long = levelled(article, narration)
        if not too_long:  # the files of a split edition may differ in level
            encode_all(article, narration, _codecs(options), lambda _done, _total: None, part)


def _codecs(options: BuildOptions) -> set[str]:
    rows = (table.find(name) for name in table.select(options.only))
    return {row.codec for row in rows if isinstance(row, SpokenEdition) and row.codec}
