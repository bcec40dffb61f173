"""Find packages of npm that the user has installed; none of them is ours to ship."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path


def find_package(name: str, file: str) -> Path | None:
    """Return the folder of the package ``name`` that has ``file``; ``None`` if there is none.

    It is looked for in ``node_modules`` of the working folder, and among the packages of Node.
    """
    folders = (folder / name for folder in _folders())
    return next((folder for folder in folders if (folder / file).is_file()), None)


def _folders() -> Iterator[Path]:
    yield Path.cwd() / "node_modules"
    if node := shutil.which("node"):
        for one in dict.fromkeys((Path(node), Path(node).resolve())):
            yield one.parents[1] / "lib" / "node_modules"
