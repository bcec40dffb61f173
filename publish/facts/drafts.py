"""Alt texts that nobody answers for yet."""

from __future__ import annotations

import re

from publish.article import AltStatus, Image

_MACHINE = re.compile(
    r"description automatically generated|automatically generated|ai-generated content"
    r"|automatisch generierte beschreibung|description générée automatiquement"
    r"|opis wygenerowany automatycznie|descripción generada automáticamente",
    re.I,
)
"""What word processors put into the alt texts that they make by themselves."""


def by_machine(image: Image) -> bool:
    """Whether the alt text itself says that a machine made it."""
    return bool(_MACHINE.search(image.alt or ""))


def drafted(image: Image) -> bool:
    """Whether a machine made the alt text of ``image`` and nobody has reviewed it."""
    return image.alt_status is AltStatus.DRAFT or by_machine(image)
