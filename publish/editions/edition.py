"""The records that all editions share: a row of the table, options, context and result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from publish.errors import Diagnostic
from publish.model import Article

if TYPE_CHECKING:
    from publish.audit.editions import AuditContext
    from publish.audit.items import Result
    from publish.narration.timeline import Narration


class PdfOptions(Struct, frozen=True):
    """The options of one PDF.

    ``variant``, ``theme``, ``trim`` and ``attach`` are names from the tables in
    ``publish.editions.pdf.options``; empty means the default.  ``styles`` are the publisher's style
    sheets, in the order of the cascade.  ``sound`` are the files of the narration to attach,
    ``profile`` is the ICC profile of the press.  ``type_size`` is the size of the text in large
    print ("24pt"), or empty; in print the number of pages is a multiple of ``multiple``.
    """

    variant: str = "screen"
    theme: str = ""
    trim: str = ""
    styles: tuple[Path, ...] = ()
    attach: tuple[str, ...] = ()
    sound: tuple[Path, ...] = ()
    profile: Path | None = None
    type_size: str = ""
    multiple: int = 0


class EpubOptions(Struct, frozen=True, kw_only=True):
    """The options of the EPUB.

    ``theme`` is one of ``publish.model.THEMES``; empty means that of the front matter.  ``styles``
    are the publisher's style sheets, in the order of the cascade.  ``shop`` is a name from
    ``publish.shops.SHOPS``, or empty; ``version`` is one of ``publish.editions.epub.options``.
    ``codec`` and ``kbps`` (of ``publish.model.EPUB_CODECS`` and ``EPUB_BIT_RATES``) are those of
    the narration and overrule the front matter unless they are empty and 0.  ``fonts`` embeds
    fonts, as the front matter may, too.
    """

    theme: str = ""
    styles: tuple[Path, ...] = ()
    shop: str = ""
    version: str = "3.3"
    codec: str = ""
    kbps: int = 0
    fonts: bool = False


class WebOptions(Struct, frozen=True, kw_only=True):
    """The options of the web edition.

    A ``single`` page is one file with everything inside, else it is a folder.  Without
    ``sound`` the pages have none, even if the build has a narration.  Without ``sizes`` pictures
    are only there as they are.  ``theme`` and ``styles``
    are those of :class:`EpubOptions`.
    """

    single: bool = False
    sound: bool = True
    sizes: bool = True
    fonts: bool = True
    theme: str = ""
    styles: tuple[Path, ...] = ()

    @property
    def variant(self) -> str:
        """The variant of the row in the table."""
        return "single" if self.single else ""


class BuildOptions(Struct, frozen=True, kw_only=True):
    """The options of a build.

    ``only`` names editions and groups of the table.  ``narrated`` puts the narration into the EPUB
    even if no audio edition is built.  ``split`` builds folders with one file a chapter, of
    editions that can be split.  ``mastering`` (of ``publish.model.MASTERING``), ``profile`` (a
    listening profile), ``voice`` (an id or a path) and ``rate`` (words a minute, or a factor such
    as ``0.9x``) overrule the front matter unless they are empty; with ``draft`` espeak-ng speaks in
    all roles, in seconds.  With ``overview`` the narration begins with its length and contents.
    ``pdf`` has one entry for each PDF, ``epub`` and ``web`` have those of the EPUB and of the web
    edition.  With ``shops``, an EPUB for
    each of these shops is built instead of the usual one.  ``silent`` lets an EPUB without
    narration replace one that has it.  ``cache`` is the folder for intermediate results; ``True``
    means the user's cache folder, ``False`` none.  Without ``audit`` the editions aren't compared
    with the source, and faults that their verification finds are warnings.
    """

    only: str | tuple[str, ...] = ("epub", "pdf", "audio", "web")
    narrated: bool = False
    split: bool = False
    mastering: str = ""
    profile: str = ""
    voice: str = ""
    rate: str = ""
    draft: bool = False
    overview: bool = False
    pdf: tuple[PdfOptions, ...] = (PdfOptions(),)
    epub: EpubOptions = EpubOptions()
    web: WebOptions = WebOptions()
    shops: str | tuple[str, ...] = ()
    silent: bool = False
    cache: Path | bool = True
    audit: bool = True


#: Called with how many parts of an edition are done, and how many there are.
Progress = Callable[[int, int], None]

#: Called with the name of a step, the number of its parts that are done, and of all (0, 0: none).
Report = Callable[[str, int, int], None]

#: Read a finished edition back, and compare it with the article.
AuditFunction = Callable[["AuditContext"], Iterator["Result"]]

#: Check a finished edition against its standard.
VerifyFunction = Callable[[Path], tuple[Diagnostic, ...]]

#: Raise a SourceError if an article lacks what an edition needs.
RequireFunction = Callable[[Article], None]

F = TypeVar("F")


def no_progress(_done: int, _total: int) -> None:
    """Ignore the progress."""


def no_report(_step: str, _done: int, _total: int) -> None:
    """Ignore the progress of all steps."""


class BuildContext(Struct, frozen=True, kw_only=True):
    """The input of one edition's build.

    ``article`` is prepared.  ``target`` is the path of the finished edition, from which names
    inside it derive.  ``output`` is the file or the empty folder to write, next to ``target`` until
    it has been audited.  ``narration`` and ``page_map`` (the page, from 1, on which each id begins
    in the PDF of the same build) are for editions that combine.  ``downloads`` are the names of the
    files of the same build beside ``target``, each with its title.  ``cache`` is a folder that
    keeps intermediate results, ``audit`` is that of :class:`BuildOptions`.  ``progress`` is called
    in the process of the build; a context without it can be sent to another one.
    """

    article: Article
    target: Path
    output: Path = Path()
    narration: Narration | None = None
    page_map: Mapping[str, int] = field(default_factory=dict)
    pdf_options: PdfOptions = PdfOptions()
    epub_options: EpubOptions = EpubOptions()
    web_options: WebOptions = WebOptions()
    downloads: tuple[tuple[str, str], ...] = ()
    cache: Path | None = None
    audit: bool = True
    progress: Progress | None = None


class Track(Struct, frozen=True):
    """The place of a sound file among several: ``number``, from 1, of ``total`` in ``album``."""

    album: str
    number: int
    total: int


class SpokenContext(BuildContext, frozen=True, kw_only=True):
    """The context of an edition that is built from the narration.

    ``track`` is set for a file that is one of several.
    """

    narration: Narration
    track: Track | None = None


class BuiltEdition(Struct, frozen=True, kw_only=True):
    """The report of an exporter on the edition that it wrote.

    ``summary`` is shown to the user ("24 pages").  ``page_map`` is the page, from 1, on which each
    id begins; empty where there are no pages.  ``diagnostics`` are warnings.  ``measured`` are
    the measurements of mastered sound, by name.
    """

    summary: str
    page_map: Mapping[str, int] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)


class Lazy(Struct, Generic[F], frozen=True):
    """A function as ``module:function``, imported when it is called.

    So no edition loads another's libraries, and ``publish --help`` loads none.
    """

    name: str

    def load(self) -> F:
        """Import the module and return the function."""
        module, _, name = self.name.partition(":")
        function: F = getattr(import_module(module), name)
        return function


class EditionType(Struct, frozen=True, kw_only=True):
    """One row of the table: an edition, or one variant of it.

    ``name`` is what ``--only`` takes; rows with the same name are variants of one edition, from
    which a build chooses (``--pdf``, ``--split``).  ``title`` says what it is, ``purpose`` what it
    is for; ``label`` heads its column in an audit.  ``suffix`` ends its file name.  ``folder``
    holds the suffixes of the files inside, where the edition is a folder.  ``groups`` are names for
    several editions in ``--only``.  ``tools`` are the parts of ``publish doctor`` that it needs
    besides Python packages.  ``product`` is the product whose ISBN it has
    (``publish.model.ISBN_PRODUCTS``).

    ``require`` raises an error if the article lacks what the edition needs; it is called before
    anything is built.  ``audit`` reads the finished edition back and compares it with the article;
    ``None`` where the edition holds nothing of the article itself, such as a feed.  ``verify``
    checks it against its standard.
    """

    name: str
    variant: str = ""
    title: str
    purpose: str
    label: str
    suffix: str
    audit: Lazy[AuditFunction] | None
    verify: Lazy[VerifyFunction] | None = None
    require: Lazy[RequireFunction] | None = None
    folder: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    product: str = "audio"


class TextEdition(EditionType, frozen=True, kw_only=True):
    """An edition that needs no narration.

    ``combines`` says that it takes the narration and the page map where the build has them.
    """

    build: Lazy[Callable[[BuildContext], BuiltEdition]]
    combines: bool = False

    def run(self, context: BuildContext) -> BuiltEdition:
        """Write the edition to ``context.output``."""
        return self.build.load()(context)


class SpokenEdition(EditionType, frozen=True, kw_only=True):
    """An edition that is built from the narration.

    ``codec`` names the encoded sound that it holds (a key of ``publish.encoding.codecs.CODECS``),
    so that a build encodes for all editions at once; empty where it holds no sound.  ``paged`` says
    that it takes the page map where the build has one.
    """

    build: Lazy[Callable[[SpokenContext], BuiltEdition]]
    codec: str = ""
    paged: bool = False

    def run(self, context: BuildContext) -> BuiltEdition:
        """Write the edition to ``context.output``.  Raises `ValueError` without a narration."""
        narration = context.narration
        if narration is None:
            raise ValueError(f"{self.title} is built from a narration, and none is given")
        return self.build.load()(
            SpokenContext(
                article=context.article,
                target=context.target,
                output=context.output,
                narration=narration,
                page_map=context.page_map,
                cache=context.cache,
                progress=context.progress,
            )
        )
