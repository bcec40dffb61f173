"""One package an edition; :data:`EXPORTERS` is the table of all of them.

An exporter is a function ``(article, narration, output) -> Made`` that writes one file and returns
what is worth telling of it.  It is imported when it is called, so that no edition pays for
another's libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from msgspec import Struct

from publish.editions.built import Made

#: One that is ``paged`` takes a fourth argument, ``Made.pages`` of the PDF of the same build.
Export = Callable[..., Made]


class Exporter(Struct, frozen=True):
    """``where`` names the function as ``module:function``.

    ``spoken`` editions need a narration.  ``paged`` ones take what the build has beside them: a
    narration, and the pages of the PDF.  ``split`` names the function that writes a folder with one
    file a chapter, for those that can.  One with ``kinds`` takes the name of one as its fourth
    argument.
    """

    title: str
    suffix: str
    where: str
    spoken: bool = False
    paged: bool = False
    split: str = ""
    kinds: bool = False

    def load(self, *, split: bool = False) -> Export:
        """The exporter's function; the one that splits where that is wanted."""
        module, _, function = (self.split if split else self.where).partition(":")
        export: Export = getattr(import_module(f"publish.editions.{module}"), function)
        return export


EXPORTERS = {
    "epub": Exporter("EPUB 3", ".epub", "epub:export", paged=True),
    "pdf": Exporter("Tagged PDF", ".pdf", "pdf:export", kinds=True),
    "m4b": Exporter("Audiobook", ".m4b", "audio:export_m4b", True, split="audio:split_m4b"),
    "mp3": Exporter("MP3", ".mp3", "audio:export_mp3", True, split="audio:split_mp3"),
    "opus": Exporter("Opus", ".opus", "audio:export_opus", True, split="audio:split_opus"),
    "vtt": Exporter("Captions", ".vtt", "audio:export_vtt", spoken=True),
    "chapters": Exporter("Chapters", "-chapters", "audio:export_chapters", spoken=True),
    "lpf": Exporter("W3C Audiobook", ".lpf", "audio:export_lpf", spoken=True),
    "rss": Exporter("Podcast feed", ".rss", "audio:export_rss", spoken=True),
}

#: What ``--only`` takes beside the names above.  A feed has to be asked for: it needs an address.
GROUPS = {
    "audio": ("m4b", "mp3"),
    "listen": ("m4b", "mp3", "opus", "vtt", "chapters", "lpf"),
}
