"""Every rule, with a source that breaks it and one that comes near to it and keeps it.

``rules/CODE/bad/article.md`` and its ``findings.txt``; ``rules/CODE/good/article.md``.  The
pictures of all of them are in ``pictures``; ``shops.txt`` names the shops of a check.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publish.check import FAMILIES, RULES, check, examine
from publish.check.environment import environment
from publish.check.metadata import METADATA
from publish.errors import Diagnostic, Severity
from publish.intake import read

HERE = Path(__file__).parent
CODES = sorted(folder.name for folder in (HERE / "rules").iterdir())

Find = Callable[[str], tuple[Diagnostic, ...]]


@pytest.fixture
def diagnostics(tmp_path: Path) -> Find:
    """All diagnostics of the source in a folder below ``rules``."""

    def of(name: str) -> tuple[Diagnostic, ...]:
        folder = tmp_path / name
        shutil.copytree(HERE / "pictures", folder)
        shutil.copytree(HERE / "rules" / name, folder, dirs_exist_ok=True)
        sheets = tuple((file, file.read_text()) for file in folder.glob("*.css"))
        source = folder / "article.md"
        shops = folder / "shops.txt"
        named = tuple(shops.read_text().split()) if shops.exists() else ()
        found = examine(read(source), (), environment(sheets, shops=named)).diagnostics
        assert all(one.fix and one.file in (source, folder / "style.css") for one in found)
        return found

    return of


def shown(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity} {diagnostic.line}: {diagnostic.message} | {diagnostic.fix}"


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_is_broken(
    code: str, diagnostics: Find, request: pytest.FixtureRequest
) -> None:
    file = HERE / "rules" / code / "bad" / "findings.txt"
    told = "".join(f"{shown(one)}\n" for one in diagnostics(f"{code}/bad") if one.code == code)
    if request.config.getoption("--update-golden"):
        file.write_text(told, encoding="utf-8")
    assert told
    assert told == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_is_kept(code: str, diagnostics: Find) -> None:
    assert [shown(one) for one in diagnostics(f"{code}/good") if one.code == code] == []


def test_every_rule_is_tried() -> None:
    assert set(CODES) == RULES.keys()
    assert sum(len(family.rules) for family in FAMILIES) + 2 == len(RULES)


def test_every_rule_says_what_it_asks_and_why() -> None:
    for rule in RULES.values():
        for words in (rule.asks, rule.why, rule.fix):
            assert words.endswith((".", "?")), rule.code
        assert rule.url.startswith("https://"), rule.code


def test_diagnostics_of_a_severity_come_in_the_order_of_their_lines(diagnostics: Find) -> None:
    found = diagnostics("language-unmarked/bad")
    about_metadata = {rule.code for rule in METADATA.rules}
    order = [
        (one.code in about_metadata, list(Severity).index(one.severity), one.line) for one in found
    ]
    assert order == sorted(order)
    assert len(set(found)) > 2


def test_every_construct_used_well_is_free_of_errors_and_warnings(root: Path) -> None:
    found = check(read(root / "tests/gallery/every-construct/article.md"))
    told = [diagnostic.code for diagnostic in found if diagnostic.severity is not Severity.INFO]
    assert told == ["formula-words", "link-bare"]  # these are constructs, too


@pytest.mark.parametrize(
    "name",
    [
        "assets/example/article.md",
        "publish/starter/template/article.md",
        "publish/starter/book/publication.yaml",
    ],
)
def test_what_we_show_has_no_findings(name: str, root: Path) -> None:
    assert [shown(one) for one in check(read(root / name))] == []
