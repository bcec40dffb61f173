"""One package an edition; :data:`EXPORTERS` is the table of all of them.

An exporter is a function ``(article, narration, output) -> summary`` that writes one file and
returns what is worth telling of it ("24 pages").  It is imported when it is called, so that no
edition pays for another's libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from publish.article import Article
from publish.narration.timeline import Narration

Export = Callable[[Article, Narration | None, Path], str]


@dataclass(frozen=True, slots=True)
class Exporter:
    """``where`` names the function as ``module:function``; ``spoken`` editions need a narration."""

    title: str
    suffix: str
    where: str
    spoken: bool = False

    def load(self) -> Export:
        """The exporter's function."""
        module, _, function = self.where.partition(":")
        export: Export = getattr(import_module(f"publish.exporters.{module}"), function)
        return export


EXPORTERS = {
    "epub": Exporter("EPUB 3", ".epub", "epub:export"),
    "pdf": Exporter("Tagged PDF", ".pdf", "pdf:export"),
    "m4b": Exporter("Audiobook", ".m4b", "audio:export_m4b", spoken=True),
    "mp3": Exporter("MP3", ".mp3", "audio:export_mp3", spoken=True),
}

#: What ``--only`` takes beside the names above.
GROUPS = {"audio": ("m4b", "mp3")}
