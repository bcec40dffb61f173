"""Read the field ``narration`` of the front matter, and the sound files of a source."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from publish.errors import suggestion
from publish.language.tags import is_well_formed
from publish.model import (
    EPUB_BIT_RATES,
    EPUB_CODECS,
    HIGHLIGHTS,
    MASTERING,
    ListeningProfile,
    NarrationSettings,
    RoleVoice,
)
from publish.narration.casting import SPEED
from publish.narration.lexicon import read_pls
from publish.narration.script import PROFILES, ROLES, Detail, NotesAt, Role
from publish.runtime.folder import FileRefusedError, file_inside, open_file
from publish.runtime.pcm import HEAD, KINDS, kind_of
from publish.runtime.yaml_fields import Field
from publish.source.fields import FOLDER_URL, NARRATION, PAUSE, PROFILE, RATES, VOICE


def listening_profiles(field: Field) -> tuple[ListeningProfile, ...]:
    """Return the listening profiles that the front matter defines.

    Raises :class:`SourceError`.
    """
    roles, places = frozenset(map(str, ROLES)), frozenset(map(str, NotesAt))
    details = frozenset(map(str, Detail))
    taken = frozenset(profile.name for profile in PROFILES)
    profiles = []
    for name, inner in field.pairs():
        if name in taken:
            raise inner.error(
                "The profile has the name of a built-in profile.", "Choose another name."
            )
        fields = inner.mapping(PROFILE.keys())
        skip = fields["skip"].items() if "skip" in fields else ()
        for item in skip:
            if item.text() not in roles:
                message = f"“{item.text()}” isn't a role that can be left out."
                raise item.error(message, suggestion(item.text(), roles))
        notes = fields["notes"].text() if "notes" in fields else ""
        if notes and notes not in places:
            message = f"“{notes}” isn't a place for notes."
            raise fields["notes"].error(message, suggestion(notes, places))
        detail = fields["detail"].text() if "detail" in fields else ""
        if detail and detail not in details:
            message = f"“{detail}” isn't a degree of detail."
            raise fields["detail"].error(message, suggestion(detail, details))
        profiles.append(ListeningProfile(name, tuple(item.text() for item in skip), notes, detail))
    return tuple(profiles)


MAX_BYTES = 600_000_000
"""Limit of a sound file in bytes: half an hour of stereo at 48 kHz and 24 bits."""

_FIX = "Save it as WAV, MP3, FLAC, OGG or M4A."


def recording(folder: Path, written: str, top: Path | None = None) -> Path:
    """Return the sound file at the path ``written``, relative to ``folder``.

    The file must be in ``top`` or below it.  Its first bytes determine its type, and its suffix
    must match.  It isn't decoded.

    Raises:
        FileRefusedError: The file can't be used.
    """
    file = file_inside(folder, written, top)
    try:
        size = file.stat().st_size
        with open_file(file) as stream:
            head = stream.read(HEAD)
    except OSError as error:
        message = f"The recording “{written}” can't be read: {error.strerror}."
        raise FileRefusedError("recording-broken", message, "Check its permissions.") from error
    if not head:
        raise FileRefusedError(
            "recording-broken", f"The recording “{written}” is empty.", "Save it again."
        )
    if size > MAX_BYTES:
        message = f"The recording “{written}” is larger than {MAX_BYTES // 1_000_000} MB."
        raise FileRefusedError("recording-size", message, "Save it as FLAC or MP3, or divide it.")
    kind = kind_of(head)
    if not kind:
        message = f"The recording “{written}” isn't a sound file of a known type."
        raise FileRefusedError("recording-type", message, _FIX)
    suffix = Path(written).suffix.lower()
    if suffix not in KINDS[kind]:
        right = KINDS[kind][0]
        kind = right[1:].upper()
        message = (
            f"The recording “{written}” is named {suffix or 'without a suffix'} but is {kind}."
        )
        raise FileRefusedError("recording-type", message, f"Rename it to end in {right}.")
    return file


_BIT_RATES = tuple(map(str, EPUB_BIT_RATES))
RATE_FIX = f"Write words a minute, from {RATES[0]} to {RATES[-1]}, or a factor such as 0.9x."


def narration(field: Field, folder: Path) -> NarrationSettings:
    """Return the settings; files are looked up in ``folder``.  Raises :class:`SourceError`."""
    fields = field.mapping(NARRATION.keys())

    def file(name: str, find: Callable[[Path, str], Path]) -> Path | None:
        return _file(fields[name], folder, find) if name in fields else None

    lexicon = file("lexicon", file_inside)
    profiles = listening_profiles(fields["profiles"]) if "profiles" in fields else ()
    return NarrationSettings(
        voice=_voice(fields.get("voice"), folder),
        rate=_rate(fields),
        lexicon=lexicon,
        lexicon_words=tuple(entry.grapheme for entry in read_pls(lexicon)) if lexicon else (),
        pronunciations=words(fields["pronunciations"]) if "pronunciations" in fields else (),
        roles=_roles(fields["roles"], folder) if "roles" in fields else (),
        speakers=_speakers(fields["speakers"], folder) if "speakers" in fields else (),
        languages=_languages(fields["languages"], folder) if "languages" in fields else (),
        recordings=_recordings(fields["recordings"], folder) if "recordings" in fields else (),
        intro=file("intro", recording),
        outro=file("outro", recording),
        earcon=file("earcon", recording),
        mastering=_choice(fields, "mastering", MASTERING, "a way to master") or "",
        url=folder_url(fields["url"]) if "url" in fields else "",
        profile=_profile(fields, profiles),
        profiles=profiles,
        overview=_choice(fields, "overview", ("true", "false"), "true or false") == "true",
        chapter_pause=_chapter_pause(fields),
        highlight=_choice(fields, "highlight", HIGHLIGHTS, "what can be highlighted") or "sentence",
        epub_codec=_choice(fields, "epub-codec", EPUB_CODECS, "a codec of EPUBs") or "",
        epub_kbps=int(_choice(fields, "epub-bit-rate", _BIT_RATES, "a bit rate of EPUBs") or 0),
    )


def words(field: Field) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a mapping as pairs, without empty values."""
    return tuple((name.strip(), inner.text()) for name, inner in field.pairs() if not inner.empty)


def _file(field: Field, folder: Path, find: Callable[[Path, str], Path]) -> Path:
    try:
        return find(folder, field.text())
    except FileRefusedError as error:
        raise field.error(error.message, error.fix, error.code) from error


def _voice(field: Field | None, folder: Path) -> str:
    """Return the id of a voice, or the path of a voice model in ``folder``."""
    if field is None:
        return ""
    written = field.text()
    return str(_file(field, folder, file_inside)) if written.endswith(".onnx") else written


def _rate(fields: dict[str, Field]) -> int:
    if "rate" not in fields:
        return 0
    rate = fields["rate"].text()
    if not (found := words_a_minute(rate)):
        raise fields["rate"].error(f"“{rate}” isn't a rate.", RATE_FIX)
    return found


def words_a_minute(rate: str) -> int:
    """Return a rate in words a minute, which may be a factor of the usual one (``0.9x``).

    0 if it is neither, or too slow or too fast.
    """
    if re.fullmatch("[0-9]{2,3}", rate):
        words = int(rate)
    elif re.fullmatch(r"[0-9](\.[0-9]+)?x", rate):
        words = round(float(rate[:-1]) * SPEED)
    else:
        return 0
    return words if words in RATES else 0


def _chapter_pause(fields: dict[str, Field]) -> int:
    """Return the silence before a chapter in ms; it is written in seconds."""
    if "chapter-pause" not in fields:
        return NarrationSettings().chapter_pause
    written = fields["chapter-pause"].text()
    if not re.fullmatch(PAUSE, written):
        message = f"“{written}” isn't a pause in seconds."
        raise fields["chapter-pause"].error(message, "Write a number from 0 to 10, such as 1.5.")
    return round(float(written) * 1000)


def _roles(field: Field, folder: Path) -> tuple[RoleVoice, ...]:
    known = frozenset(map(str, Role))
    roles = []
    for name, inner in field.pairs():
        if name not in known:
            message = "The field isn't a role of the narration."
            raise inner.error(message, suggestion(name, known), "field-unknown")
        roles.append(_role(name, inner, folder))
    return tuple(roles)


def _role(name: str, field: Field, folder: Path) -> RoleVoice:
    fields = field.mapping(VOICE.keys())
    return RoleVoice(name, _voice(fields.get("voice"), folder), _rate(fields))


def _speakers(field: Field, folder: Path) -> tuple[RoleVoice, ...]:
    return tuple(_role(name.strip(), inner, folder) for name, inner in field.pairs())


def _languages(field: Field, folder: Path) -> tuple[tuple[str, str], ...]:
    found = []
    for tag, inner in field.pairs():
        if not is_well_formed(tag):
            raise inner.error("The field isn't a language.", "Write a BCP 47 tag, such as pl.")
        if not inner.empty:
            found.append((tag, _voice(inner, folder)))
    return tuple(found)


def _recordings(field: Field, folder: Path) -> tuple[tuple[str, Path], ...]:
    return tuple(
        (name, _file(inner, folder, recording)) for name, inner in field.pairs() if not inner.empty
    )


def _choice(fields: dict[str, Field], name: str, known: tuple[str, ...], what: str) -> str | None:
    """Return the value of the field ``name``, which must be in ``known``; ``None`` if absent.

    ``what`` completes the message “... isn't ...”.
    """
    if name not in fields:
        return None
    written = fields[name].text().lower()
    if written not in known:
        raise fields[name].error(
            f"“{written}” isn't {what}.", suggestion(written, frozenset(known))
        )
    return written


def _profile(fields: dict[str, Field], own: tuple[ListeningProfile, ...]) -> str:
    if "profile" not in fields:
        return ""
    name = fields["profile"].text()
    known = frozenset([*(one.name for one in PROFILES), *(one.name for one in own)])
    if name not in known:
        message = f"“{name}” isn't a listening profile."
        raise fields["profile"].error(message, suggestion(name, known))
    return name


def folder_url(field: Field) -> str:
    """Return the address of a folder on the web, with a slash at its end.

    Raises :class:`SourceError`.
    """
    url = field.text()
    if not re.fullmatch(FOLDER_URL, url):
        raise field.error(f"“{url}” isn't the address of a folder.", "Write https://...")
    return url.rstrip("/") + "/"
