"""Start an article: a folder that builds at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copytree

from publish.errors import OutputError

TEMPLATE = Path(__file__).parent / "template"


def start(folder: Path) -> Path:
    """Copy the template to ``folder`` and return the path of its source.

    ``folder`` must not exist, or be an empty folder.  Raises :class:`OutputError` otherwise, and
    where it cannot be written; then nothing is left behind.
    """
    # Editions are named after their source: two articles must not make files of one name.
    name = f"{folder.resolve().name}.md"
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(folder, "it exists already", "Name a folder that does not exist yet.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".publish-") as beside:
            fresh = Path(beside) / "new"
            copytree(TEMPLATE, fresh)
            (fresh / "article.md").rename(fresh / name)
            fresh.replace(folder)
    except OSError as error:
        raise OutputError(
            folder, error.strerror or str(error), "Choose another folder, or make room there."
        ) from error
    return folder / name
