"""Find the bundled style sheets and fonts, and a publisher's style sheets."""

from __future__ import annotations

from pathlib import Path

from publish.errors import UsageError


def style_folder(name: str) -> Path:
    """Return the folder ``name`` (``epub``, ``pdf``, ``fonts``, ``colour``) in ``styles``.

    In the wheel ``styles`` is inside the package, in a checkout next to it.
    """
    package = Path(__file__).parents[1]
    inside = package / "styles"
    return (inside if inside.is_dir() else package.parent / "styles") / name


def custom_sheet(path: Path) -> Path:
    """Return the resolved path of a publisher's style sheet.

    Raises:
        UsageError: The file doesn't exist, or isn't CSS.
    """
    found = path.resolve()
    if not found.is_file():
        raise UsageError(f"There is no style sheet {path}.")
    if path.suffix.lower() != ".css":
        raise UsageError(f"{path} isn't a style sheet. Name a file that ends in .css.")
    return found
