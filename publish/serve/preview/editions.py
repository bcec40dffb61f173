"""The jobs that make the PDF and the sound of a previewed source, and the EPUB for a reader.

They make a source whatever its check says: somebody is still writing it.
"""

from __future__ import annotations

from publish.editions.edition import BuildOptions, Report

#: What can be made, and the options of its build.
MADE = {
    "pdf": BuildOptions(only="pdf", audit=False),
    "epub": BuildOptions(only="epub", audit=False, silent=True),
    "draft": BuildOptions(only="mp3", audit=False, draft=True),
    "natural": BuildOptions(only="mp3", audit=False),
}


def make(source: str, folder: str, what: str, *, progress: Report) -> str:
    """Make one of :data:`MADE` in ``folder``; return the path of its file.

    It is empty if no voice is more natural than that of the draft.

    Raises:
        PublishError: The source can't be read, or the edition can't be built.
    """
    from publish import api
    from publish.narration.casting import Direction, voices_for
    from publish.pipeline import CheckedSource, with_options

    options = MADE[what]
    article = api.read(source)
    if what == "natural":
        language = article.metadata.language
        asked = (with_options(article, one).metadata.narration for one in (options, MADE["draft"]))
        each = (Direction.of(voices_for(one, language), one, language) for one in asked)
        own, drafts = (one.casting.main for one in each)
        if own == drafts:
            return ""
    checked = CheckedSource(article, ())
    (edition,) = api.build_each([checked], folder, options, progress=progress)
    return str(edition.path)
