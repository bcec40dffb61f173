"""Titles on a cluster: parts before what needs them, another try for a crash, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publish import BuildOptions
from publish.batch import tasks
from publish.batch.cluster import RemoteCluster
from publish.batch.results import Title, TitleRecord, TitleResult, save_record
from publish.batch.running import run
from publish.batch.session import Session, begin, resume
from publish.batch.store import store_at

TEXT = "---\ntitle: A Text\n---\n\nWords.\n"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteCluster]:
    """A cluster in this process, whose children are fakes."""
    from distributed import LocalCluster

    monkeypatch.setattr(tasks, "CHILD", "tests.batch.poisoned")
    with LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        dashboard_address=None,
        resources={"sound": 1},
    ) as local:
        yield RemoteCluster(local.scheduler_address)
    while tasks._idle:
        tasks._idle.pop().end()


def begun(folder: Path, *names: str) -> Session:
    texts = folder / "texts"
    texts.mkdir()
    for name in names:
        (texts / f"{name}.md").write_text(TEXT)
    options = BuildOptions(only="epub")
    return begin([str(texts)], str(folder / "out"), options, memory=400_000_000, seconds=60)


@pytest.mark.filterwarnings("ignore")  # those of Dask and its libraries aren't ours
def test_titles_are_built_divided_tried_again_and_set_aside(
    tmp_path: Path, cluster: RemoteCluster
) -> None:
    session = begun(tmp_path, "good", "crash", "large", "better", "once", "chapters")
    running = run(session, cluster, retries=1, say=print, check=lambda: None)
    found = {one.title: one for one in running}
    built = {name: one.attempts for name, one in found.items() if one.state == "built"}
    assert built == {"good": 1, "better": 1, "large": 2, "once": 2}
    assert found["crash"].state == "failed"
    assert "crashed" in found["crash"].reason
    assert found["crash"].attempts == found["chapters"].attempts == 2
    assert found["chapters"].reason.startswith("Part 2 of 2 of its narration: The process")
    steps = (tmp_path / "out" / "steps").read_text().splitlines()
    assert (steps[0], steps[-1]) == ("begin 0", "finish 0")
    assert sorted(steps[1:-1]) == [
        *("encode 0", "encode 1", "layout 0", "level 0", "narrate 0", "narrate 1", "narrate 1")
    ]
    narrated = max(steps.index("narrate 0"), steps.index("narrate 1"))
    first_encoded = min(steps.index("encode 0"), steps.index("encode 1"))
    assert narrated < steps.index("level 0") < first_encoded

    again = resume(session.output, seconds=70)  # only what failed is tried again
    assert (again.request.memory, again.request.seconds) == (400_000_000, 70)
    assert [title.name for title in again.left] == ["chapters", "crash"]
    assert {one.title for one in again.finished} == {"good", "better", "large", "once"}


def test_results_of_another_run_are_not_those_of_this_one(tmp_path: Path) -> None:
    session = begun(tmp_path, "good")
    session.note()
    (title,) = session.titles
    assert title == Title(name="good", source=title.source, size=len(TEXT))
    result = TitleResult(title="good", source=title.source, state="built")
    store = store_at(session.output)
    save_record(store, "good", TitleRecord(run="another", result=result))
    assert resume(session.output).left == session.titles
    save_record(store, "good", TitleRecord(run=session.request.run, result=result))
    assert resume(session.output).left == ()
