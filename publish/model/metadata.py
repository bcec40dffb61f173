"""What the front matter says.

The options of an author for the audio edition.

What an author decides about the rules of the checker.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

from publish.model.inlines import Image


class RoleVoice(Struct, frozen=True):
    """Who reads a role, and how fast (words a minute); empty and 0: as all others."""

    role: str
    voice: str = ""
    rate: int = 0


class ListeningProfile(Struct, frozen=True):
    """Which roles the narration leaves out, and where it reads the notes (empty: at the end)."""

    name: str
    skip: tuple[str, ...] = ()
    notes: str = ""


#: How an audio edition can be mastered.
MASTERING = ("podcast", "audiobook")

#: What is highlighted in the EPUB while it is spoken.
HIGHLIGHTS = ("sentence", "word")


class NarrationSettings(Struct, frozen=True):
    """The author's options for the audio edition; ``rate`` in words a minute, 0 for the default.

    ``lexicon_words`` are the spellings that the ``lexicon`` has entries for.
    ``roles`` are the names of roles with their own voice and rate.  ``recordings`` are the ids of
    sections with the sound files that are heard instead; ``intro``, ``outro`` and ``earcon`` (heard
    where a figure begins) are sound files too.  ``mastering`` is one of :data:`MASTERING`, or
    empty.
    ``url`` is the address of the folder where the sound files will be found, with a slash at its
    end, or empty.  ``profile`` names a listening profile, one of ``profiles`` or one that is known
    everywhere; empty: all is read.  ``highlight`` is one of :data:`HIGHLIGHTS`.
    """

    voice: str = ""
    rate: int = 0
    lexicon: Path | None = None
    lexicon_words: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    roles: tuple[RoleVoice, ...] = ()
    recordings: tuple[tuple[str, Path], ...] = ()
    intro: Path | None = None
    outro: Path | None = None
    earcon: Path | None = None
    mastering: str = ""
    url: str = ""
    profile: str = ""
    profiles: tuple[ListeningProfile, ...] = ()
    highlight: str = "sentence"


class RuleSetting(Struct, frozen=True):
    """The rule ``code`` is ``off``, or has another severity, for a ``reason`` that is never empty.

    ``severity`` is ``off``, ``information``, ``warning`` or ``error``; ``file`` and ``line`` say
    where that was decided.
    """

    code: str
    severity: str
    reason: str
    file: Path = Path()
    line: int = 0


class Contributor(Struct, frozen=True):
    """``role`` is a MARC relator code (``aut``, ``ill``, ``trl`` ...)."""

    name: str
    role: str = "aut"
    file_as: str = ""


class Series(Struct, frozen=True):
    name: str
    position: str = ""

    @property
    def text(self) -> str:
        """As a reader is told it: "Rails, 2"."""
        return f"{self.name}, {self.position}" if self.position else self.name


class Correction(Struct, frozen=True):
    date: date
    text: str


class Licence(Struct, frozen=True):
    """``name`` is an SPDX identifier or empty, ``url`` its address or empty; one is given."""

    name: str = ""
    url: str = ""


class Evaluation(Struct, frozen=True):
    """What a person has looked at: ``criteria`` are numbers of criteria, or ``all`` alone.

    ``level`` is ``A`` or ``AA``.  ``organisation``, ``credential`` and ``report`` (an address) may
    be empty.
    """

    evaluator: str
    date: date
    level: str
    criteria: tuple[str, ...]
    organisation: str = ""
    credential: str = ""
    report: str = ""


#: How a PDF can look.
THEMES = ("feature", "book", "report")


class Metadata(Struct, frozen=True, kw_only=True):
    """What the front matter says; every field is validated.

    ``identifier`` is always set: the author's (ISBN and DOI as ``urn:isbn:``, ``https://doi.org/``)
    or a URN made from language, title and first author, so that it outlives corrections.
    ``theme`` is one of :data:`THEMES` or empty; ``contents`` and ``illustrations`` say whether the
    PDF has a list of sections and of figures with page numbers (``None``: as its theme has it).
    """

    title: str
    language: str
    identifier: str
    subtitle: str = ""
    standfirst: str = ""
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    dateline: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    licence: Licence | None = None
    cover: Image | None = None
    series: Series | None = None
    corrections: tuple[Correction, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    narration: NarrationSettings = field(default_factory=NarrationSettings)
    evaluation: Evaluation | None = None
    check: tuple[RuleSetting, ...] = ()
    theme: str = ""
    contents: bool | None = None
    illustrations: bool = False
