"""Which PDF is made: kinds, themes, style sheets, attachments."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import parse_options
from publish.errors import SourceError, ToolError, UsageError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import verapdf

from .conftest import HEAD


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.md"
    path.write_text(HEAD.format(language="en") + "The boat.\n\n## Pier\n\nWood.", encoding="utf-8")
    return path


def made(source: Path, options: PdfOptions) -> Path:
    target = source.with_suffix(".pdf")
    export(prepare(read(source)), None, target, options)
    return target


def test_each_kind_gets_what_it_can_have() -> None:
    screen, press = parse_options("screen, print", "report", "a5", attach="source")
    assert (screen.variant, screen.theme, screen.trim, screen.attach) == (
        "screen", "report", "", ("source",)
    )  # fmt: skip
    assert (press.variant, press.theme, press.trim, press.attach) == ("print", "report", "a5", ())
    assert parse_options() == (PdfOptions("screen"),)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"variants": "screen", "trim": "A5"}, "add --pdf print"),
        ({"variants": "ua-2", "profile": Path("x.icc")}, "add --pdf print"),
        ({"variants": "print", "attach": "source"}, "holds no other files"),
        ({"variants": "small"}, "Choose from screen, ua-2, large-print, print"),
        ({"attach": "cover"}, "Choose from source, narration"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_options(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (PdfOptions(theme="tabloid"), "Choose from feature, book, report"),
        (PdfOptions("print", trim="B5"), "Choose from A4, A5, letter, 6x9"),
        (PdfOptions(styles=(Path("none.css"),)), "no style sheet"),
    ],
)
def test_unknown_names_are_refused(source: Path, options: PdfOptions, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        made(source, options)
    assert not source.with_suffix(".pdf").exists()


def test_the_front_matter_chooses_the_theme_and_the_command_line_overrules_it(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("language: en\n", "language: en\ntheme: book\n"), "utf-8")
    for options, width in ((PdfOptions(), 432), (PdfOptions(theme="report"), 595.3)):
        with pikepdf.open(made(source, options)) as pdf:
            assert float(pdf.pages[0].MediaBox[2]) == pytest.approx(width, abs=0.1)


def test_a_style_sheet_of_ones_own_wins(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "more.css").write_text("@page { size: A5 }", encoding="utf-8")
    own = folder / "house.css"
    own.write_text('@import url("more.css");', encoding="utf-8")
    with pikepdf.open(made(source, PdfOptions(styles=(own,)))) as pdf:
        assert float(pdf.pages[0].MediaBox[2]) == pytest.approx(419.5, abs=0.1)


@pytest.mark.parametrize(
    "rule",
    [
        '@import url("../secret.css");',
        "body { background: url(http://example.org/a.png) }",
        '@font-face { font-family: X; src: url("file:///etc/passwd") } body { font-family: X }',
    ],
)
def test_a_style_sheet_reaches_nothing_outside_its_folder(
    source: Path, tmp_path: Path, rule: str
) -> None:
    (tmp_path / "secret.css").write_text("body { color: red }", encoding="utf-8")
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "house.css").write_text(rule, encoding="utf-8")
    with pytest.raises((SourceError, ToolError)):
        made(source, PdfOptions(styles=(folder / "house.css",)))
    assert not source.with_suffix(".pdf").exists()


def test_rules_that_would_be_ignored_are_errors_with_their_lines(
    source: Path, tmp_path: Path
) -> None:
    own, more = tmp_path / "house.css", tmp_path / "more.css"
    own.write_text("p { color: black;\n  colour: red }\n\nh2::foo { margin: 0 }\n", "utf-8")
    more.write_text("/* a\ncomment */ p { display: flx }\n@charm { p { margin: 0 } }", "utf-8")
    with pytest.raises(SourceError) as raised:
        made(source, PdfOptions(styles=(own, more)))
    assert [(one.file, one.line) for one in raised.value.diagnostics] == [
        *((own, 2), (own, 4), (more, 2), (more, 3)),
    ]
    first, second, third, fourth = (str(one) for one in raised.value.diagnostics)
    assert "“colour: red” is not understood: unknown property. Did you mean “color”?" in first
    assert "The selector “h2::foo” is not understood." in second
    assert "“display: flx” is not understood: invalid value." in third
    assert "@charm" in fourth
    assert not source.with_suffix(".pdf").exists()


def test_of_an_imported_sheet_the_line_is_not_guessed(source: Path, tmp_path: Path) -> None:
    own = tmp_path / "house.css"
    own.write_text('@import "more.css";', "utf-8")
    (tmp_path / "more.css").write_text("p { colour: red }", "utf-8")
    with pytest.raises(SourceError, match="colour") as raised:
        made(source, PdfOptions(styles=(own,)))
    assert raised.value.diagnostic.line == 0


def test_files_are_attached_and_the_standard_that_allows_them_is_met(
    source: Path, tmp_path: Path
) -> None:
    sound = tmp_path / "ferry.mp3"
    sound.write_bytes(b"ID3\x03" + bytes(200))
    options = PdfOptions(attach=("source", "narration"), sound=(sound,))
    path = made(source, options)
    with pikepdf.open(path) as pdf:
        files = {
            spec.filename: (str(spec.obj.AFRelationship), spec.get_file().read_bytes())
            for spec in pdf.attachments.values()
        }
        assert len(pdf.Root.AF) == 2
    assert files == {
        "ferry.md": ("/Source", source.read_bytes()),
        "ferry.mp3": ("/Alternative", sound.read_bytes()),
    }
    for flavour in ("ua1", "3a"):
        ((_, rules),) = verapdf.check([path], flavour).items()  # type: ignore[arg-type]
        assert [str(rule) for rule in rules] == []
    first = path.read_bytes()
    assert made(source, options).read_bytes() == first
