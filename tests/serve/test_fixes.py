"""Corrections by machine: one line changes, and the diagnostic is gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from publish.errors import Diagnostic, SourceError
from publish.pipeline import check_article
from publish.serve.files import ChangedError
from publish.serve.preview.fixes import Fix, fix_of, write_fix
from publish.serve.state import ServeState
from publish.source import read
from tests.serve.conftest import ClientFor

FRONT = """---
title: The ferry
language: en-GB
authors: [{name: Ada Example}]
published: 2026-03-01
---

The ferry crosses the river at noon, and it comes back in the evening with the mail.
"""

#: The code of a diagnostic, what is written for what in :data:`FRONT`, and the line afterwards.
CASES = (
    ("field-unknown", ("language:", "langauge:"), "language: en-GB"),
    ("heading-jump", ("\nThe ferry", "\n#### Crossing\n\nThe ferry"), "## Crossing"),
    ("heading-as-title", ("\nThe ferry", "\n# Crossing\n\nThe ferry"), "## Crossing"),
    ("heading-repeats-title", ("\nThe ferry", "\n## The ferry\n\nThe ferry"), None),
    ("heading-empty", ("mail.", "mail.\n\n##\n\nIt is late."), None),
    ("published-missing", ("published: 2026-03-01\n", ""), "published: "),
    (
        "people-joined",
        ("[{name: Ada Example}]", "Ada One and Bo Two"),
        "authors: [Ada One, Bo Two]",
    ),
    (
        "name-inverted",
        ("[{name: Ada Example}]", '["Example, Ada"]'),
        'authors: [{name: Ada Example, file-as: "Example, Ada"}]',
    ),
    ("yaml", ("The ferry\n", "The ferry: a crossing\n"), 'title: "The ferry: a crossing"'),
    (
        "attributes-quoted",
        ("at noon", "[à midi]{lang=“fr”}"),
        'The ferry crosses the river [à midi]{lang="fr"}, and it comes back in the evening with the'
        " mail.",
    ),
    (
        "link-shown",
        ("at noon", "[at noon](a file.md)"),
        "The ferry crosses the river [at noon](<a file.md>), and it comes back in the evening with"
        " the mail.",
    ),
    ("link-broken", ("mail.", "mail ([see](#nonn)).\n\n{#noon}\n## Noon\n\nIt is late."), "#noon"),
)


def found(file: Path) -> list[Diagnostic]:
    try:
        return list(check_article(read(file)).diagnostics)
    except SourceError as error:
        return list(error.diagnostics)


@pytest.mark.parametrize(("code", "written", "line"), CASES, ids=[case[0] for case in CASES])
def test_fix(tmp_path: Path, code: str, written: tuple[str, str], line: str | None) -> None:
    file = tmp_path / "ferry.md"
    before = FRONT.replace(*written, 1)
    file.write_bytes(before.replace("\n", "\r\n").encode())
    one = next(one for one in found(file) if one.code == code)
    fix = fix_of(one, before.split("\n"))
    assert fix is not None, one
    assert (fix.new is None) is (line is None)
    assert (line or "") in (fix.new or "")
    write_fix(file, fix)
    assert code not in [one.code for one in found(file)]
    after = file.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n")
    old, new = before.split("\n"), after.split("\r\n")
    assert sum(one not in new for one in old) <= 1
    assert sum(one not in old for one in new) <= 1
    assert before == FRONT.replace(*written, 1)


def test_words_are_the_authors(tmp_path: Path) -> None:
    """Nothing is corrected that leaves a choice."""
    file = tmp_path / "ferry.md"
    text = FRONT.replace("at noon", "[here](https://example.org)").replace("authors", "autors")
    file.write_text(text.replace("autors: [{name: Ada Example}]", "subtitle: [x"))
    for one in found(file):
        assert fix_of(one, file.read_text().split("\n")) is None, one


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ferry.md"
    file.write_text("a\nb\n")
    with pytest.raises(ChangedError):
        write_fix(file, Fix(0, "A", "c"))
    assert file.read_text() == "a\nb\n"


def test_fix_on_the_page(
    client_for: ClientFor, state: ServeState, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = state.root / "ferry.md"
    file.write_text(FRONT.replace("\nThe ferry", "\n#### Crossing\n\nThe ferry"))
    client = client_for()

    def diagnostic() -> dict[str, str] | None:
        listed = client.get("/preview-state/ferry.md").json()["diagnostics"]
        return next((one for one in listed if one["code"] == "heading-jump"), None)

    told = threading.Semaphore(0)
    monkeypatch.setattr(state.events, "publish", lambda *_event: told.release())
    one = _awaited(diagnostic, told)
    assert one["fixed"] == "## Crossing"
    assert client.post("/fix/ferry.md", json={"key": "0" * 64}).status_code == 409
    assert client.post("/fix/ferry.md", content="{").status_code == 400
    text = file.read_text()
    file.write_text(text + "More.\n")
    assert client.post("/fix/ferry.md", json={"key": one["key"]}).status_code == 409
    assert file.read_text() == text + "More.\n"
    while client.post("/fix/ferry.md", json={"key": _key(diagnostic)}).status_code != 204:
        assert told.acquire(timeout=60)
    assert "\n## Crossing\n" in file.read_text()


def _key(diagnostic: object) -> str:
    one = diagnostic() if callable(diagnostic) else None
    return one["key"] if one else ""


def _awaited(diagnostic: object, told: threading.Semaphore) -> dict[str, str]:
    while True:
        one: dict[str, str] | None = diagnostic() if callable(diagnostic) else None
        if one and one["key"]:
            return one
        assert told.acquire(timeout=60)
