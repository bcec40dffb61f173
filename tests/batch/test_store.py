"""The store of a batch: what is read back is whole, and what was put, or nothing."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest

from publish.batch import exclusion
from publish.batch.edition_files import combined, digests_of
from publish.batch.exclusion import Check, alone_in
from publish.batch.store import Store, store_at
from publish.errors import StoreError, UsageError
from publish.runtime.objects import objects_at

pytestmark = pytest.mark.xdist_group("store")  # they share the server

#: What S3 needs to know, as its users say it.
_KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A server of S3 on this computer, with the bucket ``books``; its address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (_KEYS | {"AWS_ENDPOINT_URL": endpoint}).items():
            patch.setenv(name, value)
        fsspec.filesystem("s3").mkdir("books")
        yield "s3://books"
    server.stop()


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    match request.param:
        case "folder":
            return store_at(str(tmp_path / "out"))
        case "file":
            return store_at(f"file://{tmp_path}/out")
        case "memory":
            return store_at(f"memory://books/{tmp_path.name}")
        case _:
            return store_at(f"{request.getfixturevalue('s3')}/{tmp_path.name}")


def _site(folder: Path, word: str, pages: int = 4) -> Path:
    """Write a web edition whose files all have ``word``."""
    (folder / "style").mkdir(parents=True)
    for name in ("index.html", "style/one.css", *(f"{page}.html" for page in range(pages))):
        (folder / name).write_text(f"{name} {word} " * 200)
    return folder


def test_an_edition_comes_back_as_it_was_put(store: Store, tmp_path: Path) -> None:
    store.ensure_writable()
    book = tmp_path / "dover.epub"
    book.write_bytes(b"an edition" * 1000)
    assert store.digests("history/dover.epub") == {}
    digest = store.put(book, "history/dover.epub")
    assert store.digests("history/dover.epub") == digests_of(book, "dover.epub")
    assert digest == combined(store.digests("history/dover.epub"))
    assert store.get("history/dover.epub", tmp_path / "back.epub", digest)
    assert (tmp_path / "back.epub").read_bytes() == book.read_bytes()
    assert not store.get("history/dover.epub", tmp_path / "other.epub", "0" * 32)
    assert not store.get("history/calais.epub", tmp_path / "other.epub")
    assert not (tmp_path / "other.epub").exists()

    site = _site(tmp_path / "one", "old")
    store.put(site, "history/dover-web")
    new = _site(tmp_path / "two", "new", pages=2)
    digest = store.put(new, "history/dover-web")
    assert store.digests("history/dover-web") == digests_of(new, "")
    assert store.get("history/dover-web", tmp_path / "back", digest)
    assert digests_of(tmp_path / "back", "") == digests_of(new, "")
    assert "history/dover-web/3.html" not in set(store.names("history"))  # of the old one

    store.write("notes/a.json", b"{}")
    assert store.read("notes/a.json") == b"{}"
    store.write("notes/empty", b"")
    assert store.read("notes/empty") == b""
    with pytest.raises(FileNotFoundError):
        store.read("notes/b.json")
    assert list(store.names("notes/")) == ["notes/a.json", "notes/empty"]
    assert list(store.names("nothing")) == []
    for name in ("notes/a.json", "notes/empty", "history/dover-web", "history/dover.epub"):
        store.delete(name)
        store.delete(name)
    assert list(store.names()) == []


def test_no_name_leads_out_of_the_store(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    strange = ("a\\b", "a\nb") if "://" in store.address else ()  # a folder has such names
    for name in ("../a", "/a", "a//b", "a/./b", "", *strange):
        with pytest.raises(StoreError, match="name of an object"):
            store.put(tmp_path / "a", name)


def test_what_is_damaged_counts_as_missing(store: Store, tmp_path: Path) -> None:
    """An object that is cut off, also where it keeps its digest, and one of a web edition."""
    book, back = tmp_path / "dover.epub", tmp_path / "back"
    book.write_bytes(b"an edition" * 1000)
    digest = store.put(book, "dover.epub")
    site = store.put(_site(tmp_path / "site", "new"), "dover-web")
    address = store.address if "://" in store.address else f"file://{store.address}"
    objects = objects_at(address)
    for name in ("dover.epub", "dover-web/1.html"):
        objects.write(name, b"an edi", objects.digest(name) or "" if objects.keeps_digests else "")
    assert not store.get("dover.epub", back, digest)
    assert not store.get("dover-web", back, site)
    assert not back.exists()
    objects.write("dover.epub", b"somebody else's")
    assert combined(store.digests("dover.epub")) != digest
    store.put(book, "dover.epub")
    assert store.get("dover.epub", back, digest)


def test_two_writers_leave_a_whole_edition_of_one(store: Store, tmp_path: Path) -> None:
    sites = [_site(tmp_path / "one", "old"), _site(tmp_path / "two", "new", pages=2)]

    def write(site: Path) -> None:
        for _ in range(2):
            store.put(site, "dover-web")
            store.put(site / "index.html", "dover.html")

    with ThreadPoolExecutor(2) as writers:
        list(writers.map(write, sites))
    assert store.digests("dover-web") in [digests_of(site, "") for site in sites]
    assert store.get("dover-web", tmp_path / "back")
    assert digests_of(tmp_path / "back", "") == store.digests("dover-web")
    assert store.get("dover.html", tmp_path / "dover.html")
    words = set((tmp_path / "dover.html").read_text().split())
    assert words in ({"index.html", "old"}, {"index.html", "new"})


_WRITER = """
import sys
from pathlib import Path
from publish.batch.store import store_at
store, folder = store_at(sys.argv[1]), Path(sys.argv[2])
while True:
    for site in ("one", "two"):
        store.put(folder / site, "dover-web")
        print("put", flush=True)
        store.put(folder / site / "index.html", "dover.html")
"""


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_a_writer_that_is_killed_leaves_the_old_or_the_new(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = f"{request.getfixturevalue('s3')}/killed" if kind == "s3" else str(tmp_path / "out")
    store = store_at(place)
    wanted = [
        digests_of(_site(tmp_path / "one", "old"), ""),
        digests_of(_site(tmp_path / "two", "new", pages=2), ""),
    ]
    pages = [(tmp_path / one / "index.html").read_bytes() for one in ("one", "two")]
    command = [sys.executable, "-c", _WRITER, place, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        for turn in range(6):
            writer.stdout.readline()
            if turn == 5:
                writer.kill()
            back = tmp_path / f"back-{turn}"
            if store.get("dover-web", back):
                assert digests_of(back, "") in wanted
            else:  # a store of objects: the files are those of two editions
                assert kind == "s3"
            assert turn == 0 or store.get("dover.html", tmp_path / "page")
            assert turn == 0 or (tmp_path / "page").read_bytes() in pages
    store.put(tmp_path / "two", "dover-web")
    assert store.digests("dover-web") == wanted[1]
    store_at(place).ensure_writable()
    assert set(store.names("dover-web")) == {f"dover-web/{file}" for file in wanted[1]}


def test_one_batch_at_a_time_works_in_a_store(store: Store) -> None:
    for _ in range(2):
        with alone_in(store.address) as check:
            check()
            with pytest.raises(UsageError, match=r"Another batch .*is at work in"):
                alone_in(store.address).__enter__()


def _is_lost(check: Check) -> bool:
    try:
        check()
    except UsageError as error:
        return "Another batch has begun" in str(error)
    return False


def test_the_record_of_a_killed_batch_is_taken_over_and_that_is_seen(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, objects = f"{s3}/alone", objects_at(f"{s3}/alone")
    assert objects.create("once", b"1")
    assert not objects.create("once", b"2")
    monkeypatch.setattr(exclusion, "_RENEWED", 0.05)
    with alone_in(address) as first, monkeypatch.context() as patch:
        patch.setattr(exclusion, "_ABANDONED", 0)
        with alone_in(address) as second:
            until = time.monotonic() + 60
            while not (_is_lost(first) or _is_lost(second)) and time.monotonic() < until:
                time.sleep(0.01)
            # the first may write its record again just when the second has replaced it
            assert _is_lost(first) is not _is_lost(second)
    assert list(store_at(address).names()) == ["once"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nowhere://books/x", "Protocol not known"),
        ("s3://", "names no bucket"),
        ("s3://nobody/x", "no such bucket"),
        ("sftp://host/x", "paramiko"),
    ],
)
@pytest.mark.usefixtures("s3")
def test_what_is_wrong_with_an_address_is_said(address: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        store_at(address).ensure_writable()
    assert str(caught.value).startswith(address.rstrip("/"))


def test_a_store_that_does_not_answer_is_said_soon(
    s3: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    fsspec.filesystem("s3").clear_instance_cache()  # of the settings
    with pytest.raises(StoreError, match=r"doesn't answer.*AWS_ENDPOINT_URL"):
        store_at(f"{s3}/away").ensure_writable()
