"""Collect every regular expression of ``publish``, with the methods by which it is used.

A pattern that is written in a call of :mod:`re` is evaluated where the module's names suffice.
Others are recorded while a second process imports all modules and calls their functions.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

#: Functions of :mod:`re`, the place of their flags, and how the pattern is used.
FUNCTIONS = {
    "compile": (1, ""),
    "search": (2, "search"),
    "match": (2, "match"),
    "fullmatch": (2, "fullmatch"),
    "split": (3, "finditer"),
    "findall": (2, "finditer"),
    "finditer": (2, "finditer"),
    "sub": (4, "finditer"),
    "subn": (4, "finditer"),
}
#: A search that fails takes as long as one for all matches.
ANY_USE = frozenset({"finditer"})


class Call(Struct, frozen=True):
    """A call of :mod:`re`: its place, its arguments, and the name that its pattern gets."""

    module: str
    file: str
    lines: tuple[int, int]
    function: str
    node: ast.Call
    local: frozenset[str]
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.lines[0]}: {ast.unparse(self.node)[:160]}"


class Use(Struct, frozen=True):
    """A pattern, where it stands, and the methods by which it is used."""

    place: str
    pattern: str | bytes
    flags: int
    methods: frozenset[str]


def calls(package: Path) -> list[Call]:
    """Return all calls of :mod:`re` in the modules of ``package``."""
    found: list[Call] = []
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package.parent)
        module = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text("utf-8"))
        for node, local, name in _calls(tree, frozenset(), ""):
            assert isinstance(node.func, ast.Attribute)
            lines = (node.lineno, node.end_lineno or node.lineno)
            found.append(Call(module, str(file), lines, node.func.attr, node, local, name))
    return found


def _calls(
    node: ast.AST, local: frozenset[str], name: str
) -> Iterator[tuple[ast.Call, frozenset[str], str]]:
    match node:
        case ast.FunctionDef() | ast.Lambda():
            local |= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
            local |= {
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
        case ast.comprehension():
            pass
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            local |= {
                one.id
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            }
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call()):
            name = target
        case ast.AnnAssign(target=ast.Name(id=target), value=ast.Call()):
            name = target
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=function)) if (
            function in FUNCTIONS
        ):
            yield node, local, name if function == "compile" else ""
            name = ""
        case _:
            name = ""
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, local, name)


def uses(package: Path) -> tuple[list[Use], list[Call]]:
    """Return all patterns of ``package``, and the calls whose patterns aren't known."""
    methods = _methods(package)
    recorded = _recorded()
    found: dict[tuple[str | bytes, int], tuple[str, frozenset[str]]] = {}
    unknown: list[Call] = []
    for call in calls(package):
        used = FUNCTIONS[call.function][1]
        how = frozenset({used}) if used else methods(call)
        patterns = _evaluated(call) or [
            one
            for line in range(call.lines[0], call.lines[1] + 1)
            for one in recorded[call.file, line]
        ]
        if not patterns:
            unknown.append(call)
        for pattern, flags in patterns:
            place, before = found.get((pattern, flags), (f"{call.file}:{call.lines[0]}", how))
            found[pattern, flags] = place, before | how
    return [
        Use(place, *key, ANY_USE if how & {"search", "finditer"} else how)
        for key, (place, how) in found.items()
    ], unknown


def _evaluated(call: Call) -> list[tuple[str | bytes, int]]:
    place = FUNCTIONS[call.function][0]
    pattern = next((one.value for one in call.node.keywords if one.arg == "pattern"), None)
    flags = next((one.value for one in call.node.keywords if one.arg == "flags"), None)
    pattern = pattern or call.node.args[0]
    if flags is None and len(call.node.args) > place:
        flags = call.node.args[place]
    names = vars(importlib.import_module(call.module))
    value = _value(pattern, names, call.local)
    number = _value(flags, names, call.local) if flags is not None else 0
    if isinstance(value, str | bytes) and isinstance(number, int):
        return [(value, int(number))]
    return []


def _value(node: ast.expr, names: dict[str, Any], local: frozenset[str]) -> Any:
    """Return the value of an expression of the module's names; ``None`` if it has others."""
    used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    bound = {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    used -= bound
    if used & local or not all(one in names or hasattr(builtins, one) for one in used):
        return None
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(names))


def _methods(package: Path) -> Any:
    """Return a function that gives the methods by which the pattern of a call is used.

    A pattern that is passed on, or matched at any place of a text, may be used in all ways.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    passed: set[tuple[str, str]] = set()
    for path in sorted(package.rglob("*.py")):
        file = str(path.relative_to(package.parent))
        tree = ast.parse(path.read_text("utf-8"))
        attributes = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                attributes.add(id(node.value))
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.attr in FUNCTIONS
            ):
                how = FUNCTIONS[node.func.attr][1]
                if how in ("match", "fullmatch") and len(node.args) > 1:
                    how = "search"
                found[file, node.func.value.id].add(how)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Load)
                and id(node) not in attributes
            ):
                passed.add((file, node.id))
    shared = {name for _file, name in found if not name.startswith("_")}

    def methods(call: Call) -> frozenset[str]:
        name = call.name
        if not name or (call.file, name) in passed:
            return ANY_USE
        if not call.local and (name in shared or not name.startswith("_")):
            return ANY_USE  # another module may use it
        return frozenset(found[call.file, name]) or ANY_USE

    return methods


def _recorded() -> defaultdict[tuple[str, int], list[tuple[str | bytes, int]]]:
    """Return the patterns that a process compiled that calls the functions, by file and line."""
    command = [sys.executable, "-P", "-m", "tests.hostile.patterns.recording"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout
    found: defaultdict[tuple[str, int], list[tuple[str | bytes, int]]] = defaultdict(list)
    for file, line, pattern, flags, binary in json.loads(output):
        found[file, line].append((pattern.encode("latin-1") if binary else pattern, flags))
    return found
