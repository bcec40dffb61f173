"""The chapters of an Opus file (the Xiph wiki, "Chapter Extension")."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from publish.audit.sound.marks import Mark


def read_opus(file: Path) -> tuple[Mark, ...]:
    """The ``CHAPTERxxx`` comments in time order.  Raises ``ValueError`` where it is no Opus."""
    mutagen: Any = __import__("mutagen", fromlist=["oggopus", "MutagenError"])
    oggopus: Any = __import__("mutagen.oggopus", fromlist=["OggOpus"])
    try:
        comments = dict(oggopus.OggOpus(file))
    except mutagen.MutagenError as error:
        raise ValueError(str(error)) from error
    upper = {name.upper(): values for name, values in comments.items()}
    found = [
        Mark(
            start=_ms(values[0]),
            title=upper.get(f"{name}NAME", [""])[0],
            links=tuple(upper.get(f"{name}URL", ())),
        )
        for name, values in upper.items()
        if re.fullmatch(r"CHAPTER\d{3}", name)
    ]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _ms(clock: str) -> int:
    """``00:01:02.345`` in ms."""
    found = re.fullmatch(r"(\d+):(\d\d):(\d\d)\.(\d{3})", clock)
    if found is None:
        raise ValueError(f"{clock} is no time")
    hours, minutes, seconds, ms = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
