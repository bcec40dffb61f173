"""Sound files of a source: in its folder, of a known type, of a bounded size."""

from __future__ import annotations

from pathlib import Path

from publish.source.folder import FileRefusedError, inside
from publish.tools.sound import HEAD, KINDS, kind_of

MAX_BYTES = 600_000_000
"""Half an hour of stereo at 48 kHz and 24 bits."""

_MEND = "Save it as WAV, MP3, FLAC, OGG or M4A."


def recording(folder: Path, written: str, top: Path | None = None) -> Path:
    """The sound file at the path ``written``, as seen from ``folder``, in ``top`` or below it.

    Raises :class:`FileRefusedError`.
    Its type is told by its first bytes, and its name must agree.  How long it is, is known when it
    is decoded.
    """
    file = inside(folder, written, top)
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        message = f"“{written}” cannot be read: {error.strerror}."
        raise FileRefusedError("recording-broken", message, "Check its permissions.") from error
    if not head:
        raise FileRefusedError("recording-broken", f"“{written}” is empty.", "Save it again.")
    if size > MAX_BYTES:
        message = f"“{written}” is larger than {MAX_BYTES // 1_000_000} MB."
        raise FileRefusedError("recording-size", message, "Save it as FLAC or MP3, or divide it.")
    kind = kind_of(head)
    if not kind:
        message = f"“{written}” is not a sound file of a known type."
        raise FileRefusedError("recording-type", message, _MEND)
    suffix = Path(written).suffix.lower()
    if suffix not in KINDS[kind]:
        right = KINDS[kind][0]
        message = f"“{written}” is named {suffix or 'without a suffix'} but is {right[1:].upper()}."
        raise FileRefusedError("recording-type", message, f"Rename it to end in {right}.")
    return file
