"""No regular expression of ``publish`` takes more than linear time: texts come from strangers."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.patterns.collecting import Call, Use, uses
from tests.hostile.patterns.timing import Slow, slow

PACKAGE = Path(__file__).parents[2] / "publish"

#: Patterns that may be slow, by their text, with the reason why their input is bounded.
BOUNDED_INPUT = {
    r"(ão|ões) e (?=[\w ]+ (?:milhão|milhões|mil) \w)": "The words of one number of 30 digits.",
}


@cache
def collected() -> tuple[list[Use], list[Call]]:
    return uses(PACKAGE)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\{\{<\s*(\w+)\s*.*?>\}\}",
        r"<!--.*?-->",
        r"(a+)+$",
        r"(?:x|x)*y",
        r"\s+$",
        r"([^{}]+)\{([^{}]*)\}",
        r"font(?:-size)?\s*:[^;]*?\b\d+(?:\.\d+)?(?:px|pt)\b",
        r"\[[^\]]*\]\(",
        rb"<!DOCTYPE[^>\[]*>",
    ],
)
def test_patterns_that_are_slow_are_found(pattern: str | bytes) -> None:
    assert slow(pattern, 0, frozenset({"finditer"}))


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s++$", r"\w+", r"a{0,60}b", r"<[^<>]{0,50}>"])
def test_patterns_that_are_linear_pass(pattern: str) -> None:
    assert not slow(pattern, 0, frozenset({"finditer"}))


def test_patterns_are_only_made_by_functions_of_re() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not {"regex", "re2"} & set(names), path
            assert all(one.asname is None for one in getattr(node, "names", []) if "re" in names), (
                path
            )
            assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), path


def test_every_pattern_is_collected() -> None:
    found, unknown = collected()
    assert len(found) > 700
    assert not unknown, "\n".join(map(str, unknown))


def test_no_pattern_is_slow() -> None:
    found: dict[str, tuple[Use, Slow]] = {}
    for use in collected()[0]:
        bounded = str(use.pattern) in BOUNDED_INPUT or use.place in found
        if not bounded and (text := slow(use.pattern, use.flags, use.methods)):
            found[use.place] = use, text
    told = "\n".join(f"{use}\n    {text}" for use, text in found.values())
    assert not found, told


def test_inputs_that_are_bounded_are_still_used() -> None:
    assert BOUNDED_INPUT.keys() <= {str(use.pattern) for use in collected()[0]}
