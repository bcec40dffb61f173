"""Hostile drawings and pictures end in a diagnostic, in a process that is limited and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from publish.editions.pdf.heavy_drawings import is_heavy
from publish.errors import SourceError
from publish.model import Conversion
from publish.runtime import confined, large_pictures, raster
from publish.runtime.folder import FileRefusedError
from publish.runtime.picture_conversion import edition_bytes
from publish.runtime.picture_words import smallest_words
from publish.runtime.pictures import Pictures, is_animated
from publish.runtime.raster import jpeg
from publish.runtime.svg import drawing
from tests.hostile.pictures import DRAWINGS, HEAVY, RASTERS, USABLE, png, saved, svg

Maker = Callable[[], bytes]
CODES = {"svg-unsafe", "picture-limit", "picture-size", "picture-broken"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Less time than authors have, so that the tests take less; none of it counts for others."""
    monkeypatch.setattr(confined, "SECONDS", 0.3)
    monkeypatch.setattr(confined, "SECONDS_PER_MEGABYTE", 0.1)
    monkeypatch.setattr(confined, "WASTED", 1e9)
    monkeypatch.setattr(confined, "MOST_WASTED", 1e9)
    confined.begin_source()
    yield
    confined.begin_source()
    confined._client()._wasted = 0.0


def read(folder: Path, name: str, make: Maker) -> FileRefusedError | None:
    (folder / name).write_bytes(make())
    assert (folder / name).stat().st_size < 1_000_000
    try:
        Pictures(folder).image(name, "A thing")
    except FileRefusedError as error:
        return error
    return None


def is_refused(folder: Path, name: str, make: Maker) -> bool:
    error = read(folder, name, make)
    return error is not None and error.code in CODES and name in error.message


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing(name: str, tmp_path: Path) -> None:
    assert is_refused(tmp_path, f"{name}.svg", DRAWINGS[name])


@pytest.mark.parametrize("name", RASTERS)
def test_a_raster(name: str, tmp_path: Path) -> None:
    assert is_refused(tmp_path, name, RASTERS[name])


@pytest.mark.parametrize("name", USABLE)
def test_a_raster_with_much_that_is_never_unpacked(name: str, tmp_path: Path) -> None:
    assert read(tmp_path, name, USABLE[name]) is None


@pytest.mark.parametrize("name", HEAVY)
def test_a_drawing_that_weasyprint_gets_as_pixels(name: str) -> None:
    made = HEAVY[name]()
    assert is_heavy(drawing(made, "a.svg"), made)


def test_a_picture_that_takes_too_long_in_an_edition_is_at_fault(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(svg("<path d='M0 0h1'/>"))
    image = Pictures(tmp_path).image("a.svg", "A thing")
    (tmp_path / "a.svg").write_bytes(DRAWINGS["texts"]())
    with pytest.raises(confined.LimitError) as caught:
        jpeg(image)
    assert caught.value.exit_code == SourceError.exit_code
    said = f"{tmp_path / 'a.svg'}: The picture “a.svg” takes more than 0."
    assert str(caught.value).startswith(said)
    assert [one.code for one in caught.value.diagnostics] == ["picture-limit"]


def test_a_drawing_that_takes_long_is_tried_at_the_size_of_the_largest_edition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(raster, "_draw", lambda _svg, _size, box, _ground: tried.append(box[0]))
    clock = iter((0.0, 0.1, 1.0, 3.0))
    monkeypatch.setattr(raster.time, "process_time", lambda: next(clock))
    for _ in range(2):
        raster.try_drawing.__wrapped__(svg("<text>Long</text>"), 400, 300)  # type: ignore[attr-defined]
    assert tried == [raster._TRIED, raster._TRIED, raster._FINE]


def test_a_plain_drawing_is_not_heavy() -> None:
    made = svg('<g opacity=".5"><path d="M0 0h9"/></g><text>Words</text>' * 200)
    assert not is_heavy(drawing(made, "a.svg"), made, 20)
    assert is_heavy(drawing(made, "a.svg"), made, 2_000)  # it is drawn at each place


def test_rules_for_siblings_are_not_compared(tmp_path: Path) -> None:
    rules = svg("<style>text ~ text{font-size:9px}</style>" + "<text>a</text>" * 3000)
    (tmp_path / "a.svg").write_bytes(rules)
    from publish.model import Image as Picture

    started = time.process_time()
    assert smallest_words(Picture("a.svg", tmp_path / "a.svg", "image/svg+xml", 9, 9, "")) is None
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_a_picture_of_a_hundred_million_pixels(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of the child holds a third of it, at four bytes for a pixel."""
    monkeypatch.setattr(confined, "SECONDS", 9)
    (tmp_path / name).write_bytes(
        png(9999) if name == "a.png" else saved(Image.new("RGB", (9999, 9999)), "JPEG")
    )
    image = Pictures(tmp_path).image(name, "A thing")
    assert (image.width, image.height, image.conversion) == (4000, 4000, Conversion.SCALED)
    with Image.open(BytesIO(edition_bytes(image, (tmp_path / name).read_bytes()))) as picture:
        assert picture.size == (4000, 4000)
    if name == "a.jpg":
        assert jpeg(image, 300)
    assert not is_animated(image)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "1"])
def test_strips_make_the_same_small_picture(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_pictures, "MOST_WHOLE", 1)
    monkeypatch.setattr(large_pictures, "_STRIP", 50_000)
    noise = Image.merge("RGBA", [Image.effect_noise((300, 400), 90) for _ in range(4)])
    data = saved(noise.convert("RGB").quantize(99) if mode == "P" else noise.convert(mode), "PNG")
    opened = Image.open(BytesIO(data))
    small = large_pictures.reduced(opened, data, (130, 90))
    whole = Image.open(BytesIO(data)).convert(small.mode)
    expected = whole.resize((130, 90), Image.Resampling.LANCZOS, reducing_gap=1)
    extremes = ImageChops.difference(small, expected).getextrema()
    assert max(one[-1] if isinstance(one, tuple) else one for one in extremes) <= 3


def test_many_pictures_that_fail_take_little_time_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "WASTED", 0.2)
    monkeypatch.setattr(confined, "MOST_WASTED", 0.5)
    slow = DRAWINGS["morphology again"]
    errors = [read(tmp_path, f"{n}.svg", slow) for n in range(6)]
    assert [error is not None and "other pictures" in error.message for error in errors][2:] == [
        *[True] * 4
    ]
    monkeypatch.setattr(confined, "_FORGOTTEN", -1)
    assert read(tmp_path, "a.png", lambda: png(9)) is None


def test_another_child_takes_over(tmp_path: Path) -> None:
    assert read(tmp_path, "a.png", lambda: png(9)) is None
    client = confined._client()
    assert client._program is not None
    os.kill(client._program._process.pid, signal.SIGKILL)
    assert read(tmp_path, "b.png", lambda: png(9)) is None


PARENT = """
import sys
from pathlib import Path
from publish.runtime import confined
from publish.runtime.pictures import Pictures
confined.SECONDS = 60
started = confined._started
def shown():
    program = started()
    print(program._process.pid, flush=True)
    return program
confined._started = shown
Pictures(Path(sys.argv[1])).image("slow.svg", "A thing")
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_child_ends_with_its_parent(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "slow.svg").write_bytes(DRAWINGS["morphology again"]())
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.5)  # until it draws
        started = time.monotonic()
        parent.send_signal(number)
        parent.wait()
        while _runs(child):
            assert time.monotonic() - started < 10  # of a busy machine
            time.sleep(0.01)


def _runs(process: int) -> bool:
    """Whether a process runs; one that has ended may wait for its parent."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
