"""The table of all editions.

The choices of ``--only``, the groups, the help texts, ``publish doctor``, the audit, the JSON
output and the table in ``docs/editions.md`` derive from :data:`EDITIONS`.  A new edition is one
module with its ``build`` function, and one row.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from publish.editions.edition import (
    AuditFunction,
    Lazy,
    SpokenEdition,
    TextEdition,
)
from publish.errors import UsageError
from publish.model import ISBN_PRODUCTS
from publish.shops import SHOPS, Shop

_VOICE, _ENCODER = "espeak-ng", "ffmpeg"
_SOUND = (_VOICE, _ENCODER)
_WEB_FILES = frozenset(
    {".html", ".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
    | {".m4a", ".vtt", ".woff2", ".woff", ".ttf", ".otf", ".txt"}
)
_AUDIT_FILE: Lazy[AuditFunction] = Lazy("publish.audit.editions:audit_sound_file")


def _pdf(variant: str, title: str, purpose: str, label: str) -> TextEdition:
    """Return a variant of the PDF."""
    return TextEdition(
        name="pdf",
        variant=variant,
        title=title,
        purpose=purpose,
        label=label,
        suffix=".pdf" if variant == "screen" else f"-{variant}.pdf",
        build=Lazy("publish.editions.pdf:build_pdf"),
        audit=Lazy("publish.audit.editions:audit_pdf"),
        verify=Lazy("publish.verify.pdf:verify_own_rules"),
        tools=("pango",),
        product=variant if variant in ISBN_PRODUCTS else "pdf",
    )


def _epub(shop: Shop | None) -> TextEdition:
    """Return the EPUB, or its variant for ``shop``."""
    return TextEdition(
        name="epub",
        variant=shop.name if shop else "",
        title=f"EPUB for {shop.title}" if shop else "EPUB 3",
        purpose=shop.purpose if shop else "reading systems, with or without narration",
        label=f"EPUB ({shop.name})" if shop else "EPUB",
        suffix=f"-{shop.name}.epub" if shop else ".epub",
        build=Lazy("publish.editions.epub:build_epub"),
        audit=Lazy("publish.audit.editions:audit_epub"),
        verify=Lazy("publish.verify.epub:verify_own_rules"),
        combines=True,
        product=shop.product if shop else "epub",
    )


def _split(whole: SpokenEdition, build: str, purpose: str) -> SpokenEdition:
    """Return the variant of a sound edition with a file a chapter."""
    return replace(
        whole,
        variant="split",
        title=f"{whole.title}, a file a chapter",
        purpose=purpose,
        label=f"{whole.label} (split)",
        suffix=f"-{whole.name}",
        build=Lazy(f"publish.editions.audio.split:{build}"),
        audit=Lazy("publish.audit.editions:audit_split_sound"),
        folder=frozenset({whole.suffix}),
    )


_M4B = SpokenEdition(
    name="m4b",
    title="Audiobook",
    purpose="audiobook players: AAC with chapters and pictures",
    label="M4B",
    suffix=".m4b",
    build=Lazy("publish.editions.audio.m4b:build_m4b"),
    audit=_AUDIT_FILE,
    codec="aac",
    groups=("audio", "listen"),
    tools=_SOUND,
)
_MP3 = SpokenEdition(
    name="mp3",
    title="MP3",
    purpose="every player, with chapters",
    label="MP3",
    suffix=".mp3",
    build=Lazy("publish.editions.audio.mp3:build_mp3"),
    audit=_AUDIT_FILE,
    codec="mp3",
    groups=("audio", "listen", "podcast"),
    tools=_SOUND,
)
_OPUS = SpokenEdition(
    name="opus",
    title="Opus",
    purpose="small files for the web",
    label="Opus",
    suffix=".opus",
    build=Lazy("publish.editions.audio.opus:build_opus"),
    audit=_AUDIT_FILE,
    codec="opus",
    groups=("listen",),
    tools=_SOUND,
)

#: In the order in which they are built, listed and audited.
EDITIONS: tuple[TextEdition | SpokenEdition, ...] = (
    _epub(None),
    *(_epub(shop) for shop in SHOPS.values()),
    _pdf("screen", "Tagged PDF", "reading and listening on any device (PDF/UA-1, PDF/A-2a)", "PDF"),
    _pdf("ua-2", "PDF/UA-2", "the newest screen readers (PDF/UA-2)", "PDF/UA-2"),
    _pdf(
        "large-print",
        "Large-print PDF",
        "readers who need large letters (PDF/UA-1, PDF/A-2a)",
        "large print",
    ),
    _pdf("print", "Print PDF", "a printing press (PDF/X-4)", "print"),
    TextEdition(
        name="web",
        title="Web",
        purpose="any browser: pages with a player in step, for any host of static files",
        label="web",
        suffix="-web",
        build=Lazy("publish.editions.web:build_web"),
        audit=Lazy("publish.audit.editions:audit_web"),
        verify=Lazy("publish.verify.web:verify_own_rules"),
        folder=_WEB_FILES,
        combines=True,
    ),
    TextEdition(
        name="web",
        variant="single",
        title="Web, one file",
        purpose="sending a page with everything inside: style, pictures and sound",
        label="web page",
        suffix=".html",
        build=Lazy("publish.editions.web:build_web"),
        audit=Lazy("publish.audit.editions:audit_web"),
        verify=Lazy("publish.verify.web:verify_own_rules"),
        combines=True,
    ),
    _M4B,
    _MP3,
    _OPUS,
    _split(_M4B, "build_split_m4b", "players without chapters"),
    _split(_MP3, "build_split_mp3", "shops that want one file a chapter"),
    _split(_OPUS, "build_split_opus", "players without chapters"),
    SpokenEdition(
        name="lpf",
        title="W3C Audiobook",
        purpose="one package of MP3 files, manifest, contents and pictures",
        label="LPF",
        suffix=".lpf",
        build=Lazy("publish.editions.audio.lpf:build_lpf"),
        audit=Lazy("publish.audit.editions:audit_lpf"),
        codec="mp3",
        groups=("listen",),
        tools=_SOUND,
    ),
    SpokenEdition(
        name="sync",
        title="Guided navigation",
        purpose="programs that show text and pages while they play: two JSON files with all times",
        label="guided navigation",
        suffix="-sync",
        build=Lazy("publish.editions.audio.sync:build_sync"),
        audit=Lazy("publish.audit.editions:audit_guided"),
        folder=frozenset({".json"}),
        groups=("listen",),
        tools=(_VOICE,),
        paged=True,
    ),
    SpokenEdition(
        name="vtt",
        title="Captions",
        purpose="the spoken words with their times (WebVTT)",
        label="captions",
        suffix=".vtt",
        build=Lazy("publish.editions.audio.chapters:build_vtt"),
        audit=Lazy("publish.audit.editions:audit_captions"),
        groups=("listen", "podcast"),
        tools=(_VOICE,),
    ),
    SpokenEdition(
        name="chapters",
        title="Chapters",
        purpose="a player on the web: chapters as JSON and WebVTT, with their pictures",
        label="chapters",
        suffix="-chapters",
        build=Lazy("publish.editions.audio.chapters:build_chapters"),
        audit=Lazy("publish.audit.editions:audit_chapters"),
        folder=frozenset({".json", ".vtt", ".jpg"}),
        groups=("listen", "podcast"),
        tools=(_VOICE,),
    ),
    SpokenEdition(
        name="episode",
        title="Episode",
        purpose="`publish feed`: the facts of the article, a transcript and a square cover",
        label="episode",
        suffix="-episode",
        build=Lazy("publish.editions.audio.episode:build_episode"),
        require=Lazy("publish.editions.audio.episode:require_date"),
        audit=None,  # its words are those of the captions
        folder=frozenset({".json", ".jpg"}),
        groups=("podcast",),
        tools=(_VOICE,),
    ),
    SpokenEdition(
        name="rss",
        title="Podcast feed",
        purpose="podcast apps; needs an address in the front matter (narration.url)",
        label="feed",
        suffix=".rss",
        build=Lazy("publish.editions.audio.rss:build_rss"),
        require=Lazy("publish.editions.audio.rss:require_address"),
        audit=None,  # a feed refers to the other editions and holds none of the text
        tools=_SOUND,
    ),
)


def names() -> tuple[str, ...]:
    """Return the names of all editions, without their variants."""
    return tuple(dict.fromkeys(one.name for one in EDITIONS))


def groups() -> dict[str, tuple[str, ...]]:
    """Return the names of the editions of each group."""
    found: dict[str, dict[str, None]] = {}
    for one in EDITIONS:
        for group in one.groups:
            found.setdefault(group, {})[one.name] = None
    return {group: tuple(members) for group, members in found.items()}


def select(only: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names that ``only`` lists (``"epub,audio"``), groups resolved, in table order.

    Raises:
        UsageError: A name is neither an edition nor a group, or there is no name.
    """
    listed = only.split(",") if isinstance(only, str) else only
    choices = f"Choose from {', '.join([*names(), *groups()])}, separated by commas."
    wanted: set[str] = set()
    for name in filter(None, (one.strip().lower() for one in listed)):
        if name not in names() and name not in groups():
            raise UsageError(f"There is no edition named {name!r}. {choices}")
        wanted.update(groups().get(name, (name,)))
    if not wanted:
        raise UsageError(f"No edition is named. {choices}")
    return tuple(name for name in names() if name in wanted)


def find(name: str, variant: str = "") -> TextEdition | SpokenEdition:
    """Return the row of an edition, or its first row if it has no such variant."""
    rows = [one for one in EDITIONS if one.name == name]
    return next((one for one in rows if one.variant == variant), rows[0])


def edition_of(path: Path, stem: str = "") -> TextEdition | SpokenEdition:
    """Return the row of the edition in the file or folder ``path``.

    ``stem`` is the name of the source, if known: without it, ``report-print.pdf`` could belong to
    ``report.md`` or to ``report-print.md``.

    Raises:
        UsageError: No edition has such a suffix.
    """
    for one in EDITIONS:
        if stem and path.name == stem + one.suffix:
            return one
    fitting = [one for one in EDITIONS if path.name.endswith(one.suffix)]
    if not fitting:
        known = ", ".join(dict.fromkeys(one.suffix for one in EDITIONS))
        raise UsageError(f"{path}: no edition ends like this. Choose a file that ends in {known}.")
    return max(fitting, key=lambda one: len(one.suffix))


def downloads(
    stem: str, editions: Iterable[TextEdition | SpokenEdition]
) -> tuple[tuple[str, str], ...]:
    """Return the file name and the title of those ``editions`` that a reader downloads as files.

    Their name without a suffix is ``stem``.
    """
    editions = tuple(editions)
    return tuple(
        (f"{stem}{one.suffix}", one.title)
        for one in EDITIONS
        if one in editions
        if isinstance(one, TextEdition) or one.codec
        if not one.folder
    )


def finished(target: Path) -> tuple[Path, ...]:
    """Return the existing editions with the path ``target``, to which suffixes are added."""
    named = (target.with_name(target.name + one.suffix) for one in EDITIONS if one.audit)
    return tuple(path for path in named if path.exists())


def is_narrated(path: Path) -> bool:
    """Return whether ``path`` has sound in step with its text: an EPUB with media overlays, or the
    pages of a web edition with players; not if it can't be read.
    """
    try:
        if path.is_dir():
            return (path / "sound").is_dir()
        if path.suffix == ".html":
            return b'id="player-data"' in path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(".smil") for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
