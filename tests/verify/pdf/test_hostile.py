"""PDFs from strangers end in findings or in one clear message, and soon."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from publish.errors import SourceError
from publish.readers.pdf import reading
from publish.verify.pdf import verify_pdf


def diagnostics(path: Path) -> set[str]:
    return {diagnostic.code for diagnostic in verify_pdf(path, ask_verapdf=False)}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no PDF at all", b"%PDF-1.7\n\0\0%%EOF"])
def test_what_is_no_pdf_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"x\.pdf: It cannot be read as a PDF"):
        verify_pdf(path, ask_verapdf=False)


def test_a_tree_that_bites_its_tail(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.open(sound) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K.append(document)
        pdf.save(path)
    with pytest.raises(SourceError, match="its structure tree has no end"):
        verify_pdf(path, ask_verapdf=False)


def test_a_tree_a_thousand_deep(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.open(sound) as pdf:
        inner = pdf.make_indirect(Dictionary(S=Name.Div))
        for _ in range(1000):
            inner = pdf.make_indirect(Dictionary(S=Name.Div, K=Array([inner])))
        pdf.Root.StructTreeRoot.K[0].K.append(inner)
        pdf.save(path)
    with pytest.raises(SourceError, match="its structure tree has no end"):
        verify_pdf(path, ask_verapdf=False)


@pytest.mark.parametrize("where", ["page", "unicode", "metadata"])
def test_a_stream_that_unpacks_to_gigabytes(sound: Path, tmp_path: Path, where: str) -> None:
    path = tmp_path / "x.pdf"
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(b" " * (1 << 20)) for _ in range(80)) + packing.flush()
    with pikepdf.open(sound) as pdf:
        stream = pdf.make_stream(b"")
        stream.write(bomb, filter=Name.FlateDecode)
        if where == "page":
            pdf.pages[0].Contents = stream
        elif where == "unicode":
            next(iter(pdf.pages[0].Resources.Font.values())).ToUnicode = stream
        else:
            pdf.Root.Metadata = stream
        as_it_is = pikepdf.StreamDecodeLevel.none
        pdf.save(path, stream_decode_level=as_it_is, fix_metadata_version=False)
    assert path.stat().st_size < 1_000_000
    start = time.process_time()
    with pytest.raises(SourceError, match=r"unpacks? to more than"):
        verify_pdf(path, ask_verapdf=False)
    assert time.process_time() - start < 5


def test_a_form_that_draws_itself(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.open(sound) as pdf:
        form = pdf.make_stream(b"/F Do /F Do", Type=Name.XObject, Subtype=Name.Form)
        form.Resources = Dictionary(XObject=Dictionary(F=form))
        pdf.pages[0].Resources = form.Resources
        pdf.pages[0].Contents = pdf.make_stream(b"/F Do")
        pdf.save(path)
    with pytest.raises(SourceError, match="cannot be read as a PDF"):
        verify_pdf(path, ask_verapdf=False)


def test_too_many_pages(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 0)
    with pytest.raises(SourceError, match="more than 0 pages"):
        verify_pdf(sound, ask_verapdf=False)


def test_a_pdf_of_others_that_has_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    assert {"tree-missing", "metadata-missing", "language-missing"} <= diagnostics(path)


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=12))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_broken_bytes_never_break_the_checker(
    sound: Path, tmp_path: Path, place: int, junk: bytes
) -> None:
    content = sound.read_bytes()
    place %= len(content)
    path = tmp_path / "x.pdf"
    path.write_bytes(content[:place] + junk + content[place + len(junk) :])
    with contextlib.suppress(SourceError):
        diagnostics(path)


_OTHER_TYPES: list[Callable[[], Any]] = [
    *(lambda: 7, lambda: True, lambda: 2.5, lambda: Name.Foo, lambda: pikepdf.String("x")),
    *(lambda: Array(), lambda: Array([1, Name.X, Dictionary()]), lambda: Dictionary(S=Name.P, K=3)),
]


@given(st.lists(st.tuples(st.integers(0), st.integers(0), st.sampled_from(_OTHER_TYPES))))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_entries_of_another_type_never_break_the_checker(
    sound: Path, tmp_path: Path, changes: list[tuple[int, int, Callable[[], Any]]]
) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.open(sound) as pdf:
        things = [one for one in pdf.objects if isinstance(one, Dictionary | pikepdf.Stream)]
        for thing, key, value in changes:
            keys = sorted(things[thing % len(things)].keys())
            if keys and keys[key % len(keys)] != "/Length":
                things[thing % len(things)][keys[key % len(keys)]] = value()
        try:
            pdf.save(path)
        except (pikepdf.PdfError, RuntimeError):  # not a PDF at all any more
            return
    with contextlib.suppress(SourceError):
        diagnostics(path)


def test_the_command_takes_a_pdf(sound: Path) -> None:
    command = [sys.executable, "-m", "publish", "verify", str(sound)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0
    assert ended.stdout.startswith("No faults of those that publish")
