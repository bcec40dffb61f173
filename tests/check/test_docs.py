"""The table of rules in docs/checks.md is complete; `--update-golden` rewrites it."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.check import FAMILIES, RULES
from publish.check.rule import Rule

START = "## The rules\n"
SETTINGS = ("setting-unknown", "setting-fixed")


def table(name: str, rules: tuple[Rule, ...]) -> str:
    rows = "".join(
        f"| `{rule.code}` | {rule.severity}{', fixed' if rule.fixed else ''} | {rule.asks} "
        f"| {cited(rule)} |\n"
        for rule in rules
    )
    return f"\n### {name}\n\n| rule | severity | requires | source |\n|---|---|---|---|\n{rows}"


def cited(rule: Rule) -> str:
    found = rule.criterion
    words = f"{found.number} {found.name}" if found else rule.url.split("/")[2]
    return f"[{words}]({rule.url})"


def test_every_rule_is_in_the_documentation(root: Path, request: pytest.FixtureRequest) -> None:
    file = root / "docs" / "checks.md"
    before = file.read_text(encoding="utf-8").split(START)[0]
    tables = [table(family.name, family.rules) for family in FAMILIES]
    tables.append(table("Settings", tuple(RULES[code] for code in SETTINGS)))
    text = before + START + "".join(tables)
    if request.config.getoption("--update-golden"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text
