"""What all tests share: golden files, work that is done once, and silence on a clean run."""

from __future__ import annotations

import fcntl
import importlib
import logging
import os
import pickle
import pkgutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from hypothesis import settings

import publish

# The same examples in each run, so that a change is judged by what it changes; chance finds more
# with --hypothesis-profile=explore, and what it finds becomes a test of its own.  No deadlines: how
# long an example takes says how busy the machine is.
settings.register_profile("explore", deadline=None)
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.load_profile("fixed")

# A shell starts what runs in the background with SIGINT ignored, and all processes inherit that;
# some tests interrupt this process, and others those that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Golden = Callable[[str, str], None]
WholePdf = Callable[[str, str], Path]
T = TypeVar("T")


# These build whole publications again and again, in many processes, or within a limit of time.
# They begin first.  Coverage is not measured in them, since tracing doubles the time of Python:
# what they reach, other tests reach too.
HEAVY = (
    "acceptance",
    "api/test_api.py",
    "audit/test_untouched.py",
    "batch/test_killed.py",
    "cli/test_interrupt.py",
    "cli/test_killed.py",
    "editions/epub/test_generated.py",
    "editions/pdf/chapters/test_again.py",
    "editions/pdf/test_book.py",
    "editions/pdf/test_gallery.py",
    "editions/pdf/test_page_geometry.py",
    "editions/web/test_player.py",
    "hostile",
    "judges",
    "robust",
    "serve/desk/test_scenario.py",
    "source/test_hostile.py",
)


def _heavy(item: pytest.Item) -> bool:
    place = item.path.relative_to(Path(__file__).parent)
    return any(place.is_relative_to(one) for one in HEAVY)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name long values by their length: names are in the environment of programs, a small place."""
    if isinstance(val, str | bytes) and len(val) > 200:
        return f"{argname} of {len(val)}"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not _heavy(item))


def pytest_collection_finish() -> None:
    """Import all modules while their lines are measured: a test that isn't may be the first."""
    if "coverage" in sys.modules:
        for module in pkgutil.walk_packages(publish.__path__, "publish."):
            importlib.import_module(module.name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Suspend the measuring of coverage, here and in processes that start now."""
    coverage = sys.modules.get("coverage")
    measuring = coverage and coverage.Coverage.current()
    if not measuring or not _heavy(item):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        measuring.stop()
        try:
            return (yield)
        finally:
            measuring.start()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew; review the diff"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """``golden(name, text)`` compares ``text`` with the file ``golden/name`` beside the test."""
    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        file = folder / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{file} is missing; run pytest --update-golden and review it"
        assert text == file.read_text(encoding="utf-8")

    return compare


class Once(Protocol):
    """`once(name, work)`: what `work()` returns, done by one process for all."""

    def __call__(self, name: str, work: Callable[[], T]) -> T: ...


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    """Work that is done once a test run; see :class:`Once`."""

    def once(name: str, work: Callable[[], T]) -> T:
        result = shared / f"{name}.pickle"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait here
            if not result.exists():
                result.write_bytes(pickle.dumps(work()))
        value: T = pickle.loads(result.read_bytes())
        return value

    return once


@pytest.fixture(scope="session")
def whole_pdf(root: Path, shared: Path, once: Once) -> WholePdf:
    """``whole_pdf(source, variant)``: the audited PDF of a source of the project, built once."""
    from publish.prepare import prepare
    from publish.source import read
    from tests.building import edition_of

    def built(source: str, variant: str) -> Path:
        folder = shared / "pdf" / Path(source).parent.name

        def make() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            article = prepare(read(root / source))
            return edition_of("pdf", article, None, folder / "article", variant=variant).path

        return once(f"{folder.name}-{variant}-pdf", make)

    return built


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests have a cache of their own, in this process and in those that it starts.

    Where a source names no voice, espeak-ng speaks, since it loads in no time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBLISH_VOICE", "espeak")
        patch.setenv("PUBLISH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """A clean run logs nothing: a warning on any logger fails the test that caused it."""
    handler = _Records()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    assert not handler.messages


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return Path(__file__).parent.parent
