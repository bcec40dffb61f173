"""What was laid out once is not laid out again."""

import sys
from pathlib import Path
from typing import Any

import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.chapters import workers
from publish.editions.pdf.chapters.workers import ThisProcess, place_of
from publish.errors import ToolError
from publish.runtime import worker_pool as pool
from tests.judges import pdf_pages

from .conftest import Build


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What workers are asked for, from now on."""
    asked: list[str] = []
    for kind in (pool.WorkerPool, ThisProcess):

        def noted(self: Any, one: Any, submit: Any = kind.submit) -> object:
            asked.append(place_of(one))
            return submit(self, one)

        monkeypatch.setattr(kind, "submit", noted)
    return asked


def test_only_a_changed_chapter_is_laid_out_and_bytes_are_as_if_all_were(
    build: Build, own: Path, tmp_path: Path, orders: list[str]
) -> None:
    build(own, "first.pdf")
    assert len([one for one in orders if "chapter" in one or "first pages" in one]) >= 8
    orders.clear()
    build(own, "again.pdf")
    assert orders == []
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "first.pdf").read_bytes()
    fog = own.parent / "chapters" / "02-fog.md"
    fog.write_text(fog.read_text(encoding="utf-8").replace("without a sound", "unheard"), "utf-8")
    build(own, "changed.pdf")
    assert {one for one in orders if "margins" not in one and "font" not in one} == {
        "at the chapter 'fog'"
    }
    assert "unheard" in "".join(pdf_pages.text(tmp_path / "changed.pdf"))
    (tmp_path / "cache").rename(tmp_path / "other")
    build(own, "anew.pdf")
    assert (tmp_path / "changed.pdf").read_bytes() == (tmp_path / "anew.pdf").read_bytes()


def test_a_longer_chapter_moves_the_others_and_lays_none_of_them_out(
    build: Build, own: Path, tmp_path: Path, orders: list[str]
) -> None:
    before = build(own, "before.pdf")
    orders.clear()
    foreword = own.parent / "foreword.md"
    more = "\n\nThe lamp was lit again, and nobody came.\n" * 200
    foreword.write_text(foreword.read_text(encoding="utf-8") + more, encoding="utf-8")
    after = build(own, "after.pdf")
    moved = after.page_map["words"] - before.page_map["words"]
    assert moved > 0
    # the first pages hold the contents; others only where they show a number
    bodies = {one for one in orders if "margins" not in one and "font" not in one}
    assert bodies <= {"at the first pages", "at the chapter 'foreword'"}
    assert orders.count("at the first pages") == 1, "the contents are laid out once all is known"
    text = pdf_pages.text(tmp_path / "after.pdf")
    assert text[after.page_map["words"] - 1].split()[-1] == str(after.page_map["words"])
    (tmp_path / "cache").rename(tmp_path / "other")
    build(own, "anew.pdf")
    assert (tmp_path / "after.pdf").read_bytes() == (tmp_path / "anew.pdf").read_bytes()


def test_a_damaged_cache_is_as_none(build: Build, own: Path, tmp_path: Path) -> None:
    build(own, "first.pdf")
    for entry in (tmp_path / "cache").glob("??/*"):
        entry.write_bytes(entry.read_bytes()[:-3] + b"???")
    build(own, "again.pdf")
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()


def test_a_worker_that_is_killed_is_one_clear_error(
    build: Build, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = "import os, signal, sys; sys.stdin.buffer.read(4); os.kill(os.getpid(), signal.SIGKILL)"
    monkeypatch.setattr(pool, "python_command", lambda _: (sys.executable, "-c", dies))
    monkeypatch.setattr(workers, "_WORTH_STARTING", 1)
    with pytest.raises(ToolError, match="it crashed, at"):
        build(own)
    assert not (tmp_path / "book.pdf").exists()


def test_a_book_in_workers_has_the_bytes_of_one_that_is_laid_out_here(
    build: Build, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(own, "here.pdf")
    (tmp_path / "cache").rename(tmp_path / "other")
    monkeypatch.setattr(workers, "_WORTH_STARTING", 1)
    build(own, "workers.pdf")
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "workers.pdf").read_bytes()


def test_progress_is_told(build: Build, own: Path) -> None:
    told: list[tuple[int, int]] = []
    build(own, report=lambda done, total: told.append((done, total)))
    assert told[-1] == (8, 8)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize(
    ("css", "orders_at_most"),
    [
        ("h3 { counter-increment: part } h3::before { content: counter(part) }", 0),
        (".chapter { break-before: auto } section.chapter > h2 { margin-top: 1cm }", 99),
    ],
)
def test_a_house_style_that_chapters_cannot_be_parted_with_is_obeyed(
    build: Build, own: Path, tmp_path: Path, orders: list[str], css: str, orders_at_most: int
) -> None:
    style = tmp_path / "house.css"
    style.write_text(css, encoding="utf-8")
    made = build(own, options=PdfOptions(styles=(style,)))
    assert len(orders) <= orders_at_most
    assert made.page_map["words"] > 1
    assert pdf_pages.info(tmp_path / "book.pdf")["Tagged"] == "yes"
