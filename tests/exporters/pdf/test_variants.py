"""What sets the kinds of PDF apart."""

from pathlib import Path

import pikepdf
import pytest

from publish.errors import UsageError
from publish.exporters.pdf import export
from publish.prepare import prepare
from publish.source import read

from .conftest import HEAD

TEXT = """*Slowly* the boat goes.[^a] See [the pier](#pier).

## The pier {#pier}

Wood.

[^a]: At seven.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.md"
    path.write_text(HEAD.format(language="en") + TEXT, encoding="utf-8")
    return path


def test_an_unknown_kind_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="screen, ua-2, large-print"):
        export(prepare(read(source)), None, tmp_path / "x.pdf", "small")
    assert not (tmp_path / "x.pdf").exists()


def test_large_print_is_large_and_upright(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "ferry.pdf"
    export(prepare(read(source)), None, target, "large-print")
    with pikepdf.open(target) as pdf:
        sizes, names = set(), set()
        for page in pdf.pages:
            font = line = 0.0
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = float(operands[1])
                elif str(operator) == "Tm":
                    line = abs(float(operands[3]))
                elif str(operator) == "TJ":
                    sizes.add(round(line * font * 0.75, 1))
            names |= {str(font.BaseFont) for font in page.Resources.Font.values()}
    assert min(sizes) >= 18
    assert not [name for name in names if "Italic" in name]


def test_notes_and_links_of_ua_2_lead_to_elements(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "ferry.pdf"
    export(prepare(read(source)), None, target, "ua-2")
    with pikepdf.open(target) as pdf:
        nodes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        (note,) = [o for o in nodes if o.S == "/FENote"]
        (call,) = [o for o in nodes if o.S == "/Reference"]
        assert note.Ref[0].objgen == call.objgen
        assert call.Ref[0].objgen == note.objgen
        names = list(pdf.Root.Names.Dests.Names)
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        assert places["note-1"].SD[0].objgen == note.objgen
        assert pdf.Root.Outlines.First.A.SD[0].S == "/H1"
