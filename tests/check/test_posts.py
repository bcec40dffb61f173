"""Posts as people write them: what is found in them, and whether it is right.

``posts/NAME.md`` and ``posts/NAME.txt``: each line of the latter is a finding, with our judgement
before it: ``true``, or ``false`` for a false alarm.  After a change ``--update-golden`` writes
``judge`` before what is new; a person then reads the post and judges.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publish.check import check
from publish.errors import Diagnostic
from publish.intake import read

HERE = Path(__file__).parent
POSTS = sorted(path.stem for path in (HERE / "posts").glob("*.md"))
MOST = 0.1
"""False alarms among all findings."""


def shown(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity} {diagnostic.line} {diagnostic.code}: {diagnostic.message}"


def judged(name: str) -> dict[str, str]:
    """Finding -> judgement."""
    file = HERE / "posts" / f"{name}.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {finding: judgement for judgement, finding in (line.split(" ", 1) for line in lines)}


@pytest.mark.parametrize("name", POSTS)
def test_a_post(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(HERE / "pictures", tmp_path / "pictures")
    source = tmp_path / f"{name}.md"
    shutil.copy(HERE / "posts" / source.name, source)
    found = list(dict.fromkeys(shown(one) for one in check(read(source))))
    before = judged(name)
    if request.config.getoption("--update-golden"):
        lines = (f"{before.get(one, 'judge')} {one}\n" for one in found)
        (HERE / "posts" / f"{name}.txt").write_text("".join(lines), encoding="utf-8")
    assert list(judged(name)) == found


def test_at_most_one_finding_in_ten_is_a_false_alarm() -> None:
    judgements = [judgement for name in POSTS for judgement in judged(name).values()]
    assert len(POSTS) >= 20
    assert set(judgements) <= {"true", "false"}
    assert judgements.count("false") <= MOST * len(judgements)
