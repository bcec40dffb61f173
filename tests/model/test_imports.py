"""The model imports the standard library and msgspec, so every other package can import it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from publish import model

FOLDER = Path(model.__file__).parent


def test_the_model_imports_the_standard_library_and_msgspec_only() -> None:
    allowed = {*sys.stdlib_module_names, "msgspec"}
    found = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] not in allowed and not name.startswith("publish.model"):
                    found.add(f"{path.name}: {name}")
    assert found == set()
