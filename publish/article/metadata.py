"""What the front matter says."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct, field

from publish.article.checking import RuleSetting
from publish.article.image import Image
from publish.article.listening import NarrationSettings


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
