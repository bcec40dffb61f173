"""The table of all editions.

The choices of ``--only``, the groups, the help texts, ``publish doctor``, the audit, the JSON
output and the table in ``docs/editions.md`` derive from :data:`EDITIONS`.  A new edition is one
module with its ``build`` function, and one row.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from publish.editions.edition import (
    AuditFunction,
    Lazy,
    SpokenEdition,
    TextEdition,
    VerifyFunction,
)
from publish.errors import UsageError

_AUDIT_PDF: Lazy[AuditFunction] = Lazy("publish.audit.editions:audit_pdf")
_AUDIT_FILE: Lazy[AuditFunction] = Lazy("publish.audit.editions:audit_sound_file")
_AUDIT_SPLIT: Lazy[AuditFunction] = Lazy("publish.audit.editions:audit_split_sound")
_VERIFY_PDF: Lazy[VerifyFunction] = Lazy("publish.verify.pdf:verify_own_rules")
_VOICE, _ENCODER = "espeak-ng", "ffmpeg"
_SOUND = (_VOICE, _ENCODER)

#: In the order in which they are built, listed and audited.
EDITIONS: tuple[TextEdition | SpokenEdition, ...] = (
    TextEdition(
        name="epub",
        title="EPUB 3",
        purpose="reading systems, with or without narration",
        label="EPUB",
        suffix=".epub",
        build=Lazy("publish.editions.epub:build_epub"),
        audit=Lazy("publish.audit.editions:audit_epub"),
        verify=Lazy("publish.verify:verify"),
        combines=True,
    ),
    TextEdition(
        name="pdf",
        variant="screen",
        title="Tagged PDF",
        purpose="reading and listening on any device (PDF/UA-1, PDF/A-2a)",
        label="PDF",
        suffix=".pdf",
        build=Lazy("publish.editions.pdf:build_pdf"),
        audit=_AUDIT_PDF,
        verify=_VERIFY_PDF,
        tools=("pango",),
    ),
    TextEdition(
        name="pdf",
        variant="ua-2",
        title="PDF/UA-2",
        purpose="the newest screen readers (PDF/UA-2)",
        label="PDF/UA-2",
        suffix="-ua-2.pdf",
        build=Lazy("publish.editions.pdf:build_pdf"),
        audit=_AUDIT_PDF,
        verify=_VERIFY_PDF,
        tools=("pango",),
    ),
    TextEdition(
        name="pdf",
        variant="large-print",
        title="Large-print PDF",
        purpose="readers who need large letters (PDF/UA-1, PDF/A-2a)",
        label="large print",
        suffix="-large-print.pdf",
        build=Lazy("publish.editions.pdf:build_pdf"),
        audit=_AUDIT_PDF,
        verify=_VERIFY_PDF,
        tools=("pango",),
    ),
    TextEdition(
        name="pdf",
        variant="print",
        title="Print PDF",
        purpose="a printing press (PDF/X-4)",
        label="print",
        suffix="-print.pdf",
        build=Lazy("publish.editions.pdf:build_pdf"),
        audit=_AUDIT_PDF,  # it is untagged: the audit says so of every item
        tools=("pango",),
    ),
    SpokenEdition(
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
    ),
    SpokenEdition(
        name="mp3",
        title="MP3",
        purpose="every player, with chapters",
        label="MP3",
        suffix=".mp3",
        build=Lazy("publish.editions.audio.mp3:build_mp3"),
        audit=_AUDIT_FILE,
        codec="mp3",
        groups=("audio", "listen"),
        tools=_SOUND,
    ),
    SpokenEdition(
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
    ),
    SpokenEdition(
        name="m4b",
        variant="split",
        title="Audiobook, a file a chapter",
        purpose="players without chapters",
        label="M4B (split)",
        suffix="-m4b",
        build=Lazy("publish.editions.audio.split:build_split_m4b"),
        audit=_AUDIT_SPLIT,
        folder=frozenset({".m4b"}),
        codec="aac",
        groups=("audio", "listen"),
        tools=_SOUND,
    ),
    SpokenEdition(
        name="mp3",
        variant="split",
        title="MP3, a file a chapter",
        purpose="shops that want one file a chapter",
        label="MP3 (split)",
        suffix="-mp3",
        build=Lazy("publish.editions.audio.split:build_split_mp3"),
        audit=_AUDIT_SPLIT,
        folder=frozenset({".mp3"}),
        codec="mp3",
        groups=("audio", "listen"),
        tools=_SOUND,
    ),
    SpokenEdition(
        name="opus",
        variant="split",
        title="Opus, a file a chapter",
        purpose="players without chapters",
        label="Opus (split)",
        suffix="-opus",
        build=Lazy("publish.editions.audio.split:build_split_opus"),
        audit=_AUDIT_SPLIT,
        folder=frozenset({".opus"}),
        codec="opus",
        groups=("listen",),
        tools=_SOUND,
    ),
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
        name="vtt",
        title="Captions",
        purpose="the spoken words with their times (WebVTT)",
        label="captions",
        suffix=".vtt",
        build=Lazy("publish.editions.audio.webvtt:build_vtt"),
        audit=Lazy("publish.audit.editions:audit_captions"),
        groups=("listen",),
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
        groups=("listen",),
        tools=(_VOICE,),
    ),
    SpokenEdition(
        name="rss",
        title="Podcast feed",
        purpose="podcast apps; needs an address in the front matter (narration.url)",
        label="feed",
        suffix=".rss",
        build=Lazy("publish.editions.audio.rss:build_rss"),
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


def finished(target: Path) -> tuple[Path, ...]:
    """Return the existing editions with the path ``target``, to which suffixes are added."""
    named = (target.with_name(target.name + one.suffix) for one in EDITIONS if one.audit)
    return tuple(path for path in named if path.exists())
