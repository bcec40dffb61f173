"""Read finished editions back: EPUB, PDF and sound files.

``audit`` (is anything of the source lost?) and ``verify`` (does the file meet its standard?) both
read through this package.  Files may come from anywhere, so every reader limits how much it unpacks
and keeps.  A reader reports the content of a file and judges nothing.

`epub`       package, documents, navigation and media overlays of an EPUB
`pdf`        structure tree, page content, fonts and annotations of a PDF
`sound`      chapters, lengths and titles of M4B, MP3 and Opus files
"""

from __future__ import annotations


class MalformedError(ValueError):
    """The file is malformed and can't be read, or it exceeds a limit.

    Callers of readers get :class:`~publish.errors.SourceError`.
    """
