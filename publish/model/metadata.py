"""The metadata of a publication: bibliography, narration options, settings of checks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

from publish.model.inlines import Image


class RoleVoice(Struct, frozen=True):
    """The voice and the rate (words a minute) of a role; empty and 0 stand for the defaults.

    In :attr:`NarrationSettings.speakers`, ``role`` is the name of a person in a dialogue.
    """

    role: str
    voice: str = ""
    rate: int = 0


class ListeningProfile(Struct, frozen=True):
    """The roles that the narration skips, where it reads the notes (empty: at the end), and how
    much it announces (empty: as usual).
    """

    name: str
    skip: tuple[str, ...] = ()
    notes: str = ""
    detail: str = ""


#: The targets that an audio edition can be mastered for.
MASTERING = ("podcast", "audiobook")

#: The codecs that the narration of an EPUB can have (core media types: EPUB 3.3, 3.2), and its bit
#: rates in kbit/s: those that MP3 has at every sample rate.
EPUB_CODECS = ("mp3", "aac", "opus")
EPUB_BIT_RATES = (32, 40, 48, 56, 64, 80, 96)

#: The units that the EPUB can highlight while they are spoken.
HIGHLIGHTS = ("sentence", "word")


class NarrationSettings(Struct, frozen=True):
    """The author's options for the narration; ``rate`` in words a minute, 0 for the default.

    ``lexicon_words`` are the spellings that the ``lexicon`` has entries for.  ``roles`` have their
    own voice and rate, and so have ``speakers``, by the name before what they say.  ``languages``
    are BCP 47 tags, each with the voice of passages in it.  ``recordings`` are ids of sections,
    each with the sound file that replaces its synthetic speech.  ``intro``, ``outro`` and
    ``earcon`` (played where a figure begins) are sound files.  ``mastering`` is one of
    :data:`MASTERING`, or empty.  ``url`` is the address of the folder of the published sound files,
    with a final slash, or empty.  ``profile`` names a listening profile, from ``profiles`` or built
    in; empty: everything is read.  With ``overview`` the narration begins with its length and
    contents.  ``chapter_pause`` is the silence before a chapter, in ms.  ``highlight`` is one of
    :data:`HIGHLIGHTS`.  ``epub_codec`` and ``epub_kbps`` are from :data:`EPUB_CODECS` and
    :data:`EPUB_BIT_RATES`, or empty and 0.
    """

    voice: str = ""
    rate: int = 0
    lexicon: Path | None = None
    lexicon_words: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    roles: tuple[RoleVoice, ...] = ()
    speakers: tuple[RoleVoice, ...] = ()
    languages: tuple[tuple[str, str], ...] = ()
    recordings: tuple[tuple[str, Path], ...] = ()
    intro: Path | None = None
    outro: Path | None = None
    earcon: Path | None = None
    mastering: str = ""
    url: str = ""
    profile: str = ""
    profiles: tuple[ListeningProfile, ...] = ()
    overview: bool = False
    chapter_pause: int = 2000
    highlight: str = "sentence"
    epub_codec: str = ""
    epub_kbps: int = 0

    @property
    def voices(self) -> dict[str, str]:
        """The ids of all voices that are asked for, by their fields in the front matter."""
        asked = {"narration.voice": self.voice}
        asked |= {f"narration.roles.{one.role}": one.voice for one in self.roles}
        asked |= {f"narration.speakers.{one.role}": one.voice for one in self.speakers}
        asked |= {f"narration.languages.{tag}": voice for tag, voice in self.languages}
        return {field: voice for field, voice in asked.items() if voice}


class WebSettings(Struct, frozen=True):
    """Where the web edition will be.

    ``url`` is the address of its folder on the web, with a final slash, ``feed`` that of a feed
    that it is in; each may be empty.
    """

    url: str = ""
    feed: str = ""


class RuleSetting(Struct, frozen=True):
    """A change of the rule ``code``, with a ``reason``, which is never empty.

    ``severity`` is ``off``, ``information``, ``warning`` or ``error``; ``file`` and ``line`` are
    those of the setting.
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
        """Name and position as text: "Rails, 2"."""
        return f"{self.name}, {self.position}" if self.position else self.name


class Correction(Struct, frozen=True):
    date: date
    text: str


class Licence(Struct, frozen=True):
    """``name`` is an SPDX identifier or empty, ``url`` its address or empty; one is given."""

    name: str = ""
    url: str = ""


class Evaluation(Struct, frozen=True):
    """An evaluation by a person: ``criteria`` are the numbers of WCAG criteria, or only ``all``.

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


#: The products that have an ISBN each (ISBN Users' Manual: one for each format).
ISBN_PRODUCTS = ("epub", "kindle", "pdf", "large-print", "print", "audio")

#: How the chapters of a book are numbered: "Chapter 1", "Chapter I", "1", "I", not at all.
CHAPTER_NUMBERS = ("arabic", "roman", "numeral", "roman-numeral", "none")


#: Why a publication needs not conform (Directive (EU) 2019/882, the European Accessibility Act,
#: articles 4 and 14), in the words of "The EPUB Accessibility exemption property".
EXEMPTIONS = ("eaa-microenterprise", "eaa-disproportionate-burden", "eaa-fundamental-alteration")


class Accessibility(Struct, frozen=True):
    """What the publisher says of the accessibility; each field may be empty.

    ``contact`` is an e-mail address for questions, ``summary`` what the reader should know besides
    the facts, ``exemptions`` are of :data:`EXEMPTIONS`.
    """

    contact: str = ""
    summary: str = ""
    exemptions: tuple[str, ...] = ()


#: The designs that an edition can have.
THEMES = ("feature", "book", "report")


class Metadata(Struct, frozen=True, kw_only=True):
    """The validated fields of the front matter.

    ``identifier`` is always set: the author's (ISBN and DOI as ``urn:isbn:``, ``https://doi.org/``)
    or a URN made from language, title and first author, which corrections don't change.  ``isbns``
    are those of single products (of :data:`ISBN_PRODUCTS`), as ``urn:isbn:``.
    ``theme`` is one of :data:`THEMES` or empty; ``contents`` and ``illustrations`` say whether the
    PDF lists sections and figures with page numbers (``None``: the theme decides),
    ``chapter_numbers`` is one of :data:`CHAPTER_NUMBERS`; ``embed_fonts``
    puts fonts into the EPUB.  ``words`` are labels that editions add, by key, instead of those of
    the language.
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
    isbns: tuple[tuple[str, str], ...] = ()
    series: Series | None = None
    corrections: tuple[Correction, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    narration: NarrationSettings = field(default_factory=NarrationSettings)
    web: WebSettings = WebSettings()
    evaluation: Evaluation | None = None
    accessibility: Accessibility = Accessibility()
    words: tuple[tuple[str, str], ...] = ()
    check: tuple[RuleSetting, ...] = ()
    theme: str = ""
    contents: bool | None = None
    chapter_numbers: str = "arabic"
    embed_fonts: bool = False
    illustrations: bool = False

    def identifier_of(self, product: str) -> str:
        """Return the identifier of a product: its ISBN, or else that of the publication."""
        return dict(self.isbns).get(product, self.identifier)
