"""How every part of the reader says what is wrong, where, and how to fix it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from publish.errors import Diagnostic, SourceError

_USUAL_NAMES = {
    "author": "authors",
    "byline": "authors",
    "date": "published",
    "updated": "modified",
    "lang": "language",
    "tags": "subjects",
    "keywords": "subjects",
    "categories": "subjects",
    "license": "licence",
    "copyright": "rights",
    "summary": "description",
    "lead": "standfirst",
    "dek": "standfirst",
    "image": "cover",
    "isbn": "identifier",
    "speed": "rate",
    "doi": "identifier",
}
"""What other tools call our fields; the nearest spelling would lead astray (date: dateline)."""


def mistake(file: Path, line: int, code: str, message: str, fix: str) -> SourceError:
    """The error to raise for one mistake; ``line`` counts from 1 (0: the whole file)."""
    return SourceError(Diagnostic(code=code, message=message, fix=fix, file=file, line=line))


MOST = 100
"""Mistakes that are told at once; a source with more is no source."""


class Mistakes(Struct, frozen=True):
    """The mistakes of one source, gathered so that all of them are told."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep the mistake that the block raises, and go on after it."""
        try:
            yield
        except SourceError as error:
            self.diagnostics.extend(error.diagnostics)
            if len(self.diagnostics) >= MOST:
                self.tell()

    def tell(self) -> None:
        """Raise :class:`SourceError` with all of them, if any: by file, in the order of lines."""
        if self.diagnostics:
            files = list(dict.fromkeys(one.file for one in self.diagnostics))
            once = dict.fromkeys(self.diagnostics)
            raise SourceError(*sorted(once, key=lambda one: (files.index(one.file), one.line)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of ``known`` that ``word`` was most likely meant to be, or an empty string.

    >>> nearest("autor", ["author", "editor"])
    'author'
    """
    matches = difflib.get_close_matches(word.lower()[:60], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def one_of(word: str, known: Iterable[str]) -> str:
    """A fix for an unknown ``word``: the nearest of ``known``, or all of them."""
    names = sorted(known)
    meant = nearest(word, names)
    if (usual := _USUAL_NAMES.get(word.lower())) in names:
        meant = str(usual)
    return f"Did you mean “{meant}”?" if meant else f"Known are: {', '.join(names)}."


def shortened(text: str, length: int = 40) -> str:
    """``text`` on one line, cut to ``length`` characters for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
