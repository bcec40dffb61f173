"""No module of the program turns bytes of a file into code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Modules that run what a file says.
MODULES = {
    *("pickle", "_pickle", "pickletools", "marshal", "shelve", "dbm", "code", "codeop", "runpy"),
    *("dill", "cloudpickle", "joblib", "jsonpickle", "torch", "pandas"),
    "multiprocessing",  # it sends pickles
}

#: Functions of these names.
FUNCTIONS = {"eval", "exec", "compile", "__import__"}

#: Attributes of a library, by its names.
ATTRIBUTES = {
    ("np", "load"),
    ("numpy", "load"),
    *(("yaml", name) for name in ("load", "load_all", "full_load", "full_load_all")),
    *(("yaml", name) for name in ("unsafe_load", "unsafe_load_all")),
    *(("yaml", name) for name in ("Loader", "FullLoader", "UnsafeLoader", "CLoader")),
}

#: A module without any of these words needs no closer look.
WORDS = re.compile(
    r"(?<![\w.])(?:%s)\b|\b(?:numpy|np|yaml)\b|allow_pickle" % "|".join(MODULES | FUNCTIONS)  # noqa: UP031
)

EXCEPTIONS = {
    # Between this program and its own workers; the reader names nothing but records.
    ("runtime/messages.py", "pickle"),
}


def uses(code: str) -> Iterator[str]:
    """The names in ``code`` that make data into code."""
    tree = ast.parse(code)
    plain = {
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for one in node.keywords
        if one.arg == "allow_pickle" and ast.unparse(one.value) == "False"
    }
    for node in ast.walk(tree):
        if node in plain:
            continue
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            if node.module and node.module.split(".")[0] in MODULES:
                yield node.module
            for one in node.names:
                if (node.module, one.name) in ATTRIBUTES:
                    yield f"{node.module}.{one.name}"
        elif isinstance(node, ast.Name) and node.id in FUNCTIONS:
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in ATTRIBUTES:
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            yield from [node.arg] if ast.unparse(node.value) != "False" else []


def test_nothing_reads_code(root: Path) -> None:
    package = root / "publish"
    found = {
        (file.relative_to(package).as_posix(), name)
        for file in package.rglob("*.py")
        if WORDS.search(code := file.read_text(encoding="utf-8"))
        for name in uses(code)
    }
    assert found == EXCEPTIONS


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "import a, pickle as b",
        "from marshal import loads",
        "from shelve import open",
        "import torch.hub",
        "eval('1')",
        "run = exec",
        "import numpy as np\nnp.load(file)",
        "np.load(file, allow_pickle=flag)",
        "numpy.lib.format.read_array(file, allow_pickle=True)",
        "import yaml\nyaml.load(text, yaml.SafeLoader)",
        "from yaml import unsafe_load",
        "yaml.compose(text, Loader=yaml.Loader)",
    ],
)
def test_such_a_use_is_found(code: str) -> None:
    assert list(uses(code))
