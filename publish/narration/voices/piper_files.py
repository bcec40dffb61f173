"""Which Piper voices the user has on disk: pairs of ``NAME.onnx`` and ``NAME.onnx.json``.

Nothing is ever fetched.  The environment variable ``PUBLISH_VOICES`` names the folders.
"""

from __future__ import annotations

import json
import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from publish.errors import MissingToolError
from publish.narration.voices.catalogue import canonical
from publish.narration.voices.voice import Voice

FOLDERS = "PUBLISH_VOICES"

#: The largest description of a voice, in bytes.
_LARGEST = 4_000_000

#: How a voice's text becomes phonemes; others would need dictionaries from the network.
_PHONEMES = ("espeak", "text")

_LICENCE = re.compile(r"^\W*licen[cs]e\W*:\W*(.+?)\W*$", re.IGNORECASE | re.MULTILINE)


def piper_voices() -> tuple[Voice, ...]:
    """The voices below the folders of ``PUBLISH_VOICES``, by id (``piper:NAME``).

    Raises :class:`MissingToolError` where Piper is not installed.
    """
    if find_spec("piper") is None:
        raise missing()
    found: dict[str, Voice] = {}
    for folder in filter(None, os.environ.get(FOLDERS, "").split(os.pathsep)):
        for model in sorted(Path(folder).expanduser().rglob("*.onnx")):
            voice = _read(model)
            if voice:
                found.setdefault(voice.id, voice)
    return tuple(found[name] for name in sorted(found))


def missing() -> MissingToolError:
    return MissingToolError(
        "Piper", "its voices", "Install it with: pip install 'publish-editions[piper]'"
    )


def piper_voice(model: Path) -> Voice:
    """The voice of the file ``model``.

    Raises :class:`MissingToolError` where it is none, or Piper is not installed.
    """
    if find_spec("piper") is None:
        raise missing()
    voice = _read(model) if model.is_file() else None
    if voice is None:
        raise MissingToolError(
            f"The Piper voice {model}",
            "the narration",
            f"It is a file NAME.onnx with a file NAME.onnx.json beside it, whose phoneme_type is "
            f"one of {', '.join(_PHONEMES)}.",
        )
    return voice


def _read(model: Path) -> Voice | None:
    """The voice of ``model``; ``None`` where its description is missing or not fit for use."""
    description = model.with_name(f"{model.name}.json")
    try:
        with description.open("rb") as file:
            about = json.loads(file.read(_LARGEST))
        if about.get("phoneme_type", "espeak") not in _PHONEMES:
            return None
        return Voice(
            id=f"piper:{model.stem}",
            name=_name(about, model.stem),
            language=_language(about, model.stem),
            licence=_licence(model.parent),
            engine="piper",
            handle=str(model.resolve()),
            rate=int(about["audio"]["sample_rate"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _name(about: dict[str, Any], stem: str) -> str:
    """``Alba (medium)``: the data set and the quality, where the description tells them."""
    name = str(about.get("dataset") or stem).replace("_", " ")
    quality = about["audio"].get("quality")
    return f"{name[:1].upper()}{name[1:]}" + (f" ({quality})" if quality else "")


def _language(about: dict[str, Any], stem: str) -> str:
    """BCP 47, from ``language.code`` (en_GB), the file's name, or its espeak-ng voice."""
    code = about.get("language", {}).get("code", "")
    if not code and re.match(r"[a-z]{2,3}_[A-Z]{2}-", stem):
        code = stem.split("-")[0]
    return canonical(str(code or about["espeak"]["voice"]).replace("_", "-"))


def _licence(folder: Path) -> str:
    """What the card beside the voice says of its licence."""
    try:
        with (folder / "MODEL_CARD").open(encoding="utf-8", errors="replace") as file:
            said = _LICENCE.search(file.read(100_000))
    except OSError:
        said = None
    return said[1][:80] if said else "not stated"
