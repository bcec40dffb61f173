"""Where the style sheets and fonts are."""

from __future__ import annotations

from pathlib import Path


def sheets(edition: str) -> Path:
    """The folder of ``edition`` (``epub``, ``pdf``, ``fonts``) below ``styles``.

    The wheel holds ``styles`` inside the package; in a checkout it stands beside it.
    """
    package = Path(__file__).parent
    inside = package / "styles"
    return (inside if inside.is_dir() else package.parent / "styles") / edition
