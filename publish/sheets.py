"""Where the style sheets and fonts are."""

from __future__ import annotations

from pathlib import Path

from publish.errors import UsageError


def sheets(edition: str) -> Path:
    """The folder of ``edition`` (``epub``, ``pdf``, ``fonts``) below ``styles``.

    The wheel holds ``styles`` inside the package; in a checkout it stands beside it.
    """
    package = Path(__file__).parent
    inside = package / "styles"
    return (inside if inside.is_dir() else package.parent / "styles") / edition


def own_sheet(path: Path) -> Path:
    """The real path of a style sheet that a publisher names.

    Raises :class:`UsageError` where it is no CSS file that can be read.
    """
    found = path.resolve()
    if not found.is_file():
        raise UsageError(f"There is no style sheet {path}.")
    if path.suffix.lower() != ".css":
        raise UsageError(f"{path} isn't a style sheet. Name a file that ends in .css.")
    return found
