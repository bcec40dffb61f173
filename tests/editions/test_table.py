"""The table of editions: what it says holds, and everything else derives from it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

from publish.cli import main
from publish.doctor import Part
from publish.editions import table
from publish.editions.edition import EditionType, Lazy, SpokenEdition
from publish.editions.pdf.options import VARIANTS
from publish.encoding.codecs import CODECS
from publish.errors import UsageError

WAV = '''
"""A WAV edition, as one would be added: one module, and one row of the table."""

import wave

from publish.audit.items import found, lost
from publish.editions.edition import BuiltEdition
from publish.narration.sounds import pcm


def build_wav(context):
    narration = context.narration
    with wave.open(str(context.output), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(narration.rate)
        for piece in pcm(narration):
            sound.writeframes(piece)
    return BuiltEdition(summary="WAV")


def audit_wav(context):
    with wave.open(str(context.path), "rb") as sound:
        whole = sound.getnframes() == context.timeline_index.narration.length
    for item in context.items:
        label = context.label
        yield found(item, label, "0:00") if whole else lost(item, label, "it is cut")
'''

SOURCE = "---\ntitle: A ferry\nlanguage: en\nauthors: [Ada]\n---\n\nThe ferry leaves at six.\n"

Captured = pytest.CaptureFixture[str]


ROW = SpokenEdition(
    name="wav",
    title="WAV",
    purpose="archives",
    label="WAV",
    suffix=".wav",
    build=Lazy("wav_edition:build_wav"),
    audit=Lazy("wav_edition:audit_wav"),
    groups=("listen",),
    tools=("espeak-ng",),
)

#: Options name the editions that there are when they are imported.
HELP = """
from tests.editions.test_table import ROW
from publish.editions import table
table.EDITIONS = (*table.EDITIONS, ROW)
from publish.cli import main
main(["build", "--help"])
"""


@pytest.fixture
def wav(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source; the table has a WAV edition."""
    (tmp_path / "wav_edition.py").write_text(WAV, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(table, "EDITIONS", (*table.EDITIONS, ROW))
    source = tmp_path / "ferry.md"
    source.write_text(SOURCE, encoding="utf-8")
    return source


def test_one_module_and_one_row_add_an_edition(wav: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "out"
    told = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    help_text = " ".join(told.stdout.split())
    assert "rss, wav; or groups:" in help_text
    assert "vtt, chapters, wav)" in help_text
    assert main(["audio", str(wav), "--only", "wav", "-o", str(folder), "--json"]) == 0
    (edition,) = json.loads(capsys.readouterr().out)["editions"]
    assert (edition["format"], edition["path"]) == ("wav", str(folder / "ferry.wav"))
    assert main(["audit", str(wav), str(folder), "--json"]) == 0
    audit = json.loads(capsys.readouterr().out)
    assert audit["editions"] == [str(folder / "ferry.wav")]
    assert all(item["editions"]["WAV"]["state"] == "found" for item in audit["items"])
    assert "wav" in Part("espeak-ng", True, "", "", "").editions
    assert main(["audio", str(wav), "--only", "waw", "-o", str(folder)]) == 2
    assert "rss, wav, audio, listen" in capsys.readouterr().err


def test_an_audit_of_the_new_edition_finds_what_is_lost(
    wav: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["audio", str(wav), "--only", "wav", "-o", str(tmp_path), "-q"]) == 0
    import wave

    with wave.open(str(tmp_path / "ferry.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(22_050)
    assert main(["audit", str(wav), str(tmp_path)]) == 8
    assert "it is cut" in capsys.readouterr().out


@pytest.mark.parametrize("edition", table.EDITIONS, ids=lambda one: f"{one.name}-{one.variant}")
def test_each_row_names_functions_that_exist(edition: table.TextEdition | SpokenEdition) -> None:
    for lazy, parameters in ((edition.build, 1), (edition.audit, 1), (edition.verify, 1)):
        if lazy is not None:
            assert len(inspect.signature(lazy.load()).parameters) == parameters
    if isinstance(edition, SpokenEdition) and edition.codec:
        assert edition.codec in CODECS
        assert "ffmpeg" in edition.tools


def test_the_rows_differ() -> None:
    for field in ("suffix", "label", "title"):
        values = [getattr(edition, field) for edition in table.EDITIONS]
        assert len(set(values)) == len(values), field
    keys = [(edition.name, edition.variant) for edition in table.EDITIONS]
    assert len(set(keys)) == len(keys)
    assert not set(table.names()) & set(table.groups())


def test_each_variant_of_the_pdf_has_a_row() -> None:
    rows = [edition.variant for edition in table.EDITIONS if edition.name == "pdf"]
    assert rows == [variant.name for variant in VARIANTS]


def test_pdfs_are_verified() -> None:
    for variant in VARIANTS:
        assert table.find("pdf", variant.name).verify


@pytest.mark.parametrize(
    ("name", "stem", "expected"),
    [
        ("ferry.pdf", "", ("pdf", "screen")),
        ("ferry-print.pdf", "ferry", ("pdf", "print")),
        ("ferry-print.pdf", "ferry-print", ("pdf", "screen")),
        ("ferry-mp3", "ferry", ("mp3", "split")),
        ("ferry.rss", "ferry", ("rss", "")),
    ],
)
def test_an_edition_is_known_by_its_name(name: str, stem: str, expected: tuple[str, str]) -> None:
    edition = table.edition_of(Path(name), stem)
    assert (edition.name, edition.variant) == expected


def test_a_suffix_of_no_edition_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"ferry\.txt: no edition ends like this"):
        table.edition_of(Path("ferry.txt"))


def test_the_documentation_has_the_table(root: Path) -> None:
    text = (root / "docs/editions.md").read_text(encoding="utf-8")
    assert documented(table.EDITIONS) in text


def documented(editions: tuple[EditionType, ...]) -> str:
    """The table of the documentation."""
    rows = [
        f"| {edition.title} | {_chosen(edition)} | `article{edition.suffix}` | {edition.purpose} |"
        for edition in editions
    ]
    return "\n".join(["| edition | option | file | for |", "|---|---|---|---|", *rows])


def _chosen(edition: EditionType) -> str:
    match edition.name, edition.variant:
        case name, "":
            return f"`--only {name}`"
        case name, "split":
            return f"`--only {name} --split`"
        case "web", form:
            return f"`--web {form}`"
        case "epub", shop:
            return f"`--for {shop}`"
        case _, variant:
            return f"`--pdf {variant}`"
